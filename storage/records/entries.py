"""What a document is found by: its tokens, the hashes of its exact values, and its clear dates and amounts."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, text

from storage.records.facets import facets
from storage.records.sealing import FIRST_GENERATION
from storage.records.search_tables import search_entries
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
LASTING: Final = 0
"""The generation of the hash of a customer, whom holds, relationships and addresses at the desk know by it: none."""
_EQUALITIES: Final = text(
    "INSERT INTO equalities (document, hash, generation) VALUES (:document, :hash, :generation)"
    " ON CONFLICT (document, hash) DO UPDATE SET generation = excluded.generation"
)
_KNOWN: Final = text("INSERT INTO customers (hash, wanted) VALUES (:hash, '') ON CONFLICT (hash) DO NOTHING")
_ENTRIES: Final = select(search_entries.c.generation, search_entries.c.tokens).where(
    search_entries.c.document == bindparam("number")
)
_ENTER_TEXT: Final = insert(search_texts)
_ENTER_TOKENS: Final = insert(search_entries)
_ENTER_CLEAR: Final = insert(facet_rows)
_FORGET: Final = tuple(
    delete(table).where(table.c.document == bindparam("number"))
    for table in (search_texts, search_entries, equalities, facet_rows)
)


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
        return self._words(self.exact)

    @property
    def exact(self) -> frozenset[str]:
        """The fields that are found by equality."""
        return frozenset(name for name in self.readings if self._is_exact(name))

    def indexed(self, exact: frozenset[str]) -> str:
        """The words without the values of these fields, which the page repeats: nothing of them is in the index."""
        return conceal(self._words(exact), (self.readings[name].text for name in exact))

    def equal_values(self, exact: frozenset[str]) -> Iterator[tuple[str, str]]:
        """Field and value of whatever is found by equality, where these are the fields; tags are too."""
        yield from ((TAG, tag) for tag in self.tags)
        yield from ((name, self.readings[name].text) for name in sorted(exact))

    def clear_values(self) -> Mapping[str, int]:
        """Dates and amounts to be compared."""
        return facets(self.readings, self.kind) if self.kind else {}

    def _words(self, exact: frozenset[str]) -> str:
        readings = (reading.text for name, reading in self.readings.items() if name not in exact)
        return "\n".join([self.text, *self.names, *self.tags, self.customer or "", *readings])

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
    entered = session.generations.add(row.number, tokens(entry.indexed(entry.exact)))
    session.connection.execute(
        _ENTER_TEXT,
        {"document": row.number, "text": session.seals.seal_text(document, "search_texts.text", entry.text)},
    )
    session.connection.execute(_ENTER_TOKENS, [entry_row(session, row, one, hashed) for one, hashed in entered.items()])
    enter_equalities(session, row.number, entry, entry.exact, session.generations.standing.kept)
    if entry.customer:
        know_customer(session, entry.customer)
    clear = entry.clear_values()
    if clear:
        session.connection.execute(
            _ENTER_CLEAR, [{"document": row.number, "field": name, "value": v} for name, v in clear.items()]
        )


def enter_equalities(
    session: Session, number: int, entry: Entry, exact: frozenset[str], generations: Iterable[int]
) -> None:
    """Have a document found by its exact values, in each of these generations, and by its customer."""
    made = dict.fromkeys(session.hashes.equalities([(CUSTOMER, entry.customer or "")]), LASTING)
    # In databases from before values had generations, two of them may have one key: then the later one has the hash.
    for generation in sorted(generations):
        made |= dict.fromkeys(session.generations.equalities(entry.equal_values(exact), generation), generation)
    if made:
        rows = [{"document": number, "hash": hashed, "generation": made[hashed]} for hashed in sorted(made)]
        session.connection.execute(_EQUALITIES, rows)


def know_customer(session: Session, customer: str) -> None:
    """Have the customer listed, by the hash alone."""
    for hashed in session.hashes.equalities([(CUSTOMER, customer)]):
        session.connection.execute(_KNOWN, {"hash": hashed})


def entry_row(session: Session, row: DocumentRow, generation: int, hashed: Iterable[int]) -> dict[str, object]:
    """What is kept of a document's entry in one generation of the index."""
    sealed = session.seals.seal_numbers(DocumentId(row.id), _entry_place(generation), hashed)
    return {"document": row.number, "generation": generation, "tokens": sealed}


def page_text(session: Session, row: DocumentRow) -> str:
    """The text of a document's pages, as it was entered."""
    sealed = session.connection.execute(
        select(search_texts.c.text).where(search_texts.c.document == row.number)
    ).scalar_one()
    return session.seals.open_text(DocumentId(row.id), "search_texts.text", sealed)


def forget(session: Session, row: DocumentRow) -> None:
    """Make a document found by nothing, as if it had never been entered."""
    # Asked first: whoever enters or removes anything holds the generations where they are.
    kept = session.generations.standing.kept
    rows = session.connection.execute(_ENTRIES, {"number": row.number}).all()
    if not rows:
        return
    # Without its keys (restored data that is older than its end) SQLite's index cannot be told what to forget; what
    # stays there are keyed hashes at the number of a document that nothing shows any more.
    with suppress(KeyMissing):
        document = DocumentId(row.id)
        sealed = {entry.generation: entry.tokens for entry in rows if entry.generation in kept}
        session.generations.remove(
            row.number,
            {one: session.seals.open_numbers(document, _entry_place(one), sealed[one]) for one in sealed},
        )
    for statement in _FORGET:
        session.connection.execute(statement, {"number": row.number})


def _entry_place(generation: int) -> str:
    # The first were sealed in a column of ``search_texts``, before there were others.
    return "search_texts.tokens" if generation == FIRST_GENERATION else f"search_entries.tokens {generation}"
