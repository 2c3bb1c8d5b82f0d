"""Destructions in groups, as one person may ask for, approve and cancel them; each paper is judged by itself too."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flows.stages.office import REFUSED_ACT, Office
from storage.audit import AuditEvent
from storage.records import disposition_steps as steps
from storage.records.disposition_groups import DispositionGroups, Group, Key, Step, Tally
from storage.records.reach import Reach
from storage.records.values import DocumentSummary
from strongroom.disposition import Stage
from strongroom.errors import BadForm, Denied
from strongroom.ids import DocumentId
from strongroom.permissions import Action, Forbidden, decide

MOST_TICKED: Final = 200
"""Papers that are named one by one; whoever means more means the group."""
_SEEN_BY: Final = {
    Stage.ELIGIBLE: Action.PROPOSE_DISPOSITION,
    Stage.REQUESTED: Action.APPROVE_DISPOSITION,
    Stage.APPROVED: Action.APPROVE_DISPOSITION,
}
"""What a person has to be allowed to see the groups of a stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A group without the papers ``but``; or, where it is not empty, ``only`` these of it.

    What came into the group after ``until`` is not meant: whoever chose has not seen it.
    """

    key: Key
    until: dt.datetime
    but: frozenset[DocumentId] = frozenset()
    only: frozenset[DocumentId] = frozenset()


class Destructions:
    """The groups of dispositions under way, as one person may see them and decide on them."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._groups = DispositionGroups(office.work.records.transactions)

    def groups(self, stage: Stage) -> tuple[Group, ...]:
        """The groups at a stage, of papers that the person may propose or approve; longest free first."""
        return self._groups.listed(stage, self._office.reach(_SEEN_BY[stage]), actor=self._office.actor.id)

    def waiting(self) -> tuple[Group, ...]:
        """The groups that others asked for and of which this person may approve something."""
        return tuple(group for group in self.groups(Stage.REQUESTED) if group.own < group.count)

    def papers(self, key: Key, *, limit: int, offset: int = 0) -> tuple[DocumentSummary, ...]:
        """Papers of a group that the person may know of, longest free first; the look is recorded (BadForm, Denied)."""
        office, now = self._office, self._office.now()
        if key.stage not in _SEEN_BY:
            raise BadForm(field="stage")
        reach = self._reach(_SEEN_BY[key.stage])
        found = self._groups.papers(key, reach, until=now, limit=limit, offset=offset)
        rows = office.work.records.summaries(found, actor=office.actor.id, now=now) if found else ()
        return tuple(row for row in rows if office.may(Action.FIND, row))

    def request(self, chosen: Chosen) -> Tally:
        """Ask for the destruction of what was chosen (Denied, BadForm)."""
        actor, now = self._office.actor.id, self._office.now()
        return self._step(
            chosen,
            Action.PROPOSE_DISPOSITION,
            lambda session, document: steps.request(session, document, actor=actor, now=now),
        )

    def approve(self, chosen: Chosen) -> Tally:
        """Approve it as the second person; it waits for the time of cooling-off from now on (Denied, BadForm)."""
        actor, now = self._office.actor.id, self._office.now()
        due_at = now + dt.timedelta(days=self._office.work.settings.disposition.cooling_off_days)
        return self._step(
            chosen,
            Action.APPROVE_DISPOSITION,
            lambda session, document: steps.approve(session, document, actor=actor, now=now, due_at=due_at),
        )

    def cancel(self, chosen: Chosen) -> Tally:
        """Take requests or approvals back; whoever may hold a paper may stop its end (Denied, BadForm)."""
        actor, now = self._office.actor.id, self._office.now()
        return self._step(
            chosen,
            Action.HOLD,
            lambda session, document: steps.cancel(session, document, actor=actor, now=now),
        )

    def _step(self, chosen: Chosen, action: Action, take: Step) -> Tally:
        these = self._chosen(chosen, action)
        return self._groups.step(these, lambda row: self._refusal(action, row), take)

    def _chosen(self, chosen: Chosen, action: Action) -> Sequence[DocumentId]:
        if chosen.key.stage not in _SEEN_BY:
            raise BadForm(field="stage")
        if max(len(chosen.but), len(chosen.only)) > MOST_TICKED:
            raise BadForm(field="ticked")
        found = self._groups.papers(chosen.key, self._reach(action), until=chosen.until)
        return [one for one in found if one not in chosen.but and (not chosen.only or one in chosen.only)]

    def _reach(self, action: Action) -> Reach:
        """The papers on which the person may act at all (Denied: none, whatever they are; it is recorded)."""
        office = self._office
        reach = office.reach(action)
        if not reach.ways:
            facts = {"action": action.value, "code": "no_permission"}
            event = AuditEvent(at=office.now(), actor=office.actor.id, action=REFUSED_ACT, facts=facts)
            office.work.records.transactions.note(event)
            raise Denied(reason="no_permission")
        return reach

    def _refusal(self, action: Action, row: DocumentSummary) -> AuditEvent | None:
        """As ``Office.ask``: the event of the refusal, or None. Who worked on it is asked where the step is taken."""
        office = self._office
        target = office.target(row)
        verdict = decide(office.person, Action.FIND, target, purpose="disposition", now=office.now())
        if not isinstance(verdict, Forbidden):
            verdict = decide(office.person, action, target, purpose="disposition", now=office.now())
        if not isinstance(verdict, Forbidden):
            return None
        facts = {"action": action.value, "code": verdict.code}
        return AuditEvent(at=office.now(), actor=office.actor.id, action=REFUSED_ACT, document=row.id, facts=facts)
