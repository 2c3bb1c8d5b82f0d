"""Rotation of the house's search key: the index is built anew under another key while people search and file.

The steps, each of which may be the last before a crash and be run again:

1. A key for the next generation is made, durably; then the one row of the generations names it as being built. From
   now on every document that is entered or removed, by any process, is so in both generations.
2. The documents that lack an entry in it are entered, batch after batch, each under the lock of its row. The old
   generation answers meanwhile.
3. When no document lacks one, the two change places in one transaction, which waits for whoever is searching.
4. The old generation is forgotten: its index is emptied, its entries are deleted, and its key is destroyed, so that
   hashes in old copies of the database can no longer be tried against it, those of destroyed documents among them.

Documents that do not open (a key is gone, something was changed) cannot be entered anew. They are left and counted, and
the old generation goes on until somebody has looked: it still finds them.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import Select, delete, func, insert, select, update

from storage.audit import AuditEvent
from storage.crypto.keyring import house_key_id
from storage.records.conditions import Candidate
from storage.records.entries import entry_row
from storage.records.generations import Standing, read_standing
from storage.records.opening import open_row, sealed_parts
from storage.records.sealing import search_purpose
from storage.records.search_tables import search_entries, search_generation
from storage.records.session import DocumentRow, Session
from storage.records.tables import documents, equalities, search_texts
from storage.records.transactions import Transactions
from storage.records.values import Action
from storage.search import tokens
from strongroom.errors import KeyMissing, Tampered
from strongroom.ids import DocumentId

_BATCH: Final = 200
_FORGOTTEN_AT_ONCE: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a rotation is: ``entered`` of ``documents`` are in the newest generation."""

    standing: Standing
    entered: int
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rotation did. ``left`` documents do not open; unless it is 0, ``generation`` does not answer yet."""

    generation: int
    entered: int
    left: int


class Rebuilding:
    """The rotation of the search key. Safe to run in several processes at once: they help one another."""

    def __init__(self, transactions: Transactions, now: Callable[[], dt.datetime]) -> None:
        self._transactions = transactions
        self._keyring = transactions.keyring
        self._now = now

    def progress(self) -> Progress:
        """How far it is."""

        def work(session: Session) -> Progress:
            standing = session.generations.standing
            entered = select(func.count()).where(search_entries.c.generation == standing.kept[-1])
            return Progress(
                standing=standing,
                entered=session.connection.execute(entered).scalar_one(),
                documents=session.connection.execute(select(func.count()).select_from(search_texts)).scalar_one(),
            )

        return self._transactions.read(work)

    def rotate(self, *, actor: str) -> Rebuilt:
        """Finish the rotation that is under way; if none is, begin one and finish it.

        Raises:
            KeysUnavailable, RecordsUnavailable: what was done is done.
        """
        self._forget(actor)
        generation = self._begin(actor)
        entered = 0
        while True:
            done, left = self._fill(generation)
            entered += done
            if left:
                return Rebuilt(generation=generation, entered=entered, left=left)
            if self._transactions.write(partial(self._switch, generation=generation, actor=actor)):
                self._forget(actor)
                return Rebuilt(generation=generation, entered=entered, left=0)

    def mend(self, *, actor: str) -> Rebuilt | None:
        """Build the index anew at once, if the key of the generation that answers is gone; None if it is there.

        So it is when data is restored from before a rotation, with keys from after it.
        """
        standing = self._standing()
        if self._has_key(standing.current) or not self.progress().entered:
            return None
        generation = max(standing.current, standing.building or 0, standing.forgetting or 0) + 1
        self._keyring.house(search_purpose(generation))
        self._transactions.write(partial(self._start_anew, generation=generation, actor=actor))
        done, left = self._fill(generation)
        return Rebuilt(generation=generation, entered=done, left=left)

    def _begin(self, actor: str) -> int:
        standing = self._standing()
        generation = standing.building or standing.current + 1
        # Before the row that names it, for from then on everybody needs it; harmless twice.
        self._keyring.house(search_purpose(generation))

        def work(session: Session) -> int:
            found = read_standing(session.connection, shared=False)
            if found.building is None and found.forgetting is None and found.current == generation - 1:
                self._set(session, building=generation)
                self._note(session, Action.SEARCH_ROTATION_BEGUN, actor, {"generation": generation})
            return generation

        return self._transactions.write(work)

    def _fill(self, generation: int) -> tuple[int, int]:
        """Enter what lacks an entry; how many were entered, and how many do not open."""
        entered = left = after = 0
        while numbers := self._transactions.read(partial(_lacking, generation=generation, after=after)):
            done, broken = self._transactions.write(partial(_enter_these, numbers=numbers, generation=generation))
            entered, left, after = entered + done, left + broken, numbers[-1]
        return entered, left

    def _switch(self, session: Session, *, generation: int, actor: str) -> bool:
        """Let a generation answer that lacks no document; True if it does, whoever saw to it."""
        found = read_standing(session.connection, shared=False)
        if found.building != generation:
            return found.current >= generation
        if _lacking(session, generation=generation, after=0):
            return False
        self._set(session, current=generation, building=None, forgetting=found.current)
        self._note(session, Action.SEARCH_ROTATED, actor, {"generation": generation})
        return True

    def _forget(self, actor: str) -> None:
        generation = self._standing().forgetting
        if generation is None:
            return

        def empty(session: Session) -> None:
            if read_standing(session.connection, shared=False).forgetting == generation:
                session.generations.index.empty(session.connection, generation)

        self._transactions.write(empty)
        after: int | None = 0
        while after is not None:
            after = self._transactions.write(partial(_forget_entries, generation=generation, after=after))
        self._keyring.discard_house(search_purpose(generation))

        def end(session: Session) -> None:
            if read_standing(session.connection, shared=False).forgetting == generation:
                self._set(session, forgetting=None)
                self._note(session, Action.SEARCH_KEY_FORGOTTEN, actor, {"generation": generation})

        self._transactions.write(end)

    def _start_anew(self, session: Session, *, generation: int, actor: str) -> None:
        read_standing(session.connection, shared=False)
        for either in (generation, generation + 1):
            session.generations.index.empty(session.connection, either)
        session.connection.execute(delete(search_entries))
        self._set(session, current=generation, building=None, forgetting=None)
        self._note(session, Action.SEARCH_ROTATED, actor, {"generation": generation, "anew": 1})

    def _standing(self) -> Standing:
        return self._transactions.read(lambda session: session.generations.standing)

    def _has_key(self, generation: int) -> bool:
        return bool(self._keyring.get_many([house_key_id(search_purpose(generation))]))

    def _set(self, session: Session, **columns: int | None) -> None:
        session.connection.execute(update(search_generation).values(**columns, since=self._now()))

    def _note(self, session: Session, action: Action, actor: str, facts: Mapping[str, int]) -> None:
        session.note(AuditEvent(at=self._now(), actor=actor, action=action, facts=facts))


def _lacking(session: Session, *, generation: int, after: int) -> Sequence[int]:
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


def _enter_these(session: Session, *, numbers: Sequence[int], generation: int) -> tuple[int, int]:
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
    hashed = _hashed(session, waiting, generation)
    entries = {row.number: hashed[row.number] for row in waiting if row.number in hashed}
    session.generations.index.add(session.connection, generation, entries)
    if entries:
        kept = [entry_row(session, row, generation, hashed[row.number]) for row in waiting if row.number in entries]
        session.connection.execute(insert(search_entries), kept)
    return len(entries), len(waiting) - len(entries)


def _hashed(session: Session, rows: Sequence[DocumentRow], generation: int) -> Mapping[int, tuple[int, ...]]:
    """The hashes of the tokens of each document that opens."""
    numbers = [row.number for row in rows]
    session.seals.fetch(DocumentId(row.id) for row in rows)
    parts = sealed_parts(session, rows)
    texts = select(search_texts.c.document, search_texts.c.text).where(search_texts.c.document.in_(numbers))
    sealed = {row.document: row.text for row in session.connection.execute(texts)}
    values: dict[int, set[bytes]] = {}
    for one in session.connection.execute(select(equalities).where(equalities.c.document.in_(numbers))):
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
        candidate = Candidate(summary=summary, text=text, kinds=session.kinds)
        words = _indexed(session, candidate, values.get(row.number, set()))
        found[row.number] = session.hashes.tokens(tokens(words), generation)
    return found


def _indexed(session: Session, candidate: Candidate, values: Collection[bytes]) -> str:
    # What is found by equality is what was exact when the document was entered. The catalogue may say otherwise by now,
    # or have lost the kind: then a number would come into the index as a word, or be found by nothing at all.
    readings: Iterable[tuple[str, str]] = ((name, one.text) for name, one in candidate.summary.readings.items())
    exact = frozenset(name for name, value in readings if session.hashes.equality(name, value) in values)
    return candidate.entry.indexed(exact)


def _forget_entries(session: Session, *, generation: int, after: int) -> int | None:
    """Delete the next entries of a generation; the last document, or None when there was none."""
    asked: Select[tuple[int]] = (
        select(search_entries.c.document)
        .where(search_entries.c.generation == generation, search_entries.c.document > after)
        .order_by(search_entries.c.document)
        .limit(_FORGOTTEN_AT_ONCE)
    )
    numbers: Sequence[int] = session.connection.execute(asked).scalars().all()
    if not numbers:
        return None
    session.connection.execute(
        delete(search_entries).where(
            search_entries.c.generation == generation,
            search_entries.c.document > after,
            search_entries.c.document <= numbers[-1],
        )
    )
    return numbers[-1]
