"""Generations of the house's keys for finding: which one answers, which one is being built, which is being forgotten.

A generation has two keys: one for words, one for the exact values of fields and tags.

One row says so. Whoever enters or removes a document holds it shared until the end of their transaction, and so does
whoever searches; each step from one generation to the next waits for them. So a document that is entered while a
generation is built goes into both, or was committed before the building began and is found by it; and nobody searches
an index that is being emptied. On SQLite a transaction sees one moment, and writers come one after another.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sqlalchemy import Connection, select

from storage.records.index import Posting, TokenIndex
from storage.records.sealing import Hashes, search_purpose, values_purpose
from storage.records.search_tables import search_generation

_STANDING: Final = {shared: select(search_generation).with_for_update(read=shared) for shared in (True, False)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The one row: ``building`` and ``forgetting`` are None while no rotation is under way."""

    current: int
    building: int | None
    forgetting: int | None
    values_since: int
    """The first generation whose exact values have a key of their own (``values_purpose``)."""

    @property
    def kept(self) -> tuple[int, ...]:
        """The generations that documents are entered in."""
        return (self.current,) if self.building is None else (self.current, self.building)

    @property
    def unfinished(self) -> bool:
        """Whether a rotation is under way, or is due: values have to come under a key that can be changed."""
        return self.building is not None or self.forgetting is not None or self.current < self.values_since

    def purposes(self, generation: int) -> tuple[str, str]:
        """What the keys of a generation are for: the one for words, the one for exact values."""
        return search_purpose(generation), values_purpose(generation, since=self.values_since)


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

    def equalities(self, values: Iterable[tuple[str, str]], generation: int | None = None) -> frozenset[bytes]:
        """The hashes of exact values of fields and tags, by the generation that answers or by another one."""
        wanted = self.standing.current if generation is None else generation
        _, purpose = self.standing.purposes(wanted)
        return self._hashes.values(values, purpose, wanted)

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
    row = connection.execute(_STANDING[shared]).one()
    return Standing(
        current=row.current, building=row.building, forgetting=row.forgetting, values_since=row.values_since
    )
