"""The search key is changed while people search: nothing is lost, nothing is doubled, and the old key is gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from storage.audit import AuditEvent
from storage.crypto.keyring import Keyring
from storage.records import rebuilding, reentering
from storage.records.index import table_of
from storage.records.rebuilding import Rebuilding
from storage.records.search_tables import search_entries, search_generation
from storage.records.session import Session
from storage.records.store import Records
from storage.records.tables import extractions
from strongroom.errors import KeyMissing
from strongroom.ids import DocumentId
from strongroom.query import parse
from tests.storage.records.invented import (
    ACCOUNT,
    INVOICE,
    KINDS,
    NOW,
    arrival,
    claim_one,
    filed,
    invoice,
    outcome,
    passport,
)
from tests.storage.records.killed import opened

QUERIES = ("票", "普通发票", "grünkohl", '"grünkohl und pinkel"', "RE-2026/0815", ACCOUNT, "tag:finance", "total>1000")


def _room(records: Records) -> Rebuilding:
    return Rebuilding(records.transactions, lambda: NOW)


def _find(records: Records, query: str) -> list[DocumentId]:
    return [row.id for row in records.find(parse(query), actor="me", now=NOW).rows]


def _begin(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin a rotation, and stop before anything is entered."""
    with monkeypatch.context() as stopped:
        stopped.setattr(Rebuilding, "_fill", _stop)
        with pytest.raises(KeyboardInterrupt):
            _room(records).rotate(actor="me")


def _stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def _count(records: Records, generation: int) -> int:
    """Entries of a generation, in the index itself where it can be asked."""

    def work(session: Session) -> int:
        kept = select(func.count()).where(search_entries.c.generation == generation)
        return session.connection.execute(kept).scalar_one()

    return records.transactions.read(work)


def test_everything_is_found_under_the_new_key_as_under_the_old(records: Records) -> None:
    first, second = filed(records, invoice()), filed(records, passport())
    unread = arrival(records)
    records.accept(unread)
    done = _room(records).rotate(actor="me")
    assert (done.generation, done.entered, done.left) == (2, 3, 0)
    assert {query: _find(records, query) for query in QUERIES} == {query: [first] for query in QUERIES}
    assert _find(records, "wilhelmina") == [second]
    assert _find(records, "扫描件 state:received") == [unread.document]
    assert [_find(records, part) for part in ("6222", "kohl", "普票")] == [[], [], []]


def test_the_old_generation_leaves_nothing_and_its_key_is_destroyed(records: Records, keyring: Keyring) -> None:
    filed(records, invoice())
    _room(records).rotate(actor="me")
    assert _count(records, 1) == 0
    with pytest.raises(KeyMissing):
        keyring.get("house-search")

    def left(session: Session) -> int:
        sqlite = session.connection.dialect.name == "sqlite"
        name = table_of(1)
        # An emptied FTS5 index keeps its two rows of bookkeeping.
        asked = f"SELECT count(*) FROM {name}_data WHERE id > 10" if sqlite else f"SELECT count(*) FROM {name}"
        return session.connection.execute(text(asked)).scalar_one()  # type: ignore[no-any-return]

    assert records.transactions.read(left) == 0


def test_rotating_again_and_again_uses_both_places_in_turn(records: Records) -> None:
    document = filed(records, invoice())
    assert [_room(records).rotate(actor="me").generation for _ in range(3)] == [2, 3, 4]
    assert _find(records, "普通发票") == [document]
    assert [_count(records, generation) for generation in (1, 2, 3, 4)] == [0, 0, 0, 1]


def test_the_old_generation_answers_until_the_new_one_is_complete(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = filed(records, invoice())
    _begin(records, monkeypatch)
    assert _find(records, "普通发票") == [document]
    progress = _room(records).progress()
    assert (progress.standing.building, progress.entered, progress.documents) == (2, 0, 1)


def test_what_is_filed_changed_or_destroyed_meanwhile_is_so_in_both(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = filed(records, invoice(sure=False))
    _begin(records, monkeypatch)
    new = filed(records, passport())
    records.read_again(old, actor="me", now=NOW)
    lease = claim_one(records)
    records.finish(lease, outcome(lease, invoice(text="收据 绿洲咖啡")), now=NOW, due_hours=1)
    assert [_count(records, generation) for generation in (1, 2)] == [2, 2]
    for _ in range(2):
        assert _find(records, "绿洲咖啡") == [old]
        assert _find(records, "pinkel") == []
        assert _find(records, "wilhelmina") == [new]
        _room(records).rotate(actor="me")


def test_each_step_is_in_the_audit_with_numbers_alone(records: Records) -> None:
    filed(records, invoice())
    _room(records).rotate(actor="me")

    def told(session: Session) -> list[tuple[str, str]]:
        asked = text("SELECT action, facts FROM audit_events WHERE action LIKE 'search_%' ORDER BY sequence")
        return [(row.action, row.facts) for row in session.connection.execute(asked)]

    assert records.transactions.read(told) == [
        ("search_rotation_begun", '{"generation":2}'),
        ("search_rotated", '{"generation":2}'),
        ("search_key_forgotten", '{"generation":1}'),
    ]


def test_a_document_that_does_not_open_is_counted_and_the_old_generation_goes_on(records: Records) -> None:
    broken, sound = filed(records, invoice()), filed(records, invoice(text="绿洲咖啡"))
    number = records.transactions.read(lambda session: session.document(broken).number)

    def spoil(session: Session) -> None:
        session.connection.execute(
            update(extractions).where(extractions.c.document == number).values(body=b"\x01" * 80)
        )

    records.transactions.write(spoil)
    done = _room(records).rotate(actor="me")
    assert (done.entered, done.left) == (1, 1)
    assert _room(records).progress().standing.current == 1
    assert _find(records, "绿洲咖啡") == [sound]


def test_an_exact_value_stays_out_of_the_index_when_its_kind_is_gone_from_the_catalogue(
    url: str, keyring: Keyring, records: Records
) -> None:
    document = filed(records, invoice())
    poorer = Records.open(url, keyring, kinds={kind.id: kind for kind in KINDS if kind is not INVOICE})
    _room(poorer).rotate(actor="me")
    poorer.close()
    assert _find(records, "6222") == []
    assert _find(records, ACCOUNT) == [document]


def test_an_index_whose_key_is_gone_is_built_anew(records: Records, keyring: Keyring) -> None:
    document = filed(records, invoice())
    assert _room(records).mend(actor="restore") is None
    keyring.discard_house("search")
    done = _room(records).mend(actor="restore")
    assert done is not None
    assert (done.generation, done.entered, done.left) == (2, 1, 0)
    assert _find(records, "普通发票") == [document]
    records.transactions.note(AuditEvent(at=NOW, actor="me", action="viewed"))
    records.audit_verify()


def test_many_batches_are_entered_once_each(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reentering, "_BATCH", 2)
    monkeypatch.setattr(reentering, "_FORGOTTEN_AT_ONCE", 2)
    order = [filed(records, invoice()) for _ in range(5)][::-1]
    assert _room(records).rotate(actor="me").entered == 5
    assert _find(records, "普通发票") == order
    assert [_count(records, generation) for generation in (1, 2)] == [0, 5]


STEPS = [
    ("enter_these", True),
    ("enter_equalities", True),
    ("_switch", False),
    ("_switch", True),
    ("forget_entries", True),
    ("discard_house", True),
]


@pytest.mark.breakage
@pytest.mark.parametrize(("step", "after"), STEPS)
def test_a_kill_at_any_step_leaves_a_search_that_answers_and_a_rotation_that_ends(
    tmp_path: Path,
    step: str,
    after: bool,
) -> None:
    records = opened(tmp_path)
    records.migrate()
    order = [filed(records, invoice()) for _ in range(5)][::-1]
    command = [sys.executable, "-m", "tests.storage.records.test_rebuilding", str(tmp_path), step, str(int(after))]
    died = subprocess.run(command, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert _find(records, "普通发票") == order
    done = _room(records).rotate(actor="me")
    assert (done.left, done.old_values) == (0, 0)
    assert _find(records, "普通发票") == _find(records, ACCOUNT) == order
    standing = records.transactions.read(lambda session: session.connection.execute(select(search_generation)).one())
    assert (standing.building, standing.forgetting) == (None, None)
    assert _count(records, standing.current) == 5
    assert _count(records, standing.current - 1) == 0
    records.audit_verify()
    records.close()


def _die_in(folder: Path, step: str, *, after: bool) -> None:
    """Rotate, and die in a step: before it does anything, or after its work and before it is committed."""
    reentering._BATCH = reentering._FORGOTTEN_AT_ONCE = 2  # type: ignore[misc]
    owners = {"_switch": Rebuilding, "discard_house": Keyring, "enter_equalities": reentering}
    owner: object = owners.get(step, rebuilding)
    real = getattr(owner, step)

    def dying(*arguments: object, **named: object) -> None:
        if after:
            real(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, step, dying)
    _room(opened(folder)).rotate(actor="me")


if __name__ == "__main__":
    _die_in(Path(sys.argv[1]), sys.argv[2], after=bool(int(sys.argv[3])))
