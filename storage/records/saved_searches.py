"""Searches that people keep for themselves. What is searched for may be a name: it is sealed under a house key."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from sqlalchemy import delete, func, insert, select

from storage.crypto.framing import frame
from storage.crypto.small import seal_small, unseal_small
from storage.records.dossier_tables import saved_searches
from storage.records.sealing import pack, unpack
from storage.records.session import Session
from storage.records.transactions import Transactions
from strongroom.errors import BadForm
from strongroom.ids import new_id

MOST: Final = 50
"""Searches that one person keeps; a list of more is no help to find anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A search and what its owner calls it."""

    id: str
    title: str = field(repr=False)
    query: str = field(repr=False)


class SavedSearches:
    """The searches of everybody, each for themselves. They change no document, so they are in no audit event."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def of(self, actor: str) -> tuple[SavedSearch, ...]:
        """What somebody keeps, oldest first."""
        wanted = select(saved_searches).where(saved_searches.c.actor == actor).order_by(saved_searches.c.id)

        def work(session: Session) -> tuple[SavedSearch, ...]:
            rows = session.connection.execute(wanted).all()
            opened = ((row.id, unpack(unseal_small(row.body, self._key, _context(row.id, actor)))) for row in rows)
            return tuple(SavedSearch(id=one, title=body["title"], query=body["query"]) for one, body in opened)

        return self._transactions.read(work)

    def keep(self, title: str, query: str, *, actor: str, now: dt.datetime) -> SavedSearch:
        """Keep a search (BadForm where somebody keeps too many)."""
        made = new_id(now)
        body = seal_small(pack({"title": title, "query": query}), self._key, _context(made, actor))

        def work(session: Session) -> None:
            count = select(func.count()).select_from(saved_searches).where(saved_searches.c.actor == actor)
            if session.connection.execute(count).scalar_one() >= MOST:
                raise BadForm(field="title")
            session.connection.execute(insert(saved_searches).values(id=made, actor=actor, made_at=now, body=body))

        self._transactions.write(work)
        return SavedSearch(id=made, title=title, query=query)

    def forget(self, search: str, *, actor: str) -> None:
        """Keep a search no longer; nothing happens where it is not theirs."""
        gone = delete(saved_searches).where(saved_searches.c.id == search, saved_searches.c.actor == actor)
        self._transactions.write(lambda session: session.connection.execute(gone))

    @cached_property
    def _key(self) -> bytes:
        return self._transactions.keyring.house("searches")


def _context(search: str, actor: str) -> bytes:
    return frame("saved_searches.body", search, actor)
