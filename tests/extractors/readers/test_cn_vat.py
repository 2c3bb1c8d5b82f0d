"""Chinese VAT invoices, of invented companies."""

import datetime as dt
from decimal import Decimal

import pytest

from extractors.readers.extract import extract
from strongroom.kind import catalogue
from strongroom.page import Page
from strongroom.reading import Extraction
from tests.extractors.readers.forms import content, doubtful, moved, page

KIND = catalogue()["cn_vat_invoice"]
BUYER_ID = "91990101MA05AMP050"
SELLER_ID = "91990101MA0CLWD37J"

PAPER = (
    [(0.2, "9900164320"), (0.42, "样例增值税专用发票"), (0.66, "No"), (0.7, "00847216"), (0.85, "9900164320")],
    [(0.85, "00847216")],
    [(0.2, "校验码 50035 05868 34007 01348"), (0.7, "开票日期："), (0.78, "2026年02月06日")],
    [(0.13, "名"), (0.19, "称："), (0.23, "星尘样例贸易有限公司"), (0.56, "密"), (0.59, "+7-0>5333611*8*7>18866*-368")],
    [(0.1, "购"), (0.13, "纳税人识别号："), (0.24, BUYER_ID), (0.59, "6+6/9/5344+0+>2*62/3+26-11*")],
    [(0.1, "买"), (0.13, "地址、电话："), (0.23, "样例市示例区星尘路18号000-55500118"), (0.56, "码")],
    [(0.1, "方"), (0.13, "开户行及账号："), (0.23, "虚构银行示例支行9901001200034567"), (0.56, "区")],
    [
        (0.11, "货物或应税劳务、服务名称"),
        *((0.32, "规格型号"), (0.41, "单位"), (0.47, "数量"), (0.55, "单价")),
        *((0.65, "金额"), (0.74, "税率"), (0.81, "税额")),
    ],
    [(0.11, "*信息技术服务*系统维护"), (0.52, "1"), (0.55, "8400"), (0.67, "8400.00"), (0.74, "6%"), (0.84, "504.00")],
    [],
    [(0.14, "合"), (0.22, "计"), (0.66, "￥8400.00"), (0.83, "￥504.00")],
    [(0.13, "价税合计（大写）"), (0.31, "⊗捌仟玖佰零肆圆整"), (0.68, "（小写）"), (0.74, "￥8904.00")],
    [(0.12, "名"), (0.18, "称："), (0.23, "云舟样例信息技术有限公司"), (0.56, "备")],
    [(0.09, "销"), (0.12, "纳税人识别号："), (0.24, SELLER_ID)],
    [(0.09, "售"), (0.12, "地址、电话："), (0.23, "样例市示例区云舟大道99号000-55500399"), (0.56, "注")],
    [(0.09, "方"), (0.12, "开户行及账号："), (0.23, "虚构银行云舟支行9901003200056789"), (0.7, "发票专用章")],
    [(0.09, "收款人：样本乙"), (0.32, "复核：样本丙"), (0.5, "开票人：样本丁"), (0.7, "销售方：（章）")],
)
DIGITAL = (
    [(0.3, "电子发票（普通发票）"), (0.72, "发票号码："), (0.8, "26990000000000012345")],
    [(0.72, "开票日期："), (0.8, "2026年03月18日")],
    [(0.04, "购"), (0.52, "销")],
    [(0.04, "买"), (0.07, "名称：星尘样例贸易有限公司"), (0.52, "售"), (0.55, "名称：百味样例餐饮管理有限公司")],
    [(0.04, "方"), (0.52, "方")],
    [
        (0.07, f"统一社会信用代码/纳税人识别号：{BUYER_ID}"),
        (0.55, "统一社会信用代码/纳税人识别号：91990101MA0EAT580X"),
    ],
    [
        (0.06, "项目名称"),
        (0.3, "规格型号"),
        (0.4, "单位"),
        (0.5, "数量"),
        (0.6, "单价"),
        (0.72, "金额"),
        (0.88, "税额"),
    ],
    [(0.05, "*餐饮服务*餐费"), (0.73, "1316.04"), (0.8, "6%"), (0.9, "78.96")],
    [(0.1, "合"), (0.2, "计"), (0.71, "¥1316.04"), (0.89, "¥78.96")],
    [(0.06, "价税合计（大写）"), (0.28, "⊗壹仟叁佰玖拾伍元整"), (0.7, "（小写）¥1395.00")],
    [(0.04, "备")],
    [(0.06, "开票人：样本甲")],
)


def read(*pages: Page) -> Extraction:
    return extract(KIND, content(*pages))


def values(extraction: Extraction) -> dict[str, object]:
    return {name: reading.value for name, reading in extraction.readings.items()}


@pytest.mark.parametrize("tilt", [0.0, 0.05, -0.06])
def test_a_paper_invoice_is_read_straight_or_tilted(tilt: float) -> None:
    read_values = values(read(page(PAPER, tilt=tilt)))

    assert read_values == {
        "invoice_code": "9900164320",
        "invoice_number": "00847216",
        "date": dt.date(2026, 2, 6),
        "check_code": "50035058683400701348",
        "buyer": "星尘样例贸易有限公司",
        "buyer_tax_id": BUYER_ID,
        "buyer_address": "样例市示例区星尘路18号000-55500118",
        "buyer_bank": "虚构银行示例支行9901001200034567",
        "seller": "云舟样例信息技术有限公司",
        "seller_tax_id": SELLER_ID,
        "seller_address": "样例市示例区云舟大道99号000-55500399",
        "seller_bank": "虚构银行云舟支行9901003200056789",
        "net": Decimal("8400.00"),
        "tax": Decimal("504.00"),
        "total": Decimal("8904.00"),
        "capital": "捌仟玖佰零肆圆整",
        "payee": "样本乙",
        "reviewer": "样本丙",
        "drawer": "样本丁",
    }


def test_what_arithmetic_and_check_characters_confirm_is_proven() -> None:
    extraction = read(page(PAPER))

    proven = {name for name, reading in extraction.readings.items() if reading.proven}
    assert {"net", "tax", "total", "capital", "buyer_tax_id", "seller_tax_id"} <= proven
    assert all(extraction.readings[name].confidence >= 0.99 for name in proven)


def test_number_and_code_that_are_printed_twice_prove_each_other() -> None:
    extraction = read(page(PAPER))

    assert extraction.readings["invoice_number"].proven
    assert extraction.readings["invoice_code"].proven


def test_two_prints_that_were_read_differently_are_unsure() -> None:
    first = [(0.2, "9900164320"), (0.66, "No"), (0.7, "00847216")]
    extraction = read(page((first, [(0.85, "00847210")], *PAPER[2:])))

    assert extraction.readings["invoice_number"].confidence < 0.7


def test_the_seal_is_a_second_witness_of_the_sellers_tax_id() -> None:
    stamped = (*PAPER[:14], [*PAPER[14], (0.7, SELLER_ID)], *PAPER[15:])

    assert read(page(stamped)).readings["seller_tax_id"].confidence >= 0.995


def test_values_that_were_printed_a_line_lower_are_still_told_apart() -> None:
    shifted = page(PAPER)
    for text in ("云舟样例信息技术有限公司", SELLER_ID, "样例市示例区云舟大道99号000-55500399"):
        shifted = moved(shifted, text, down=0.024)

    read_values = values(read(shifted))
    assert read_values["seller"] == "云舟样例信息技术有限公司"
    assert read_values["seller_tax_id"] == SELLER_ID


def test_a_misread_tax_id_is_repaired_and_said_to_be() -> None:
    misread = (
        *PAPER[:13],
        [(0.09, "销"), (0.12, "纳税人识别号："), (0.24, SELLER_ID.replace("MA0C", "MAOC"))],
        *PAPER[14:],
    )
    repaired, plain = (read(page(rows)).readings["seller_tax_id"] for rows in (misread, PAPER))

    assert repaired.value == SELLER_ID
    assert repaired.confidence < plain.confidence


def test_amounts_that_contradict_each_other_fail_their_checks() -> None:
    wrong = (*PAPER[:11], [*PAPER[11][:2], (0.68, "（小写）"), (0.74, "￥8964.00")], *PAPER[12:])
    extraction = read(page(wrong))

    failed = {finding.check for finding in extraction.findings if not finding.passed}
    assert "capital_agrees" in failed or "net_and_tax_make_total" in failed
    assert extraction.readings["total"].confidence < 0.9


def test_without_figures_the_words_give_the_total_but_do_not_confirm_themselves() -> None:
    worded = (*PAPER[:8], [], [], [(0.14, "合"), (0.22, "计")], [*PAPER[11][:2], (0.68, "（小写）")], *PAPER[12:])
    extraction = read(page(worded))

    assert extraction.readings["total"].value == Decimal("8904.00")
    assert not any(finding.check == "capital_agrees" for finding in extraction.findings)
    assert not extraction.readings["total"].proven


def test_a_tax_that_was_not_read_is_the_rest_only_if_a_printed_rate_confirms_it() -> None:
    lost = (*PAPER[:8], [*PAPER[8][:5]], [], [*PAPER[10][:3]], *PAPER[11:])
    assert read(page(lost)).readings["tax"].value == Decimal("504.00")

    without_rate = (*PAPER[:8], [*PAPER[8][:4]], [], [*PAPER[10][:3]], *PAPER[11:])
    assert "tax" not in read(page(without_rate)).readings


def test_an_exempt_invoice_has_a_net_that_is_its_total_and_no_tax() -> None:
    exempt = (
        *PAPER[:8],
        [(0.11, "*蔬菜*白菜"), (0.67, "95.50"), (0.74, "免税"), (0.86, "***")],
        [],
        [(0.14, "合"), (0.22, "计"), (0.67, "￥95.50"), (0.86, "***")],
        [(0.13, "价税合计（大写）"), (0.31, "⊗玖拾伍圆伍角整"), (0.68, "（小写）"), (0.74, "￥95.50")],
        *PAPER[12:],
    )
    read_values = values(read(page(exempt)))

    assert read_values["net"] == read_values["total"] == Decimal("95.50")
    assert "tax" not in read_values


def test_a_name_that_lost_a_stretch_under_a_seal_is_unsure() -> None:
    torn = (
        *PAPER[:12],
        [(0.12, "名"), (0.18, "称："), (0.23, "云舟样例"), (0.36, "限公司"), (0.56, "备")],
        *PAPER[13:],
    )

    assert read(page(torn)).readings["seller"].confidence < 0.7


def test_the_recognisers_doubt_is_the_readings_doubt() -> None:
    extraction = read(doubtful(page(PAPER), "云舟样例信息技术有限公司", confidence=0.8))

    assert extraction.readings["seller"].confidence < 0.8


def test_the_only_day_in_the_head_is_that_of_issue_wherever_the_printer_set_it() -> None:
    lower = moved(page(PAPER), "2026年02月06日", down=0.05)
    with_another = page([*PAPER[:1], [(0.4, "2019年01月31日"), (0.85, "00847216")], *PAPER[2:]])

    assert read(lower).readings["date"].confidence > 0.98
    assert read(moved(with_another, "2026年02月06日", down=0.05)).readings["date"].confidence < 0.95


def test_marks_left_of_the_labels_do_not_make_a_name_look_torn() -> None:
    rows = [*PAPER[:4], [(0.03, "0001"), *PAPER[4]], *PAPER[5:]]

    assert read(page(rows)).readings["buyer"].confidence > 0.95


@pytest.mark.parametrize(
    ("remark", "original"),
    [
        ("对应正数发票代码:9900164320号码:00847001", {"original_code": "9900164320", "original_number": "00847001"}),
        ("被红冲蓝字数电发票号码：26990000000000011111", {"original_number": "26990000000000011111"}),
        ("合同号码：26990000000000011111", {}),
    ],
)
def test_a_red_invoice_names_the_one_that_it_takes_back(remark: str, original: dict[str, object]) -> None:
    rows = [*PAPER[:12], [*PAPER[12], (0.59, remark)], *PAPER[13:]]
    found = values(read(page(rows)))

    assert {name: value for name, value in found.items() if name.startswith("original")} == original


def test_a_fully_digital_invoice_has_its_parties_side_by_side() -> None:
    read_values = values(read(page(DIGITAL, source="text")))

    assert read_values == {
        "invoice_number": "26990000000000012345",
        "date": dt.date(2026, 3, 18),
        "buyer": "星尘样例贸易有限公司",
        "buyer_tax_id": BUYER_ID,
        "seller": "百味样例餐饮管理有限公司",
        "seller_tax_id": "91990101MA0EAT580X",
        "net": Decimal("1316.04"),
        "tax": Decimal("78.96"),
        "total": Decimal("1395.00"),
        "capital": "壹仟叁佰玖拾伍元整",
        "drawer": "样本甲",
    }


def test_an_empty_page_reads_as_nothing() -> None:
    assert values(read(page(()))) == {}
