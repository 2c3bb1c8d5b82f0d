"""The query language: what people type, and what it means."""

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import BadQuery
from strongroom.query import MAX_LENGTH, Filter, Query, Sign, Term, parse
from strongroom.reading import Value


def word(text: str) -> Term:
    return Term(text=text)


def condition(field: str, sign: Sign, text: str, value: Value | None = None) -> Filter:
    return Filter(field=field, sign=sign, text=text, value=text if value is None else value)


def _number(text: str) -> Filter:
    return condition("invoice_number", ":", text, Decimal(text))


NEW_YEAR = dt.date(2027, 1, 1)
MEANINGS: tuple[tuple[str, tuple[Term, ...], tuple[Filter, ...]], ...] = (
    ("", (), ()),
    ("  \t ", (), ()),
    ("发票 百胜", (word("发票"), word("百胜")), ()),
    ("发票　百胜", (word("发票"), word("百胜")), ()),
    ('"net weight" tea', (Term(text="net weight", phrase=True), word("tea")), ()),
    ("“电子 发票”", (Term(text="电子 发票", phrase=True),), ()),
    ("「合同」", (Term(text="合同", phrase=True),), ()),
    (
        "kind:passport expiry<2027-01-01",
        (),
        (condition("kind", ":", "passport"), condition("expiry", "<", "2027-01-01", NEW_YEAR)),
    ),
    ("tag:2026", (), (condition("tag", ":", "2026", Decimal(2026)),)),
    ("tag:2026-03", (), (condition("tag", ":", "2026-03"),)),
    ('customer:"Acme Ltd"', (), (condition("customer", ":", "Acme Ltd"),)),
    ('customer: "Acme Ltd"', (), (condition("customer", ":", "Acme Ltd"),)),
    ("total>=100.50", (), (condition("total", ">=", "100.50", Decimal("100.50")),)),
    ("total >= 1,100.50", (), (condition("total", ">=", "1,100.50", Decimal("1100.50")),)),
    ("total<-3", (), (condition("total", "<", "-3", Decimal(-3)),)),
    ("total=１２．５", (), (condition("total", "=", "12.5", Decimal("12.5")),)),
    ("state:in_review", (), (condition("state", ":", "in_review"),)),
    ("kind：passport", (), (condition("kind", ":", "passport"),)),
    ("date＞＝2027年1月1日", (), (condition("date", ">=", "2027年1月1日", NEW_YEAR),)),
    ("date≤2027/1/1", (), (condition("date", "<=", "2027/1/1", NEW_YEAR),)),
    ("date:2027-02-30", (), (condition("date", ":", "2027-02-30"),)),
    ('number:"0042"', (), (condition("number", ":", "0042"),)),
    ("number:0042", (), (condition("number", ":", "0042", Decimal(42)),)),
    ("Kind:Passport tea", (word("tea"),), (condition("kind", ":", "Passport"),)),
    ("12:30 发票：百胜", (word("12:30"), word("发票:百胜")), ()),
    ('客户:"某某 公司" 类型：发票', (), (condition("customer", ":", "某某 公司"), condition("kind", ":", "发票"))),
    ("金额＞＝1000", (), (condition("total", ">=", "1000", Decimal(1000)),)),
    ("发票号码:0042 发票号：0043", (), (_number("0042"), _number("0043"))),
    ("有效期至 < 2027年1月1日", (), (condition("expiry", "<", "2027年1月1日", NEW_YEAR),)),
    ("大客户:张三 客户 张三", (word("大客户:张三"), word("客户"), word("张三")), ()),
    ("Smith & Sons", (word("Smith"), word("Sons")), ()),
    ('tea"green leaf"cup', (word("tea"), Term(text="green leaf", phrase=True), word("cup")), ()),
)


@pytest.mark.parametrize(("typed", "terms", "filters"), MEANINGS)
def test_a_query_means_what_a_person_expects(typed: str, terms: tuple[Term, ...], filters: tuple[Filter, ...]) -> None:
    assert parse(typed) == Query(terms=terms, filters=filters)


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ('"no end', '"'),
        ('customer:"no end', "customer:"),
        ("customer:", "customer:"),
        ('customer:""', "customer:"),
        ("total>=", "total>="),
        ("total>= customer:x", "total>="),
        (">=5", ">="),
        ("5<6", "<"),
        ("state<filed", "state<"),
        ("expiry<2027-02-30", "expiry<"),
        ('expiry<"2027-01-01"', "expiry<"),
    ],
)
def test_a_broken_query_is_refused_at_its_field_and_sign(typed: str, part: str) -> None:
    with pytest.raises(BadQuery) as refusal:
        parse(typed)
    assert refusal.value.facts == {"part": part}


def test_a_pasted_page_is_not_a_query() -> None:
    with pytest.raises(BadQuery):
        parse("a" * (MAX_LENGTH + 1))


@given(st.text(max_size=80))
def test_any_text_is_understood_or_refused_and_nothing_else(typed: str) -> None:
    with contextlib.suppress(BadQuery):
        parse(typed)


WORDS = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)
PHRASES = st.from_regex(r"[a-z]{1,5} [a-z]{1,5}", fullmatch=True)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
FILTERS = st.one_of(
    st.builds(lambda f, t: condition(f, ":", t), NAMES, PHRASES),
    st.builds(
        lambda f, s, d: condition(f, s, d.isoformat(), d),
        NAMES,
        st.sampled_from([":", "=", "<", "<=", ">", ">="]),
        st.dates(dt.date(1900, 1, 1)),
    ),
)
TERMS = st.one_of(st.builds(word, WORDS), st.builds(lambda t: Term(text=t, phrase=True), PHRASES))


@given(st.lists(st.one_of(TERMS, FILTERS)))
def test_what_is_written_down_is_read_back(parts: list[Term | Filter]) -> None:
    typed = " ".join(_write(part) for part in parts)
    terms = tuple(part for part in parts if isinstance(part, Term))
    filters = tuple(part for part in parts if isinstance(part, Filter))
    assert parse(typed) == Query(terms=terms, filters=filters)


def _write(part: Term | Filter) -> str:
    if isinstance(part, Filter):
        return f"{part.field}{part.sign}" + (f'"{part.text}"' if " " in part.text else part.text)
    return f'"{part.text}"' if part.phrase else part.text
