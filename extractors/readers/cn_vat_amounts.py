"""The amounts of a VAT invoice: net, tax and total, held against each other and against the total in words."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from extractors.readers.cn_readings import BY_SHAPE, GUESSED, LABELLED, reading
from extractors.readers.cn_values import amounts as amounts_in
from extractors.readers.cn_values import yuan
from extractors.readers.cn_vat_frame import Frame
from extractors.readers.cn_words import Piece, joined
from strongroom.checks.capital import parse_capital
from strongroom.reading import Origin, Reading, Source

_FIGURES = re.compile(r"小写[))]?\s*:?(.*)")
_CAPITAL = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正貳參陸萬億圓]")
_EXEMPT = re.compile(r"免税|不征税|[*＊★]{2,3}|^0%$")
_RATE = re.compile(r"(?<![\d.])(\d{1,2}(?:\.\d)?)\s?%")
_ROUNDING = Decimal("0.02")
Amount = tuple[Decimal, Piece]


def amounts(frame: Frame) -> Iterator[Reading]:
    """The readings of net, tax, total and the total in words."""
    capital = _capital(frame)
    worded = parse_capital(capital.text) if capital else None
    totals = _totals(frame)
    total = next(((value, piece) for value, piece in totals if value == worded), totals[0] if totals else None)
    if total is None and worded is not None and capital is not None:
        # Then the words are no second witness: they are the only one, so they are not stated beside the figures.
        total = (worded, capital)
    elif capital is not None:
        yield reading("capital", capital.text, capital, LABELLED)
    if total is None:
        return
    yield reading("total", total[0], total[1], LABELLED)
    yield from _net_and_tax(frame, total)


def _capital(frame: Frame) -> Piece | None:
    near = frame.form.within(top=frame.total - 1.2 * frame.pitch, bottom=frame.total + 1.2 * frame.pitch)
    written = [piece for piece in near if len(_CAPITAL.findall(piece.text)) >= 3]
    for piece in sorted(written, key=lambda p: -len(_CAPITAL.findall(p.text))):
        if parse_capital(piece.text) is not None:
            return piece.saying(re.sub(r"^.*?大写[))]?\s*:?", "", piece.text).lstrip("⊗☒X8 :"))
    return joined(sorted(written, key=lambda p: p.box.left)) if written else None


def _totals(frame: Frame) -> list[Amount]:
    near = frame.form.within(top=frame.total - 1.3 * frame.pitch, bottom=frame.total + 1.3 * frame.pitch)
    marked = [piece for piece in near if "小写" in piece.text]
    left = min((piece.box.left for piece in marked), default=0.55)
    level = marked[0].middle if marked else frame.total
    found = [
        (value, piece)
        for piece in near
        if piece.box.right > left and (texts := _FIGURES.search(piece.text) or [piece.text] * 2)
        for value in amounts_in(texts[1]) or yuan(texts[1])
    ]
    # Of a tie, the one beside its label; the row of sums above is further off.
    return sorted(found, key=lambda amount: abs(amount[1].middle - level))


def _net_and_tax(frame: Frame, found: Amount) -> Iterator[Reading]:
    total, piece = found
    nets, taxes = _sums(frame, end=min(frame.total + 0.6 * frame.pitch, piece.middle - 0.6 * frame.pitch))
    for net, tax in product(nets, taxes):
        if net[0] + tax[0] == total:
            yield reading("net", net[0], net[1], LABELLED)
            yield reading("tax", tax[0], tax[1], LABELLED)
            return
    exempt = any(_EXEMPT.search(piece.text) for piece in frame.form.within(top=frame.table, bottom=frame.total))
    whole = [net for net in nets if net[0] == total]
    if whole and (exempt or not taxes):
        yield reading("net", whole[0][0], whole[0][1], LABELLED)
        return
    yield from _completed(frame, total, nets=nets, taxes=taxes)


def _completed(frame: Frame, total: Decimal, *, nets: list[Amount], taxes: list[Amount]) -> Iterator[Reading]:
    """Net and tax where one of them was not read: the rest of the total, if a printed rate confirms it."""
    rates = [Decimal(match[1]) / 100 for match in _RATE.finditer(frame.form.text)]
    pairs = [(net[0], total - net[0], "net", net[1]) for net in nets]
    pairs += [(total - tax[0], tax[0], "tax", tax[1]) for tax in taxes]
    for net, tax, seen, piece in pairs:
        # Without the rate the sum would confirm itself, whatever was read.
        if tax and any(abs(net * rate - tax) <= _ROUNDING for rate in rates):
            values = {"net": net, "tax": tax}
            yield reading(seen, values.pop(seen), piece, BY_SHAPE)
            yield from (_derived(name, value, piece) for name, value in values.items())
            return
    for name, amounts_found in (("net", nets), ("tax", taxes)):
        if amounts_found:
            yield reading(name, amounts_found[0][0], amounts_found[0][1], GUESSED)


def _derived(field: str, value: Decimal, piece: Piece) -> Reading:
    source = Source(origin=Origin.DERIVED, page=piece.page)
    return Reading(field=field, value=value, confidence=BY_SHAPE * piece.confidence, source=source)


def _sums(frame: Frame, *, end: float) -> tuple[list[Amount], list[Amount]]:
    """Candidates for net and for tax, the likeliest first: with a currency sign, then the lowest in their column."""
    pieces = frame.form.within(top=frame.table + 0.5 * frame.pitch, bottom=end)
    found = [
        (value, piece, "¥" in piece.text)
        for piece in pieces
        if "小写" not in piece.text
        for value in (yuan(piece.text) or amounts_in(piece.text))[:1]
    ]
    net_column = frame.column("金额")
    tax_column = frame.column("税额")
    border = net_column + 0.62 * (tax_column - net_column)
    start = net_column - 0.5 * (tax_column - net_column)
    ranked = sorted(found, key=lambda amount: (not amount[2], -amount[1].middle))
    right_edges = [(value, piece, piece.box.right) for value, piece, _ in ranked]
    nets = [(value, piece) for value, piece, right in right_edges if start < right <= border + 0.02]
    taxes = [(value, piece) for value, piece, right in right_edges if right > border + 0.02]
    return nets, taxes
