"""Taxi receipts, train tickets, bank slips, licences and cards, all invented."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest

from extractors.readers.extract import extract
from strongroom.kind import catalogue
from strongroom.reading import Value
from tests.extractors.readers.forms import Row, content, page

METER = [
    (0.37, "2026-03-11"),
    (0.37, "07:31-07:57"),
    (0.6, "2.30"),
    (0.6, "12.5"),
    (0.5, "00:03:25"),
    (0.6, "¥38.30"),
    (0.6, "¥0.00"),
    (0.6, "¥0.00"),
    (0.6, "¥38.00"),
]
FORM = ("日期", "时间", "单价", "里程", "等候", "金额", "燃油附加费", "预约叫车服务费", "实收金额")


def read(kind: str, rows: Sequence[Row]) -> dict[str, Value]:
    readings = extract(catalogue()[kind], content(page(rows))).readings
    return {name: reading.value for name, reading in readings.items()}


def taxi(values: Sequence[tuple[float, str]], *, labels: Sequence[str] = FORM) -> list[Row]:
    return [
        [(0.06, "199001260711")],
        [(0.06, "00318842")],
        [(0.16, "电话"), (0.5, "69967385")],
        *([(0.16, label), value] for label, value in zip(labels, values, strict=True)),
    ]


def test_a_taxi_receipt_is_read() -> None:
    assert read("taxi_receipt", taxi(METER)) == {
        "invoice_code": "199001260711",
        "invoice_number": "00318842",
        "date": dt.date(2026, 3, 11),
        "total": Decimal("38.00"),
        "time_on": "07:31",
        "time_off": "07:57",
        "distance": Decimal("12.5"),
    }


@pytest.mark.parametrize("down", [-0.02, 0.018])
def test_a_meter_that_prints_between_the_lines_is_followed(down: float) -> None:
    rows = taxi(METER)
    straight = page(rows)
    meter = {text for _, text in METER}
    from tests.extractors.readers.forms import moved

    for text in meter:
        straight = moved(straight, text, down=down)
    readings = extract(catalogue()["taxi_receipt"], content(straight)).readings

    assert readings["total"].value == Decimal("38.00")


def test_what_was_paid_is_found_although_its_label_was_lost() -> None:
    rows = taxi(METER)
    rows[-1] = [METER[-1]]

    assert read("taxi_receipt", rows)["total"] == Decimal("38.00")


def test_a_fare_is_not_taken_for_what_was_paid() -> None:
    rows = taxi(METER)
    rows[-1] = [(0.16, "实收金额")]

    assert "total" not in read("taxi_receipt", rows)


def test_an_amount_without_its_cents_is_unsure() -> None:
    rows = taxi([*METER[:-1], (0.6, "¥38")])

    assert extract(catalogue()["taxi_receipt"], content(page(rows))).readings["total"].confidence < 0.7


def test_a_fare_that_rounds_to_what_was_paid_proves_it() -> None:
    rows = taxi([*METER[:-4], (0.6, "¥36.80"), (0.6, "¥1.00"), (0.6, "¥0.00"), (0.6, "¥38.00")])
    total = extract(catalogue()["taxi_receipt"], content(page(rows))).readings["total"]

    assert (total.value, total.proven) == (Decimal("38.00"), True)


def test_what_was_paid_is_known_by_the_fare_although_its_dot_and_its_label_were_lost() -> None:
    rows = taxi([*METER[:-4], (0.6, "¥37.80"), (0.6, "¥0.00"), (0.6, "¥0.00"), (0.6, "38 00")])
    rows[-1] = [(0.6, "38 00")]

    assert read("taxi_receipt", rows)["total"] == Decimal("38.00")


def test_an_amount_that_the_fare_does_not_round_to_is_not_proven_by_it() -> None:
    rows = taxi([*METER[:-4], (0.6, "¥36.80"), (0.6, "¥0.00"), (0.6, "¥0.00"), (0.6, "¥88.00")])

    assert not extract(catalogue()["taxi_receipt"], content(page(rows))).readings["total"].proven


def test_a_train_ticket_is_read() -> None:
    rows: list[Row] = [
        [(0.22, "Z018845"), (0.55, "检票：2A")],
        [(0.22, "虚构南站"), (0.43, "G9902"), (0.58, "示例东站")],
        [(0.21, "2026年03月12日07:36开"), (0.57, "06车08F号")],
        [(0.21, "¥184.50元"), (0.62, "二等座")],
        [(0.2, "9901011990****204X"), (0.45, "欧阳样本")],
    ]

    assert read("train_ticket", rows) == {
        "date": dt.date(2026, 3, 12),
        "departure": "07:36",
        "origin": "虚构南",
        "destination": "示例东",
        "train": "G9902",
        "seat": "06车08F号",
        "seat_class": "二等座",
        "total": Decimal("184.50"),
        "passenger": "欧阳样本",
        "serial": "Z018845",
    }


def test_an_electronic_ticket_has_a_day_of_travel_and_one_of_issue() -> None:
    rows: list[Row] = [
        [(0.3, "电子发票（铁路电子客票）")],
        [(0.05, "发票号码：26990000000000054321"), (0.7, "开票日期：2026年03月20日")],
        [(0.22, "虚构南站"), (0.43, "G9902"), (0.58, "示例东站")],
        [(0.21, "2026年03月12日"), (0.4, "07:36开"), (0.57, "06车08F号"), (0.7, "二等座")],
        [(0.05, "票价：¥184.50")],
        [(0.05, "购买方名称：星尘样例贸易有限公司"), (0.5, "统一社会信用代码：91990101MA05AMP050")],
    ]
    values = read("train_ticket", rows)

    assert (values["date"], values["issue_date"]) == (dt.date(2026, 3, 12), dt.date(2026, 3, 20))
    assert values["invoice_number"] == "26990000000000054321"
    assert values["buyer"] == "星尘样例贸易有限公司"
    assert values["buyer_tax_id"] == "91990101MA05AMP050"


ABREAST: list[Row] = [
    [(0.4, "虚构银行电子回单")],
    [(0.1, "日期：2026年02月10日"), (0.6, "交易流水号：0000071834")],
    [
        (0.05, "付款人"),
        (0.15, "户名"),
        (0.22, "星尘样例贸易有限公司"),
        (0.52, "收款人"),
        (0.6, "户名"),
        (0.68, "云舟样例有限公司"),
    ],
    [(0.15, "账号"), (0.22, "9901001200034567"), (0.6, "账号"), (0.68, "9901003200056789")],
    [(0.15, "开户行"), (0.22, "虚构银行示例支行"), (0.6, "开户行"), (0.68, "虚构银行云舟支行")],
    [(0.1, "金额（大写）"), (0.25, "捌仟玖佰零肆元整"), (0.6, "（小写）"), (0.7, "¥8,904.00")],
    [(0.1, "币种：人民币"), (0.4, "用途：系统维护费")],
]
STACKED: list[Row] = [
    [(0.4, "虚构银行电子回单")],
    [(0.1, "交易日期：2026-02-10")],
    [(0.1, "付款人户名：星尘样例贸易有限公司")],
    [(0.1, "付款人账号：9901001200034567")],
    [(0.1, "付款人开户行：虚构银行示例支行")],
    [(0.1, "收款人户名：云舟样例有限公司")],
    [(0.1, "收款人账号：9901003200056789")],
    [(0.1, "收款人开户行：虚构银行云舟支行")],
    [(0.1, "金额（大写）：捌仟玖佰零肆元整"), (0.6, "（小写）：8904.00")],
]


@pytest.mark.parametrize("rows", [ABREAST, STACKED], ids=["abreast", "stacked"])
def test_a_bank_slip_is_read_however_its_parties_stand(rows: list[Row]) -> None:
    values = read("bank_slip", rows)

    assert {name: values[name] for name in ("payer", "payer_account", "payer_bank")} == {
        "payer": "星尘样例贸易有限公司",
        "payer_account": "9901001200034567",
        "payer_bank": "虚构银行示例支行",
    }
    assert {name: values[name] for name in ("payee", "payee_account", "payee_bank")} == {
        "payee": "云舟样例有限公司",
        "payee_account": "9901003200056789",
        "payee_bank": "虚构银行云舟支行",
    }
    assert values["total"] == Decimal("8904.00")
    assert values["date"] == dt.date(2026, 2, 10)


def test_words_and_figures_of_a_slip_prove_each_other() -> None:
    readings = extract(catalogue()["bank_slip"], content(page(ABREAST))).readings

    assert readings["total"].proven
    assert readings["capital"].text == "捌仟玖佰零肆元整"


def test_figures_that_contradict_the_words_are_no_witness() -> None:
    rows: list[Row] = [*ABREAST[:5], [*ABREAST[5][:3], (0.7, "¥8,964.00")]]
    extraction = extract(catalogue()["bank_slip"], content(page(rows)))

    assert extraction.readings["total"].confidence < 0.7


def test_amounts_in_boxes_of_one_digit_are_read_to_the_cent() -> None:
    boxes = [(0.7 + 0.03 * at, digit) for at, digit in enumerate("¥28000")]
    values = read("bank_slip", [*ABREAST[:5], [(0.1, "金额（大写）人民币"), (0.3, "贰佰捌拾元整")], boxes])

    assert values["total"] == Decimal("280.00")


def test_a_business_licence_is_read() -> None:
    rows: list[Row] = [
        [(0.4, "营业执照")],
        [(0.1, "统一社会信用代码"), (0.4, "91990101MA05AMP050")],
        [(0.1, "名"), (0.2, "称"), (0.3, "星尘样例贸易有限公司")],
        [(0.1, "类"), (0.2, "型"), (0.3, "有限责任公司")],
        [(0.1, "法定代表人"), (0.3, "欧阳样本")],
        [(0.1, "注册资本"), (0.3, "壹佰万元整"), (0.6, "成立日期"), (0.75, "2019年05月06日")],
        [(0.1, "住"), (0.2, "所"), (0.3, "样例省虚构市示例区星尘路18号")],
        [(0.5, "登记机关"), (0.65, "虚构市市场监督管理局")],
    ]
    values = read("business_licence", rows)

    assert values["document_number"] == "91990101MA05AMP050"
    assert values["name"] == "星尘样例贸易有限公司"
    assert values["legal_representative"] == "欧阳样本"
    assert values["founded"] == dt.date(2019, 5, 6)
    assert values["address"] == "样例省虚构市示例区星尘路18号"


def test_a_chinese_driving_licence_is_read() -> None:
    rows: list[Row] = [
        [(0.2, "中华人民共和国机动车驾驶证")],
        [(0.1, "证号"), (0.3, "99010119900314204X")],
        [(0.1, "姓名"), (0.2, "欧阳样本"), (0.4, "性别"), (0.5, "女"), (0.6, "国籍"), (0.7, "中国")],
        [(0.1, "住址"), (0.2, "样例省虚构市示例区星尘路18号")],
        [(0.1, "出生日期"), (0.3, "1990-03-14")],
        [(0.1, "初次领证日期"), (0.3, "2012-07-01")],
        [(0.1, "准驾车型"), (0.3, "C1")],
        [(0.1, "有效期限"), (0.25, "2022-07-01"), (0.4, "至"), (0.45, "2032-07-01")],
    ]
    values = read("driving_licence", rows)

    assert values["document_number"] == "99010119900314204X"
    assert values["name"] == "欧阳样本"
    assert values["birth_date"] == dt.date(1990, 3, 14)
    assert values["vehicle_class"] == "C1"
    assert (values["valid_from"], values["expiry"]) == (dt.date(2022, 7, 1), dt.date(2032, 7, 1))


def test_a_western_driving_licence_is_read() -> None:
    rows: list[Row] = [
        [(0.3, "Driver's License")],
        [(0.3, "LIC #:"), (0.4, "S0345681")],
        [(0.3, "DOB:"), (0.4, "03/23/1988"), (0.7, "SEX:M")],
        [(0.3, "EXP:"), (0.4, "03/23/2031")],
    ]
    values = read("driving_licence", rows)

    assert values["birth_date"] == dt.date(1988, 3, 23)
    assert values["expiry"] == dt.date(2031, 3, 23)
    assert values["sex"] == "M"


def test_a_bank_card_is_read_and_its_number_proven() -> None:
    rows: list[Row] = [
        [(0.3, "虚构银行"), (0.7, "GOLD")],
        [(0.2, "4111"), (0.35, "1111"), (0.5, "1111"), (0.65, "1111")],
        [(0.3, "VALID THRU"), (0.45, "07/31")],
        [(0.2, "ANNA LENA SPECIMEN")],
    ]
    readings = extract(catalogue()["bank_card"], content(page(rows))).readings

    assert readings["card_number"].value == "4111111111111111"
    assert readings["card_number"].proven
    assert readings["expiry_month"].value == "2031-07"
    assert readings["holder"].value == "ANNA LENA SPECIMEN"
    assert readings["bank"].value == "虚构银行"
