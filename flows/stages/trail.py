"""The audit trail, page by page, as the desk shows it."""

from flows.stages.audit_room import AuditRoom
from flows.stages.office import Office
from storage.records.audit_search import TrailEntry, TrailQuestion

_PAGE = 100


def read_trail(office: Office, question: TrailQuestion) -> tuple[TrailEntry, ...]:
    """A page of events, newest first.

    Raises:
        Denied: the person may not read it.
    """
    return AuditRoom(office).search(question, limit=_PAGE)


def verify_trail(office: Office) -> int:
    """Walk the whole chain, compare it with its anchors, and return how many events it has.

    Raises:
        Denied: the person may not read it.
        AuditBroken: an event was altered, removed, inserted or moved, or the chain is not what was anchored.
    """
    return AuditRoom(office).verify().events
