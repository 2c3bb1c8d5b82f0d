"""The report for finance: invoices by state, what was spent with whom, tax, what changed most, and likely doubles.

A bill belongs to the month in which it arrived: so each stands in exactly one report, however late it came. Nothing
here says that a bill was paid, for the product does not learn of payments; what is open is what its due date says.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from strongroom.fold import plain
from strongroom.reports.bills import Bill, Course, Standing, course, signed, standing
from strongroom.reports.family import Family
from strongroom.reports.period import Period
from strongroom.reports.table import Bars, Cell, Figure, Form, Report, Table, columns

_UNNAMED: Final = ""
_SHOWN: Final = 100
_PLOTTED: Final = 10


def finance(now: Sequence[Bill], before: Sequence[Bill], period: Period, *, made_at: dt.datetime) -> Report:
    """The report of a period; ``before`` are the bills of the month before it."""
    counted = [bill for bill in now if bill.counts]
    sellers, earlier = spend(counted), spend(bill for bill in before if bill.counts)
    doubles = _doubles(now)
    bills_in = Counter(bill.currency for bill in counted if bill.currency)
    currencies = sorted(bills_in, key=lambda one: (-bills_in[one], one))
    return Report(
        family=Family.FINANCE,
        period=period,
        made_at=made_at,
        figures=(
            Figure(key="bills", form=Form.COUNT, value=len(now)),
            Figure(key="counted", form=Form.COUNT, value=len(counted)),
            Figure(key="without_currency", form=Form.COUNT, value=sum(bill.currency is None for bill in counted)),
            Figure(key="sellers", form=Form.COUNT, value=len({_folded(name) for name, _ in sellers})),
            Figure(key="doubles", form=Form.COUNT, value=len(doubles)),
        ),
        plots=tuple(
            Bars(key=f"spend:{currency}", labels=Form.TEXT, values=_plotted(sellers, currency))
            for currency in currencies[:3]
        ),
        tables=(
            _by_course(now),
            _by_standing(now, period.last),
            _by_currency(counted),
            _by_seller(sellers),
            _changes(sellers, earlier),
            Table(
                key="doubles",
                columns=columns(document=Form.ID, why=Form.WORD, other=Form.ID),
                rows=tuple(doubles[:_SHOWN]),
            ),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """What was spent with one seller in one currency."""

    seller: str = field(repr=False)
    bills: int
    total: Decimal = field(repr=False)
    tax: Decimal = field(repr=False)


def spend(bills: Iterable[Bill]) -> dict[tuple[str, str], Spend]:
    """What was spent, by seller (names folded) and currency (empty where it is not known)."""
    of_seller: defaultdict[tuple[str, str], list[Bill]] = defaultdict(list)
    for bill in bills:
        of_seller[_folded(bill.seller), bill.currency or ""].append(bill)
    return {
        key: Spend(
            seller=those[0].seller or _UNNAMED,
            bills=len(those),
            total=sum((bill.spent or Decimal() for bill in those), Decimal()),
            tax=sum((bill.taxed or Decimal() for bill in those), Decimal()),
        )
        for key, those in of_seller.items()
    }


def _by_course(bills: Sequence[Bill]) -> Table:
    return Table(
        key="courses",
        columns=columns(state=Form.WORD, currency=Form.TEXT, bills=Form.COUNT, total=Form.MONEY),
        rows=_grouped(bills, course, tuple(Course)),
    )


def _by_standing(bills: Sequence[Bill], on: dt.date) -> Table:
    return Table(
        key="standings",
        columns=columns(standing=Form.WORD, currency=Form.TEXT, bills=Form.COUNT, total=Form.MONEY),
        rows=_grouped(bills, lambda bill: standing(bill, on), tuple(Standing)),
    )


G = TypeVar("G", bound=StrEnum)


def _grouped(bills: Sequence[Bill], group: Callable[[Bill], G], order: tuple[G, ...]) -> tuple[tuple[Cell, ...], ...]:
    """Counts and sums by group, in their order, and currency: amounts of two currencies are never added."""
    groups: defaultdict[tuple[int, str], list[Bill]] = defaultdict(list)
    for bill in bills:
        groups[order.index(group(bill)), bill.currency or ""].append(bill)
    return tuple(
        (order[place].value, currency, len(those), _known(bill.spent for bill in those))
        for (place, currency), those in sorted(groups.items(), key=lambda pair: pair[0])
    )


def _by_currency(bills: Sequence[Bill]) -> Table:
    groups: defaultdict[str, list[Bill]] = defaultdict(list)
    for bill in bills:
        groups[bill.currency or ""].append(bill)
    rows: list[tuple[Cell, ...]] = []
    for currency, those in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        net = _known(signed(bill.net, bill.kind) for bill in those)
        tax, total = _sum(bill.taxed for bill in those), _sum(bill.spent for bill in those)
        rows.append((currency, len(those), net, tax, sum(bill.tax is None for bill in those), total))
    return Table(
        key="currencies",
        columns=columns(
            currency=Form.TEXT,
            bills=Form.COUNT,
            net=Form.MONEY,
            tax=Form.MONEY,
            without_tax=Form.COUNT,
            total=Form.MONEY,
        ),
        rows=tuple(rows),
    )


def _by_seller(sellers: Mapping[tuple[str, str], Spend]) -> Table:
    inorder = sorted(sellers.items(), key=lambda pair: (pair[0][1], -pair[1].total, pair[0]))
    return Table(
        key="sellers",
        columns=columns(seller=Form.TEXT, currency=Form.TEXT, bills=Form.COUNT, tax=Form.MONEY, total=Form.MONEY),
        rows=tuple((one.seller, currency, one.bills, one.tax, one.total) for (_, currency), one in inorder),
    )


def _changes(now: Mapping[tuple[str, str], Spend], before: Mapping[tuple[str, str], Spend]) -> Table:
    rows = []
    for key in now.keys() | before.keys():
        later = now[key].total if key in now else Decimal()
        earlier = before[key].total if key in before else Decimal()
        if later != earlier and key[1]:
            rows.append((abs(later - earlier), key, earlier, later))
    # Amounts of different currencies cannot be compared: the largest of each stand together.
    rows.sort(key=lambda row: (row[1][1], -row[0], row[1]))
    named = {**before, **now}
    return Table(
        key="changes",
        columns=columns(seller=Form.TEXT, currency=Form.TEXT, before=Form.MONEY, total=Form.MONEY, change=Form.MONEY),
        rows=tuple(
            (named[key].seller, key[1], earlier, later, later - earlier)
            for _, key, earlier, later in _first_of_each(rows, 20)
        ),
    )


_Change = tuple[Decimal, tuple[str, str], Decimal, Decimal]


def _first_of_each(rows: Iterable[_Change], most: int) -> Iterable[_Change]:
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row[1][1]] += 1
        if seen[row[1][1]] <= most:
            yield row


def _doubles(bills: Sequence[Bill]) -> list[tuple[str, str, str]]:
    """Likely doubles: the same seller, number and total twice; the same file again."""
    found = []
    first: dict[tuple[str, str, Decimal | None], str] = {}
    for bill in bills:
        if bill.again:
            found.append((bill.document, "same_file", ""))
        if not (bill.seller and bill.number):
            continue
        other = first.setdefault((_folded(bill.seller), _folded(bill.number), bill.total), bill.document)
        if other != bill.document:
            found.append((bill.document, "same_bill", other))
    return found


def _plotted(sellers: Mapping[tuple[str, str], Spend], currency: str) -> tuple[tuple[str, float], ...]:
    those = sorted(
        (one for (_, of), one in sellers.items() if of == currency and one.total > 0), key=lambda one: -one.total
    )
    return tuple((one.seller, float(one.total)) for one in those[:_PLOTTED])


def _folded(name: str | None) -> str:
    return " ".join(plain(name or "").casefold().split())


def _known(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of those that were read; None where none was, which is not nothing."""
    read = [amount for amount in amounts if amount is not None]
    return sum(read, Decimal()) if read else None


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal())
