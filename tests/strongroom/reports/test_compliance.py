"""What compliance is told of a month."""

import datetime as dt

import pytest

from strongroom.kind import Retention
from strongroom.reports.compliance import Access, Counts, Destroyed, Expiring, First, Material, compliance
from strongroom.reports.holdings import Keeping, Kept, basis_of, summed
from strongroom.reports.period import Period
from strongroom.reports.seen import summed_acts
from strongroom.retention import Clock
from strongroom.rules import Clocks
from strongroom.unusual import Act, Deed

OCTOBER = Period(first=dt.date(2026, 10, 1), last=dt.date(2026, 10, 31))
NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
TEN = Retention(years=10, starts="date", basis="book-keeping law")
THREE = Retention(years=3, starts="date", basis="house rule")
ALWAYS = Retention(years=None, starts="date", basis="deeds of the firm")


def clocks(*rules: tuple[Retention, dt.date | None]) -> Clocks:
    return Clocks(keep=tuple(Clock(rule=rule, start=start) for rule, start in rules), use=())


STARTED = dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("running", "found"),
    [
        (clocks(), (Keeping.NO_RULE, "", None)),
        (clocks((TEN, STARTED), (THREE, STARTED)), (Keeping.ENDS, "book-keeping law", dt.date(2030, 1, 1))),
        (clocks((TEN, None), (THREE, STARTED)), (Keeping.UNDATED, "book-keeping law", None)),
        (clocks((TEN, None), (ALWAYS, None)), (Keeping.FOR_EVER, "deeds of the firm", None)),
    ],
)
def test_a_paper_is_kept_by_the_rule_that_keeps_it_longest(running: Clocks, found: object) -> None:
    assert found == basis_of(running)


def test_the_report_counts_by_kind_and_basis_and_names_people_of_the_house() -> None:
    invoice = Kept(kind="invoice", clocks=clocks((TEN, STARTED)), held=True, restricted=False)
    later = Kept(kind="invoice", clocks=clocks((TEN, dt.date(2024, 1, 1))), held=False, restricted=False)
    passport = Kept(kind="passport", clocks=clocks(), held=False, restricted=True)
    acts = [
        Act(who="user:1", at=NOW, deed=Deed.REVEALED, document="D1"),
        Act(who="user:1", at=NOW, deed=Deed.LOOKED, document="D1"),
        Act(who="user:2", at=NOW, deed=Deed.DENIED, document="D1"),
    ]
    gone = Destroyed(
        document="D9", kind="letter", basis="b", asked_by="user:1", approved_by="user:2", at=NOW, certificate="C1"
    )
    material = Material(
        held=summed([invoice, later, passport]),
        expiring=First(rows=[Expiring(document="D1", kind="passport", on=dt.date(2026, 10, 2))], total=7),
        expired=5,
        due=First(rows=[], total=0),
        destroyed=First(rows=[gone], total=3000),
        seen=summed_acts(((act, "passport") for act in acts), most=9),
        counts=Counts(holds=1, placed=1, lifted=0, restricted=1, ordered=1, freed=0),
        access=Access(people=2, confirmed=1, overdue=1, lapsed=0),
        names={"user:1": "Rita"},
    )
    made = compliance(material, OCTOBER, made_at=NOW)
    tables = {table.key: table.rows for table in made.tables}
    assert tables["held"] == (
        ("invoice", "ends", "book-keeping law", 2, dt.date(2030, 1, 1), dt.date(2034, 1, 1), 1, 0),
        ("passport", "no_rule", "", 1, None, None, 0, 1),
    )
    assert (("Rita", 1, 1, 0, 1, 0), ("user:2", 0, 0, 0, 0, 1)) == tables["people"]
    assert ["revealed", "denied"] == [row[2] for row in tables["acts"]]
    assert (NOW, "D9", "letter", "b", "Rita", "user:2", "C1") == tables["register"][0]
    figures = {figure.key: figure.value for figure in made.figures}
    assert {
        "kept": 3,
        "kept_no_rule": 1,
        "expired": 5,
        "expiring": 2,
        "revealed": 1,
        "destroyed": 3000,
    }.items() <= figures.items()


def test_of_a_long_trail_the_first_acts_are_kept_and_all_are_counted() -> None:
    looks = [Act(who="u", at=NOW, deed=Deed.LOOKED, document=f"D{number % 2}") for number in range(5)]
    shown = [Act(who="u", at=NOW, deed=Deed.EXPORTED, document="D9") for _ in range(3)]
    found = summed_acts(((act, None) for act in (*looks, *shown)), most=2)
    assert (5, 3, 3, 8) == (found.of(Deed.LOOKED), found.of(Deed.EXPORTED), found.papers["u"], found.shown("u"))
    assert [(act, None) for act in shown[:2]] == list(found.told)
