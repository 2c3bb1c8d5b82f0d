"""Generations of the house's search key: which one answers, which one is being built, which one is being forgotten.

One row says so. Whoever enters or removes a document holds it shared until the end of their transaction, and so does
whoever searches; each step from one generation to the next waits for them. So a document that is entered while a
generation is built goes into both, or was committed before the building began and is found by it; and nobody searches
an index that is being emptied. On SQLite a transaction sees one moment, and writers come one after another.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, select

from storage.records.index import Posting, TokenIndex
from storage.records.sealing import Hashes
from storage.records.search_tables import search_generation


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The one row: ``building`` and ``forgetting`` are None while no rotation is under way."""

    current: int
    building: int | None
    forgetting: int | None

    @property
    def kept(self) -> tuple[int, ...]:
        """The generations that documents are entered in."""
        return (self.current,) if self.building is None else (self.current, self.building)


class Generations:
    """The token index as one transaction may use it. It remembers where the generations stand: no longer than that."""

    def __init__(self, connection: Connection, hashes: Hashes, index: TokenIndex) -> None:
        self._connection = connection
        self._hashes = hashes
        self.index = index

    @cached_property
    def standing(self) -> Standing:
        """Where the generations stand; on PostgreSQL they stay so until this transaction ends."""
        return read_standing(self._connection, shared=True)

    def having(self, tokens: Iterable[str]) -> Posting:
        """The documents that have all of these tokens, by the generation that answers."""
        current = self.standing.current
        return self.index.having(current, self._hashes.tokens(tokens, current))

    def add(self, document: int, tokens: Collection[str]) -> Mapping[int, tuple[int, ...]]:
        """Enter a document in every generation that is kept; return its hashes in each, for ``remove``."""
        entered = {generation: self._hashes.tokens(tokens, generation) for generation in self.standing.kept}
        for generation, hashed in entered.items():
            self.index.add(self._connection, generation, {document: hashed})
        return entered

    def remove(self, document: int, entered: Mapping[int, Collection[int]]) -> None:
        """Take a document out of the generations it was entered in."""
        for generation, hashed in entered.items():
            if generation in self.standing.kept:
                self.index.remove(self._connection, generation, document, hashed)


def read_standing(connection: Connection, *, shared: bool) -> Standing:
    """The one row, held ``shared`` with others or by this transaction alone (SQLite needs neither)."""
    row = connection.execute(select(search_generation).with_for_update(read=shared)).one()
    return Standing(current=row.current, building=row.building, forgetting=row.forgetting)
