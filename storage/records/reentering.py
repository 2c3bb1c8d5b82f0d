"""Entering documents anew in a generation that is built, and taking the entries of one that is forgotten away."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, delete, func, insert, select

from storage.records.conditions import Candidate
from storage.records.entries import LASTING, Entry, enter_equalities, entry_row
from storage.records.opening import open_row, sealed_parts
from storage.records.search_tables import search_entries
from storage.records.session import DocumentRow, Session
from storage.records.tables import documents, equalities, search_texts
from storage.search import tokens
from strongroom.errors import KeyMissing, Tampered
from strongroom.ids import DocumentId

_BATCH: Final = 200
_FORGOTTEN_AT_ONCE: Final = 5000


def lacking(session: Session, *, generation: int, after: int) -> Sequence[int]:
    """The next documents that are found by something, and not yet in this generation."""
    there = select(search_entries.c.document).where(
        search_entries.c.document == search_texts.c.document, search_entries.c.generation == generation
    )
    asked: Select[tuple[int]] = (
        select(search_texts.c.document)
        .where(search_texts.c.document > after, ~there.exists())
        .order_by(search_texts.c.document)
        .limit(_BATCH)
    )
    return session.connection.execute(asked).scalars().all()


def enter_these(session: Session, *, numbers: Sequence[int], generation: int) -> tuple[int, int]:
    """Enter these; how many were entered, and how many do not open."""
    # The rows are locked first, and everything else is read after: whoever enters one of these documents meanwhile
    # has committed by then, or waits.
    rows = session.connection.execute(
        select(documents).where(documents.c.number.in_(numbers)).order_by(documents.c.number).with_for_update()
    ).all()
    if session.generations.standing.kept[-1] != generation:
        return 0, 0  # another process was faster, and this generation answers or is gone
    entered = select(search_entries.c.document).where(
        search_entries.c.generation == generation, search_entries.c.document.in_(numbers)
    )
    done = frozenset(session.connection.execute(entered).scalars())
    waiting = [row for row in rows if row.number not in done]
    found = _opened(session, waiting)
    hashed = {number: session.hashes.tokens(tokens(one.words), generation) for number, one in found.items()}
    session.generations.index.add(session.connection, generation, hashed)
    if found:
        kept = [entry_row(session, row, generation, hashed[row.number]) for row in waiting if row.number in found]
        session.connection.execute(insert(search_entries), kept)
    for number, one in found.items():
        enter_equalities(session, number, one.entry, one.exact, [generation])
    return len(found), len(waiting) - len(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a document is found by, and which of its fields by equality."""

    entry: Entry
    exact: frozenset[str]

    @property
    def words(self) -> str:
        return self.entry.indexed(self.exact)


def _opened(session: Session, rows: Sequence[DocumentRow]) -> Mapping[int, _Found]:
    """Each document that opens."""
    numbers = [row.number for row in rows]
    session.seals.fetch(DocumentId(row.id) for row in rows)
    parts = sealed_parts(session, rows)
    texts = select(search_texts.c.document, search_texts.c.text).where(search_texts.c.document.in_(numbers))
    sealed = {row.document: row.text for row in session.connection.execute(texts)}
    values: dict[int, set[bytes]] = {}
    current = session.generations.standing.current
    entered = select(equalities).where(equalities.c.document.in_(numbers), equalities.c.generation == current)
    for one in session.connection.execute(entered):
        values.setdefault(one.document, set()).add(one.hash)
    found = {}
    for row in rows:
        if row.number not in sealed:
            continue  # destroyed since it was listed
        try:
            summary = open_row(session, row, parts[row.number]).summary
            text = session.seals.open_text(summary.id, "search_texts.text", sealed[row.number])
        except (KeyMissing, Tampered):
            continue
        entry = Candidate(summary=summary, text=text, kinds=session.kinds).entry
        found[row.number] = _Found(entry=entry, exact=_exact(session, entry, values.get(row.number, set())))
    return found


def _exact(session: Session, entry: Entry, values: Collection[bytes]) -> frozenset[str]:
    # What was exact when the document was entered stays so. The catalogue may say otherwise by now, or have lost the
    # kind: then a number would come into the index as a word, or be found by nothing at all.
    if not values:
        # Nothing was, or the index is built anew and nobody can tell. Of a lost kind any value may be such a number.
        return entry.exact if entry.kind else frozenset(entry.readings)
    equal = session.generations.equalities
    was = (name for name, one in entry.readings.items() if not equal([(name, one.text)]).isdisjoint(values))
    return entry.exact.union(was)


def old_values(session: Session) -> int:
    """How many exact values are kept under the key of an older generation than the newest."""
    newest = session.generations.standing.kept[-1]
    counting = select(func.count()).where(equalities.c.generation.not_in((LASTING, newest)))
    return session.connection.execute(counting).scalar_one()


def forget_entries(session: Session, *, generation: int, after: int) -> int | None:
    """Delete the next entries of a generation, exact values too; the last document, or None when there was none."""
    asked: Select[tuple[int]] = (
        select(search_entries.c.document)
        .where(search_entries.c.generation == generation, search_entries.c.document > after)
        .order_by(search_entries.c.document)
        .limit(_FORGOTTEN_AT_ONCE)
    )
    numbers: Sequence[int] = session.connection.execute(asked).scalars().all()
    if not numbers:
        return None
    for table in (equalities, search_entries):
        gone = delete(table).where(
            table.c.generation == generation, table.c.document > after, table.c.document <= numbers[-1]
        )
        session.connection.execute(gone)
    return numbers[-1]
