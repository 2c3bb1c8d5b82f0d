"""The page of reports: made by a click, listed, and taken as a PDF or a workbook by whom they are for."""

import re
from collections.abc import Callable

import pytest

from strongroom.permissions import StaffRole
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.mark.parametrize(("language", "title"), [("en", "Finance"), ("zh-CN", "财务报告")])
def test_a_report_is_made_listed_and_taken(visit: Visit, language: str, title: str) -> None:
    mona = visit(StaffRole.MANAGER)
    mona.client.cookies.set("language", language)
    assert title in mona.get("/reports").text
    sent_on = mona.post("/reports", {"family": "finance", "month": "2026-10"}).headers["location"]
    page = mona.get(sent_on).text
    assert "2026-10-01 – 2026-10-31" in page
    pdf, sheet = re.findall(r'href="(/reports/[^"]+/(?:pdf|workbook))"', page)
    taken = mona.get(pdf)
    assert (b"%PDF", "application/pdf") == (taken.content[:4], taken.headers["content-type"])
    assert "2026-10_finance_report.pdf" in taken.headers["content-disposition"]
    assert b"PK" == mona.get(sheet).content[:2]
    again = mona.post("/reports", {"family": "finance", "month": "2026-10"}).headers["location"]
    assert again == sent_on


def test_whom_no_report_is_for_sees_no_link_to_them(visit: Visit) -> None:
    rita = visit(StaffRole.REVIEWER)
    assert "/reports" not in rita.get("/queue").text
    assert 303 == rita.get("/reports").status_code
    assert 403 == rita.post("/reports", {"family": "finance", "month": "2026-10"}).status_code


def test_an_auditor_is_offered_the_one_for_compliance_alone(visit: Visit) -> None:
    page = visit(StaffRole.AUDITOR).get("/reports").text
    assert "Compliance" in page
    assert "Finance" not in page


@pytest.mark.parametrize("month", ["2999-01", "October", ""])
def test_what_is_no_month_is_told(visit: Visit, month: str) -> None:
    assert 400 <= visit(StaffRole.MANAGER).post("/reports", {"family": "finance", "month": month}).status_code < 500
