"""Long lists are asked in parts, and long results are fetched in parts, in the order in which stores list keys."""

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, String, Table, insert, select

from storage.records.session import Session
from storage.records.store import Records
from storage.records.streaming import batches, streamed
from strongroom.ids import DocumentId
from tests.storage.records.invented import NOW, filed, invoice

MORE_THAN_ANY_DATABASE_TAKES = 70_000


@given(st.lists(st.integers()), st.integers(1, 7))
def test_batches_are_short_and_together_everything(values: list[int], size: int) -> None:
    found = list(batches(iter(values), size))
    assert values == [one for batch in found for one in batch]
    assert all(0 < len(batch) <= size for batch in found)


def test_rows_come_in_the_order_of_their_bytes_in_whatever_language_the_database_sorts(records: Records) -> None:
    table = Table("letters", MetaData(), Column("id", String(2)), prefixes=["TEMPORARY"])
    ids = ["AA", "Z9", "A1", "9Z", "0A", "CH", "CZ"]

    def work(session: Session) -> list[str]:
        table.create(session.connection)
        session.connection.execute(insert(table), [{"id": one} for one in ids])
        return [row.id for row in streamed(session.connection, select(table), table.c.id)]

    assert sorted(ids) == records.transactions.write(work)


def test_more_papers_are_asked_for_than_a_statement_takes_values(records: Records) -> None:
    document = filed(records, invoice())
    wanted = [DocumentId(f"{number:026d}") for number in range(MORE_THAN_ANY_DATABASE_TAKES)]
    assert [document] == [one.id for one in records.summaries([*wanted, document], actor="test", now=NOW)]
