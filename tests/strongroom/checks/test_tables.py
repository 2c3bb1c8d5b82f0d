"""Checks over rows: line items against totals, balances against movements."""

from decimal import Decimal

import pytest

from strongroom.checks.lines import lines_are_taxed_right, lines_make_net, percent
from strongroom.checks.statement import balances_follow
from strongroom.reading import Finding, Origin, Reading, Readings, Source


def amounts(**values: str) -> Readings:
    source = Source(origin=Origin.OCR, page=1)
    return {
        name: Reading(field=name, value=Decimal(text), confidence=0.9, source=source) for name, text in values.items()
    }


def items(*rows: tuple[str, str, str]) -> dict[str, tuple[dict[str, str], ...]]:
    names = ("amount", "tax_rate", "tax")
    return {"lines": tuple({name: text for name, text in zip(names, row, strict=True) if text} for row in rows)}


@pytest.mark.parametrize(
    ("rows", "proves"),
    [
        ([("60.00", "6%", "3.60"), ("40.00", "6%", "2.40")], ("net", "tax")),
        ([("60.01", "6%", "3.60"), ("40.01", "6%", "2.41")], ("net", "tax")),
        ([("60.00", "", ""), ("40.00", "", "")], ("net",)),
        ([("100.00", "免税", "***")], ("net",)),
    ],
)
def test_lines_that_make_the_totals_prove_them(rows: list[tuple[str, str, str]], proves: tuple[str, ...]) -> None:
    finding = lines_make_net(amounts(net="100.00", tax="6.00"), items(*rows))

    assert finding == Finding(check="lines_make_net", passed=True, fields=proves)


def test_lines_that_do_not_make_the_total_are_a_warning() -> None:
    finding = lines_make_net(amounts(net="100.00"), items(("60.00", "", ""), ("30.00", "", "")))

    assert finding is not None
    assert (finding.passed, finding.warning) == (False, True)


@pytest.mark.parametrize("rows", [[], [("60.00", "", ""), ("", "6%", "3.60")]])
def test_without_all_amounts_nothing_is_said(rows: list[tuple[str, str, str]]) -> None:
    assert lines_make_net(amounts(net="100.00"), items(*rows)) is None


@pytest.mark.parametrize(
    ("row", "right"),
    [
        (("100.00", "6%", "6.00"), True),
        (("100.00", "0.06", "6.00"), True),
        (("100.00", "6.00", "6.00"), True),
        (("100.00", "6%", "6.01"), True),
        (("100.00", "免税", "***"), True),
        (("100.00", "6%", "9.00"), False),
    ],
)
def test_the_tax_of_a_line_is_its_amount_times_its_rate(row: tuple[str, str, str], right: bool) -> None:
    assert (lines_are_taxed_right({}, items(row)) is None) is right


def test_a_rate_may_be_written_in_three_ways() -> None:
    assert {percent("13%"), percent("0.13"), percent("13.00")} == {Decimal("0.13")}


def rows(*cells: tuple[str, str, str]) -> dict[str, tuple[dict[str, str], ...]]:
    names = ("debit", "credit", "balance")
    return {"rows": tuple({name: text for name, text in zip(names, row, strict=True) if text} for row in cells)}


MOVES = (("30.00", "", "70.00"), ("", "5.00", "75.00"), ("75.00", "", "0.00"))


@pytest.mark.parametrize("cells", [MOVES, MOVES[::-1]], ids=["oldest first", "newest first"])
def test_balances_that_follow_prove_both_ends(cells: tuple[tuple[str, str, str], ...]) -> None:
    finding = balances_follow(amounts(opening="100.00", closing="0.00"), rows(*cells))

    assert finding == Finding(check="balances_follow", passed=True, fields=("opening", "closing"))


@pytest.mark.parametrize(
    ("opening", "cells"),
    [
        ("100.00", (*MOVES[:1], *MOVES[2:])),
        ("100.00", (MOVES[0], ("", "6.00", "75.00"), MOVES[2])),
        ("200.00", MOVES),
    ],
    ids=["a row is missing", "a digit is wrong", "another opening"],
)
def test_a_broken_chain_is_a_person_s_business(opening: str, cells: tuple[tuple[str, str, str], ...]) -> None:
    finding = balances_follow(amounts(opening=opening, closing="0.00"), rows(*cells))

    assert finding is not None
    assert (finding.passed, finding.warning) == (False, False)


@pytest.mark.parametrize("cells", [(), MOVES[:1], (("30.00", "", ""), MOVES[1])])
def test_too_few_rows_or_balances_say_nothing(cells: tuple[tuple[str, str, str], ...]) -> None:
    assert balances_follow(amounts(opening="100.00"), rows(*cells)) is None
