"""What is done to many papers at once: holding all that a search finds, lifting a whole matter, changing the rules."""

from typing import Final

from flows.stages.office import REFUSED_ACT, Office
from storage.audit import AuditEvent
from storage.records.holding import Holds, Why
from strongroom.document import State
from strongroom.errors import BadQuery, Denied
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.permissions import Action, Forbidden, Target, decide

_PAGE: Final = 500
_MOST_HELD: Final = 10_000
"""Documents that one search may hold: each is a hold of its own, in one transaction."""


class Matters:
    """Holds for whole matters, as one person may use them."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._holds = Holds(office.work.records.transactions)

    def hold_found(self, query: str, why: Why) -> tuple[str, ...]:
        """Keep everything that a search finds now; return the ids of the holds.

        Raises:
            BadQuery: it cannot be understood, or finds more than can be looked through: a hold on a part would be taken
                for a hold on all.
            Denied: the person may not hold one of the documents; then none is held.
        """
        found = self._found(query)
        for document in found:
            self._office.ask(Action.HOLD, document, why.reason)
        return self._holds.on_documents(found, why, actor=self._office.actor.id, now=self._office.now())

    def lift_matter(self, matter: str, reason: str) -> tuple[str, ...]:
        """End every hold of a matter; return their ids (Denied)."""
        ask_about_all(self._office, Action.LIFT_HOLD)
        lifted = self._holds.of_matter(matter)
        for hold in lifted:
            self._holds.lift(hold, reason, actor=self._office.actor.id, now=self._office.now())
        return lifted

    def _found(self, query: str) -> list[DocumentId]:
        found: list[DocumentId] = []
        for offset in range(0, _MOST_HELD, _PAGE):
            page = self._office.find(query, limit=_PAGE, offset=offset)
            found += [row.id for row in page.rows]
            # A total that is not complete says how many there are at least: while there are more, they are asked for.
            if page.total <= offset + _PAGE:
                if page.complete:
                    return found
                break
        raise BadQuery(part=query)


def ask_about_all(office: Office, action: Action) -> None:
    """Ask the policy about all documents at once, the most sensitive among them; a refusal is recorded (Denied)."""
    target = Target(document=DocumentId(""), state=State.FILED, sensitivity=Sensitivity.IDENTITY)
    verdict = decide(office.actor, action, target, purpose="keeping", now=office.now())
    if isinstance(verdict, Forbidden):
        facts = {"action": action.value, "code": verdict.code}
        event = AuditEvent(at=office.now(), actor=office.actor.id, action=REFUSED_ACT, facts=facts)
        office.work.records.transactions.note(event)
        raise Denied(reason=verdict.code)
