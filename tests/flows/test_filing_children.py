"""The files inside a document: each becomes a document of its own, once, however often the work is done."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from extractors.split import Part
from flows.stages.answers import Enclosed
from flows.stages.filing_children import depth_of
from flows.stages.read_and_file import Done, ReadAndFile
from flows.stages.workroom import Workroom
from storage.records.values import DocumentSummary
from strongroom.document import State
from strongroom.errors import StoreUnavailable, UnknownType
from strongroom.ids import DocumentId, child_id, is_id, made_at
from strongroom.query import parse
from tests.flows.doubles import Readers, paper
from tests.flows.test_read_and_file import START, Clock, claimed, received

ARCHIVE = replace(paper(pages=0), media="application/zip")


def inside(*datas: bytes, names: tuple[str, ...] = ()) -> tuple[Enclosed, ...]:
    return tuple(
        Enclosed(name=names[place] if names else f"folder/file-{place}.png", data=data, media="image/png", refused=None)
        for place, data in enumerate(datas)
    )


def readers(*children: Enclosed, read: object = ARCHIVE) -> Readers:
    made = Readers(read)  # type: ignore[arg-type]
    made.inside = children
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


def worked(work: Workroom, clock: Clock, readers: Readers) -> Done:
    return ReadAndFile(work=work, readers=readers, now=clock).run(claimed(work, clock))


def children_of(work: Workroom, parent: DocumentId, count: int) -> list[DocumentSummary]:
    wanted = [DocumentId(child_id(parent, place)) for place in range(count)]
    return [work.records.view(one, actor="test", purpose="test", now=START).summary for one in wanted]


def test_each_file_waits_to_be_read_and_the_parent_is_filed(work: Workroom, clock: Clock) -> None:
    parent = received(work)
    done = worked(work, clock, readers(*inside(b"one", b"two")))
    assert State.FILED is done.state
    children = children_of(work, parent, 2)
    assert [State.RECEIVED, State.RECEIVED] == [child.state for child in children]
    assert ["file-0.png", "file-1.png"] == [child.original_name for child in children]
    assert {"客户 A"} == {child.customer for child in children}
    assert all(f"from-{parent}" in child.tags for child in children)


def test_the_bytes_of_a_child_are_those_that_were_inside(work: Workroom, clock: Clock) -> None:
    parent = received(work)
    worked(work, clock, readers(*inside(b"one")))
    (child,) = work.records.claim("test", limit=9, now=clock(), lease_seconds=60)
    assert child.document == child_id(parent, 0)
    assert b"one" == work.vault.get(work.records.assignment(child).blob)


def test_a_crash_between_two_children_makes_nothing_twice(work: Workroom, clock: Clock) -> None:
    parent = received(work)

    def broken() -> Iterator[Enclosed]:
        yield inside(b"one", b"two")[0]
        raise StoreUnavailable

    first = readers()
    first.children = lambda _data, _parts=(): broken()  # type: ignore[method-assign]
    assert State.RECEIVED is worked(work, clock, first).state
    assert 1 == len([child for child in children_of(work, parent, 1) if child.state is State.RECEIVED])
    clock.pass_seconds(120)
    lease = next(
        lease
        for lease in work.records.claim("test", limit=9, now=clock(), lease_seconds=60)
        if lease.document == parent
    )
    stored = len(list(work.store.keys()))
    done = ReadAndFile(work=work, readers=readers(*inside(b"one", b"two")), now=clock).run(lease)
    assert State.FILED is done.state
    assert 2 == len(children_of(work, parent, 2))
    # The second child and the parent's pages: of the first child nothing was stored again.
    assert stored + 2 == len(list(work.store.keys()))


def test_what_the_vault_knows_is_linked_and_not_kept_twice(work: Workroom, clock: Clock) -> None:
    parent = received(work)
    known = received(work, data=b"known already")
    for lease in work.records.claim("test", limit=9, now=clock(), lease_seconds=60):
        if lease.document == parent:
            ReadAndFile(work=work, readers=readers(*inside(b"known already")), now=clock).run(lease)
    assert known == work.records.find_by_content(
        work.records.content_hash(hashlib.sha256(b"known already").hexdigest())
    )
    assert 1 == work.records.view(known, actor="test", purpose="test", now=START).duplicates


def test_what_cannot_be_read_is_kept_in_quarantine(work: Workroom, clock: Clock) -> None:
    parent = received(work)
    (child,) = inside(b"MZ")
    worked(work, clock, readers(replace(child, refused=UnknownType())))
    (kept,) = children_of(work, parent, 1)
    assert kept.quarantine
    assert "unknown_type" == kept.quarantine.code


def test_archives_in_archives_end_somewhere(work: Workroom, clock: Clock) -> None:
    """Each level is a document of its own; beyond ``limits.max_depth`` the innermost is set aside."""
    received(work)
    states = []
    for level in range(4):
        done = worked(work, clock, readers(*inside(f"level {level}".encode())))
        states.append((done.state, done.code))
    assert [(State.FILED, "")] * 3 + [(State.QUARANTINED, "nested_too_deep")] == states


def test_names_of_strangers_are_no_paths(work: Workroom, clock: Clock) -> None:
    parent = received(work)
    names = ("../../etc/passwd", "C:\\temp\\scan.pdf", "/", "a\0b")
    worked(work, clock, readers(*inside(*(name.encode() for name in names), names=names)))
    assert ["passwd", "scan.pdf", "unnamed", "ab"] == [child.original_name for child in children_of(work, parent, 4)]


def test_parts_carry_their_pages_and_what_their_sheet_said(work: Workroom, clock: Clock) -> None:
    parent = received(work)
    parts = (
        Part(pages=(1,), certain=True),
        Part(pages=(3, 4), certain=True, kind="invoice", tags=("paid",), owner="Acme"),
    )
    bundle = replace(paper(pages=4), media="application/pdf", parts=parts)
    worked(work, clock, readers(*inside(b"1", b"2"), read=bundle))
    first, second = children_of(work, parent, 2)
    assert "page-1" in first.tags
    assert {"pages-3-4", "paid", "kind-invoice"} <= set(second.tags)
    assert "客户 A" == second.customer


def test_children_are_found_by_their_parent(work: Workroom, clock: Clock) -> None:
    parent = received(work)
    worked(work, clock, readers(*inside(b"one", b"two")))
    found = work.records.find(parse(f"tag:from-{parent}"), actor="test", now=START)
    assert 2 == found.total


def test_a_childs_id_is_its_own_and_bears_its_parents_time() -> None:
    parent = "01JXW3Q0H4Z6N8V2B5C7D9F1GK"
    ids = {child_id(parent, place) for place in range(100)} | {child_id(child_id(parent, 0), 0)}
    assert 101 == len(ids)
    assert all(is_id(one) and made_at(one) == made_at(parent) for one in ids)
    assert child_id(parent, 3) == child_id(parent, 3)


def test_depth_is_counted_by_the_tags() -> None:
    assert 2 == depth_of(("客户 A", "from-01J", "pages-1-2", "from-01K"))
