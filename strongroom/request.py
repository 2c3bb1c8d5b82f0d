"""Requests: what one person asks for and another answers. Access for a time, an export, the end of a key.

    waiting ─► approved ─► (carried out, or for access: a grant until it ends)
       ├─► refused
       ├─► withdrawn
       └─► lapsed     the end of what was asked for came before an answer

Nobody answers their own request. Dispositions have a table and rules of their own (``strongroom.disposition``); what
waits for an answer of either sort stands in one inbox (``flows.stages.decisions``).
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from strongroom.errors import BadForm
from strongroom.ids import DocumentId
from strongroom.package import Wish
from strongroom.permissions import GRANTABLE, Action, Grant

LONGEST: Final = dt.timedelta(days=90)
"""The longest time for which access is granted: a quarter, after which somebody is to ask again."""
USABLE: Final = dt.timedelta(days=7)
"""How long an approval may wait to be carried out; what was true when it was given is to be true still."""


class RequestKind(StrEnum):
    """What is asked for."""

    ACCESS = "access"
    """Leave to do some actions with one document, or with the papers of one customer, for a time."""
    EXPORT = "export"
    """The originals of several documents at once."""
    SUBJECT = "subject"
    """Everything that is held on one customer, for the person who asks what is held on them."""
    PACKAGE = "package"
    """The papers of a fiscal year, as ``Request.package`` says."""
    KEY_RETIREMENT = "key_retirement"
    """The end of a key-encryption key."""


class Stage(StrEnum):
    """How far a request is at a moment."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """Access that was not answered before its end, or an approval that nobody used in time."""
    ENDED = "ended"
    """A grant that is over, or an approval that was carried out."""


class Ending(StrEnum):
    """Why a grant ended before its time."""

    REVOKED = "revoked"
    LEFT = "left"
    """Its holder's account was closed."""
    INCIDENT = "incident"
    """Everything was revoked at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a request for access asks for: on one document, or on all papers of one customer, until a moment.

    FIND belongs to every access: what may not be known of cannot be opened.
    """

    actions: frozenset[Action]
    until: dt.datetime
    document: DocumentId | None = None
    customer: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request with all that became of it. ``answered`` is whether it was approved; None while it waits.

    ``subjects`` are ids: of the document, of the documents to export, or of the key. ``ended_at`` is when a grant was
    revoked, or when an approval was carried out.
    """

    id: str
    kind: RequestKind
    asked_by: str
    asked_at: dt.datetime
    reason: str = field(repr=False)
    subjects: tuple[str, ...] = ()
    access: Access | None = None
    package: Wish | None = None
    answer: Stage | None = None
    answered_by: str | None = None
    answered_at: dt.datetime | None = None
    words: str = field(default="", repr=False)
    ended_at: dt.datetime | None = None
    ended_by: str | None = None
    ending: Ending | None = None

    def stage(self, now: dt.datetime) -> Stage:
        """How far it is."""
        over = self._over(now)
        if self.answer is None:
            return Stage.LAPSED if over else Stage.WAITING
        if self.answer is not Stage.APPROVED:
            return self.answer
        if self.ended_at is not None or (over and self.access is not None):
            return Stage.ENDED
        return Stage.LAPSED if over else Stage.APPROVED

    def grant(self, now: dt.datetime) -> Grant | None:
        """The grant that it is at this moment; None if it is none."""
        if self.access is None or self.answered_at is None or self.stage(now) is not Stage.APPROVED:
            return None
        return Grant(
            id=self.id,
            actions=self.access.actions,
            starts=self.answered_at,
            ends=self.access.until,
            document=self.access.document,
            customer=self.access.customer,
        )

    def _over(self, now: dt.datetime) -> bool:
        if self.access is not None:
            return now >= self.access.until
        return self.answered_at is not None and now >= self.answered_at + USABLE


def checked(access: Access, *, now: dt.datetime) -> Access:
    """The access that may be asked for, FIND with it.

    Raises:
        BadForm: ``field`` says what does not fit: nothing or too much that cannot be granted, an end that is past or
            further off than ``LONGEST``, or not exactly one document or customer.
    """
    if not access.actions or access.actions - GRANTABLE:
        raise BadForm(field="actions")
    if not now < access.until <= now + LONGEST:
        raise BadForm(field="until")
    if (access.document is None) == (not (access.customer or "").strip()):
        raise BadForm(field="customer")
    return Access(
        actions=access.actions | {Action.FIND},
        until=access.until,
        document=access.document,
        customer=access.customer.strip() if access.customer else None,
    )
