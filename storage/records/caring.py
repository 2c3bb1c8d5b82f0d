"""Concerns, as they stand; and the age of key-encryption keys. ``strongroom.concern`` decides what is one."""

import datetime as dt
from collections.abc import Collection, Set
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, func, insert, select

from storage.audit import AuditEvent, read_instant
from storage.records.care_tables import concerns, kek_ages
from storage.records.session import Session
from storage.records.tables import audit_events
from storage.records.transactions import Transactions
from strongroom.concern import Concern, Trouble

_SCHEDULE = "schedule"


class CareAction(StrEnum):
    """What an audit event of care says was done."""

    BEGUN = "concern_begun"
    OVER = "concern_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a look at the machine changed: concerns that began or grew, and those that are over."""

    begun: tuple[Concern, ...]
    over: tuple[Concern, ...]


class Cares:
    """What is wrong with the machine. Every method is one transaction. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def standing(self) -> dict[Concern, dt.datetime]:
        """The concerns that stand, each with the moment since when, longest first."""
        return self._transactions.read(standing_concerns)

    def keep(self, found: Set[Concern], *, now: dt.datetime) -> Changed:
        """Have exactly these stand; those that stood already keep their moment."""

        def work(session: Session) -> Changed:
            known = frozenset(standing_concerns(session))
            begun, over = tuple(sorted(found - known)), tuple(sorted(known - found))
            for one in over:
                which = (concerns.c.trouble == one.trouble.value, concerns.c.subject == one.subject)
                session.connection.execute(delete(concerns).where(*which))
                _note(session, CareAction.OVER, one, now)
            for one in begun:
                row = {"trouble": one.trouble.value, "subject": one.subject, "step": one.step, "since": now}
                session.connection.execute(insert(concerns).values(row))
                _note(session, CareAction.BEGUN, one, now)
            return Changed(begun=begun, over=over)

        return self._transactions.write(work)

    def key_since(self, kek: str, *, rotations: Collection[str], now: dt.datetime) -> dt.datetime:
        """Since when a key-encryption key is the current one; ``rotations`` are the audit actions of one."""
        return self._transactions.read(lambda session: _since(session, kek) or _began(session, rotations, now))

    def note_key(self, kek: str, *, rotations: Collection[str], now: dt.datetime) -> dt.datetime:
        """The same, and remember it: from then on nobody has to look through the trail for its age."""

        def work(session: Session) -> dt.datetime:
            known = _since(session, kek)
            if known is not None:
                return known
            since = _began(session, rotations, now)
            session.connection.execute(insert(kek_ages).values(kek=kek, since=since))
            return since

        return self._transactions.write(work)


def standing_concerns(session: Session) -> dict[Concern, dt.datetime]:
    """The concerns that stand, each with the moment since when, longest first."""
    rows = session.connection.execute(select(concerns).order_by(concerns.c.since, concerns.c.trouble))
    return {Concern(trouble=Trouble(row.trouble), subject=row.subject, step=row.step): row.since for row in rows}


def _since(session: Session, kek: str) -> dt.datetime | None:
    return session.connection.execute(select(kek_ages.c.since).where(kek_ages.c.kek == kek)).scalar()


def _began(session: Session, rotations: Collection[str], now: dt.datetime) -> dt.datetime:
    """The last rotation, or where there was none the first event of all: no key that is in use is younger."""
    at = audit_events.c.at
    newest = select(func.max(at)).where(audit_events.c.action.in_(rotations))
    for query in (newest, select(func.min(at))):
        told = session.connection.execute(query).scalar()
        if told is not None:
            return read_instant(told)
    return now


def _note(session: Session, action: CareAction, concern: Concern, now: dt.datetime) -> None:
    facts = {"trouble": concern.trouble.value, "subject": concern.subject, "step": concern.step}
    session.note(AuditEvent(at=now, actor=_SCHEDULE, action=action, facts=facts))
