"""Chinese identity cards, of invented people."""

import datetime as dt

from extractors.readers.extract import extract
from strongroom.kind import catalogue
from tests.extractors.readers.forms import content, page

KIND = catalogue()["cn_id_card"]
NUMBER = "99010119900314204X"
FRONT = (
    [(0.1, "姓名"), (0.2, "欧阳样本")],
    [(0.1, "性别女"), (0.3, "民族汉")],
    [(0.1, "出生"), (0.2, "1990年3月14日")],
    [(0.1, "住址"), (0.2, "样例省虚构市示例区星尘路18号")],
    [(0.2, "3栋502室")],
    [],
    [(0.1, "公民身份号码"), (0.3, NUMBER)],
)
BACK = (
    [(0.3, "中华人民共和国")],
    [(0.3, "居民身份证")],
    [(0.2, "签发机关"), (0.35, "虚构市公安局示例分局")],
    [(0.2, "有效期限"), (0.35, "2019.06.20-2039.06.20")],
)
FRONT_VALUES = {
    "name": "欧阳样本",
    "sex": "女",
    "ethnicity": "汉",
    "birth_date": dt.date(1990, 3, 14),
    "address": "样例省虚构市示例区星尘路18号3栋502室",
    "id_number": NUMBER,
}
BACK_VALUES = {
    "issuer": "虚构市公安局示例分局",
    "valid_from": dt.date(2019, 6, 20),
    "expiry": dt.date(2039, 6, 20),
}


def values(*sides: object) -> dict[str, object]:
    pages = [page(rows, number=at) for at, rows in enumerate(sides, start=1)]  # type: ignore[arg-type]
    return {name: reading.value for name, reading in extract(KIND, content(*pages)).readings.items()}


def test_the_front_is_read() -> None:
    assert values(FRONT) == FRONT_VALUES


def test_the_back_is_read() -> None:
    assert values(BACK) == BACK_VALUES


def test_both_sides_are_one_card_on_one_page_or_on_two() -> None:
    assert values(FRONT, BACK) == values((*FRONT, [], *BACK)) == {**FRONT_VALUES, **BACK_VALUES}


def test_number_and_birth_date_prove_each_other() -> None:
    readings = extract(KIND, content(page(FRONT))).readings

    assert readings["id_number"].proven
    assert readings["birth_date"].proven
    assert readings["id_number"].confidence > 0.99


def test_a_birth_date_that_contradicts_the_number_fails_the_check() -> None:
    other = (*FRONT[:2], [(0.1, "出生"), (0.2, "1990年8月14日")], *FRONT[3:])
    findings = extract(KIND, content(page(other))).findings

    assert any(finding.check == "birth_date_agrees" and not finding.passed for finding in findings)


def test_what_the_number_repeats_is_taken_from_it_where_the_print_was_lost() -> None:
    lost = (FRONT[0], [], [], *FRONT[3:])
    read_values = values(lost)

    assert read_values["birth_date"] == dt.date(1990, 3, 14)
    assert read_values["sex"] == "女"


def test_pale_labels_that_were_not_read_are_not_needed() -> None:
    unlabelled = (
        [(0.2, "欧阳样本")],
        [(0.2, "女民族汉")],
        [(0.2, "1990年3月14日")],
        [(0.2, "样例省虚构市示例区星尘路18号")],
        [(0.2, "3栋502室")],
        [],
        [(0.3, NUMBER)],
    )

    assert values(unlabelled) == FRONT_VALUES


def test_letters_in_a_number_are_the_digits_that_they_look_like() -> None:
    misread = (*FRONT[:6], [(0.1, "公民身份号码"), (0.3, NUMBER.replace("0119900", "OII99O0"))])

    assert values(misread)["id_number"] == NUMBER


def test_a_number_that_does_not_fit_is_unsure() -> None:
    misread = (*FRONT[:6], [(0.1, "公民身份号码"), (0.3, NUMBER.replace("3142", "3742"))])

    assert extract(KIND, content(page(misread))).readings["id_number"].confidence < 0.5


def test_a_card_without_an_end_has_no_expiry() -> None:
    endless = (*BACK[:3], [(0.2, "有效期限"), (0.35, "2019.06.20-长期")])
    read_values = values(endless)

    assert read_values["valid_from"] == dt.date(2019, 6, 20)
    assert "expiry" not in read_values
