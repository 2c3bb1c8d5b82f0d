"""What reports are made of, on both databases; and a report filed once, whoever does it twice."""

import datetime as dt
import hashlib
from decimal import Decimal
from zoneinfo import ZoneInfo

from storage.records.bodies import Body
from storage.records.holding import Holds, Why
from storage.records.reporting import custody
from storage.records.reporting.bills import OPENED, bills
from storage.records.reporting.filing import Made, file_made, is_filed, reports
from storage.records.reporting.past import said
from storage.records.reporting.volumes import volumes
from storage.records.store import Records
from strongroom.document import Role, State
from strongroom.ids import ArrivalId
from strongroom.reading import Classification, Decision, Extraction
from strongroom.reports.compliance import First
from strongroom.reports.management import SetAside
from strongroom.reports.period import Period
from strongroom.unusual import Deed
from tests.storage.records.invented import NOW, arrival, blob, filed, invoice, passport

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOVEMBER = Period(first=dt.date(2026, 11, 1), last=dt.date(2026, 11, 30))
SPAN = NOVEMBER.span(SHANGHAI)


def test_what_came_and_what_was_set_aside_is_counted(records: Records) -> None:
    filed(records, invoice())
    filed(records, passport(sure=False))
    records.accept_refused(arrival(records), "pdf_locked", {})
    found = volumes(records.transactions, NOVEMBER, SHANGHAI)
    assert [(dt.date(2026, 11, 21), "invoice", True), (dt.date(2026, 11, 21), "passport", False)] == [
        (one.day, one.kind, one.straight_through) for one in found.came if one.straight_through is not None
    ]
    assert {State.IN_REVIEW, State.QUARANTINED} == {one.state for one in found.open}
    assert (SetAside(code="pdf_locked", new=1, standing=1),) == found.set_aside
    assert () == volumes(records.transactions, NOVEMBER.before, SHANGHAI).came


def test_bills_are_opened_in_batches_and_each_batch_is_on_record(records: Records) -> None:
    first = filed(records, invoice())
    records.accept_duplicate(arrival(records, first.encode()))
    filed(records, passport())
    found = bills(records.transactions, {"invoice"}, NOVEMBER, SHANGHAI, actor="schedule", now=NOW)
    assert [(first, Decimal("1234.50"), 1)] == [(one.document, one.total, one.again) for one in found]
    opened = records.transactions.read(lambda session: list(said(session, *SPAN, {OPENED})))
    assert [[first]] == [facts["documents"] for facts in opened]


def test_custody_counts_holds_and_who_saw_what(records: Records) -> None:
    document = filed(records, passport())
    filed(records, invoice())
    Holds(records.transactions).on_document(document, Why(matter="m", reason="r"), actor="user:1", now=NOW)
    records.view(document, actor="user:1", purpose="renewal call", now=NOW)
    held = custody.held(records.transactions)
    assert {("passport", 1, 1), ("invoice", 1, 0)} == {
        (kind, one.documents, one.held) for (kind, _, _), one in held.items()
    }
    seen = custody.seen(records.transactions, SPAN)
    assert [("user:1", Deed.REVEALED, "passport")] == [(act.who, act.deed, kind) for act, kind in seen.told]
    counts = custody.counts(records.transactions, SPAN)
    assert (1, 1, 0, 0) == (counts.holds, counts.placed, counts.lifted, counts.restricted)
    assert (0, 0) == custody.confirmed(records.transactions, SPAN)
    assert First(rows=(), total=0) == custody.destroyed(records.transactions, SPAN)
    assert First(rows=(), total=0) == custody.under_way(records.transactions)
    assert {document} <= custody.bases(records.transactions, [document]).keys()


def test_a_report_is_filed_once_and_never_waits_for_a_reader(records: Records) -> None:
    document = arrival(records).document
    name = "2026-11_finance_report.pdf"
    taken = arrival(
        records,
        document=document,
        id=ArrivalId(document),
        blob=blob(document, content=b"pdf"),
        content_hash=records.content_hash(hashlib.sha256(b"pdf").hexdigest()),
        customer=None,
    )
    body = Body(
        classification=Classification(kind="report", confidence=1.0, subkind="finance"),
        extraction=Extraction(readings={}),
        decision=Decision(straight_through=False),
        name=name,
        tags=("report",),
        customer=None,
    )
    made = Made(arrival=taken, pages=blob(document, role=Role.PAGES), page_count=2, body=body)
    assert not is_filed(records.transactions, document)
    assert document == file_made(records.transactions, made, now=NOW) == file_made(records.transactions, made, now=NOW)
    assert is_filed(records.transactions, document)
    row = records.for_policy(document)
    assert (State.FILED, "finance", name, None, 2) == (
        row.state,
        row.subkind,
        row.name,
        row.straight_through,
        row.page_count,
    )
    assert 0 == records.waiting(NOW)
    assert (document,) == reports(records.transactions, limit=9)
    assert () == reports(records.transactions, since=NOW + dt.timedelta(seconds=1), limit=9)
