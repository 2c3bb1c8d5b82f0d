"""Whatever stands on a page, reading it raises nothing and keeps its promises about confidence."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifiers.vote import classify
from extractors.mrz import find_mrz, unread_zone
from extractors.readers.extract import extract
from extractors.split import papers
from strongroom.confidence import chance_of, decide
from strongroom.content import Content
from strongroom.kind import catalogue
from strongroom.naming import file_name
from strongroom.page import Box, Page, Word
from strongroom.settings import Filing
from tests.extractors.readers.forms import content

# Fragments that the readers look for, so that random pages reach deep into them.
FRAGMENTS = st.sampled_from(
    """
    名称： 称： 纳税人识别号： 91990101MA05AMP050 金额 税额 价税合计（大写） （小写）¥ ¥12.3 8904.00 壹佰元整 6% 免税
    No 00847216 9900164320 开票日期： 2026年13月40日 收款人： 备 密 校验码50035058683400701348 26990000000000012345
    姓名 性别 民族汉 出生 住址 公民身份号码 99010119900314204X 有效期限 2019.02.31-长期 签发机关 1990年3月14日
    日期 等候 00:00:00 实收金额 燃油附加费 里程 付款人 收款人 户名 账号 开户行 4111111111111111 2026-03-11 机动车驾驶证
    P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<< L898902C36UTO7408122F1204159ZE184226B<<<<<10 <<<<<<<
    Invoice Rechnung Nr. Facture n° Total Subtotal VAT 20% MwSt Tax $12.96 1.234,56 € (3.13) 12,345 -5.00- S47.3 50.71
    31.02.2026 03/04/26 2026-13-01 IBAN DE02120300000000202051 Bill to: Vendor: PO-17 Qty Menge Amount Betrag
    Description Balance Opening 1e999 9999999999999999.99 ٣٤٥ ½ ﬁ K\u00e4ufer\u0301 SDN BHD GmbH 10115 kWh
    单号 序号 品名 数量 单价 合计 供应商 期初余额 借方发生额 对应正数发票代码:9900164320号码:00847001 CNY 970.00 YQ
    I<UTOD231458907<<<<<<<<<<<<<<< 7408122F1204159UTO<<<<<<<<<<<6 PCUTOERIKSS SEX:M A123456(3) 虚构南站 08F号
    """.split()  # noqa: SIM905 - a list literal of these fills the screen
)
PLACES = st.floats(min_value=0, max_value=0.95, allow_nan=False)
SIZES = st.floats(min_value=0, max_value=0.05, allow_nan=False)


@st.composite
def words(draw: st.DrawFn) -> Word:
    left, top = draw(PLACES), draw(PLACES)
    box = Box(left=left, top=top, right=left + draw(SIZES), bottom=top + draw(SIZES))
    text = draw(FRAGMENTS | st.text(max_size=12))
    return Word(text=text, box=box, confidence=draw(st.floats(min_value=0, max_value=1)))


PAGES = st.lists(words(), max_size=40).map(
    lambda found: Page(number=1, width=1000, height=1400, words=tuple(found), source="scripted")
)


@pytest.mark.parametrize("kind", sorted(catalogue()))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(page=PAGES)
def test_any_page_is_read_without_an_error(kind: str, page: Page) -> None:
    zone = find_mrz(page)
    extraction = extract(catalogue()[kind], content(page, structured=(zone,) if zone else ()))

    assert set(extraction.readings) <= set(catalogue()[kind].by_name)
    assert all(0 <= reading.confidence <= 1 for reading in extraction.readings.values())
    assert all(name == reading.field for name, reading in extraction.readings.items())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages=st.lists(PAGES, max_size=3))
def test_any_file_is_parted_known_judged_and_named_without_an_error(pages: list[Page]) -> None:
    numbered = tuple(replace(page, number=place) for place, page in enumerate(pages, start=1))
    whole = Content(media="application/pdf", pages=numbered)
    answer = classify(whole, catalogue())
    kind = catalogue()[answer.kind]
    extraction = extract(kind, whole)

    assert {number for part in papers(whole) for number in part.pages} <= {page.number for page in numbered}
    assert 0 <= chance_of(kind, answer, extraction) <= 1
    assert decide(kind, answer, extraction, filing=Filing()).straight_through in (True, False)
    assert file_name(kind, extraction.readings, received=dt.date(2026, 1, 1), media="application/pdf")


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(page=PAGES)
def test_any_page_is_searched_for_a_zone_without_an_error(page: Page) -> None:
    part = unread_zone(page)

    assert part is None or 0 <= part.top <= part.bottom <= 1
