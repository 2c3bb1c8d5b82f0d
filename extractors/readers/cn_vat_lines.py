"""The line items of a VAT invoice: what stands between the column titles and the row of sums."""

import re
from collections.abc import Iterator, Mapping

from extractors.readers.cn_values import amounts, yuan
from extractors.readers.cn_vat_frame import Frame
from extractors.readers.cn_words import Piece, Row, rows_of

_RATE = re.compile(r"(\d{1,2}(?:\.\d)?\s?%|免税|不征税|[*＊★]{2,3})")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SUMS = re.compile(r"合\s*计|小\s*计|价税|[¥￥]")
_TITLES = re.compile(r"货物或|应税劳务|项目名称|规格型号|税率|征收率|单\s*价")
_COUNTS = {"数量": "quantity", "单价": "unit_price"}
Line = dict[str, str]


def lines(frame: Frame) -> Iterator[Mapping[str, str]]:
    """Each item with its description, and of the other columns those that were read.

    An item has an amount; a row without one goes on with the description of the item above it.
    """
    current: Line | None = None
    for row in rows_of(frame.form.within(top=frame.table + 0.3 * frame.pitch, bottom=frame.total)):
        if _SUMS.search(row.text):
            break
        if _TITLES.search(row.text):
            continue
        line = _line(frame, row)
        if "amount" in line:
            if current:
                yield current
            current = line
        elif current and "description" in line and line.keys() <= {"description", "specification"}:
            current["description"] = current.get("description", "") + line["description"]
    if current:
        yield current


def _line(frame: Frame, row: Row) -> Line:
    net, tax = frame.column("金额"), frame.column("税额")
    left = frame.column("规格型号") - (frame.column("单位") - frame.column("规格型号")) * 0.8
    border = net + 0.62 * (tax - net)
    found: Line = {}
    counts: list[Piece] = []
    for piece in row.pieces:
        values = yuan(piece.text) or amounts(piece.text)
        rate = _RATE.fullmatch(piece.text)
        if rate and piece.box.left > net:
            found.setdefault("tax_rate" if "tax_rate" not in found else "tax", rate[1].replace(" ", ""))
        elif values and piece.box.right > border + 0.02:
            found["tax"] = f"{values[0]:f}"
        elif values and piece.box.right > net - 0.5 * (tax - net) and _middle(piece) > frame.column("单价"):
            found["amount"] = f"{values[0]:f}"
        elif _middle(piece) < left:
            found["description"] = found.get("description", "") + piece.text
        elif _NUMBER.fullmatch(piece.text) and _middle(piece) > frame.column("单位"):
            counts.append(piece)
        else:
            found.setdefault("specification" if _middle(piece) < frame.column("单位") - 0.02 else "unit", piece.text)
    return found | _counted(frame, counts)


def _counted(frame: Frame, pieces: list[Piece]) -> Line:
    """Quantity and price stand in this order; where one is alone, it is that whose title is nearer."""
    if len(pieces) == 1:
        nearer = min(("数量", "单价"), key=lambda title: abs(frame.column(title) - _middle(pieces[0])))
        return {_COUNTS[nearer]: pieces[0].text}
    return dict(zip(_COUNTS.values(), (piece.text for piece in pieces), strict=False))


def _middle(piece: Piece) -> float:
    return (piece.box.left + piece.box.right) / 2
