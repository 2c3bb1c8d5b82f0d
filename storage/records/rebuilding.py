"""Rotation of the house's keys for finding: words and exact values are hashed anew while people search and file.

The steps, each of which may be the last before a crash and be run again:

1. The keys of the next generation are made, durably; then the one row of the generations names it as being built. From
   now on every document that is entered or removed, by any process, is so in both generations.
2. The documents that lack an entry in it are entered, batch after batch, each under the lock of its row. The old
   generation answers meanwhile.
3. When no document lacks one, the two change places in one transaction, which waits for whoever is searching.
4. The old generation is forgotten: its index is emptied, its entries and exact values are deleted, and its keys are
   destroyed, so that hashes in old copies of the database can no longer be tried against them, those of destroyed
   documents among them.

Documents that do not open (a key is gone, something was changed) cannot be entered anew. They are left and counted, and
the old generation goes on until somebody has looked: it still finds them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy import delete, func, select, update

from storage.audit import AuditEvent
from storage.crypto.keyring import house_key_id
from storage.records.entries import LASTING
from storage.records.generations import Standing, read_standing
from storage.records.reentering import enter_these, forget_entries, lacking, old_values
from storage.records.sealing import EQUALITY
from storage.records.search_tables import search_entries, search_generation
from storage.records.session import Session
from storage.records.tables import equalities, search_texts
from storage.records.transactions import Transactions
from storage.records.values import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a rotation is: ``entered`` of ``documents`` are in the newest generation.

    ``old_values`` counts the exact values that are kept under the key of an older one: 0 when a rotation has ended.
    """

    standing: Standing
    entered: int
    documents: int
    old_values: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rotation did. ``left`` documents do not open; unless it is 0, ``generation`` does not answer yet.

    ``old_values`` as in ``Progress``.
    """

    generation: int
    entered: int
    left: int
    old_values: int


class Rebuilding:
    """The rotation of the keys for finding. Safe to run in several processes at once: they help one another."""

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
                old_values=old_values(session),
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
                return self._rebuilt(generation, entered=entered, left=left)
            if self._transactions.write(partial(self._switch, generation=generation, actor=actor)):
                self._forget(actor)
                return self._rebuilt(generation, entered=entered, left=0)

    def is_due(self) -> bool:
        """Whether a rotation is under way, or is due (``Standing.unfinished``)."""
        return self._standing().unfinished

    def resume(self, *, actor: str) -> Rebuilt | None:
        """Finish a rotation that is under way, or that is due; None if none is.

        Raises:
            KeysUnavailable, RecordsUnavailable: what was done is done.
        """
        standing = self._standing()
        if not standing.unfinished:
            return None
        if standing.building is None and standing.forgetting is not None and standing.current >= standing.values_since:
            # The new generation answers already: beginning another one is not what was asked for.
            self._forget(actor)
            return self._rebuilt(standing.current, entered=0, left=0)
        return self.rotate(actor=actor)

    def mend(self, *, actor: str) -> Rebuilt | None:
        """Build the index anew at once, if the key of the generation that answers is gone; None if it is there.

        So it is when data is restored from before a rotation, with keys from after it.
        """
        standing = self._standing()
        if self._has_keys(standing) or not self.progress().entered:
            return None
        generation = max(standing.current, standing.building or 0, standing.forgetting or 0) + 1
        self._make_keys(standing, generation)
        self._transactions.write(partial(self._start_anew, generation=generation, actor=actor))
        done, left = self._fill(generation)
        return self._rebuilt(generation, entered=done, left=left)

    def _begin(self, actor: str) -> int:
        standing = self._standing()
        generation = standing.building or standing.current + 1
        # Before the row that names it, for from then on everybody needs them; harmless twice.
        self._make_keys(standing, generation)

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
        while numbers := self._transactions.read(partial(lacking, generation=generation, after=after)):
            done, broken = self._transactions.write(partial(enter_these, numbers=numbers, generation=generation))
            entered, left, after = entered + done, left + broken, numbers[-1]
        return entered, left

    def _switch(self, session: Session, *, generation: int, actor: str) -> bool:
        """Let a generation answer that lacks no document; True if it does, whoever saw to it."""
        found = read_standing(session.connection, shared=False)
        if found.building != generation:
            return found.current >= generation
        if lacking(session, generation=generation, after=0):
            return False
        self._set(session, current=generation, building=None, forgetting=found.current)
        self._note(session, Action.SEARCH_ROTATED, actor, {"generation": generation})
        return True

    def _forget(self, actor: str) -> None:
        standing = self._standing()
        generation = standing.forgetting
        if generation is None:
            return

        def empty(session: Session) -> None:
            if read_standing(session.connection, shared=False).forgetting == generation:
                session.generations.index.empty(session.connection, generation)

        self._transactions.write(empty)
        after: int | None = 0
        while after is not None:
            after = self._transactions.write(partial(forget_entries, generation=generation, after=after))
        # The key of what is known for good stays, also where values were once under it.
        for purpose in set(standing.purposes(generation)) - {EQUALITY}:
            self._keyring.discard_house(purpose)

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
        session.connection.execute(delete(equalities).where(equalities.c.generation != LASTING))
        self._set(session, current=generation, building=None, forgetting=None)
        self._note(session, Action.SEARCH_ROTATED, actor, {"generation": generation, "anew": 1})

    def _standing(self) -> Standing:
        return self._transactions.read(lambda session: session.generations.standing)

    def _make_keys(self, standing: Standing, generation: int) -> None:
        for purpose in standing.purposes(generation):
            self._keyring.house(purpose)

    def _has_keys(self, standing: Standing) -> bool:
        wanted = {house_key_id(purpose) for purpose in standing.purposes(standing.current)}
        return self._keyring.get_many(wanted).keys() == wanted

    def _rebuilt(self, generation: int, *, entered: int, left: int) -> Rebuilt:
        return Rebuilt(
            generation=generation, entered=entered, left=left, old_values=self._transactions.read(old_values)
        )

    def _set(self, session: Session, **columns: int | None) -> None:
        session.connection.execute(update(search_generation).values(**columns, since=self._now()))

    def _note(self, session: Session, action: Action, actor: str, facts: Mapping[str, int]) -> None:
        session.note(AuditEvent(at=self._now(), actor=actor, action=action, facts=facts))
