"""What people decide about keeping and ending documents: each act asked of the policy first, and recorded after."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from flows.stages.office import REFUSED_ACT, Office
from flows.stages.workroom import Workroom
from storage.audit import AuditEvent
from storage.certificate import Copies
from storage.destruction import Destruction, Outcome, Proofs
from storage.records.dispositions import Disposition, Dispositions, Verdict
from storage.records.endings import Endings, Issued
from storage.records.holding import Hold, Holds, Why
from storage.records.restriction_orders import Order, RestrictionOrders
from strongroom.disposition import Stage
from strongroom.document import State
from strongroom.errors import Denied, NotFound
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.permissions import Action, Forbidden, Target, decide

SCHEDULE: Final = "schedule"
"""Who carries out what two people decided, in the audit chain."""
OPEN_STAGES: Final = (Stage.ELIGIBLE, Stage.REQUESTED, Stage.APPROVED, Stage.DESTROYING)


def destruction(work: Workroom, now: Callable[[], dt.datetime]) -> Destruction:
    """What carries out dispositions in this installation."""
    backup = work.settings.backup
    copies = Copies(keys_days=backup.keys_days, data_days=backup.keep_days)
    proofs = Proofs(keyring=work.keyring, keys=work.keys, copies=copies)
    return Destruction(work.records.transactions, work.vault, proofs, now=now)


class Keeping:
    """Holds, dispositions and certificates, as one person may use them."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._holds = Holds(office.work.records.transactions)
        self._dispositions = Dispositions(office.work.records.transactions)
        self._endings = Endings(office.work.records.transactions)
        self._orders = RestrictionOrders(office.work.records.transactions)

    # Holds.

    def hold_document(self, document: DocumentId, why: Why) -> str:
        """Keep a document; return the id of the hold (NotFound, Denied)."""
        self._office.ask(Action.HOLD, document, why.reason)
        return self._holds.on_document(document, why, actor=self._actor, now=self._now())

    def hold_customer(self, customer: str, why: Why) -> str:
        """Keep all documents of a customer; return the id of the hold (Denied, BadForm)."""
        self._ask_about(Action.HOLD, of_customer(customer))
        return self._holds.on_customer(customer, why, actor=self._actor, now=self._now())

    def holds(self) -> tuple[Hold, ...]:
        """The holds in force, to those who may place them (Denied)."""
        self._ask_about(Action.HOLD, of_customer(None))
        return self._holds.in_force()

    def lift(self, hold: str, reason: str) -> None:
        """End a hold (NotFound, Denied)."""
        found = self._holds.one(hold)
        if found.document is None:
            self._ask_about(Action.LIFT_HOLD, of_customer(found.customer))
        else:
            self._office.ask(Action.LIFT_HOLD, found.document, reason)
        self._holds.lift(hold, reason, actor=self._actor, now=self._now())

    # Restriction.

    def restrict(self, document: DocumentId, reason: str) -> bool:
        """Keep a document from every use but keeping it; False where it was (NotFound, Denied, BadForm)."""
        self._office.ask(Action.RESTRICT, document, reason)
        return self._orders.make(document, reason, actor=self._actor, now=self._now())

    def lift_restriction(self, document: DocumentId, reason: str) -> bool:
        """Let it be used again; False where no order stood (NotFound, Denied, BadForm)."""
        self._office.ask(Action.RESTRICT, document, reason)
        return self._orders.lift(document, reason, actor=self._actor, now=self._now())

    def restrictions(self, document: DocumentId) -> tuple[Order, ...]:
        """The orders about a document with their reasons, oldest first (NotFound, Denied)."""
        self._office.ask(Action.RESTRICT, document, "restriction")
        return self._orders.of(document)

    # Dispositions.

    def dispositions(self) -> tuple[Disposition, ...]:
        """Those of the dispositions under way whose documents the person may know of, longest proposed first."""
        found = self._dispositions.listed(*OPEN_STAGES)
        return tuple(one for one in found if self._may_know(one))

    def to_approve(self) -> tuple[Disposition, ...]:
        """What others asked for and this person may approve, longest proposed first."""
        found = self._dispositions.listed(Stage.REQUESTED)
        return tuple(one for one in found if self._may_know(one) and self._may_approve(one.document))

    def request(self, document: DocumentId) -> None:
        """Ask for the destruction of a document (NotFound, Denied, Held, WrongStage)."""
        self._office.ask(Action.PROPOSE_DISPOSITION, document, "disposition")
        self._dispositions.request(document, actor=self._actor, now=self._now())

    def approve(self, document: DocumentId) -> dt.datetime:
        """Approve it as the second person; return the end of the cooling-off (NotFound, Denied, Held, WrongStage)."""
        self._office.ask(Action.APPROVE_DISPOSITION, document, "disposition")
        now = self._now()
        self._ask_about(Action.APPROVE_DISPOSITION, self._as_worked_on(document))
        due_at = now + dt.timedelta(days=self._office.work.settings.disposition.cooling_off_days)
        self._dispositions.approve(document, actor=self._actor, now=now, due_at=due_at)
        return due_at

    def cancel(self, document: DocumentId) -> None:
        """Take a request or an approval back; whoever may hold a document may stop its end (NotFound, Denied)."""
        self._office.ask(Action.HOLD, document, "disposition")
        self._dispositions.cancel(document, actor=self._actor, now=self._now())

    def plan(self) -> tuple[Verdict, ...]:
        """What carrying out would do now (Denied)."""
        self._office.ask_at_large(Action.OPERATE)
        return self._dispositions.plan(self._now())

    def carry_out(self) -> Iterable[Outcome]:
        """Carry out what two people decided and nobody cancelled (Denied)."""
        self._office.ask_at_large(Action.OPERATE)
        return destruction(self._office.work, self._office.now).carry_out(self._actor)

    # Proof.

    def register(self, *, limit: int, offset: int) -> tuple[Issued, ...]:
        """What was destroyed, newest first (Denied)."""
        self._ask_about(Action.FIND, _destroyed(""))
        return self._endings.register(limit=limit, offset=offset)

    def certificate(self, document: DocumentId) -> Issued:
        """The newest certificate of a destroyed document (NotFound, Denied)."""
        self._ask_about(Action.FIND, _destroyed(document))
        issued = self._endings.of(document)
        if not issued:
            raise NotFound(document=document)
        return issued[-1]

    def pdf(self, certificate: Issued) -> bytes:
        """The PDF of a certificate."""
        return destruction(self._office.work, self._office.now).pdf(certificate)

    @property
    def _actor(self) -> str:
        return self._office.actor.id

    def _now(self) -> dt.datetime:
        return self._office.now()

    def _may_know(self, one: Disposition) -> bool:
        if one.stage is Stage.DESTROYING:
            target = _destroyed(one.document)
        else:
            try:
                row = self._office.work.records.for_policy(one.document)
            except NotFound:
                return False  # condemned since it was listed
            return self._office.may(Action.FIND, row)
        return not isinstance(self._decide(Action.FIND, target), Forbidden)

    def _may_approve(self, document: DocumentId) -> bool:
        verdict = self._decide(Action.APPROVE_DISPOSITION, self._as_worked_on(document))
        return not isinstance(verdict, Forbidden)

    def _as_worked_on(self, document: DocumentId) -> Target:
        workers = self._dispositions.workers(document)
        return replace(self._office.target(self._office.work.records.for_policy(document)), workers=workers)

    def _ask_about(self, action: Action, target: Target) -> None:
        verdict = self._decide(action, target)
        if isinstance(verdict, Forbidden):
            facts = {"action": action.value, "code": verdict.code}
            event = AuditEvent(
                at=self._now(), actor=self._actor, action=REFUSED_ACT, document=target.document, facts=facts
            )
            self._office.work.records.transactions.note(event)
            raise Denied(reason=verdict.code)

    def _decide(self, action: Action, target: Target) -> object:
        return decide(self._office.person, action, target, purpose="keeping", now=self._now())


def of_customer(customer: str | None) -> Target:
    """All papers of a customer, the most sensitive among them: who acts on all has to be allowed to act on each."""
    return Target(document=DocumentId(""), state=State.FILED, sensitivity=Sensitivity.IDENTITY, customer=customer)


def _destroyed(document: str) -> Target:
    return Target(document=DocumentId(document), state=State.DESTROYED, sensitivity=Sensitivity.IDENTITY)
