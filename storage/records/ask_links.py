"""The links by which customers hand in what they are asked for. They let files in, and nothing out.

A link is a secret of which a keyed hash is kept: who has the database alone can use none. All links of an ask share
what may still be handed in, which is counted in one statement before anything is taken in.
"""

import datetime as dt
import secrets
from functools import cached_property
from typing import Final

from sqlalchemy import delete, insert, select, update

from storage.crypto.primitives import keyed_hash
from storage.records.ask_tables import ask_links, asks
from storage.records.asking import Ask, AskAction, note, open_one
from storage.records.session import Session
from storage.records.transactions import Transactions
from strongroom.errors import NotFound

_SECRET_BYTES: Final = 32


class AskLinks:
    """The links of all asks. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def make(self, ask: str, *, until: dt.datetime, actor: str, now: dt.datetime) -> str:
        """Make a link of an open ask, and return its secret, which is told this one time (NotFound)."""
        token = secrets.token_urlsafe(_SECRET_BYTES)

        def work(session: Session) -> None:
            open_one(session, ask)
            session.connection.execute(delete(ask_links).where(ask_links.c.ask == ask, ask_links.c.expires_at <= now))
            row = {"token_hash": self._hash(token), "ask": ask, "made_at": now, "expires_at": until}
            session.connection.execute(insert(ask_links).values(row))
            note(session, AskAction.LINKED, ask, actor=actor, now=now)

        self._transactions.write(work)
        return token

    def by_token(self, token: str, *, now: dt.datetime) -> tuple[Ask, dt.datetime]:
        """What a link is for, and until when it takes files (NotFound when it takes none, for whatever reason)."""
        return self._transactions.read(lambda session: self._living(session, token, now))

    def spend(self, token: str, size: int, *, now: dt.datetime) -> Ask:
        """Count one file of so many bytes, and return the ask that it is for (NotFound when no more is taken)."""

        def work(session: Session) -> Ask:
            ask, _ = self._living(session, token, now)
            left = (asks.c.id == ask.id, asks.c.files_left > 0, asks.c.bytes_left >= size)
            count = {"files_left": asks.c.files_left - 1, "bytes_left": asks.c.bytes_left - size}
            if not session.connection.execute(update(asks).where(*left).values(count)).rowcount:
                raise NotFound(ask="?")
            note(session, AskAction.USED, ask.id, actor=ask.actor, now=now, bytes=size)
            return ask

        return self._transactions.write(work)

    def revoke_all(self, *, actor: str, now: dt.datetime) -> int:
        """End every link at once, and return how many took files still; the asks go on, and new links can be made."""

        def work(session: Session) -> int:
            living = select(ask_links.c.ask).where(ask_links.c.expires_at > now).distinct()
            ids = list(session.connection.execute(living).scalars())
            session.connection.execute(delete(ask_links))
            for ask in ids:
                note(session, AskAction.UNLINKED, ask, actor=actor, now=now)
            return len(ids)

        return self._transactions.write(work)

    def _living(self, session: Session, token: str, now: dt.datetime) -> tuple[Ask, dt.datetime]:
        link = session.connection.execute(
            select(ask_links).where(ask_links.c.token_hash == self._hash(token), ask_links.c.expires_at > now)
        ).one_or_none()
        if link is None:
            raise NotFound(ask="?")
        ask = open_one(session, link.ask)
        if ask.files_left <= 0 or ask.bytes_left <= 0:
            raise NotFound(ask="?")
        return ask, link.expires_at

    def _hash(self, token: str) -> bytes:
        return keyed_hash(self._key, f"ask {token}".encode())

    @cached_property
    def _key(self) -> bytes:
        return self._transactions.keyring.house("asks")
