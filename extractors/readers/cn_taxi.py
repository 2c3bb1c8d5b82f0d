"""Chinese taxi receipts (出租汽车专用发票): printed labels, and values that a meter set somewhere beside them."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from extractors.readers.cn_readings import BY_SHAPE, GUESSED, LABELLED, reading, twice
from extractors.readers.cn_values import dates
from extractors.readers.cn_words import Form, Piece, Row, forms_of
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading

_CODE = re.compile(r"(?<!\d)(\d{12})(?!\d)")
_NUMBER = re.compile(r"(?<!\d)(\d{8})(?!\d)")
_TELEPHONE = re.compile(r"电话|[Tt]el|监督|热线|单位|卡号|[-—]")
_SHORT_DATE = re.compile(r"(?<!\d)[2]?0?(1\d|2\d)[-.](\d{2})[-.](\d{2})(?!\d)")
_TIMES = re.compile(r"(\d{1,2}:\d{2})\s?[-~一>]\s?(\d{1,2}:\d{2})(?!:)")
_TIME = re.compile(r"(?<![\d:])(\d{1,2}:\d{2})(?![\d:])")
_MONEY = re.compile(r"[¥￥]?\s?(\d{1,4})\s?[.,]\s?(\d{1,2})(?!\d)")
_SPLIT = re.compile(r"[¥￥]\s?(\d{1,4})\s(\d{2})(?!\d)")
_ROUND = re.compile(r"^\D*(?<![¥￥\d:.])(\d{2,4})\s00(?![\d:])")
_WHOLE = re.compile(r"(?:[¥￥]\s?(\d{1,4})(?!\d)|(?<!\d)(\d{1,4})\s?元)")
_PLATE = re.compile(r"([\u4e00-\u9fff]?)\s?([A-Z])\s?[-.·]?\s?([A-Z0-9]{5,6})(?![A-Z0-9])")
_KILOMETRES = re.compile(r"(\d{1,3}\.\d{1,2})")
_SURCHARGES = re.compile(r"燃油|附加费|预约|[Ff]uel|surcharge")
# A meter prints all its lines with one offset to the form; beyond this it is another line.
_FARTHEST = 2.0
_ALIGNED = 0.06
_LEAST_FARE = 5


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read code and number, the journey, and what was paid."""
    found: dict[str, Reading] = {}
    for form in forms_of(content, pages=1):
        for part in (_numbers(form), _day(form), _paid(form), _journey(form)):
            for field in part:
                found.setdefault(field.field, field)
    return {name: field for name, field in found.items() if name in kind.by_name}


def _numbers(form: Form) -> Iterator[Reading]:
    code = next(((row, match[1]) for row in form.rows if (match := _CODE.search(row.text))), None)
    if code:
        yield reading("invoice_code", code[1], code[0].holding(code[1]), LABELLED)
    rows = [row for row in form.rows if _NUMBER.search(row.text) and not _TELEPHONE.search(row.text)]
    labelled = [row for row in rows if re.search(r"号码", row.text)]
    # Without its label the number stands on the line below the code; telephones have eight digits too.
    below = [row for row in rows if code and 0 < row.middle - code[0].middle < 3 * code[0].piece.box.height]
    under = [row for row in below if code and abs(row.piece.box.left - code[0].piece.box.left) < _ALIGNED]
    for trust, group in ((LABELLED, labelled), (LABELLED, under), (BY_SHAPE, below)):
        if group:
            number = _NUMBER.findall(group[0].text)[0]
            yield reading("invoice_number", number, group[0].holding(number), trust)
            return


def _day(form: Form) -> Iterator[Reading]:
    for row in form.rows:
        found = dates(row.text)
        if found:
            yield reading("date", found[0], row.holding(str(found[0].year)), LABELLED)
            return
    for row in form.rows:
        match = _SHORT_DATE.search(row.text)
        if match:
            try:
                day = dt.date(2000 + int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
            yield reading("date", day, row.holding(match[0]), GUESSED)


def _paid(form: Form) -> Iterator[Reading]:
    amounts = [(value, piece) for row in form.rows for value, piece in _money(row)]
    rounded = _rounded_fare(form)
    if rounded:
        yield rounded
        return
    offset = _offset(form)
    for label in _total_labels(form):
        wanted = label + offset
        near = sorted(amounts, key=lambda amount: abs(amount[1].middle - wanted))
        if near and abs(near[0][1].middle - wanted) <= _reach(form) / 2:
            value, piece = near[0]
            # Meters print cents: an amount without them has lost some of its digits.
            yield reading("total", value, piece, LABELLED if value.as_tuple().exponent == -2 else GUESSED)
            return


def _rounded_fare(form: Form) -> Reading | None:
    """What was paid where the meter prints fare, fuel and booking above it: their sum, rounded to whole yuan.

    The sum proves it: an amount that was misread, or belongs to another line, is not what the fare rounds to.
    """
    if not any(_SURCHARGES.search(piece.text) for piece in form.pieces):
        return None
    printed = [(value, piece) for row in form.rows for value, piece in _cents(row)]
    for place, (fare, _) in enumerate(printed):
        extras = Decimal(0)
        for value, piece in printed[place + 1 :] if fare >= _LEAST_FARE else ():
            if value == (fare + extras).quantize(Decimal(1), ROUND_HALF_UP):
                return twice(reading("total", value, piece, LABELLED))
            extras += value if value < fare else Decimal(0)
    return None


def _cents(row: Row) -> Iterator[tuple[Decimal, Piece]]:
    """The amounts of a line to the cent; the dot of round ones is often lost."""
    for value, piece in _money(row):
        if value.as_tuple().exponent == -2:
            yield value, piece
    for match in _ROUND.finditer(row.text):
        yield Decimal(f"{match[1]}.00"), row.piece


def _total_labels(form: Form) -> Iterator[float]:
    """Where the label of what was paid stands, the likeliest first."""
    for pattern in (r"实收|合\s?计|总金额|[Tt]otal", r"金\s?额|Fare|Sum"):
        found = [piece.middle for piece in form.pieces if re.search(pattern, piece.text) and "余额" not in piece.text]
        surcharge = [piece.middle for piece in form.pieces if _SURCHARGES.search(piece.text)]
        if pattern.startswith("实"):
            yield from found
        elif not surcharge:
            yield from reversed(found)
        else:
            yield from (middle for middle in found if middle > surcharge[0])
            # Fare, fuel, booking, paid: four labels at even distances.
            fares = [middle for middle in found if middle < surcharge[0]]
            yield from (fare + 3 * (surcharge[0] - fare) for fare in fares[:1])


def _offset(form: Form) -> float:
    """How far below its label the meter printed a value, by the lines whose values show what they are."""
    offsets = []
    for label, value in ((r"日\s?期", r"20\d\d\D\d\d\D\d\d"), (r"时间", _TIMES.pattern), (r"等候", r"\d\d:\d\d:\d\d")):
        labels = [piece for piece in form.pieces if re.search(label, piece.text)]
        values = [piece for piece in form.pieces if re.search(value, piece.text)]
        if len(labels) == 1 and len(values) == 1 and labels[0] is not values[0]:
            offset = values[0].middle - labels[0].middle
            if abs(offset) <= _FARTHEST * labels[0].box.height:
                offsets.append(offset)
    return sorted(offsets)[len(offsets) // 2] if offsets else 0.0


def _reach(form: Form) -> float:
    labels = sorted(
        p.middle for p in form.pieces if re.search(r"日\s?期|时间|单价|里程|等候|状态|金额|上车|下车", p.text)
    )
    gaps = sorted(below - above for above, below in pairwise(labels) if below - above > 0.01)
    return gaps[len(gaps) // 2] if gaps else 0.05


def _money(row: Row) -> Iterator[tuple[Decimal, Piece]]:
    text = _SPLIT.sub(r"¥\1.\2", row.text)
    for match in _MONEY.finditer(text):
        yield Decimal(f"{match[1]}.{match[2]}"), row.holding(match[0])
    for match in _WHOLE.finditer(text):
        if not _MONEY.match(text, match.start()):
            yield Decimal(match[1] or match[2]), row.holding(match[0])


def _journey(form: Form) -> Iterator[Reading]:
    times = [(match, row) for row in form.rows for match in _TIMES.finditer(row.text)]
    if times:
        (match, row), *_ = times
        yield reading("time_on", match[1], row.holding(match[0]), LABELLED)
        yield reading("time_off", match[2], row.holding(match[0]), LABELLED)
    plates = (
        (match, row) for row in form.rows for match in _PLATE.finditer(row.text) if any(c.isdigit() for c in match[3])
    )
    for match, row in list(plates)[:1]:
        yield reading("plate", f"{match[1]}{match[2]}{match[3]}", row.holding(match[3]), BY_SHAPE)
    offset, reach = _offset(form), _reach(form)
    for label in [p.middle for p in form.pieces if re.search(r"里程|Mileage", p.text)][:1]:
        for piece in form.pieces:
            kilometres = _KILOMETRES.search(piece.text)
            if kilometres and abs(piece.middle - label - offset) < reach / 2:
                yield reading("distance", Decimal(kilometres[1]), piece, BY_SHAPE)
                return
