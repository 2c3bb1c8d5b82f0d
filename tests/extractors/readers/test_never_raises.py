"""Whatever stands on a page, reading it raises nothing and keeps its promises about confidence."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.mrz import find_mrz, unread_zone
from extractors.readers.extract import extract
from strongroom.kind import catalogue
from strongroom.page import Box, Page, Word
from tests.extractors.readers.forms import content

# Fragments that the readers look for, so that random pages reach deep into them.
FRAGMENTS = st.sampled_from(
    """
    名称： 称： 纳税人识别号： 91990101MA05AMP050 金额 税额 价税合计（大写） （小写）¥ ¥12.3 8904.00 壹佰元整 6% 免税
    No 00847216 9900164320 开票日期： 2026年13月40日 收款人： 备 密 校验码50035058683400701348 26990000000000012345
    姓名 性别 民族汉 出生 住址 公民身份号码 99010119900314204X 有效期限 2019.02.31-长期 签发机关 1990年3月14日
    日期 等候 00:00:00 实收金额 燃油附加费 里程 付款人 收款人 户名 账号 开户行 4111111111111111 2026-03-11 机动车驾驶证
    P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<< L898902C36UTO7408122F1204159ZE184226B<<<<<10 <<<<<<<
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


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(page=PAGES)
def test_any_page_is_searched_for_a_zone_without_an_error(page: Page) -> None:
    part = unread_zone(page)

    assert part is None or 0 <= part.top <= part.bottom <= 1
