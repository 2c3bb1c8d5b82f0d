"""One transaction on the records: its connection, its seals, and the audit events it will end with."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update

from storage.audit import AuditEvent
from storage.records.generations import Generations
from storage.records.guard_tables import vault_state
from storage.records.sealing import Hashes, Seals
from storage.records.tables import documents
from strongroom.document import State, check_move
from strongroom.errors import IllegalMove, LeaseLost, NotFound, VaultFrozen
from strongroom.ids import DocumentId
from strongroom.kind import Kind

AnyRow = Row[Any]
DocumentRow = AnyRow
"""A row of ``documents``."""

# Built once, here and wherever a statement stands outside the function that runs it: to build one again for each
# document costs five times what running it does.
_FROZEN: Final = select(vault_state.c.frozen_at).with_for_update(read=True)
_DOCUMENT: Final = select(documents).where(documents.c.id == bindparam("sought")).with_for_update()
_MOVE: Final = update(documents).where(documents.c.number == bindparam("moved"), documents.c.state == bindparam("was"))


class Frost:
    """Whether the vault is read-only, as one transaction finds it: asked once, for it stays so until that ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def is_frozen(self) -> bool:
        """Whether a person made it read-only."""
        return self._connection.execute(_FROZEN).scalar_one() is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What every piece of work on the records needs. It lives as long as its transaction.

    ``zone`` is where the house is.
    """

    connection: Connection
    seals: Seals
    hashes: Hashes
    generations: Generations
    frost: Frost
    kinds: Mapping[str, Kind]
    zone: dt.tzinfo = dt.UTC
    events: list[AuditEvent] = field(default_factory=list)

    def day(self, moment: dt.datetime) -> dt.date:
        """The day that it is at a moment where the house is: a period ends with a day of the house."""
        return moment.astimezone(self.zone).date()

    def note(self, event: AuditEvent) -> None:
        """Have an event written as the last statement of this transaction."""
        self.events.append(event)

    def is_frozen(self) -> bool:
        """Whether the vault is read-only; on PostgreSQL it stays as it is until this transaction ends."""
        return self.frost.is_frozen

    def check_thawed(self) -> None:
        """Return if documents may change.

        Raises:
            VaultFrozen: a person made the vault read-only.
        """
        if self.is_frozen():
            raise VaultFrozen

    def document(self, document: DocumentId) -> DocumentRow:
        """Find a document that is not destroyed, and on PostgreSQL lock its row until the transaction ends.

        Raises:
            NotFound: there is none.
        """
        row = self.connection.execute(_DOCUMENT, {"sought": document}).one_or_none()
        if row is None or row.state == State.DESTROYED:
            raise NotFound(document=document)
        return row

    def leased(self, document: DocumentId, fence: int) -> DocumentRow:
        """Find and lock a document that is being read under the lease with this fencing number.

        A lease that has run out and was not taken over still holds: nobody else has begun.

        Raises:
            LeaseLost: another claim came since, or the work is done.
        """
        row = self.document(document)
        if row.state != State.READING or row.fence != fence:
            raise LeaseLost(document=document, fence=fence)
        return row

    def move(self, row: DocumentRow, new: State, **changes: Any) -> None:
        """Change the state of a document, and other columns with it. No state changes but here.

        Raises:
            IllegalMove: the table of moves has no such move, or the document moved meanwhile.
            VaultFrozen: the vault is read-only. A worker may give back what it holds all the same.
        """
        old = State(row.state)
        check_move(old, new)
        if (old, new) != (State.READING, State.RECEIVED):
            self.check_thawed()
        moved = self.connection.execute(_MOVE, {"moved": row.number, "was": old.value, "state": new.value, **changes})
        if moved.rowcount != 1:
            raise IllegalMove(old=old.value, new=new.value)
