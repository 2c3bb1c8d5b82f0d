"""The key room: who may manage keys, what is recorded of it, and that documents stay readable."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from flows.stages.key_room import KeyRoom
from flows.stages.workroom import Workroom, open_workroom
from storage.records.requesting import Requests
from storage.records.session import Session
from storage.records.tables import audit_events
from strongroom.document import Role
from strongroom.errors import BadSettings, Denied, KeysInUse, NoSuchKey, NotFound, WrongStage
from strongroom.ids import BlobId, DocumentId
from strongroom.permissions import Actor, StaffRole
from strongroom.request import Stage
from strongroom.settings import Objects, Settings
from strongroom.settings_keys import Keys

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
ADMIN = Actor(id="user:admin", roles=frozenset({StaffRole.ADMIN}))
DOCUMENT, BLOB = DocumentId("01JD0000000000000000000000"), BlobId("01JD0000000000000000000001")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, objects=Objects(backend="folder"))


@pytest.fixture
def work(settings: Settings) -> Iterator[Workroom]:
    with open_workroom(settings) as opened:
        opened.records.migrate()
        yield opened


def room(work: Workroom, actor: Actor = ADMIN) -> KeyRoom:
    return KeyRoom(work=work, actor=actor, now=lambda: NOW)


def retired(work: Workroom, kek: str) -> bool:
    """Asked for by one, approved by another, and done."""
    made = room(work).ask_retirement(kek, "rotated")
    Requests(work.records.transactions).approve(made, actor="user:other", now=NOW)
    return room(work).retire_approved(made)


def recorded(work: Workroom) -> list[tuple[str, str, str]]:
    def events(session: Session) -> list[tuple[str, str, str]]:
        columns = (audit_events.c.actor, audit_events.c.action, audit_events.c.facts)
        return [tuple(row) for row in session.connection.execute(select(*columns).order_by(audit_events.c.sequence))]

    return work.records.transactions.read(events)


def test_a_rotation_and_the_retirement_after_it_are_recorded_and_documents_stay_readable(
    work: Workroom, settings: Settings
) -> None:
    blob = work.vault.put(b"paper", document=DOCUMENT, role=Role.ORIGINAL, version=1, blob=BLOB)
    (old,) = room(work).list()
    done = room(work).rotate()
    assert (done.rewrapped, done.left) == (1, {})
    assert retired(work, old.id) is True
    assert [(one.id, one.current) for one in room(work).list()] == [(done.to, True)]
    assert work.vault.get(blob) == b"paper"
    with open_workroom(settings) as again:
        assert again.vault.get(blob) == b"paper"
    assert [event for event in recorded(work) if "key" in event[1]] == [
        (ADMIN.id, "key_rotation_begun", "{}"),
        (ADMIN.id, "keys_rotated", f'{{"left":0,"rewrapped":1,"to":"{done.to}"}}'),
        (ADMIN.id, "key_retired", f'{{"destroyed":1,"kek":"{old.id}"}}'),
    ]


def test_a_workroom_that_was_open_before_a_rotation_goes_on(work: Workroom, settings: Settings) -> None:
    before = work.vault.put(b"before", document=DOCUMENT, role=Role.ORIGINAL, version=1, blob=BLOB)
    with open_workroom(settings) as other:
        (old,) = room(other).list()
        room(other).rotate()
        assert retired(other, old.id) is True
    after = work.vault.put(b"after", document=DOCUMENT, role=Role.PAGES, version=1, blob=BlobId(BLOB[:-1] + "2"))
    assert (work.vault.get(before), work.vault.get(after)) == (b"before", b"after")
    assert list(work.keys.counts()) == [work.keys.current()]


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {StaffRole.ADMIN}))
def test_who_may_not_operate_the_machine_does_nothing_with_keys_and_that_is_recorded(
    work: Workroom, role: StaffRole
) -> None:
    other = room(work, Actor(id="user:other", roles=frozenset({role})))
    before = room(work).list()
    for act in (
        other.list,
        other.rotate,
        lambda: other.ask_retirement("any", "rotated"),
        lambda: other.change_passphrase("new"),
    ):
        with pytest.raises(Denied):
            act()
    assert room(work).list() == before
    assert recorded(work) == 4 * [("user:other", "denied", '{"action":"operate","code":"no_permission"}')]


def test_a_refused_retirement_is_not_recorded_as_one(work: Workroom) -> None:
    work.vault.put(b"paper", document=DOCUMENT, role=Role.ORIGINAL, version=1, blob=BLOB)
    (only,) = room(work).list()
    with pytest.raises(KeysInUse):
        room(work).ask_retirement(only.id, "rotated")
    with pytest.raises(NoSuchKey):
        room(work).ask_retirement("unknown", "rotated")
    assert recorded(work) == []


def test_a_new_passphrase_opens_the_vault_and_the_old_state_without_one_no_longer(
    work: Workroom, settings: Settings
) -> None:
    blob = work.vault.put(b"paper", document=DOCUMENT, role=Role.ORIGINAL, version=1, blob=BLOB)
    room(work).change_passphrase("new passphrase")
    assert work.vault.get(blob) == b"paper"
    changed = settings.model_copy(update={"keys": Keys.model_validate({"passphrase": "new passphrase"})})
    with open_workroom(changed) as again:
        assert again.vault.get(blob) == b"paper"
    with pytest.raises(BadSettings), open_workroom(settings):
        pass
    assert recorded(work) == [(ADMIN.id, "key_file_resealed", "{}")]


def test_what_another_person_approved_is_retired_once(work: Workroom) -> None:
    work.vault.put(b"paper", document=DOCUMENT, role=Role.ORIGINAL, version=1, blob=BLOB)
    (old,) = room(work).list()
    room(work).rotate()
    made = room(work).ask_retirement(old.id, "rotated")
    for too_early in (made, "0" * 26):
        with pytest.raises((WrongStage, NotFound)):
            room(work).retire_approved(too_early)
    requests = Requests(work.records.transactions)
    with pytest.raises(Denied):
        requests.approve(made, actor=ADMIN.id, now=NOW)
    requests.approve(made, actor="user:other", now=NOW)
    another = Actor(id="user:another", roles=frozenset({StaffRole.ADMIN}))
    with pytest.raises(WrongStage):
        room(work, another).retire_approved(made)
    assert room(work).retire_approved(made) is True
    with pytest.raises(NoSuchKey):
        room(work).retire_approved(made)
    assert old.id not in {one.id for one in room(work).list()}


def test_an_approval_is_not_used_up_where_the_key_came_into_use_again(
    work: Workroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.vault.put(b"paper", document=DOCUMENT, role=Role.ORIGINAL, version=1, blob=BLOB)
    (old,) = room(work).list()
    room(work).rotate()
    made = room(work).ask_retirement(old.id, "rotated")
    Requests(work.records.transactions).approve(made, actor="user:other", now=NOW)
    with monkeypatch.context() as restored:
        restored.setattr(type(work.keys), "counts", lambda _: {old.id: 1})
        with pytest.raises(KeysInUse):
            room(work).retire_approved(made)
    asked = room(work).asked(old.id)
    assert asked is not None
    assert (asked.id, asked.stage(NOW)) == (made, Stage.APPROVED)


def test_the_search_key_is_changed_by_who_operates_the_machine_and_told_how_far(work: Workroom) -> None:
    assert room(work).search().standing.current == 1
    assert room(work).rotate_search().generation == 2
    assert room(work).search().standing.current == 2
    manager = Actor(id="user:manager", roles=frozenset({StaffRole.MANAGER}))
    for refused in (room(work, manager).rotate_search, room(work, manager).search):
        with pytest.raises(Denied):
            refused()
    assert [action for _, action, _ in recorded(work)] == [
        "search_rotation_begun",
        "search_rotated",
        "search_key_forgotten",
        "denied",
        "denied",
    ]
