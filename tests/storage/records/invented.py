"""Invented people, companies, kinds and papers for the tests of the records."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from storage.records.store import Records
from storage.records.values import Arrival, Blob, Lease, Outcome
from strongroom.document import Role, State
from strongroom.ids import ArrivalId, BlobId, DocumentId, new_id
from strongroom.kind import UNKNOWN, Cue, Field, Kind, Retention, Sensitivity, Type
from strongroom.reading import (
    Classification,
    Decision,
    Extraction,
    Finding,
    Origin,
    Reading,
    Readings,
    Reason,
    Source,
    Value,
)

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
SELLER = "百胜餐饮(杭州)有限公司"
HOLDER = "Wilhelmina Quastenflosse"
ID_NUMBER = "X1234567Q"
ACCOUNT = "6222021234567890"


def _total_is_positive(readings: Readings) -> Finding | None:
    total = readings.get("total")
    if total is None or not isinstance(total.value, Decimal):
        return None
    return Finding(check="positive_total", passed=total.value > 0, fields=("total",))


INVOICE = Kind(
    id="invoice",
    title="Invoice",
    title_zh="发票",
    sensitivity=Sensitivity.BUSINESS,
    cues=(Cue(text="invoice"),),
    fields=(
        Field(name="seller"),
        Field(name="number", exact=True),
        Field(name="account", type=Type.CODE, exact=True, sensitive=True),
        Field(name="issued", type=Type.DATE),
        Field(name="total", type=Type.AMOUNT),
    ),
    name="{issued}_{seller}",
    tags=("finance",),
    retention=Retention(years=10, starts="issued", basis="invented law", next_year=True),
    checks=(_total_is_positive,),
)
PASSPORT = Kind(
    id="passport",
    title="Passport",
    title_zh="护照",
    sensitivity=Sensitivity.IDENTITY,
    cues=(Cue(text="passport"),),
    fields=(
        Field(name="holder", sensitive=True),
        Field(name="number", exact=True, sensitive=True),
        Field(name="birth", type=Type.DATE, sensitive=True),
        Field(name="expiry", type=Type.DATE),
    ),
    name="{expiry}_passport",
    tags=("identity",),
    retention=None,
)
NOTHING = Kind(
    id=UNKNOWN,
    title="Unknown",
    title_zh="未知",
    sensitivity=Sensitivity.IDENTITY,
    cues=(),
    fields=(),
    name="{received}_unknown",
    tags=(),
    retention=None,
)
KINDS = (INVOICE, PASSPORT, NOTHING)


def arrival(records: Records, content: bytes = b"", **changes: object) -> Arrival:
    """An arrival of these bytes; fresh ones unless told."""
    document = DocumentId(new_id(NOW))
    content = content or document.encode()
    digest = hashlib.sha256(content).hexdigest()
    values: dict[str, object] = {
        "id": ArrivalId(new_id(NOW)),
        "document": document,
        "blob": blob(document, content=content),
        "content_hash": records.content_hash(digest),
        "media": "application/pdf",
        "original_name": "扫描件 Quastenflosse 001.pdf",
        "folder_tags": ("Kundenakte Nord",),
        "customer": "Quastenflosse GmbH",
        "received_at": NOW,
        "actor": "intake",
    }
    return Arrival(**(values | changes))  # type: ignore[arg-type]


def blob(document: DocumentId, *, role: Role = Role.ORIGINAL, version: int = 1, content: bytes = b"x") -> Blob:
    """A blob that is said to be in the vault."""
    return Blob(
        id=BlobId(new_id(NOW)),
        document=document,
        role=role,
        version=version,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_bytes=len(content) + 140,
    )


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a reader is said to have found."""

    kind: str = "invoice"
    values: Mapping[str, Value]
    text: str = ""
    name: str = "2026-03-01_paper.pdf"
    tags: tuple[str, ...] = ("finance", "Kundenakte Nord")
    customer: str | None = "Quastenflosse GmbH"
    sure: bool = True


def invoice(**changes: object) -> Paper:
    """An invoice of an invented restaurant."""
    values: dict[str, object] = {
        "values": {
            "seller": SELLER,
            "number": "RE-2026/0815",
            "account": ACCOUNT,
            "issued": dt.date(2026, 3, 1),
            "total": Decimal("1234.50"),
        },
        "text": f"增值税 普通 发 票\n{SELLER}\n账号 6222 0212 3456 7890\nGrünkohl und Pinkel 合计 1,234.50",
    }
    return Paper(**(values | changes))  # type: ignore[arg-type]


def passport(**changes: object) -> Paper:
    """A passport of an invented person."""
    values: dict[str, object] = {
        "kind": "passport",
        "values": {
            "holder": HOLDER,
            "number": ID_NUMBER,
            "birth": dt.date(1980, 2, 29),
            "expiry": dt.date(2027, 5, 1),
        },
        "text": f"PASSPORT {HOLDER.upper()} {ID_NUMBER}",
        "name": "2027-05-01_passport.jpg",
        "tags": ("identity",),
    }
    return Paper(**(values | changes))  # type: ignore[arg-type]


def outcome(lease: Lease, paper: Paper) -> Outcome:
    """The outcome of reading a paper under a lease."""
    readings = {
        name: Reading(field=name, value=value, confidence=0.99, source=Source(origin=Origin.OCR, page=1))
        for name, value in paper.values.items()
    }
    reasons = () if paper.sure else (Reason(code="field_missing", facts={"field": "total"}),)
    return Outcome(
        classification=Classification(kind=paper.kind, confidence=0.97, reasons=("title",)),
        extraction=Extraction(readings=readings, tables={"items": ({"text": "Pinkel"},)}),
        decision=Decision(straight_through=paper.sure, reasons=reasons),
        name=paper.name,
        tags=paper.tags,
        customer=paper.customer,
        page_count=2,
        pages=blob(lease.document, role=Role.PAGES, version=lease.version),
        text=paper.text,
        seconds=0.5,
    )


def claim_one(records: Records, worker: str = "worker", now: dt.datetime = NOW) -> Lease:
    """A lease on the oldest waiting document."""
    (lease,) = records.claim(worker, limit=1, now=now, lease_seconds=60)
    return lease


def filed(records: Records, paper: Paper, now: dt.datetime = NOW) -> DocumentId:
    """A document that was taken in and read."""
    accepted = records.accept(arrival(records))
    (lease,) = records.claim_these("worker", [accepted.document], now=now, lease_seconds=60)
    state = records.finish(lease, outcome(lease, paper), now=now, due_hours=24)
    assert state is (State.FILED if paper.sure else State.IN_REVIEW)
    return accepted.document
