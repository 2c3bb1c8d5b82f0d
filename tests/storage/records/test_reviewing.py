"""Reviewing: decisions are rows, corrections are versions."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import pytest
from sqlalchemy import select

from storage.records.store import Records
from storage.records.tables import decisions, extractions
from storage.records.values import Correction, DocumentView, Verdict
from strongroom.document import State
from strongroom.errors import BadCorrection, IllegalMove
from strongroom.ids import DocumentId
from strongroom.query import parse
from strongroom.reading import Origin
from tests.storage.records.invented import ACCOUNT, NOW, filed, invoice

LATER = NOW + dt.timedelta(days=3)


def _view(records: Records, document: DocumentId) -> DocumentView:
    return records.view(document, actor="me", purpose="test", now=LATER)


def _correct(records: Records, document: DocumentId, corrections: Mapping[str, str], **changes: str) -> State:
    correction = Correction(verdict="correct", corrections=corrections, **changes)  # type: ignore[arg-type]
    return records.decide(document, correction, actor="ann", now=LATER)


def test_an_accepted_paper_is_filed_as_it_was_read(records: Records) -> None:
    document = filed(records, invoice(sure=False))
    before = _view(records, document).summary
    assert records.decide(document, Correction(verdict="accept"), actor="ann", now=LATER) is State.FILED
    after = _view(records, document)
    assert (after.summary.readings, after.version, after.summary.filed_at) == (before.readings, 1, LATER)
    assert records.due_reviews(LATER) == ()


def test_a_corrected_paper_is_a_new_version_and_the_old_one_stays(records: Records) -> None:
    document = filed(records, invoice(sure=False))
    assert _correct(records, document, {"total": "-5", "issued": "2025-12-31", "seller": ""}) is State.FILED
    seen = _view(records, document)
    readings = seen.summary.readings
    assert seen.version == 2
    assert readings["total"].value == Decimal(-5)
    assert readings["total"].source.origin is Origin.PERSON
    assert readings["issued"].value == dt.date(2025, 12, 31)
    assert "seller" not in readings
    assert readings["number"].source.origin is Origin.OCR
    assert [(finding.check, finding.passed) for finding in seen.findings] == [("positive_total", False)]
    versions = records._database.read(
        lambda connection: connection.execute(select(extractions.c.version)).scalars().all()
    )
    assert sorted(versions) == [1, 2]


def test_a_corrected_paper_is_found_by_what_it_says_now(records: Records) -> None:
    document = filed(records, invoice(sure=False))
    _correct(records, document, {"total": "7", "account": "", "seller": "绿洲咖啡"})
    for text, found in (
        ("total:7", True),
        ("total>1000", False),
        (ACCOUNT, False),
        ("绿洲咖啡", True),
        ("pinkel", True),
    ):
        assert bool(records.find(parse(text), actor="me", now=LATER).rows) is found


def test_a_corrected_paper_is_named_and_tagged_by_what_it_says_now(records: Records) -> None:
    document = filed(records, invoice(sure=False))
    before = _view(records, document).summary
    _correct(records, document, {"issued": "2019-12-31"})
    after = _view(records, document).summary
    assert after.name != before.name
    assert "2019-12-31" in (after.name or "")
    assert {"2019", "2019-12", "Kundenakte Nord"} <= set(after.tags)


def test_another_kind_takes_its_own_fields_and_tags(records: Records) -> None:
    document = filed(records, invoice(sure=False))
    _correct(records, document, {"holder": "Wilhelmina"}, kind="passport", name="2027_passport.jpg")
    summary = _view(records, document).summary
    assert (summary.kind, summary.kind_confidence, summary.name) == ("passport", 1.0, "2027_passport.jpg")
    assert set(summary.readings) == {"holder", "number"}
    assert summary.tags == ("identity", "Kundenakte Nord")


def test_a_rejected_paper_is_set_aside(records: Records) -> None:
    document = filed(records, invoice(sure=False))
    correction = Correction(verdict="reject", reason="Foto unscharf")
    assert records.decide(document, correction, actor="ann", now=LATER) is State.QUARANTINED
    (reason,) = records.quarantined(9).values()
    assert reason.code == "rejected_by_reviewer"
    assert _view(records, document).summary.filed_at is None


@pytest.mark.parametrize(
    ("corrections", "kind", "field"),
    [
        ({"colour": "red"}, None, "colour"),
        ({"issued": "yesterday"}, None, "issued"),
        ({"total": "much"}, None, "total"),
        ({"total": "NaN"}, None, "total"),
        ({"total": "1e999999"}, None, "total"),
        ({}, "no_such_kind", "kind"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_nothing_changes(
    records: Records, corrections: Mapping[str, str], kind: str | None, field: str
) -> None:
    document = filed(records, invoice(sure=False))
    events = records.audit_verify()
    with pytest.raises(BadCorrection) as refused:
        records.decide(
            document, Correction(verdict="correct", corrections=corrections, kind=kind), actor="ann", now=LATER
        )
    assert refused.value.facts == {"field": field}
    assert records.audit_verify() == events
    assert _view(records, document).summary.state is State.IN_REVIEW


@pytest.mark.parametrize("verdict", ["accept", "correct", "reject"])
def test_a_paper_is_decided_on_once(records: Records, verdict: Verdict) -> None:
    document = filed(records, invoice(sure=False))
    records.decide(document, Correction(verdict="accept"), actor="ann", now=LATER)
    with pytest.raises(IllegalMove):
        records.decide(document, Correction(verdict=verdict), actor="bob", now=LATER)


def test_a_decision_is_a_row_with_who_and_when(records: Records) -> None:
    document = filed(records, invoice(sure=False))
    _correct(records, document, {"total": "7"}, reason="Komma verlesen")
    row = records._database.read(lambda connection: connection.execute(select(decisions)).one())
    assert (row.verdict, row.actor, row.decided_at, row.version) == ("correct", "ann", LATER, 1)
    assert b"Komma" not in row.particulars
    last = _view(records, document).history[-1]
    assert (last.action, last.facts["fields"]) == ("decided", ["total"])


def test_a_reminder_is_counted_once_a_day(records: Records) -> None:
    document = filed(records, invoice(sure=False))
    assert records.remind(document, now=LATER)
    assert not records.remind(document, now=LATER + dt.timedelta(hours=1))
    assert records.remind(document, now=LATER + dt.timedelta(days=1))
    (task,) = records.due_reviews(LATER)
    assert (task.reminders, task.reminded_at) == (2, LATER + dt.timedelta(days=1))


def test_a_paper_that_waits_for_nobody_is_not_reminded_of(records: Records) -> None:
    assert not records.remind(filed(records, invoice()), now=LATER)
