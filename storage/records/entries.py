"""What a document is found by: its tokens, the hashes of its exact values, and its clear dates and amounts."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.records.dossier_tables import customers
from storage.records.facets import facets
from storage.records.session import DocumentRow, Session
from storage.records.tables import equalities, search_texts
from storage.records.tables import facets as facet_rows
from storage.search import conceal, tokens
from strongroom.errors import KeyMissing
from strongroom.ids import DocumentId
from strongroom.kind import Field, Kind, Type
from strongroom.reading import Reading

TAG: Final = "@tag"
CUSTOMER: Final = "@customer"
"""Names that no field can have, so that their hashes are apart from those of fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """All that a document can be found by. ``text`` is that of its pages; empty before it is read."""

    text: str = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    tags: tuple[str, ...] = field(repr=False)
    customer: str | None = field(repr=False)
    readings: Mapping[str, Reading] = field(repr=False)
    kind: Kind | None

    @property
    def whole(self) -> str:
        """Everything that words are looked for in."""
        readings = (reading.text for name, reading in self.readings.items() if not self._is_exact(name))
        return "\n".join([self.text, *self.names, *self.tags, self.customer or "", *readings])

    @property
    def indexed(self) -> str:
        """The same without the exact values, which the page repeats: nothing of them is in the index."""
        return conceal(self.whole, (reading.text for name, reading in self.readings.items() if self._is_exact(name)))

    def equal_values(self) -> Iterator[tuple[str, str]]:
        """Field and value of whatever is found by equality."""
        yield from ((TAG, tag) for tag in self.tags)
        if self.customer:
            yield CUSTOMER, self.customer
        yield from ((name, reading.text) for name, reading in self.readings.items() if self._is_exact(name))

    def clear_values(self) -> Mapping[str, int]:
        """Dates and amounts to be compared."""
        return facets(self.readings, self.kind) if self.kind else {}

    def _is_exact(self, name: str) -> bool:
        known = self.kind.by_name.get(name) if self.kind else None
        return known is not None and by_equality(known)


def by_equality(known: Field) -> bool:
    """Whether a field is found by the hash of its whole value: exact ones, and dates that may not be in the clear."""
    return known.exact or (known.sensitive and known.type is Type.DATE)


def enter(session: Session, row: DocumentRow, entry: Entry) -> None:
    """Make a document found by this, and no longer by what it was found by before."""
    document = DocumentId(row.id)
    forget(session, row)
    hashed = session.hashes.tokens(tokens(entry.indexed))
    session.index.add(session.connection, row.number, hashed)
    session.connection.execute(
        insert(search_texts).values(
            document=row.number,
            text=session.seals.seal_text(document, "search_texts.text", entry.text),
            tokens=session.seals.seal_numbers(document, "search_texts.tokens", hashed),
        )
    )
    hashes = session.hashes.equalities(entry.equal_values())
    if hashes:
        session.connection.execute(insert(equalities), [{"document": row.number, "hash": h} for h in sorted(hashes)])
    if entry.customer:
        know_customer(session, entry.customer)
    clear = entry.clear_values()
    if clear:
        session.connection.execute(
            insert(facet_rows), [{"document": row.number, "field": name, "value": v} for name, v in clear.items()]
        )


def know_customer(session: Session, customer: str) -> None:
    """Have the customer listed, by the hash alone."""
    add = sqlite_insert if session.connection.dialect.name == "sqlite" else pg_insert
    for hashed in session.hashes.equalities([(CUSTOMER, customer)]):
        known = add(customers).values(hash=hashed, wanted="").on_conflict_do_nothing(index_elements=["hash"])
        session.connection.execute(known)


def page_text(session: Session, row: DocumentRow) -> str:
    """The text of a document's pages, as it was entered."""
    sealed = session.connection.execute(
        select(search_texts.c.text).where(search_texts.c.document == row.number)
    ).scalar_one()
    return session.seals.open_text(DocumentId(row.id), "search_texts.text", sealed)


def forget(session: Session, row: DocumentRow) -> None:
    """Make a document found by nothing, as if it had never been entered."""
    sealed = session.connection.execute(
        select(search_texts.c.tokens).where(search_texts.c.document == row.number)
    ).scalar_one_or_none()
    if sealed is None:
        return
    # Without its keys (restored data that is older than its end) SQLite's index cannot be told what to forget; what
    # stays there are keyed hashes at the number of a document that nothing shows any more.
    with suppress(KeyMissing):
        known = session.seals.open_numbers(DocumentId(row.id), "search_texts.tokens", sealed)
        session.index.remove(session.connection, row.number, known)
    for table in (search_texts, equalities, facet_rows):
        session.connection.execute(delete(table).where(table.c.document == row.number))
