"""Rotations that were cut off are finished by the schedule; it begins none that nobody asked for."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.stages.key_room import KeyRoom
from flows.stages.resuming import Rotation, plan, resume_rotations
from flows.stages.workroom import Workroom, open_workroom
from storage.crypto.keyring import Keyring
from storage.records.rebuilding import Rebuilding
from strongroom.document import Role
from strongroom.errors import KeysUnavailable
from strongroom.ids import BlobId, DocumentId
from strongroom.permissions import Actor, StaffRole
from strongroom.settings import Objects, Settings
from tests.flows.test_key_room import recorded

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
ADMIN = Actor(id="user:admin", roles=frozenset({StaffRole.ADMIN}))
DOCUMENT, BLOB = DocumentId("01JD0000000000000000000000"), BlobId("01JD0000000000000000000001")


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workroom]:
    with open_workroom(Settings(data=tmp_path, objects=Objects(backend="folder"))) as opened:
        opened.records.migrate()
        yield opened


def _cut_off(*_: object, **__: object) -> int:
    raise KeysUnavailable


def _room(work: Workroom) -> KeyRoom:
    return KeyRoom(work=work, actor=ADMIN, now=lambda: NOW)


def test_where_nothing_is_under_way_nothing_is_done(work: Workroom) -> None:
    work.vault.put(b"paper", document=DOCUMENT, role=Role.ORIGINAL, version=1, blob=BLOB)
    done = resume_rotations(work, actor="schedule", now=lambda: NOW)
    assert (done.wrapping, done.finding, done.left) == (None, None, 0)
    assert plan(work, lambda: NOW) == ()
    assert recorded(work) == []


def test_a_rewrap_that_was_cut_off_is_ended_once_and_recorded(work: Workroom, monkeypatch: pytest.MonkeyPatch) -> None:
    blob = work.vault.put(b"paper", document=DOCUMENT, role=Role.ORIGINAL, version=1, blob=BLOB)
    with monkeypatch.context() as cut:
        cut.setattr(Keyring, "rewrap", _cut_off)
        with pytest.raises(KeysUnavailable):
            _room(work).rotate()
    assert plan(work, lambda: NOW) == (Rotation.WRAPPING,)
    done = resume_rotations(work, actor="schedule", now=lambda: NOW)
    assert done.wrapping is not None
    assert (done.wrapping.rewrapped, done.wrapping.left) == (1, {})
    assert [one.count for one in _room(work).list()] == [0, 1]
    assert recorded(work)[-1] == (
        "schedule",
        "keys_rotated",
        f'{{"left":0,"rewrapped":1,"to":"{work.keys.current()}"}}',
    )
    assert resume_rotations(work, actor="schedule", now=lambda: NOW).wrapping is None
    assert work.vault.get(blob) == b"paper"


def test_a_key_that_was_made_and_not_promoted_waits_for_a_person(work: Workroom) -> None:
    work.vault.put(b"paper", document=DOCUMENT, role=Role.ORIGINAL, version=1, blob=BLOB)
    work.providers.make()
    assert resume_rotations(work, actor="schedule", now=lambda: NOW).wrapping is None
    assert [one.current for one in _room(work).list()] == [True, False]


def test_a_change_of_the_keys_for_finding_that_was_cut_off_is_ended(
    work: Workroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(Rebuilding, "_fill", _cut_off)
        with pytest.raises(KeysUnavailable):
            _room(work).rotate_search()
    assert plan(work, lambda: NOW) == (Rotation.FINDING,)
    done = resume_rotations(work, actor="schedule", now=lambda: NOW)
    assert done.finding is not None
    assert (done.finding.generation, done.finding.left) == (2, 0)
    assert [action for _, action, _ in recorded(work)] == [
        "search_rotation_begun",
        "search_rotated",
        "search_key_forgotten",
    ]
    assert plan(work, lambda: NOW) == ()
