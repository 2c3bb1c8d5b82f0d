"""Transactions on the records: each is one session, and ends with the audit events that it gathered."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy import Connection

from storage.audit import AuditEvent
from storage.crypto.keyring import Keyring
from storage.records import trail
from storage.records.database import Database
from storage.records.generations import Generations
from storage.records.index import PostgresIndex, SqliteIndex
from storage.records.sealing import Hashes, Seals
from storage.records.session import Frost, Session
from strongroom.kind import Kind

T = TypeVar("T")


class Transactions:
    """Runs work on the records. Safe to use from many threads; RecordsUnavailable when the database is away.

    ``zone`` is where the house is, whose days begin there.
    """

    def __init__(
        self, database: Database, keyring: Keyring, kinds: Mapping[str, Kind], *, zone: dt.tzinfo = dt.UTC
    ) -> None:
        self._database = database
        self.keyring = keyring
        self._kinds = kinds
        self._zone = zone
        self.hashes = Hashes(keyring)
        self._index = SqliteIndex() if database.is_sqlite else PostgresIndex()

    def read(self, work: Callable[[Session], T]) -> T:
        """Run work that only reads."""
        return self._database.read(lambda connection: work(self._session(connection)))

    def write(self, work: Callable[[Session], T]) -> T:
        """Run work and commit it, its audit events last; durable on return. It may be run again after a deadlock."""

        def and_record(connection: Connection) -> T:
            session = self._session(connection)
            result = work(session)
            trail.append(connection, session.events)
            return result

        return self._database.write(and_record)

    def note(self, event: AuditEvent) -> None:
        """Record an event that changes nothing else, such as a refusal."""
        self.write(lambda session: session.note(event))

    def _session(self, connection: Connection) -> Session:
        return Session(
            connection=connection,
            seals=Seals(self.keyring),
            hashes=self.hashes,
            generations=Generations(connection, self.hashes, self._index),
            frost=Frost(connection),
            kinds=self._kinds,
            zone=self._zone,
        )
