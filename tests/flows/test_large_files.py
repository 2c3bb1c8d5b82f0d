"""Files that are too large to be read, or lie too deep: kept in parts, or left with their owner and told of."""

import threading
from pathlib import Path

import pytest

from flows.stages.audit_room import AuditRoom
from flows.stages.inbox import REFUSED, scan
from flows.stages.large_files import Source, digest_of, put_parts
from flows.stages.office import Office
from flows.stages.take_in import Step
from flows.stages.workroom import Workroom
from storage.records.audit_search import TrailQuestion
from strongroom.document import Role, State
from strongroom.errors import IllegalMove
from strongroom.ids import DocumentId
from strongroom.permissions import local_owner
from tests.flows.files import pdf
from tests.flows.test_take_in import NOW, Inbox, stopped_at, the_one


@pytest.fixture
def inbox(work: Workroom) -> Inbox:
    return Inbox(work)


LARGE = bytes(range(256)) * 2_000


def test_a_file_that_is_too_large_to_read_is_kept_encrypted_in_parts(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.stages.large_files.PART_BYTES", 200_000)
    inbox.drop("huge.TIFF", LARGE)
    inbox.look()
    document = the_one(inbox.work, State.QUARANTINED)
    aside = inbox.work.records.quarantine_of(document)
    assert aside is not None
    assert ("too_large", {"bytes": 512_000, "limit": 500_000}) == (aside.code, dict(aside.facts))
    assert (["too_large"], []) == (inbox.told(), inbox.left())
    view = inbox.work.records.view(document, actor="test", purpose="view", now=NOW)
    assert [(Role.PART, 1, 200_000), (Role.PART, 2, 200_000), (Role.PART, 3, 112_000)] == [
        (blob.role, blob.version, blob.bytes) for blob in view.blobs
    ]
    office = Office(work=inbox.work, actor=local_owner("test"), now=lambda: NOW)
    assert LARGE == office.original(document, purpose="test")
    assert all(LARGE[:1000] not in inbox.work.store.get(key) for key in list(inbox.work.store.keys()))
    # There is nothing that reading it again would find; the way out is to split it.
    with pytest.raises(IllegalMove):
        office.read_again(document)


def test_a_large_file_that_comes_twice_is_kept_once(inbox: Inbox) -> None:
    for name in ("a.TIFF", "b.TIFF"):
        inbox.drop(name, LARGE)
        inbox.look()
    the_one(inbox.work, State.QUARANTINED)
    assert 2 == len(inbox.told())
    assert 1 == len(list(inbox.work.store.keys()))


@pytest.mark.parametrize("step", [Step.HASHED, Step.STORED, Step.COMMITTED, Step.FLUSHED])
def test_a_crash_at_any_step_with_a_large_file_leaves_one_document(inbox: Inbox, step: Step) -> None:
    inbox.drop("huge.TIFF", LARGE)
    with stopped_at(step) as on_step:
        inbox.restarted(on_step).once(threading.Event())
    inbox.restarted()
    inbox.look()
    document = the_one(inbox.work, State.QUARANTINED)
    assert [] == inbox.left()
    office = Office(work=inbox.work, actor=local_owner("test"), now=lambda: NOW)
    assert LARGE == office.original(document, purpose="test")


def test_what_would_fill_the_store_stays_with_its_owner_beside_the_note_and_on_record(inbox: Inbox) -> None:
    with (inbox.folder / "disk.IMG").open("wb") as file:
        file.truncate(5_000_001)
    inbox.look()
    assert 0 == sum(inbox.work.records.counts().values())
    (aside,) = (inbox.folder / REFUSED).glob("*.IMG")
    (note,) = inbox.notes()
    assert aside.name in note
    assert "5000001" in note
    assert [] == inbox.left()
    question = TrailQuestion(action="refused")
    (event,) = AuditRoom(Office(work=inbox.work, actor=local_owner("test"), now=lambda: NOW)).search(question, limit=9)
    assert ("too_large", 5_000_001) == (event.entry.facts["code"], event.entry.facts["bytes"])


def test_a_file_that_lies_too_deep_is_told_of_once_and_stays(inbox: Inbox) -> None:
    depth = (4_090 - len(str(inbox.folder)) - len("/a.pdf")) // 201
    deep = inbox.folder.joinpath(*["f" * 200] * depth)
    deep.mkdir(parents=True)
    (deep / "a.pdf").write_bytes(pdf())
    rest = 4_090 - len(str(deep)) - 2
    if len(str(deep / "a.pdf")) < 4_060:
        (deep / "a.pdf").rename(deep / f"{'a' * (rest - 4)}.pdf")
    for _ in range(2):
        inbox.look()
        inbox.restarted()
    assert ["path_too_long"] == inbox.told()
    assert 1 == sum(1 for _ in scan(inbox.folder))


def test_a_large_file_that_grows_while_it_is_read_is_looked_at_again(work: Workroom, tmp_path: Path) -> None:
    path = tmp_path / "growing"
    path.write_bytes(LARGE)
    with path.open("rb") as file:
        digest = digest_of(file, len(LARGE))
        source = Source(file=file, size=len(LARGE), digest=digest)
        document = DocumentId("01J0000000000000000000000A")
        assert put_parts(work.vault, source, document, lambda: NOW) is not None
        path.write_bytes(LARGE + b"more")
        assert put_parts(work.vault, source, document, lambda: NOW) is None
