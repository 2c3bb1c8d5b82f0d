"""Itineraries of air journeys: the paper strip and the electronic invoice, whose values stand below their labels."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from extractors.readers import cn_labels
from extractors.readers.cn_readings import BY_SHAPE, LABELLED, reading
from extractors.readers.cn_values import amounts, dates
from extractors.readers.cn_words import Form, Row, forms_of
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading, Tables

_FLIGHT = re.compile(r"(?<![A-Z0-9])([A-Z]{2}|[A-Z]\d|\d[A-Z])\s?(\d{3,4})(?!\d)")
_FROM = re.compile(r"自\s*(?:FROM)?\s*:?\s*(.*)$")
_TO = re.compile(r"至\s*(?:TO)?\s*:?\s*(.*)$")
_PLACE = re.compile(r"(?:T\d\s?)?([\u4e00-\u9fff]{2,12}(?:\(?T\d\)?)?|[A-Z]{3,20})")
_VOID = re.compile(r"VOID", re.IGNORECASE)
_TIME = re.compile(r"(?<!\d)(\d{1,2}:\d{2})(?!\d)")
_TICKET = re.compile(r"(?<!\d)(\d{3})\s?-?\s?(\d{10})(?!\d)")
_INVOICE = re.compile(r"(?<!\d)(\d{20})(?!\d)")
_PRICES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("fare", r"票\s?价"),
        ("fuel_surcharge", r"燃油附加费"),
        ("tax", r"增值税税额"),
        ("fund", r"民航发展基金"),
        ("other_taxes", r"其他税费"),
        ("total", r"合\s?计"),
    )
)
_LEAST_PRICES = 3
# The paper strip sets a code before each amount: fare, fund, fuel surcharge, and the fare's code again for the sum.
_CODED = re.compile(r"(CNY|CN|YQ)\s*(\d{1,6}\.\d{2})")
_CODES = {"CN": "fund", "YQ": "fuel_surcharge"}
_PASSENGER = re.compile(r"[\u4e00-\u9fff·]{2,12}|[A-Z]+/[A-Z ]+")


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read the first journey, the passenger, the parts of the price and the numbers."""
    # The words for from and to are too short to be searched for as labels.
    labelled = cn_labels.read(kind, content)
    found = {name: field for name, field in labelled.items() if name not in ("origin", "destination", "flight", "date")}
    passenger = found.get("passenger")
    if passenger is not None and not _PASSENGER.fullmatch(passenger.text):
        del found["passenger"]
    for form in forms_of(content, pages=2):
        for part in (_journey(form), _numbers(form), _prices(form)):
            for field in part:
                found[field.field] = field
    return {name: field for name, field in found.items() if name in kind.by_name}


def tables(kind: Kind, content: Content) -> Tables:  # noqa: ARG001 - every reader's tables have this form
    """The legs of the journey: origin, destination, flight, date, time."""
    legs = [leg for form in forms_of(content, pages=2) for leg in _legs(form)]
    return {"legs": tuple(legs)} if legs else {}


def _stops(form: Form) -> list[tuple[str, Row]]:
    """Where the journey begins, and every place that it goes to; a leg that is not used says VOID."""
    found: list[tuple[str, Row]] = []
    for row in form.rows:
        for piece, following in zip(row.pieces, (*row.pieces[1:], None), strict=True):
            match = (_TO if found else _FROM).match(piece.text)
            text = match and (match[1].strip() or (following.text if following else ""))
            place = _PLACE.match(text) if text else None
            if place and not _VOID.match(place[1]):
                found.append((place[1], row))
                break
    return found


def _legs(form: Form) -> Iterator[Mapping[str, str]]:
    stops = _stops(form)
    flights = [row for row in form.rows if _FLIGHT.search(row.text) and dates(row.text)]
    for at, row in enumerate(flights[: max(0, len(stops) - 1)]):
        flight, time = _FLIGHT.search(row.text), _TIME.search(row.text)
        yield {
            "origin": stops[at][0],
            "destination": stops[at + 1][0],
            "flight": f"{flight[1]}{flight[2]}" if flight else "",
            "date": dates(row.text)[0].isoformat(),
            "time": time[1] if time else "",
        }


def _journey(form: Form) -> Iterator[Reading]:
    stops = _stops(form)
    if len(stops) > 1:
        for name, (place, row) in (("origin", stops[0]), ("destination", stops[-1])):
            yield reading(name, place, row.holding(place), BY_SHAPE)
    for row in form.rows:
        match = _FLIGHT.search(row.text)
        if match and dates(row.text):
            yield reading("flight", f"{match[1]}{match[2]}", row.holding(match[0]), BY_SHAPE)
            day = dates(row.text)[0]
            yield reading("date", day, row.holding(str(day.year)), LABELLED)
            return


def _prices(form: Form) -> Iterator[Reading]:
    """The parts of the price, where as many amounts stand on one line as labels on the line above."""
    for titles, below in pairwise(form.rows):
        labels = sorted((match.start(), name) for name, label in _PRICES if (match := label.search(titles.text)))
        found = amounts(below.text)
        coded = [(match[1], match[2]) for match in _CODED.finditer(below.text)]
        if len(coded) >= _LEAST_PRICES and coded[0][0] == coded[-1][0] == "CNY" and len(labels) > len(coded):
            names = ["fare", *(_CODES.get(code, "other_taxes") for code, _ in coded[1:-1]), "total"]
            for name, (_, value) in zip(names, coded, strict=True):
                yield reading(name, Decimal(value), below.piece, LABELLED)
            return
        if len(labels) >= _LEAST_PRICES and len(found) == len(labels):
            for (_, name), value in zip(labels, found, strict=True):
                yield reading(name, value, below.piece, LABELLED)
            return


def _numbers(form: Form) -> Iterator[Reading]:
    for row in form.rows:
        invoice = _INVOICE.search(row.text)
        if invoice:
            yield reading("invoice_number", invoice[1], row.holding(invoice[1]), LABELLED)
            break
    for at, row in enumerate(form.rows):
        # The number stands behind its label or on the line below it.
        if re.search(r"客票号码|E-?TICKET", row.text, re.IGNORECASE):
            for near in form.rows[at : at + 2]:
                match = _TICKET.search(near.text)
                if match:
                    yield reading("ticket_number", match[1] + match[2], near.holding(match[2]), LABELLED)
                    return
