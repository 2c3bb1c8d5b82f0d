"""The inbox of decisions: what one person asked for and another may answer, of whatever sort. The policy says who may.

Access and exports are answered by those who may grant access to each document that they are about, the end of a key by
those who run the machine, a destruction by those who may approve it; and never by who asked.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from flows.stages.keeping import Keeping, of_customer
from flows.stages.office import REFUSED_ACT, Office
from storage.audit import AuditEvent
from storage.records.dispositions import Disposition
from storage.records.requesting import Requests
from strongroom.errors import Denied, NotFound
from strongroom.ids import DocumentId
from strongroom.package import Wish
from strongroom.permissions import Action, Forbidden, Target, decide
from strongroom.request import Access, Request, RequestKind

DISPOSITION: Final = "disposition"
LISTED: Final = "requests_listed"
"""What the audit event of a look at requests says was done: they hold what people gave as reasons."""

Sort = RequestKind | Literal["disposition"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """One line of the inbox. ``id`` is that of the request; of a disposition, that of its document.

    ``subjects`` are ids of documents, or of a key. A disposition has its rule for a reason, and the first day on which
    that no longer keeps the paper (``free_since``).
    """

    id: str
    kind: Sort
    asked_by: str
    asked_at: dt.datetime
    reason: str = field(repr=False)
    subjects: tuple[str, ...]
    access: Access | None = None
    package: Wish | None = None
    free_since: dt.date | None = None


class Decisions:
    """What one person asks of others, and what others ask of them."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._requests = Requests(office.work.records.transactions)
        self._keeping = Keeping(office)

    # Asking.

    def ask_access(self, access: Access, reason: str) -> str:
        """Ask for access for a time; return the id of the request (BadForm; NotFound: there is no such document).

        Everybody may ask, also about what they may not know of: who names a paper has heard of it, and nothing but
        that it is there is learned by asking.
        """
        return self._requests.ask_access(access, reason, actor=self._actor, now=self._now())

    def ask_export(self, documents: Sequence[DocumentId], reason: str) -> str:
        """Ask to take many originals out at once; each of them one could take out alone (NotFound, Denied, BadForm)."""
        for document in documents:
            self._office.ask(Action.DOWNLOAD, document, reason)
        return self._requests.ask(RequestKind.EXPORT, tuple(documents), reason, actor=self._actor, now=self._now())

    def ask_subject(self, documents: Sequence[DocumentId], reason: str) -> str:
        """Ask to take out everything that these hold on one customer (as ``ask_export``).

        It is not an export of the same papers: who answers is to know that all readings and the history leave too.
        """
        for document in documents:
            self._office.ask(Action.DOWNLOAD, document, reason)
        return self._requests.ask(RequestKind.SUBJECT, tuple(documents), reason, actor=self._actor, now=self._now())

    def mine(self, *, limit: int = 100) -> tuple[Request, ...]:
        """What this person asked for, newest first, with what became of it."""
        return self._requests.of(self._actor, limit=limit)

    def own(self, request: str) -> Request:
        """One of the requests of this person (NotFound: there is none, or it is somebody else's)."""
        found = self._requests.one(request)
        if found.asked_by != self._actor:
            raise NotFound(request=request)
        return found

    def withdraw(self, request: str) -> None:
        """Take back what one asked for (NotFound, Denied, WrongStage)."""
        self._requests.withdraw(request, actor=self._actor, now=self._now())

    def use(self, request: str, kind: RequestKind) -> tuple[str, ...]:
        """Use an approval of anything but access, once, and return what it is about (NotFound, WrongStage)."""
        return self._requests.carry_out(request, kind, actor=self._actor, now=self._now())

    # Answering.

    def inbox(self) -> tuple[Pending, ...]:
        """Everything that waits for an answer and that this person may answer, oldest first."""
        ends = [_of_disposition(one) for one in self._keeping.to_approve()]
        return tuple(sorted([*self.asked(), *ends], key=lambda one: one.asked_at))

    def asked(self) -> tuple[Pending, ...]:
        """The same without destructions, which the desk answers in groups (``flows.stages.destructions``)."""
        found = self._asked()
        self._note_look([one.id for one in found])
        return found

    def to_answer(self) -> tuple[Pending, ...]:
        """The same for a notice that names the ids; not recorded, for nobody sees what was said."""
        ends = [_of_disposition(one) for one in self._keeping.to_approve()]
        return tuple(sorted([*self._asked(), *ends], key=lambda one: one.asked_at))

    def sort_of(self, pending: str) -> Sort:
        """What sort of thing has this id in an inbox, whether or not it waits, and for this person.

        Raises:
            NotFound: it is no request, and no paper that this person may know of.
        """
        if (document := self._disposition(pending)) is None:
            return self._requests.one(pending).kind
        self._office.ask(Action.FIND, document, "disposition")
        return DISPOSITION

    def approve(self, pending: str, words: str = "") -> None:
        """Give leave, to a request or to a destruction, by its id in the inbox.

        Raises:
            NotFound: there is none, or this person may not know of it. Denied: it is their own, or not theirs to
                answer. WrongStage: it was answered, or is over. Held.
        """
        if (document := self._disposition(pending)) is not None:
            self._keeping.approve(document)
            return
        self._check_may_answer(pending)
        self._requests.approve(pending, words, actor=self._actor, now=self._now())

    def refuse(self, pending: str, words: str = "") -> None:
        """Refuse it, and say why; a destruction goes back to where it was before it was asked for (as ``approve``)."""
        if (document := self._disposition(pending)) is not None:
            self._keeping.cancel(document)
            return
        self._check_may_answer(pending)
        self._requests.refuse(pending, words, actor=self._actor, now=self._now())

    # Grants.

    def grants(self) -> tuple[Request, ...]:
        """The grants in force that this person has, or may end, oldest first."""
        live = self._requests.live(self._now())
        found = tuple(one for one in live if one.asked_by == self._actor or self._refusal(one) is None)
        self._note_look([one.id for one in found])
        return found

    def revoke(self, grant: str) -> bool:
        """End a grant at once, another's or one's own; False where it was over (NotFound, Denied)."""
        if self._requests.one(grant).asked_by != self._actor:
            self._check_may_answer(grant)
        return self._requests.revoke(grant, actor=self._actor, now=self._now())

    # How it is done.

    def _asked(self) -> tuple[Pending, ...]:
        return tuple(_of_request(one) for one in self._requests.waiting(self._now()) if self._refusal(one) is None)

    def _disposition(self, pending: str) -> DocumentId | None:
        try:
            self._requests.one(pending)
        except NotFound:
            return DocumentId(pending)
        return None

    def _check_may_answer(self, request: str) -> None:
        refusal = self._refusal(self._requests.one(request))
        if refusal is not None:
            facts = {"action": Action.GRANT_ACCESS.value, "request": request, "code": refusal}
            event = AuditEvent(at=self._now(), actor=self._actor, action=REFUSED_ACT, facts=facts)
            self._office.work.records.transactions.note(event)
            raise Denied(reason=refusal)

    def _refusal(self, request: Request) -> str | None:
        """Why the person may not answer a request; None if they may."""
        if request.asked_by == self._actor:
            return "own_work"
        if request.kind is RequestKind.KEY_RETIREMENT:
            return self._decided(Action.OPERATE, None)
        try:
            targets = self._targets(request)
        except NotFound:
            return "destroyed"
        refusals = (self._decided(Action.GRANT_ACCESS, target) for target in targets)
        return next((refusal for refusal in refusals if refusal is not None), None)

    def _targets(self, request: Request) -> list[Target]:
        if request.access is not None and request.access.document is None:
            return [of_customer(request.access.customer)]
        records = self._office.work.records
        return [self._office.target(records.for_policy(DocumentId(one))) for one in request.subjects]

    def _decided(self, action: Action, target: Target | None) -> str | None:
        verdict = decide(self._office.person, action, target, purpose="decision", now=self._now())
        return verdict.code if isinstance(verdict, Forbidden) else None

    def _note_look(self, shown: list[str]) -> None:
        if shown:
            event = AuditEvent(at=self._now(), actor=self._actor, action=LISTED, facts={"requests": shown})
            self._office.work.records.transactions.note(event)

    @property
    def _actor(self) -> str:
        return self._office.actor.id

    def _now(self) -> dt.datetime:
        return self._office.now()


def _of_request(request: Request) -> Pending:
    return Pending(
        id=request.id,
        kind=request.kind,
        asked_by=request.asked_by,
        asked_at=request.asked_at,
        reason=request.reason,
        subjects=request.subjects,
        access=request.access,
        package=request.package,
    )


def _of_disposition(one: Disposition) -> Pending:
    return Pending(
        id=one.document,
        kind=DISPOSITION,
        asked_by=one.requested_by or "",
        asked_at=one.requested_at or one.proposed_at,
        reason=one.basis,
        subjects=(one.document,),
        free_since=one.ends,
    )
