"""The printed frame of a VAT invoice: where its head, its table and its total row lie."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from extractors.readers.cn_words import Form, Row

_COLUMNS = ("货物", "应税劳务", "项目名称", "规格型号", "单位", "数量", "单价", "金额", "税率", "征收率", "税额")
# Middles of the columns on a paper form, as fractions of its width.
_COLUMN_PLACES = {
    "服务名称": 0.235,
    "规格型号": 0.35,
    "单位": 0.425,
    "数量": 0.495,
    "单价": 0.572,
    "金额": 0.672,
    "税率": 0.755,
    "税额": 0.832,
}
_TOTAL_ROW = re.compile(r"价税合计|税合计|[((]大写|[((]小写|小写[))]")
_LABEL_ROW = re.compile(r"识别号|地址|开户行|账号")
_PEOPLE_ROW = re.compile(r"收款人|复核|开票人")
# Where a label was not read, rows of a form still stand about this many letter heights apart.
_PITCH_IN_HEIGHTS = 1.15


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Heights on the straightened page: ``table`` of the column titles, ``total`` of the row 价税合计."""

    form: Form
    table: float
    total: float
    pitch: float

    @cached_property
    def head(self) -> tuple[Row, ...]:
        """The rows above the table."""
        return tuple(row for row in self.form.rows if row.middle < self.table)

    @cached_property
    def abreast(self) -> bool:
        """Whether buyer and seller stand side by side, as on fully digital invoices."""
        return any(len(re.findall(r"识别号|信用代码/|名\s*称\s*[::]", row.text)) > 1 for row in self.head)

    @cached_property
    def foot(self) -> float:
        """The height of the row of those who drew the invoice up, or the end of the page."""
        rows = [row.middle for row in self.form.rows if row.middle > self.total and _PEOPLE_ROW.search(row.text)]
        return min(rows, default=self.total + 6.5 * self.pitch)

    def column(self, title: str) -> float:
        """The horizontal middle of a column: where its title stands, or has to, seen from the others."""
        seen = self._titles
        if title in seen:
            return seen[title]
        # The columns of these forms keep their proportions: two titles that were read place all others.
        places = sorted((_COLUMN_PLACES[name], at) for name, at in seen.items())
        if len(places) < 2:
            return _COLUMN_PLACES[title]
        (first, at_first), (last, at_last) = places[0], places[-1]
        return at_first + (_COLUMN_PLACES[title] - first) * (at_last - at_first) / (last - first)

    @cached_property
    def _titles(self) -> dict[str, float]:
        found = {}
        for piece in self.form.pieces:
            for title in _COLUMN_PLACES if abs(piece.middle - self.table) < self.pitch else ():
                place = piece.text.find(title)
                if place >= 0:
                    found[title] = piece.box.left + (place + len(title) / 2) / len(piece.text) * piece.box.width
        return found


def frame_of(form: Form) -> Frame:
    """Find the frame; what was not read is put where such forms usually have it."""
    top = min((piece.middle for piece in form.pieces), default=0.0)
    bottom = max((piece.middle for piece in form.pieces), default=1.0)
    depth = bottom - top
    titles = [(sum(column in row.text for column in _COLUMNS), row.middle) for row in form.rows]
    count, table = max(titles, default=(0, 0.0))
    if count < 3:
        table = top + 0.36 * depth
    totals = [row.middle for row in form.rows if row.middle > table and _TOTAL_ROW.search(row.text)]
    total = totals[0] if totals else top + 0.72 * depth
    return Frame(form=form, table=table, total=total, pitch=_pitch(form))


def _pitch(form: Form) -> float:
    rows = [row.middle for row in form.rows if _LABEL_ROW.search(row.text)]
    gaps = sorted(below - above for above, below in pairwise(rows))
    heights = sorted(piece.box.height for piece in form.pieces)
    usual = heights[len(heights) // 2] * _PITCH_IN_HEIGHTS if heights else 0.03
    close = [gap for gap in gaps if usual / 2 < gap < 2 * usual]
    return close[len(close) // 2] if close else usual
