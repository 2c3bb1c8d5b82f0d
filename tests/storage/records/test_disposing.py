"""Dispositions are proposed when the time has passed: never early, never twice, never under a hold."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from storage.crypto.keyring import Keyring
from storage.records import disposing
from storage.records.ending_tables import dispositions, holds
from storage.records.store import Records
from storage.records.tables import documents
from strongroom.ids import DocumentId, new_id
from strongroom.kind import Kind
from tests.storage.records.invented import NOW, filed, invoice, passport


def _invoice(records: Records, issued: dt.date | None, *, sure: bool = True) -> DocumentId:
    values = {"total": Decimal(7)} | ({"issued": issued} if issued else {})
    return filed(records, invoice(values=values, sure=sure))


def _hold(records: Records, document: DocumentId, *, lifted_at: dt.datetime | None = None) -> None:
    def place(connection: object) -> None:
        number = connection.execute(  # type: ignore[attr-defined]
            select(documents.c.number).where(documents.c.id == document)
        ).scalar_one()
        connection.execute(  # type: ignore[attr-defined]
            insert(holds).values(
                id=new_id(NOW), document=number, placed_at=NOW, placed_by="ann", lifted_at=lifted_at, body=b""
            )
        )

    records._database.write(place)


@pytest.mark.parametrize(
    ("now", "proposed"),
    [
        (dt.datetime(2026, 12, 31, 23, 59, tzinfo=dt.UTC), False),
        (dt.datetime(2027, 1, 1, tzinfo=dt.UTC), True),  # ten years from the first day of the year after
    ],
)
def test_a_document_is_proposed_on_the_first_free_day(records: Records, now: dt.datetime, *, proposed: bool) -> None:
    document = _invoice(records, dt.date(2016, 3, 1))
    assert records.propose_dispositions(now) == ((document,) if proposed else ())


@pytest.mark.parametrize(
    ("zone", "now", "proposed"),
    [
        ("America/New_York", dt.datetime(2027, 1, 1, 4, 59, tzinfo=dt.UTC), False),  # the old year is not over there
        ("America/New_York", dt.datetime(2027, 1, 1, 5, tzinfo=dt.UTC), True),
        ("Europe/Berlin", dt.datetime(2026, 12, 31, 22, 59, tzinfo=dt.UTC), False),
        ("Europe/Berlin", dt.datetime(2026, 12, 31, 23, tzinfo=dt.UTC), True),
        ("Asia/Shanghai", dt.datetime(2026, 12, 31, 16, tzinfo=dt.UTC), True),
    ],
)
def test_a_period_ends_with_a_day_of_the_house(
    sqlite_url: str, keyring: Keyring, kinds: Mapping[str, Kind], *, zone: str, now: dt.datetime, proposed: bool
) -> None:
    house = Records.open(sqlite_url, keyring, kinds=kinds, zone=ZoneInfo(zone))
    document = _invoice(house, dt.date(2016, 3, 1))
    assert house.propose_dispositions(now) == ((document,) if proposed else ())
    house.close()


def test_a_proposal_says_by_which_rule_and_since_when(records: Records) -> None:
    _invoice(records, dt.date(2010, 3, 1))
    records.propose_dispositions(NOW)
    row = records._database.read(lambda connection: connection.execute(select(dispositions)).one())
    assert (row.basis, row.started_on, row.ended_on) == ("invented law", dt.date(2011, 1, 1), dt.date(2021, 1, 1))


def test_a_document_is_proposed_once(records: Records) -> None:
    _invoice(records, dt.date(2010, 3, 1))
    assert len(records.propose_dispositions(NOW)) == 1
    events = records.audit_verify()
    assert records.propose_dispositions(NOW) == ()
    assert records.audit_verify() == events


def test_a_missing_start_means_never(records: Records) -> None:
    _invoice(records, None)
    assert records.propose_dispositions(NOW.replace(year=9000)) == ()


def test_a_kind_without_a_rule_is_never_proposed(records: Records) -> None:
    filed(records, passport())
    assert records.propose_dispositions(NOW.replace(year=9000)) == ()


def test_what_waits_for_review_is_not_proposed(records: Records) -> None:
    _invoice(records, dt.date(2010, 3, 1), sure=False)
    assert records.propose_dispositions(NOW) == ()


def test_a_held_document_is_not_proposed_until_all_its_holds_are_released(records: Records) -> None:
    document = _invoice(records, dt.date(2010, 3, 1))
    _hold(records, document, lifted_at=NOW)
    _hold(records, document)
    assert records.propose_dispositions(NOW) == ()
    records._database.write(lambda connection: connection.execute(update(holds).values(lifted_at=NOW)))
    assert records.propose_dispositions(NOW) == (document,)


def test_however_many_are_due_each_is_proposed_once(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disposing, "AT_ONCE", 2)
    monkeypatch.setattr(disposing, "BATCH", 1)
    due = {_invoice(records, dt.date(2010, 3, 1)) for _ in range(5)}
    proposed = records.propose_dispositions(NOW)
    assert (5, due) == (len(proposed), set(proposed))
    assert () == records.propose_dispositions(NOW)
