"""Exact values change their key together with words: they are found all the while, and the old key is gone."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from storage.crypto.keyring import Keyring
from storage.crypto.local import LocalProvider
from storage.crypto.memory_keys import MemoryKeys
from storage.records.database import Database
from storage.records.entries import LASTING
from storage.records.rebuilding import Rebuilding
from storage.records.schema import RECORDS, migrate
from storage.records.search_tables import search_entries, search_generation
from storage.records.session import Session
from storage.records.store import Records
from storage.records.tables import equalities
from strongroom.errors import KeyMissing, RecordsUnavailable
from strongroom.ids import DocumentId
from strongroom.query import parse
from tests.storage.records.invented import ACCOUNT, KINDS, NOW, filed, invoice

QUERIES = (ACCOUNT, f"account:{ACCOUNT}", "tag:finance", 'customer="Quastenflosse GmbH"')
OLD, NEW = "house-values", "house-values-2"


def _room(records: Records) -> Rebuilding:
    return Rebuilding(records.transactions, lambda: NOW)


def _found(records: Records) -> list[list[DocumentId]]:
    return [[row.id for row in records.find(parse(query), actor="me", now=NOW).rows] for query in QUERIES]


def _generations(records: Records) -> Mapping[int, int]:
    counting = select(equalities.c.generation, func.count()).group_by(equalities.c.generation)
    return records.transactions.read(lambda session: dict(session.connection.execute(counting).tuples().all()))


def _has(keyring: Keyring, key: str) -> bool:
    return bool(keyring.get_many([key]))


def _stop(*_: object, **__: object) -> None:
    raise RecordsUnavailable


def _stop_after_the_switch(room: Rebuilding, _: str) -> None:
    if room.progress().standing.forgetting is not None:
        raise RecordsUnavailable


def _cut_off(records: Records, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Rotate, and be cut off before a step."""
    with monkeypatch.context() as cut:
        cut.setattr(Rebuilding, step, _stop_after_the_switch if step == "_forget" else _stop)
        with pytest.raises(RecordsUnavailable):
            _room(records).rotate(actor="me")


def _from_before(records: Records) -> None:
    """Make the database one in which values have always been under the key of what is known for good."""
    records.transactions.write(
        lambda session: session.connection.execute(update(search_generation).values(values_since=2))
    )


def test_values_are_found_under_the_new_key_and_none_is_left_under_the_old(records: Records, keyring: Keyring) -> None:
    document = filed(records, invoice())
    before = _generations(records)
    done = _room(records).rotate(actor="me")
    assert (done.generation, done.old_values) == (2, 0)
    assert _generations(records) == {LASTING: before[LASTING], 2: before[1]}
    assert _found(records) == [[document]] * len(QUERIES)
    assert (_has(keyring, OLD), _has(keyring, NEW)) == (False, True)


def test_what_knows_a_paper_by_its_values_knows_it_after_a_rotation(records: Records) -> None:
    filed(records, invoice())
    _room(records).rotate(actor="me")
    assert records.customer_of([("account", ACCOUNT)]) == "Quastenflosse GmbH"


def test_no_hash_of_a_value_is_the_same_in_two_generations(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    filed(records, invoice())
    _cut_off(records, monkeypatch, "_switch")
    found = _generations(records)
    assert found[1] == found[2] == _room(records).progress().old_values


def test_a_database_from_before_moves_its_values_and_keeps_what_it_knows_things_by(
    records: Records, keyring: Keyring
) -> None:
    _from_before(records)
    document = filed(records, invoice())
    assert not _has(keyring, OLD)
    assert _found(records) == [[document]] * len(QUERIES)
    done = _room(records).resume(actor="schedule")
    assert done is not None
    assert (done.generation, done.old_values) == (2, 0)
    assert _found(records) == [[document]] * len(QUERIES)
    assert _has(keyring, "house-equality")
    assert _room(records).resume(actor="schedule") is None


def test_a_database_from_before_in_the_middle_of_a_rotation_ends_it_and_then_moves_its_values(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    _from_before(records)
    first = filed(records, invoice())
    records.transactions.write(
        lambda session: session.connection.execute(update(search_generation).values(values_since=3))
    )
    _cut_off(records, monkeypatch, "_fill")
    both = [filed(records, invoice()), first]
    for generation in (2, 3):
        done = _room(records).resume(actor="schedule")
        assert done is not None
        assert (done.generation, done.old_values) == (generation, 0)
        assert _found(records) == [both] * len(QUERIES)


@pytest.mark.parametrize("step", ["_fill", "_switch", "_forget"])
def test_a_rotation_that_was_cut_off_is_resumed_to_its_end_and_no_other_begins(
    records: Records, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    document = filed(records, invoice())
    assert _room(records).resume(actor="schedule") is None
    _cut_off(records, monkeypatch, step)
    done = _room(records).resume(actor="schedule")
    assert done is not None
    assert (done.generation, done.left, done.old_values) == (2, 0, 0)
    assert _found(records) == [[document]] * len(QUERIES)
    assert _room(records).resume(actor="schedule") is None


@pytest.mark.parametrize("lost", ["search", "values"])
def test_where_either_key_is_gone_both_words_and_values_are_entered_anew(
    records: Records, keyring: Keyring, lost: str
) -> None:
    document = filed(records, invoice())
    keyring.discard_house(lost)
    done = _room(records).mend(actor="restore")
    assert done is not None
    assert (done.generation, done.entered, done.left, done.old_values) == (2, 1, 0, 0)
    assert _found(records) == [[document]] * len(QUERIES)


def test_a_key_of_a_later_generation_is_never_made_in_passing(records: Records, keyring: Keyring) -> None:
    filed(records, invoice())
    _room(records).rotate(actor="me")
    records.transactions.hashes._field_keys.clear()
    keyring.discard_house("values-2")
    with pytest.raises(KeyMissing):
        _found(records)


def test_the_migration_says_of_hashes_from_before_which_generation_they_are_of(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'records.db'}", RecordsUnavailable)
    migrate(database, RECORDS, to="records_0013")
    for statement in (
        "INSERT INTO documents (number, id, state, media, received_at, not_before, fence, attempt, version)"
        " VALUES (1, 'one', 'filed', 'x', '2026-01-01', '2026-01-01', 0, 0, 0)",
        "INSERT INTO equalities (document, hash) VALUES (1, x'aa'), (1, x'bb')",
        "INSERT INTO customers (hash, wanted) VALUES (x'bb', '')",
        "UPDATE search_generation SET building = 2",
    ):
        database.write(lambda connection, one=statement: connection.execute(text(one)))  # type: ignore[misc]
    migrate(database, RECORDS)
    asked = "SELECT hex(hash), generation FROM equalities ORDER BY hash"
    found = database.read(lambda connection: connection.execute(text(asked)).all())
    assert [tuple(row) for row in found] == [("AA", 2), ("BB", LASTING)]
    since = database.read(lambda connection: connection.execute(select(search_generation.c.values_since)).scalar_one())
    assert since == 3
    database.close()


def test_a_fresh_database_has_a_key_for_values_from_the_start(tmp_path: Path) -> None:
    keyring = Keyring(LocalProvider("test-kek", bytes(32)), MemoryKeys())
    records = Records.open(f"sqlite:///{tmp_path / 'records.db'}", keyring, kinds={kind.id: kind for kind in KINDS})
    records.migrate()
    filed(records, invoice())
    assert _has(keyring, OLD)

    def entered(session: Session) -> int:
        return session.connection.execute(select(func.count()).select_from(search_entries)).scalar_one()

    assert records.transactions.read(entered) == 1
    records.close()
