import datetime as dt
from decimal import Decimal

from extractors.readers import labelled
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type
from tests.written import content_of

METER = Kind(
    id="meter_card",
    title="Meter card",
    title_zh="抄表卡",
    sensitivity=Sensitivity.BUSINESS,
    cues=(Cue(text="meter card"),),
    fields=(
        Field(name="meter", type=Type.CODE, labels=("meter no", "表号")),
        Field(name="date", type=Type.DATE, labels=("read on", "日期")),
        Field(name="amount", type=Type.AMOUNT, labels=("to pay",)),
        Field(name="reader", labels=("reader",)),
        Field(name="zone", pattern=r"Zone ([A-Z]\d)"),
    ),
    name="{date}_meter",
    tags=(),
    retention=Retention(years=1, starts="date", basis="test"),
)


def read(text: str) -> dict[str, object]:
    return {name: reading.value for name, reading in labelled.read(METER, content_of(text)).items()}


def test_a_value_behind_right_of_or_under_its_label_is_found() -> None:
    assert read("Meter No: K-17") == {"meter": "K-17"}
    assert read("Meter No      K-17") == {"meter": "K-17"}
    assert read("Meter No\nK-17") == {"meter": "K-17"}


def test_a_value_that_does_not_fit_the_type_is_passed_over() -> None:
    assert read("Read on    yesterday\n3 May 2024") == {"date": dt.date(2024, 5, 3)}


def test_labels_match_whole_words_in_any_case_and_width() -> None:
    assert "reader" not in read("Readership  17")
    assert read("ＲＥＡＤＥＲ：  Ann Lee") == {"reader": "Ann Lee"}


def test_chinese_labels_need_no_spaces() -> None:
    assert read("表号:K17\n日期:2024年5月3日") == {"meter": "K17", "date": dt.date(2024, 5, 3)}


def test_patterns_find_what_has_no_label() -> None:
    assert read("somewhere in Zone B4 of town") == {"zone": "B4"}


def test_amounts_are_read_in_the_convention_of_the_document() -> None:
    assert read("To pay  1.234\nfee  2,50")["amount"] == Decimal(1234)
