"""Chinese railway tickets: the paper card, and the electronic ticket invoice (电子发票（铁路电子客票）)."""

import re
from collections.abc import Iterator, Mapping

from extractors.readers.cn_readings import BY_SHAPE, LABELLED, checked, reading
from extractors.readers.cn_values import dates, yuan
from extractors.readers.cn_words import Form, Piece, Row, forms_of
from strongroom.checks.tax_id import tax_id_fits
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading

_STATIONS = re.compile(r"([\u4e00-\u9fff]{2,6}?)\s*站")
_TRAIN = re.compile(r"(?<![A-Z0-9])([GDCZTKYLS]\d{1,4})(?![A-Z0-9])")
_DEPARTS = re.compile(r"(?<!\d)(\d{1,2}:\d{2})\s*开?")
_SEAT = re.compile(r"(\d{1,2})\s*车\s*(\d{1,3}[A-F]?)\s*号?")
_CLASS = re.compile(r"(商务座|特等座|一等座|二等座|软卧|硬卧|动卧|软座|硬座|无座|一等卧|二等卧)")
_PASSENGER = re.compile(r"\d{6,10}\*{3,6}\d{3}[\dX]\s*([\u4e00-\u9fff·]{2,12})")
_SERIAL = re.compile(r"(?<![A-Z0-9])([A-Z]\d{6}|[A-Z]\d{2}[A-Z]?\d{6})(?![A-Z0-9])")
_INVOICE = re.compile(r"发票号码\s*:?\s*(\d{20})")
_TICKET = re.compile(r"电子客票号\s*:?\s*([0-9A-Z]{15,24})")
_BUYER = re.compile(r"购买方名称\s*:?\s*(.+?)(?=统一社会|$)")
_BUYER_ID = re.compile(r"信用代码\s*:?\s*([0-9A-Z]{15,20})")


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read the journey, the passenger and the fare."""
    found: dict[str, Reading] = {}
    for form in forms_of(content, pages=1):
        for part in (_journey(form), _numbers(form)):
            for field in part:
                found.setdefault(field.field, field)
    return {name: field for name, field in found.items() if name in kind.by_name}


def _journey(form: Form) -> Iterator[Reading]:
    # The day of issue stands on electronic tickets too; the journey's own day has the hour of departure beside it.
    dated = [(row, dates(row.text)[0]) for row in form.rows if dates(row.text)]
    issued = [(row, day) for row, day in dated if "开票日期" in row.text]
    travel = [(row, day) for row, day in dated if "开票日期" not in row.text]
    departs = [(row, day) for row, day in travel if _DEPARTS.search(row.text)] or travel
    if departs:
        row, day = departs[0]
        yield reading("date", day, row.holding(str(day.year)), LABELLED)
        departure = _DEPARTS.search(row.text)
        if departure:
            yield reading("departure", departure[1], row.holding(departure[1]), LABELLED)
    if issued:
        row, day = issued[0]
        yield reading("issue_date", day, row.holding(str(day.year)), LABELLED)
    stations = [(match[1], row) for row in form.rows for match in _STATIONS.finditer(row.text)]
    for name, (station, row) in zip(("origin", "destination"), stations, strict=False):
        yield reading(name, station, row.holding(station), BY_SHAPE)
    for name, pattern in (("train", _TRAIN), ("seat_class", _CLASS)):
        yield from _first(form, name, pattern)
    for row in form.rows:
        seat = _SEAT.search(row.text)
        if seat:
            yield reading("seat", f"{seat[1]}车{seat[2]}号", row.holding(seat[2]), BY_SHAPE)
            break


def _numbers(form: Form) -> Iterator[Reading]:
    for row in form.rows:
        fares = yuan(row.text)
        if fares:
            yield reading("total", fares[0], _fare_piece(row), LABELLED)
            break
    patterns = {"passenger": _PASSENGER, "serial": _SERIAL, "invoice_number": _INVOICE, "ticket_number": _TICKET}
    for name, pattern in {**patterns, "buyer": _BUYER}.items():
        yield from _first(form, name, pattern)
    for row in form.rows:
        match = _BUYER_ID.search(row.text)
        if match:
            yield checked("buyer_tax_id", match[1], row.holding(match[1]), tax_id_fits)


def _fare_piece(row: Row) -> Piece:
    return row.holding(next((piece.text for piece in row.pieces if "¥" in piece.text), row.text))


def _first(form: Form, name: str, pattern: re.Pattern[str]) -> Iterator[Reading]:
    for row in form.rows:
        match = pattern.search(row.text)
        if match:
            yield reading(name, match[1].strip(), row.holding(match[1]), BY_SHAPE)
            return
