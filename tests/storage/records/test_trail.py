"""The audit chain in the database: whatever is done to it behind our back is seen."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from storage.audit import AuditEvent
from storage.records import trail
from storage.records.store import Records
from storage.records.tables import audit_events, audit_head
from strongroom.errors import AuditBroken
from tests.postgres import Postgres
from tests.storage.records.invented import NOW, arrival

EVENTS = 6
WRITERS = 8


def _filled(records: Records) -> None:
    for _ in range(EVENTS):
        records.accept(arrival(records))


def _tamper(records: Records, deed: Callable[[Connection], Any]) -> None:
    def work(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_events_no_{verb}"))
        deed(connection)

    records._database.write(work)


def _at(sequence: int) -> Any:
    return audit_events.c.sequence == sequence


def _edit(column: str) -> Callable[[Connection], Any]:
    def deed(connection: Connection) -> None:
        connection.execute(update(audit_events).where(_at(3)).values({column: "2020-01-01T00:00:00.000000Z"}))

    return deed


def _remove(connection: Connection) -> None:
    connection.execute(delete(audit_events).where(_at(3)))


def _remove_and_close_the_gap(connection: Connection) -> None:
    _remove(connection)
    for sequence in range(4, EVENTS + 1):
        connection.execute(update(audit_events).where(_at(sequence)).values(sequence=sequence - 1))


def _swap(connection: Connection) -> None:
    for old, new in ((3, 99), (4, 3), (99, 4)):
        connection.execute(update(audit_events).where(_at(old)).values(sequence=new))


def _insert(connection: Connection) -> None:
    for sequence in range(EVENTS, 2, -1):
        connection.execute(update(audit_events).where(_at(sequence)).values(sequence=sequence + 1))
    copied = connection.execute(select(audit_events).where(_at(2))).mappings().one()
    connection.execute(insert(audit_events).values({**copied, "sequence": 3}))


def _insert_at_the_end(connection: Connection) -> None:
    copied = connection.execute(select(audit_events).where(_at(2))).mappings().one()
    connection.execute(insert(audit_events).values({**copied, "sequence": EVENTS + 1}))


def _cut_the_end(connection: Connection) -> None:
    connection.execute(delete(audit_events).where(_at(EVENTS)))


def _remove_the_first(connection: Connection) -> None:
    connection.execute(delete(audit_events).where(_at(1)))


@pytest.mark.parametrize(
    ("deed", "first_bad"),
    [
        *((_edit(column), 3) for column in ("at", "actor", "action", "facts")),
        (_remove, 3),
        (_remove_and_close_the_gap, 3),
        (_swap, 3),
        (_insert, 3),
        (_insert_at_the_end, EVENTS + 1),
        (_cut_the_end, EVENTS),
        (_remove_the_first, 1),
    ],
)
def test_tampering_is_found_at_the_first_bad_event(
    records: Records, deed: Callable[[Connection], Any], first_bad: int
) -> None:
    _filled(records)
    assert records.audit_verify() == EVENTS
    _tamper(records, deed)
    with pytest.raises(AuditBroken) as broken:
        records.audit_verify()
    assert broken.value.facts == {"sequence": first_bad}


def test_a_chain_without_its_head_is_broken(records: Records) -> None:
    _tamper(records, lambda connection: connection.execute(delete(audit_head)))
    with pytest.raises(AuditBroken):
        records.audit_verify()


def test_an_empty_chain_is_whole(records: Records) -> None:
    assert records.audit_verify() == 0


def test_events_of_many_writers_at_once_are_one_chain(records: Records) -> None:
    def write(writer: int) -> None:
        for number in range(5):
            event = AuditEvent(
                at=NOW, actor=f"writer-{writer}", action="test", facts={"number": number, "words": "签字"}
            )
            records._database.write(lambda connection, event=event: trail.append(connection, [event]))

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(write, range(WRITERS)))
    assert records.audit_verify() == WRITERS * 5


def test_several_events_of_many_transactions_at_once_stand_in_order_and_those_of_failed_ones_nowhere(
    records: Records,
) -> None:
    def write(writer: int) -> None:
        def work(connection: Connection, number: int) -> None:
            parts = ({"number": number, "part": part} for part in range(3))
            trail.append(connection, [AuditEvent(at=NOW, actor=f"{writer}", action="test", facts=one) for one in parts])
            if number % 2:
                raise ZeroDivisionError

        for number in range(4):
            with suppress(ZeroDivisionError):
                records._database.write(partial(work, number=number))

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(write, range(WRITERS)))
    assert records.audit_verify() == WRITERS * 2 * 3
    facts = records._database.read(lambda connection: [json.loads(one.facts) for one in trail.events(connection)])
    assert [one["part"] for one in facts] == [0, 1, 2] * (WRITERS * 2)
    assert {one["number"] for one in facts} == {0, 2}


def test_an_event_of_a_transaction_that_fails_is_not_written(records: Records) -> None:
    given = arrival(records)
    records.accept(given)
    with pytest.raises(ZeroDivisionError):
        records._write(lambda session: session.note(AuditEvent(at=NOW, actor="me", action="test")) or 1 // 0)
    assert records.audit_verify() == 1


def test_accidents_with_the_chain_are_refused_on_sqlite(sqlite_url: str, records: Records) -> None:
    _filled(records)
    if not records._database.is_sqlite:
        pytest.skip("on PostgreSQL roles refuse them")
    for deed in (_edit("actor"), _remove):
        with pytest.raises(DatabaseError, match="never changed"):
            records._database.write(deed)


@pytest.fixture
def app(postgres: Postgres, postgres_url: str) -> psycopg.Connection[Any]:
    """A connection of the role that the product runs as, made as infra/postgresql/roles.sql makes it."""
    from pathlib import Path

    database = postgres_url.rpartition("/")[2]
    script = Path("infra/postgresql/roles.sql").read_text(encoding="utf-8")
    postgres.run(script, database=database)
    return psycopg.connect(
        f"host=127.0.0.1 port={postgres.port} user=strongroom_app dbname={database}", autocommit=True
    )


@pytest.mark.servers
def test_the_role_of_the_product_can_append_to_the_chain_and_do_nothing_else_to_it(
    app: psycopg.Connection[Any],
) -> None:
    with app:
        app.execute("SELECT audit_append('2026-11-21T00:00:00.000000Z', 'me', 'test', '', '{}')")
        for statement in (
            "UPDATE audit_events SET actor = 'x'",
            "DELETE FROM audit_events",
            "TRUNCATE audit_events",
            "INSERT INTO audit_events VALUES (9, '', '', '', '', '', '')",
            "UPDATE audit_head SET sequence = 0",
            "DELETE FROM audit_head",
            "DROP TABLE audit_events",
            "CREATE OR REPLACE FUNCTION audit_append(e_at text, e_actor text, e_action text, e_document text,"
            " e_facts text) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement.encode())


@pytest.mark.servers
def test_the_role_of_the_product_can_do_all_its_work(
    app: psycopg.Connection[Any], postgres: Postgres, records: Records, keyring: Any, kinds: Any
) -> None:
    from tests.storage.records.invented import filed, invoice

    with app:
        url = postgres.url(app.info.dbname, "strongroom_app")
    as_app = Records.open(url, keyring, kinds=kinds)
    document = filed(as_app, invoice(sure=False))
    as_app.read_again(document, actor="me", now=NOW)
    assert as_app.audit_verify() > 0
    as_app.close()


def test_both_databases_compute_the_hash_that_the_format_says(records: Records) -> None:
    event = AuditEvent(at=NOW, actor="Ü", action="test", document="01", facts={"b": 2, "a": ["签"]})
    records._database.write(lambda connection: trail.append(connection, [event]))
    stored = records._database.read(lambda connection: connection.execute(select(audit_events.c.hash)).scalar_one())
    framed = bytes(32) + (1).to_bytes(8, "big")
    for part in ("2026-11-21T09:00:00.000000Z", "Ü", "test", "01", '{"a":["签"],"b":2}'):
        framed += len(part.encode()).to_bytes(4, "big") + part.encode()
    assert stored == hashlib.sha256(framed).digest()


def test_a_chain_is_verified_while_others_append_to_it(records: Records) -> None:
    def write(_: int) -> None:
        for _ in range(20):
            records.transactions.note(AuditEvent(at=NOW, actor="writer", action="test"))

    with ThreadPoolExecutor(2) as writers:
        writing = [writers.submit(write, writer) for writer in range(2)]
        while not all(one.done() for one in writing):
            records.audit_verify()
    assert records.audit_verify() == 40
