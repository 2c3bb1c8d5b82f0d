import datetime as dt
from decimal import Decimal

from extractors.readers.extract import extract
from strongroom.kind import catalogue
from tests.written import content_of

CHINESE = """
            设备采购合同
合同编号:HT-2025-018
甲方(买方):青禾科技有限公司
乙方(卖方):远山机械有限公司
第一条 合同金额:人民币 128,000.00 元
第二条 有效期至:2027年3月31日
签订日期:2025年4月1日
"""

ENGLISH = """
            SERVICE AGREEMENT
Agreement No: SA-7
This agreement is made between Birch Tower Ltd (the Client) and Quiet Cleaning Ltd (the Contractor).
Effective date: 1 July 2024
Expiry date: 30 June 2026
"""


def read(text: str) -> dict[str, object]:
    return {
        name: reading.value for name, reading in extract(catalogue()["contract"], content_of(text)).readings.items()
    }


def test_a_chinese_contract_is_read_whole() -> None:
    assert read(CHINESE) == {
        "title": "设备采购合同",
        "contract_number": "HT-2025-018",
        "party_a": "青禾科技有限公司",
        "party_b": "远山机械有限公司",
        "total": Decimal("128000.00"),
        "date": dt.date(2025, 4, 1),
        "expiry": dt.date(2027, 3, 31),
    }


def test_an_english_agreement_names_its_parties_in_a_sentence() -> None:
    readings = read(ENGLISH)

    assert readings["title"] == "SERVICE AGREEMENT"
    assert (readings["party_a"], readings["party_b"]) == ("Birch Tower Ltd", "Quiet Cleaning Ltd")
    assert (readings["date"], readings["expiry"]) == (dt.date(2024, 7, 1), dt.date(2026, 6, 30))
