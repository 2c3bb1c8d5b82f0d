"""Itineraries of air journeys: the paper strip and the electronic invoice, whose values stand below their labels."""

import re
from collections.abc import Iterator, Mapping

from extractors.readers import cn_labels
from extractors.readers.cn_readings import BY_SHAPE, LABELLED, reading
from extractors.readers.cn_values import dates
from extractors.readers.cn_words import Form, Row, forms_of
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading, Tables

_FLIGHT = re.compile(r"(?<![A-Z0-9])([A-Z]{2}|[A-Z]\d|\d[A-Z])\s?(\d{3,4})(?!\d)")
_FROM = re.compile(r"自\s*(?:FROM)?\s*[:：]?\s*(.*)$")
_TO = re.compile(r"至\s*(?:TO)?\s*[:：]?\s*(.*)$")
_PLACE = re.compile(r"(?:T\d\s?)?([\u4e00-\u9fff]{2,12}(?:\(?T\d\)?)?|[A-Z]{3,20})")
_VOID = re.compile(r"VOID", re.IGNORECASE)
_TIME = re.compile(r"(?<!\d)(\d{1,2}:\d{2})(?!\d)")
_TICKET = re.compile(r"(?<!\d)(\d{3})\s?-?\s?(\d{10})(?!\d)")
_INVOICE = re.compile(r"(?<!\d)(\d{20})(?!\d)")
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
        for part in (_journey(form), _numbers(form)):
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
        match = _FROM.search(row.text) if not found else _TO.search(row.text)
        place = _PLACE.match(match[1].strip()) if match else None
        if place and not _VOID.match(place[1]):
            found.append((place[1], row))
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
