"""The audit room: who may, what is recorded of it, and what a third party can verify with a script of its own."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.stages.audit_room import SEEN, AuditRoom
from flows.stages.office import Office
from flows.stages.workroom import Workroom
from storage.audit import AuditEvent
from storage.records.audit_search import TrailQuestion
from strongroom.document import Role
from strongroom.errors import Denied, NotFound
from strongroom.ids import DocumentId
from strongroom.permissions import Actor, StaffRole
from tests.storage.records.invented import arrival

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SCRIPT = Path(__file__).parents[2] / "docs" / "verify_audit.py"
WORDS = "the father of Wilhelmina Quastenflosse called"


def office(work: Workroom, *roles: StaffRole) -> Office:
    return Office(work=work, actor=Actor(id="user:one", roles=frozenset(roles)), now=lambda: NOW)


def room(work: Workroom) -> AuditRoom:
    return AuditRoom(office(work, StaffRole.AUDITOR, StaffRole.ADMIN))


def note(work: Workroom, count: int, **facts: str) -> None:
    for _ in range(count):
        work.records.transactions.note(AuditEvent(at=NOW, actor="eve", action="test", facts=facts))


def script(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), *map(str, words)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("before", [1, 2, 5, 8])
def test_an_export_is_verified_by_the_script_in_the_docs(work: Workroom, tmp_path: Path, before: int) -> None:
    note(work, before)
    kept, file = tmp_path / "kept", tmp_path / "export.jsonl"
    made = room(work).anchor()
    assert made is not None
    kept.write_text(made.note)
    note(work, 4)
    done = room(work).export(file, since=NOW - DAY, until=NOW + DAY, kept=made.note)
    assert (done.first, done.last) == (1, before + 5)
    found = script(file, room(work).key(), kept)
    assert found.returncode == 0, found.stderr
    assert f"nothing was changed in the {before} events" in found.stdout


def test_a_part_of_the_chain_is_exported_by_time(work: Workroom, tmp_path: Path) -> None:
    note(work, 3)
    later = AuditEvent(at=NOW + DAY, actor="eve", action="test")
    work.records.transactions.note(later)
    work.records.transactions.note(later)
    file = tmp_path / "export.jsonl"
    done = room(work).export(file, since=NOW + DAY, until=NOW + 2 * DAY)
    assert (done.first, done.last) == (4, 5)
    assert script(file, room(work).key()).returncode == 0
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(NotFound):
        room(work).export(tmp_path / "none", since=NOW + 5 * DAY, until=NOW + 6 * DAY)


@pytest.mark.parametrize(
    ("old", "new"),
    [('"eve"', '"bob"'), ('"sequence": 2', '"sequence": 7'), ('"inclusion": ["', '"inclusion": ["00')],
)
def test_a_changed_export_does_not_verify(work: Workroom, tmp_path: Path, old: str, new: str) -> None:
    note(work, 5)
    file = tmp_path / "export.jsonl"
    room(work).export(file, since=NOW - DAY, until=NOW + DAY)
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    assert script(file, room(work).key()).returncode != 0


def test_an_export_whose_end_was_cut_or_that_others_signed_does_not_verify(work: Workroom, tmp_path: Path) -> None:
    note(work, 5)
    file, key = tmp_path / "export.jsonl", room(work).key()
    room(work).export(file, since=NOW - DAY, until=NOW + DAY)
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines[:-2], lines[-1]]))
    assert script(file, key).returncode != 0
    file.write_text("\n".join(lines))
    assert script(file, key).returncode == 0
    name, key_id, _ = key.split("+", 2)  # the key itself is base64, which has plus signs too
    assert script(file, f"{name}+{key_id}+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").returncode != 0


def test_what_is_searched_for_is_found_by_person_document_act_and_time(work: Workroom) -> None:
    document = work.records.accept(arrival(work.records)).document
    work.records.view(document, actor="eve", purpose="view", now=NOW)
    work.records.summaries([document], actor="bob", now=NOW + DAY)
    found = room(work).search

    def acts(question: TrailQuestion) -> list[str]:
        return [one.entry.action for one in found(question, limit=50)]

    assert acts(TrailQuestion(document=document, actions=SEEN)) == ["listed", "viewed"]
    assert acts(TrailQuestion(actor="bob")) == ["listed"]
    assert acts(TrailQuestion(actor="eve", since=NOW, until=NOW + DAY)) == ["viewed"]
    assert acts(TrailQuestion(actions=SEEN, since=NOW + DAY)) == ["listed"]
    assert acts(TrailQuestion(action="trail_read")) == ["trail_read"] * 4


def test_a_stated_purpose_is_an_id_in_the_chain_and_goes_with_its_document(work: Workroom) -> None:
    document = work.records.accept(arrival(work.records)).document
    work.records.view(document, actor="eve", purpose=WORDS, now=NOW)
    (event,) = room(work).search(TrailQuestion(action="viewed"), limit=5)
    stated = str(event.entry.facts["stated"])
    assert event.entry.facts == {"stated": stated}
    assert room(work).purpose(stated) == WORDS
    assert [one.facts for one in seen(work, document) if one.action == "viewed"] == [{"purpose": WORDS}]
    work.keyring.destroy(document)
    with pytest.raises(NotFound):
        room(work).purpose(stated)
    assert room(work).verify().events > 0


def seen(work: Workroom, document: DocumentId) -> tuple:  # type: ignore[type-arg]
    return work.records.view(document, actor="me", purpose="view", now=NOW).history


def test_no_search_shows_what_people_wrote_or_papers_say(work: Workroom) -> None:
    document = work.records.accept(arrival(work.records)).document
    work.records.view(document, actor="eve", purpose=WORDS, now=NOW)
    work.records.read_blob(document, Role.ORIGINAL, actor="eve", purpose=WORDS, now=NOW)
    told = json.dumps([dict(one.entry.facts) for one in room(work).search(TrailQuestion(), limit=50)])
    assert "Quastenflosse" not in told
    assert "scan" not in told


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {StaffRole.AUDITOR}))
def test_who_may_not_read_the_audit_gets_nothing_of_it(work: Workroom, role: StaffRole, tmp_path: Path) -> None:
    other = AuditRoom(office(work, role))
    for act in (
        lambda: other.search(TrailQuestion(), limit=1),
        lambda: other.export(tmp_path / "e", since=NOW, until=NOW + DAY),
        lambda: other.purpose("01JD0000000000000000000000"),
        other.verify,
        other.key,
    ):
        with pytest.raises(Denied):
            act()
