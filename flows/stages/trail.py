"""The audit trail, for those who may read it. That they read it is an event itself."""

from flows.stages.office import Office
from storage.audit import AuditEvent, FactValue
from storage.records.audit_search import TrailEntry, TrailQuestion, search
from strongroom.permissions import Action

_PAGE = 100


def read_trail(office: Office, question: TrailQuestion) -> tuple[TrailEntry, ...]:
    """A page of events, newest first.

    Raises:
        Denied: the person may not read it.
    """
    office.ask_at_large(Action.READ_AUDIT)
    transactions = office.work.records.transactions
    found = search(transactions, question, limit=_PAGE)
    facts: dict[str, FactValue] = {"events": len(found)}
    transactions.note(
        AuditEvent(at=office.now(), actor=office.actor.id, action="trail_read", document=question.document, facts=facts)
    )
    return found


def verify_trail(office: Office) -> int:
    """Walk the whole chain and return how many events it has.

    Raises:
        Denied: the person may not read it.
        AuditBroken: an event was altered, removed, inserted or moved.
    """
    office.ask_at_large(Action.READ_AUDIT)
    return office.work.records.audit_verify()
