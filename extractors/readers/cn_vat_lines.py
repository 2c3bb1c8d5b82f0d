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
_COLUMNS = ("规格型号", "单位", "数量", "单价")
_NAMES = {"规格型号": "specification", "单位": "unit", "数量": "quantity", "单价": "unit_price"}
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
        else:
            _place(frame, piece, found)
    return found


def _place(frame: Frame, piece: Piece, found: Line) -> None:
    column = min(_COLUMNS, key=lambda title: abs(frame.column(title) - _middle(piece)))
    name = _NAMES[column]
    if name in ("quantity", "unit_price") and not _NUMBER.fullmatch(piece.text):
        name = "specification" if _middle(piece) < frame.column("单位") else "unit"
    found.setdefault(name, piece.text)


def _middle(piece: Piece) -> float:
    return (piece.box.left + piece.box.right) / 2
