"""The reports as one person may see and order them: the policy is asked first, and what is opened is recorded."""

from dataclasses import dataclass

from flows.stages.office import REFUSED_ACT, Office
from flows.stages.reporting.making import Filed, Making, report_id
from flows.stages.reporting.pdf import workbook_of
from storage.audit import AuditEvent
from storage.records.reporting.filing import reports
from storage.records.values import DocumentSummary
from strongroom.document import State
from strongroom.errors import Denied, NotFound
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.permissions import Action, Forbidden, Target, decide
from strongroom.reports.family import Family, family_of
from strongroom.reports.period import Period, month_of

_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A report that may be opened."""

    row: DocumentSummary
    family: Family
    period: str


@dataclass(frozen=True, kw_only=True)
class Reports:
    """What one person does with reports."""

    office: Office

    def families(self) -> tuple[Family, ...]:
        """Those that the person may order and open."""
        return tuple(family for family in Family if self._refusal(family) is None)

    def listed(self) -> tuple[Line, ...]:
        """The reports that the person may open, newest first; recorded as one event."""
        work, office = self.office.work, self.office
        wanted = reports(work.records.transactions, limit=_MOST)
        rows = work.records.summaries(wanted, actor=office.actor.id, now=office.now()) if wanted else ()
        lines = ((row, family_of(row.kind, row.subkind)) for row in rows if office.may(Action.READ, row))
        return tuple(Line(row=row, family=family, period=_period(row)) for row, family in lines if family)

    def order(self, family: Family, month: str) -> Filed:
        """Have the report of a month made now; of the one that goes on, up to today (Denied; BadForm: no month)."""
        self._ask(family)
        making = self.making
        return making.file(family, month_of(month, today=making.today()))

    def file(self, document: DocumentId) -> bytes:
        """The PDF of a report (NotFound, Denied)."""
        if family_of(*self._kind(document)) is None:
            raise NotFound(document=document)
        return self.office.original(document, purpose="")

    def workbook(self, document: DocumentId) -> bytes:
        """The workbook of a report (as ``file``)."""
        return workbook_of(self.file(document))

    @property
    def making(self) -> Making:
        """The step, on behalf of this person."""
        return Making(work=self.office.work, actor=self.office.actor.id, now=self.office.now)

    def _kind(self, document: DocumentId) -> tuple[str | None, str | None]:
        row = self.office.work.records.for_policy(document)
        return row.kind, row.subkind

    def _ask(self, family: Family) -> None:
        code = self._refusal(family)
        if code is not None:
            facts = {"action": Action.READ.value, "report": family.value, "code": code}
            event = AuditEvent(at=self.office.now(), actor=self.office.actor.id, action=REFUSED_ACT, facts=facts)
            self.office.work.records.transactions.note(event)
            raise Denied(reason=code)

    def _refusal(self, family: Family) -> str | None:
        """Why the person may not open any report of a family; None if they may."""
        today = self.making.today()
        target = Target(
            document=report_id(family, Period(first=today, last=today)),
            state=State.FILED,
            sensitivity=Sensitivity.PERSONAL,
            report=family,
        )
        verdict = decide(self.office.person, Action.READ, target, purpose="", now=self.office.now())
        return verdict.code if isinstance(verdict, Forbidden) else None


def _period(row: DocumentSummary) -> str:
    days = (row.readings.get("period_start"), row.readings.get("period_end"))
    return " – ".join(day.text for day in days if day)
