"""Parts of a query are written as one reads them, and are read as the same again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import BadQuery
from strongroom.messages import Language
from strongroom.query import Filter, Term, parse
from strongroom.query_names import BY_NAME, FIELDS
from strongroom.query_writing import written

TITLES = {"cn_vat_invoice": "增值税发票", "id_card": "身份证（境外）"}

WRITTEN: tuple[tuple[str, str, str], ...] = (
    ('"two words" one', '"two words" one', '"two words" one'),
    ("state:in_review", "state:in_review", "状态:待审核"),
    ("kind:cn_vat_invoice", "kind:cn_vat_invoice", "类型:增值税发票"),
    ("类型:发票", "kind:发票", "类型:发票"),
    ('客户:"Acme Ltd"', 'customer:"Acme Ltd"', '客户:"Acme Ltd"'),
    ("total >= 1,000.50", "total>=1,000.50", "合计金额>=1,000.50"),
    ("金额>1000", "total>1000", "合计金额>1000"),
    ('invoice_number:"0042"', 'invoice_number:"0042"', '发票号码:"0042"'),
    ("colour:red", "colour:red", "colour:red"),
)


@pytest.mark.parametrize(("typed", "english", "chinese"), WRITTEN)
def test_a_search_is_written_back_in_the_language_of_its_reader(typed: str, english: str, chinese: str) -> None:
    query = parse(typed)
    parts: tuple[Filter | Term, ...] = (*query.filters, *query.terms)
    assert (english, chinese) == (
        " ".join(written(part, "en", TITLES) for part in parts),
        " ".join(written(part, "zh-CN", TITLES) for part in parts),
    )


@given(st.text(alphabet='ab客户金额:"<>=10.- 类型', max_size=24), st.sampled_from(["en", "zh-CN"]))
def test_what_is_written_back_is_read_as_the_same(typed: str, language: Language) -> None:
    try:
        query = parse(typed)
    except BadQuery:
        return
    for part in query.filters:
        assert (part,) == parse(written(part, language, {})).filters


def test_no_chinese_name_means_two_fields() -> None:
    assert len(BY_NAME) == sum(len(names) for names in FIELDS.values())
    assert parse("卖方:a 供应商:a 销售方:a").filters == (Filter(field="seller", sign=":", text="a", value="a"),) * 3
    assert parse("金额=1").filters == (Filter(field="total", sign="=", text="1", value=Decimal(1)),)
