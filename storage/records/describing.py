"""Describing: a person changes the tags or the customer of a document. It is a new version, as every change is."""

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from sqlalchemy import select, update

from storage.audit import AuditEvent, FactValue
from storage.records.bodies import Body
from storage.records.entries import page_text
from storage.records.filing import current_body, write_version
from storage.records.holding import is_held, keep_others_out
from storage.records.session import DocumentRow, Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from strongroom.document import State
from strongroom.errors import Held, IllegalMove, Overtaken
from strongroom.ids import DocumentId

DESCRIBED: Final = (State.IN_REVIEW, State.FILED, State.ARCHIVED)
"""States in which people describe a document: it was read, and nobody reads it now."""


class DescribeAction(StrEnum):
    """What an audit event says was done."""

    DESCRIBED = "described"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What people may say of a document beside its readings; ``seen`` is the version they looked at."""

    tags: tuple[str, ...] = field(repr=False)
    customer: str | None = field(repr=False)
    seen: int


def describe(
    transactions: Transactions, document: DocumentId, said: Description, *, actor: str, now: dt.datetime
) -> bool:
    """Write a description down; False where it says nothing new.

    Raises:
        NotFound, IllegalMove: it was not read yet. Overtaken: somebody changed it since it was looked at.
        Held: it would leave the customer for whose papers a hold stands.
    """

    def work(session: Session) -> bool:
        row = session.document(document)
        if row.version != said.seen:
            raise Overtaken(version=row.version)
        body = readable(session, row)
        after = replace(body, tags=said.tags, customer=said.customer)
        if (after.tags, after.customer) == (body.tags, body.customer):
            return False
        version = write_description(session, row, body, after, actor=actor, now=now)
        facts: dict[str, FactValue] = {"version": version, "fields": sorted(_changed(body, after))}
        session.note(AuditEvent(at=now, actor=actor, action=DescribeAction.DESCRIBED, document=document, facts=facts))
        return True

    return transactions.write(work)


def readable(session: Session, row: DocumentRow) -> Body:
    """What is known of a document that may be described (IllegalMove where it may not)."""
    body = current_body(session, row)
    if State(row.state) not in DESCRIBED or body is None:
        raise IllegalMove(old=row.state, new=row.state)
    return body


def write_description(
    session: Session, row: DocumentRow, before: Body, after: Body, *, actor: str, now: dt.datetime
) -> int:
    """Write the next version of a document whose state stays, and return its number.

    Raises:
        Held: the customer changes, and a hold stands. One on the customer would lose the paper without a word.
    """
    if before.customer != after.customer:
        keep_others_out(session.connection)
        held = select(documents.c.number).where(documents.c.number == row.number, is_held())
        if session.connection.execute(held).first():
            raise Held(document=row.id)
    text = page_text(session, row)
    changes = write_version(session, row, after, text=text, actor=actor, now=now, seconds=0)
    session.connection.execute(update(documents).where(documents.c.number == row.number).values(changes))
    version: int = row.version + 1
    return version


def _changed(before: Body, after: Body) -> set[str]:
    return {name for name in ("tags", "customer") if getattr(before, name) != getattr(after, name)}
