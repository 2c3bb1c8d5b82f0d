"""Earlier versions brought back. A restored version is a new one: what came between stays, and can be restored itself.

The pages stay those of the newest reading: the original never changes, and what it is found by is read from it. They
stay as people have turned them, and the places of what is brought back are turned with them.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select

from storage.audit import AuditEvent, FactValue
from storage.records.bodies import Body, read_body
from storage.records.describing import readable, write_description
from storage.records.purposes import facts_of
from storage.records.session import DocumentRow, Session
from storage.records.tables import decisions, extractions
from storage.records.transactions import Transactions
from storage.records.turning import turned_to
from strongroom.errors import BadForm, NotFound, Overtaken
from strongroom.ids import DocumentId


class VersionAction(StrEnum):
    """What an audit event says was done with versions."""

    RESTORED = "version_restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """Which version is to be brought back, and why; ``seen`` is the newest that the person looked at."""

    version: int
    seen: int
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a person decided in a review, and what they said of it."""

    at: dt.datetime
    actor: str
    verdict: str
    reason: str = field(repr=False)


def restore_version(
    transactions: Transactions, document: DocumentId, wanted: Restoration, *, actor: str, now: dt.datetime
) -> int:
    """Write an earlier version as the newest, and return its number. The state of the document stays.

    It takes back the name it had, numbered if another document has it meanwhile, and is found by what it says.

    Raises:
        NotFound: there is no such document or version. IllegalMove: it was not read yet, or is being read.
        BadForm: it is the newest version, or no reason was given. Overtaken: somebody changed it since it was seen.
        Held: it would leave a customer while a hold stands.
    """
    if not wanted.reason.strip():
        raise BadForm(field="reason")

    def work(session: Session) -> int:
        row = session.document(document)
        if wanted.seen != row.version:
            raise Overtaken(version=row.version)
        if wanted.version == row.version:
            raise BadForm(field="version")
        before, after = readable(session, row), _version(session, row, wanted.version)
        after = turned_to(after, before.turns)
        made = write_description(session, row, before, after, actor=actor, now=now)
        facts: dict[str, FactValue] = {"version": made, "from": wanted.version}
        facts |= facts_of(session, row, wanted.reason, now)
        session.note(AuditEvent(at=now, actor=actor, action=VersionAction.RESTORED, document=document, facts=facts))
        return made

    return transactions.write(work)


def decisions_of(transactions: Transactions, document: DocumentId) -> tuple[Decided, ...]:
    """What people decided of a document, oldest first (NotFound)."""

    def work(session: Session) -> tuple[Decided, ...]:
        row = session.document(document)
        rows = session.connection.execute(
            select(decisions).where(decisions.c.document == row.number).order_by(decisions.c.number)
        ).all()
        return tuple(
            Decided(
                at=one.decided_at,
                actor=one.actor,
                verdict=one.verdict,
                reason=session.seals.open_json(document, _decision_place(one), one.particulars)["reason"],
            )
            for one in rows
        )

    return transactions.read(work)


def _version(session: Session, row: DocumentRow, version: int) -> Body:
    sealed = session.connection.execute(
        select(extractions.c.body).where(extractions.c.document == row.number, extractions.c.version == version)
    ).scalar_one_or_none()
    if sealed is None:
        raise NotFound(version=version)
    return read_body(session.seals, DocumentId(row.id), version, sealed)


def _decision_place(row: DocumentRow) -> str:
    return f"decisions.particulars {row.version} {row.decided_at.isoformat()}"
