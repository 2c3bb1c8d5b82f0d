"""The package that is made of each fiscal year, unasked: put together into the vault, where nobody's role opens it.

    due     each year that ended long enough ago, once; of several the newest first
    make    the papers as the pieces of a ZIP, each part encrypted as it comes; then one transaction that files them

The pieces go from memory into the vault, and nothing of them is ever on a disk in the clear. The id of the package is
made from its year: a run that was cut off is done again by the next one, and a second run finds the package there.
What the first had stored was never recorded, and is cleared away as any other orphan is.

Nobody chose this package, so identity papers and what may not be used are left out of it, and it says which.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from flows.stages.large_files import put_pieces
from flows.stages.package_papers import PURPOSE, Shelf
from flows.stages.package_zip import Binder
from flows.stages.workroom import Workroom
from storage.package_file import signer_of
from storage.records.archiving import SCHEDULE
from storage.records.bodies import Body
from storage.records.packaged import Packages
from storage.records.reporting.filing import Made
from storage.records.rulebooks import in_force
from storage.records.values import Arrival
from storage.records.yearly import Yearly
from strongroom.codec import pages_to_json
from strongroom.document import Role
from strongroom.ids import ArrivalId, BlobId, DocumentId, id_of, new_id
from strongroom.kind import PACKAGE
from strongroom.package import LeftOut, Span, Why, Wish, span_of, year_due
from strongroom.reading import Classification, Decision, Extraction, Origin, Reading, Source, Value
from strongroom.retention import Year

MEDIA: Final = "application/zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run would do: the newest year that is due, its papers, and what is left out.

    Without papers nothing is to be done; ``filed`` is whether the newest closed year has its package.
    """

    year: int
    filed: bool
    papers: tuple[Yearly, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFiled:
    """What a run did; no document where there was nothing to do, or papers have to be woken first."""

    year: int
    document: DocumentId | None = None
    documents: int = 0
    left_out: int = 0
    asleep: int = 0


@dataclass(frozen=True, kw_only=True)
class YearEnd:
    """The step with everything it needs."""

    work: Workroom
    now: Callable[[], dt.datetime]

    def plan(self) -> Plan:
        """What ``run`` would do; nothing is changed."""
        newest, begins = self._newest(), self._begins()
        open_years = sorted(
            (year for year in self._shelf.years() if year <= newest and not self._is_filed(span_of(year, begins))),
            reverse=True,
        )
        plans = map(self._of, open_years)
        # A year of which everything is left out has no package, and keeps no older one from having its own.
        nothing = Plan(year=newest, filed=self._is_filed(span_of(newest, begins)))
        return next((plan for plan in plans if plan.papers), nothing)

    def _of(self, year: int) -> Plan:
        papers, left_out = [], []
        for one in self._shelf.of(Wish(year=year)):
            if one.restricted or self._shelf.is_identity(one):
                why = Why.RESTRICTED if one.restricted else Why.SENSITIVE
                left_out.append(LeftOut(document=one.document, kind=one.kind, why=why))
            else:
                papers.append(one)
        return Plan(year=year, filed=False, papers=tuple(papers), left_out=tuple(left_out))

    def run(self) -> YearFiled:
        """Make the package of the newest closed year that has none (VaultFrozen)."""
        plan = self.plan()
        if not plan.papers:
            return YearFiled(year=plan.year)
        # Before anything is stored: of a frozen vault each try would leave blobs that nobody knows.
        self.work.records.check_thawed()
        papers = tuple(one.document for one in plan.papers)
        if asleep := self._shelf.wake(papers):
            return YearFiled(year=plan.year, asleep=len(asleep))
        span, made_at = span_of(plan.year, self._begins()), self.now()
        binder = Binder(year=plan.year, made_at=made_at, signer=signer_of(self.work.keyring))
        pieces = binder.pieces(map(self._shelf.paper, plan.papers), plan.left_out)
        self._packages.file(self._made(span, pieces, len(papers), made_at), papers, now=made_at)
        self.work.store.flush()
        return YearFiled(
            year=plan.year,
            document=package_id(span),
            documents=len(papers),
            left_out=len(plan.left_out),
        )

    def run_all(self) -> tuple[YearFiled, ...]:
        """Make the packages of all closed years that have none; the last of what it did is where it stopped."""
        done = [self.run()]
        while done[-1].document is not None:
            done.append(self.run())
        return tuple(done)

    @property
    def _packages(self) -> Packages:
        return Packages(self.work.records.transactions)

    @property
    def _shelf(self) -> Shelf:
        return Shelf(work=self.work, actor=SCHEDULE, purpose=PURPOSE, now=self.now)

    def _is_filed(self, span: Span) -> bool:
        return self._packages.is_filed(package_id(span))

    def _begins(self) -> Year:
        return self.work.records.transactions.read(in_force).year

    def _newest(self) -> int:
        today = self.now().astimezone(ZoneInfo(self.work.settings.unusual.zone)).date()
        return year_due(today, self._begins(), self.work.settings.archive.package_months)

    def _made(self, span: Span, pieces: Iterable[bytes], count: int, now: dt.datetime) -> Made:
        document = package_id(span)
        kept = put_pieces(self.work.vault, pieces, document, self.now)
        body = _body(span, count)
        pages = self.work.vault.put(
            pages_to_json(()), document=document, role=Role.PAGES, version=1, blob=BlobId(new_id(self.now()))
        )
        arrival = Arrival(
            id=ArrivalId(document),
            document=document,
            blob=None,
            parts=kept.parts,
            content_hash=self.work.records.content_hash(kept.digest),
            media=MEDIA,
            original_name=body.name,
            received_at=now,
            actor=SCHEDULE,
        )
        return Made(arrival=arrival, pages=pages, page_count=0, body=body)


def package_id(span: Span) -> DocumentId:
    """The id of the package of a year: there is one."""
    at = dt.datetime.combine(span.after, dt.time(), tzinfo=dt.UTC)
    return DocumentId(id_of(f"package {span.first.isoformat()}".encode(), at))


def _body(span: Span, count: int) -> Body:
    last = span.after - dt.timedelta(days=1)
    source = Source(origin=Origin.DERIVED)
    values: dict[str, Value] = {"year_start": span.first, "year_end": last, "papers": str(count)}
    readings = {
        field: Reading(field=field, value=value, confidence=1.0, source=source, proven=True)
        for field, value in values.items()
    }
    return Body(
        classification=Classification(kind=PACKAGE, confidence=1.0),
        extraction=Extraction(readings=readings),
        decision=Decision(straight_through=False),
        name=f"{last.isoformat()}_package.zip",
        tags=("year-end package", str(span.year)),
        customer=None,
    )
