"""Rules as data: of all that apply the longest wins, use ends before keeping, and what waits for a date never ends."""

import datetime as dt
from dataclasses import replace

import pytest

from strongroom.errors import BadRules
from strongroom.kind import Kind, Retention, catalogue
from strongroom.retention import Year, longest
from strongroom.rules import EVERYWHERE, RELATIONSHIP_END, Book, Facts, Purpose, Rule, check_book, clocks
from strongroom.rules_toml import default_book, parse_book

INVOICE, PASSPORT = catalogue()["invoice"], catalogue()["passport"]
ISSUED, EXPIRY, ENDED = dt.date(2020, 5, 17), dt.date(2024, 3, 1), dt.date(2025, 6, 30)
HEADER = 'jurisdictions = ["DE"]\n'
ENTRY = """
[[rule]]
id = "vouchers"
kinds = ["invoice"]
jurisdiction = "DE"
years = 8
starts = "date"
next_year = true
basis = "AO 147"
status = "verified"
"""


def rule(name: str, years: int | None, **changes: object) -> Rule:
    starts = str(changes.pop("starts", "date"))
    retention = Retention(years=years, starts=starts, basis=name)
    values: dict[str, object] = {"kinds": frozenset({"invoice", "passport"}), "jurisdiction": EVERYWHERE}
    return Rule(id=name, retention=retention, **(values | changes))  # type: ignore[arg-type]


def book(*rules: Rule, places: tuple[str, ...] = ("CN",)) -> Book:
    return Book(jurisdictions=frozenset(places), rules=rules)


def ends(kind: Kind, rules: Book, *tags: str, **dates: dt.date) -> dt.date | None:
    named = {RELATIONSHIP_END if name == "ended" else name: date for name, date in dates.items()}
    found = longest(clocks(rules, kind, Facts(dates=named, tags=frozenset(tags))).keep)
    return found.ends if found else None


@pytest.mark.parametrize(
    ("rules", "tags", "last"),
    [
        ((), (), dt.date(2031, 1, 1)),  # its kind's own rule
        ((rule("short", 2),), (), dt.date(2022, 5, 18)),
        ((rule("short", 2), rule("long", 6)), (), dt.date(2026, 5, 18)),
        ((rule("short", 2), rule("elsewhere", 6, jurisdiction="DE")), (), dt.date(2022, 5, 18)),
        ((rule("short", 2), rule("here", 6, jurisdiction="CN")), (), dt.date(2026, 5, 18)),
        ((rule("short", 2), rule("branch", 6, tag="Nord")), (), dt.date(2022, 5, 18)),
        ((rule("short", 2), rule("branch", 6, tag="Nord")), ("Nord",), dt.date(2026, 5, 18)),
        ((rule("branch", 2, tag="Nord"),), (), dt.date(2031, 1, 1)),  # none applies: its kind's own
        ((rule("short", 2), rule("for ever", None)), (), None),
        ((rule("short", 2), rule("customer", 5, starts=RELATIONSHIP_END)), (), None),
    ],
)
def test_the_longest_rule_that_applies_keeps_a_paper(
    rules: tuple[Rule, ...], tags: tuple[str, ...], last: dt.date | None
) -> None:
    assert ends(INVOICE, book(*rules), *tags, date=ISSUED) == last


def test_the_end_of_a_relationship_starts_a_clock() -> None:
    rules = book(rule("customer", 5, starts=RELATIONSHIP_END))
    assert ends(INVOICE, rules, date=ISSUED, ended=ENDED) == dt.date(2030, 7, 1)


def test_use_ends_before_another_rule_lets_go() -> None:
    use = rule("use", 2, starts="expiry", purpose=Purpose.USE)
    found = clocks(
        book(use, rule("customer", 10, starts=RELATIONSHIP_END)),
        PASSPORT,
        Facts(dates={"expiry": EXPIRY, RELATIONSHIP_END: ENDED}),
    )
    assert found.restricted_from == dt.date(2026, 3, 2)
    last = longest(found.keep)
    assert last is not None
    assert last.ends == dt.date(2035, 7, 1)


def test_use_alone_is_an_end_like_any_other() -> None:
    use = book(rule("use", 2, starts="expiry", purpose=Purpose.USE))
    assert ends(PASSPORT, use, expiry=EXPIRY) == dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("rules", "undated"),
    [
        ((rule("short", 2),), False),
        ((rule("short", 2), rule("customer", 5, starts=RELATIONSHIP_END)), True),
        ((rule("for ever", None, starts=RELATIONSHIP_END),), False),
    ],
)
def test_a_paper_whose_rule_waits_for_a_date_is_told(rules: tuple[Rule, ...], *, undated: bool) -> None:
    assert clocks(book(*rules), INVOICE, Facts(dates={"date": ISSUED})).undated is undated


@pytest.mark.parametrize(
    ("date", "first_day"),
    [
        (dt.date(2026, 3, 31), dt.date(2026, 4, 1)),
        (dt.date(2026, 4, 1), dt.date(2027, 4, 1)),
        (dt.date(2026, 12, 31), dt.date(2027, 4, 1)),
    ],
)
def test_a_fiscal_year_begins_when_the_house_says(date: dt.date, first_day: dt.date) -> None:
    assert Year(month=4).after(date) == first_day


def test_a_book_is_read_from_its_file() -> None:
    found = parse_book(HEADER + "fiscal_year = { month = 4 }\n" + ENTRY)
    assert found.year == Year(month=4, day=1)
    (only,) = found.of_kind("invoice")
    assert (only.retention.years, only.retention.verified, only.purpose) == (8, True, Purpose.KEEP)
    assert found.of_kind("receipt") == ()


def test_the_products_own_book_is_sound_and_nothing_in_it_claims_to_be_verified() -> None:
    found = parse_book(default_book())
    check_book(found, catalogue())
    assert not any(one.retention.verified for one in found.rules)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("jurisdictions = [", "not TOML"),
        ("jurisdictions = ['Germany']", "pattern"),
        (HEADER + ENTRY.replace("years = 8", ""), "required"),
        (HEADER + ENTRY.replace("years = 8", "years = -1"), "greater"),
        (HEADER + ENTRY.replace("years = 8", "years = 'long'"), "valid"),
        (HEADER + ENTRY.replace('"verified"', '"sure"'), "verified"),
        (HEADER + ENTRY + "colour = 'red'", "permitted"),
    ],
)
def test_a_book_that_is_not_sound_is_refused(text: str, told: str) -> None:
    with pytest.raises(BadRules) as refused:
        parse_book(text)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    "broken",
    [
        rule("x", 2, kinds=frozenset({"papyrus"})),
        rule("x", 2, kinds=frozenset({"invoice"}), starts="total"),
        rule("x", 2, kinds=frozenset({"passport"}), starts="birth_date"),
    ],
)
def test_a_rule_that_no_paper_could_follow_is_refused(broken: Rule) -> None:
    with pytest.raises(BadRules):
        check_book(book(broken), catalogue())
    with pytest.raises(BadRules):
        check_book(book(replace(broken, kinds=frozenset({"invoice"})), rule("x", 1)), catalogue())
