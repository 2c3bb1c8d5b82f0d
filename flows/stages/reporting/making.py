"""Making a report and filing it in the vault, once for each family and period.

Its id is made from both: a run that is killed anywhere is done again by the next one, and a second run finds the report
there. What the first had already stored was never recorded, and is cleared away as any other orphan is.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flows.stages.access_review import entitled
from flows.stages.reporting.pdf import drawn, pages_of
from flows.stages.reporting.sheet import workbook
from flows.stages.reporting.words import Speech
from flows.stages.working_days import working_days
from flows.stages.workroom import Workroom
from storage.records.accounts import Accounts
from storage.records.bodies import Body
from storage.records.chasing import Chases
from storage.records.reporting import custody
from storage.records.reporting.bills import bills
from storage.records.reporting.filing import Made, file_made, is_filed
from storage.records.reporting.volumes import volumes
from storage.records.values import Arrival, Blob
from strongroom.codec import pages_to_json
from strongroom.document import Role
from strongroom.ids import ArrivalId, BlobId, DocumentId, id_of, new_id
from strongroom.page import Page
from strongroom.reading import Classification, Decision, Extraction, Origin, Reading, Source
from strongroom.reports.bills import bill_kinds
from strongroom.reports.compliance import AHEAD, MOST, Access, Expiring, First, Material, compliance
from strongroom.reports.family import KIND, Family
from strongroom.reports.finance import finance
from strongroom.reports.management import management
from strongroom.reports.period import Period
from strongroom.reports.table import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A report that lies in the vault. ``report`` is None where it lay there before."""

    document: DocumentId
    report: Report | None


@dataclass(frozen=True, kw_only=True)
class Making:
    """The step with everything it needs. Whom it is done for is asked before, by ``Reports``."""

    work: Workroom
    actor: str
    now: Callable[[], dt.datetime]

    @property
    def zone(self) -> ZoneInfo:
        """Where the house's days begin."""
        return ZoneInfo(self.work.settings.unusual.zone)

    def today(self) -> dt.date:
        """The day that it is where the house is."""
        return self.now().astimezone(self.zone).date()

    def is_filed(self, family: Family, period: Period) -> bool:
        """Whether the report was made."""
        return is_filed(self.work.records.transactions, report_id(family, period))

    def file(self, family: Family, period: Period) -> Filed:
        """Make a report and file it, if that was not done before (VaultFrozen)."""
        document = report_id(family, period)
        if self.is_filed(family, period):
            return Filed(document=document, report=None)
        # Before anything is stored: of a frozen vault each try would leave one more blob that nobody knows.
        self.work.records.check_thawed()
        report = self.report(family, period)
        file_made(self.work.records.transactions, self._made(report, document), now=report.made_at)
        self.work.store.flush()
        return Filed(document=document, report=report)

    def report(self, family: Family, period: Period) -> Report:
        """The report as it is at this moment; nothing is filed."""
        match family:
            case Family.MANAGEMENT:
                found = volumes(self.work.records.transactions, period, self.zone)
                return management(found, period, made_at=self.now())
            case Family.FINANCE:
                return self._finance(period)
            case Family.COMPLIANCE:
                return compliance(self._custody(period), period, made_at=self.now())

    def pdf(self, report: Report) -> bytes:
        """The file of a report, in the language of the house."""
        work = self.work
        speech = Speech(language=work.settings.language, kinds=work.kinds, zone=self.zone)
        return drawn(report, speech, workbook=workbook(report, speech))

    def _finance(self, period: Period) -> Report:
        transactions, kinds, now = self.work.records.transactions, bill_kinds(self.work.kinds), self.now()
        here = bills(transactions, kinds, period, self.zone, actor=self.actor, now=now)
        before = bills(transactions, kinds, period.before, self.zone, actor=self.actor, now=now)
        return finance(here, before, period, made_at=now)

    def _custody(self, period: Period) -> Material:
        transactions, span = self.work.records.transactions, period.span(self.zone)
        chases = Chases(transactions, working_days(self.work.settings.calendar))
        until = period.last + AHEAD
        expiring = tuple(
            Expiring(document=one.document, kind=one.kind, on=one.expires_on)
            for one in chases.expiring(until, limit=MOST)
        )
        return Material(
            held=custody.held(transactions),
            expiring=First(rows=expiring, total=chases.count_expiring(until)),
            expired=chases.count_expiring(period.last - dt.timedelta(days=1)),
            due=custody.under_way(transactions),
            destroyed=custody.destroyed(transactions, span),
            seen=custody.seen(transactions, span),
            counts=custody.counts(transactions, span),
            access=self._access(span),
            names=Accounts(transactions).titles(),
        )

    def _access(self, span: custody.Span) -> Access:
        now = self.now()
        people = [one for one in entitled(self.work, now) if one.user.disabled_at is None]
        confirmed, lapsed = custody.confirmed(self.work.records.transactions, span)
        return Access(
            people=len(people),
            confirmed=confirmed,
            overdue=sum(one.due is not None and one.due <= now for one in people),
            lapsed=lapsed,
        )

    def _made(self, report: Report, document: DocumentId) -> Made:
        data = self.pdf(report)
        pages = tuple(
            Page(number=number + 1, width=842, height=595, words=(), source="made") for number in range(pages_of(data))
        )
        name = f"{report.period.name}_{report.family.value}_report.pdf"
        arrival = Arrival(
            id=ArrivalId(document),
            document=document,
            blob=self._put(data, document, Role.ORIGINAL),
            content_hash=self.work.records.content_hash(hashlib.sha256(data).hexdigest()),
            media="application/pdf",
            original_name=name,
            received_at=report.made_at,
            actor=self.actor,
        )
        return Made(
            arrival=arrival,
            pages=self._put(pages_to_json(pages), document, Role.PAGES),
            page_count=len(pages),
            body=_body(report, name),
        )

    def _put(self, data: bytes, document: DocumentId, role: Role) -> Blob:
        blob = BlobId(new_id(self.now()))
        return self.work.vault.put(data, document=document, role=role, version=1, blob=blob)


def report_id(family: Family, period: Period) -> DocumentId:
    """The id of the report of a family on a period: there is one."""
    at = dt.datetime.combine(period.last, dt.time(), tzinfo=dt.UTC)
    return DocumentId(id_of(f"report {family.value} {period.name}".encode(), at))


def _body(report: Report, name: str) -> Body:
    dates = {"period_start": report.period.first, "period_end": report.period.last}
    source = Source(origin=Origin.DERIVED)
    readings = {
        field: Reading(field=field, value=day, confidence=1.0, source=source, proven=True)
        for field, day in dates.items()
    }
    return Body(
        classification=Classification(kind=KIND, confidence=1.0, subkind=report.family.value),
        extraction=Extraction(readings=readings),
        decision=Decision(straight_through=False),
        name=name,
        tags=("report", report.family.value),
        customer=None,
    )
