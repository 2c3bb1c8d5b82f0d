"""Buyer and seller of a VAT invoice: name, tax id, address with telephone, bank with account.

Dot-matrix printers set the values up to a whole line beside their labels, so in a block it is what a line holds that
says what it is, and its order, not its height.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from extractors.readers.cn_readings import BY_SHAPE, GUESSED, LABELLED, checked, reading, twice
from extractors.readers.cn_vat_frame import Frame
from extractors.readers.cn_words import Piece, Row, rows_of
from strongroom.checks.capital import parse_capital
from strongroom.checks.tax_id import tax_id_fits
from strongroom.reading import Reading

_LABEL = re.compile(
    r"^(?:统一社会信用代码/?|纳?税?人?识别号码?|纳税人识?别?|名?\s*称|地?址[、,.]?\s*电?话?|开?户?行及?账?号?|开户行|信息)+\s*[:.]?\s*"
)
_BESIDE_LABEL = re.compile(r"^.{1,6}?(?:名\s*称|纳税人|识别号|地址|开户行)")
_FRAME_WORD = re.compile(r"[购买销售方密码区备注信息名]{1,5}|[\W\d_]")
_CIPHER = re.compile(r"(?=(?:.*[+*/<>-]){3})[\d+*/<>A-Za-z. -]{10,}")
_CIPHER_BOX = re.compile(r"[密码区]{1,3}")
_REMARK_BOX = re.compile(r"[备注]{1,2}")
_TAX_ID = re.compile(r"[0-9A-Z]{15,20}")
_NAME_LABEL = re.compile(r"名\s*称\s*:?|(?<![\u4e00-\u9fff])称\s*:")
_TAX_LABEL = re.compile(r"识别号\s*:?")
_NEXT_LABEL = re.compile(r"统一社会|纳税人")
_HEAD = re.compile(r"验码|发票|开票日期|机器编号|全国统一|税务")
_NOT_A_NAME = re.compile(r"收款|复核|开票|验码|发票|日期|税总|价税|大写|小写")
_BANK = re.compile(r"银行|支行|分行|信用社|信用联社|分理处|营业部|营业室|农商|[农工建招中]行")
_ACCOUNT = re.compile(r"[\d -]{10,}")
_ADDRESS = re.compile(r"[省市区县镇路街道号楼室层村]\D{0,12}[\d\- ]{5,}$|[\d-]{7,}$")
_NAME = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]{2}")
# The boxes on the right begin here on every layout of these forms, where their titles were not read.
_USUAL_BOX = 0.54
# In letters: values of a block begin on one margin, and names have no gaps wider than a space.
_INDENT = 3.0
_GAP = 1.5
_ROLES = ("buyer", "seller")


def parties(frame: Frame) -> Iterator[Reading]:
    """The readings of both parties."""
    if frame.abreast:
        yield from _abreast(frame)
        return
    upper = frame.form.within(
        top=_buyer_top(frame), bottom=frame.table - 0.5 * frame.pitch, right=_box(frame, _CIPHER_BOX)
    )
    lower = frame.form.within(
        top=frame.total + 0.5 * frame.pitch, bottom=frame.foot - 0.4 * frame.pitch, right=_box(frame, _REMARK_BOX)
    )
    yield from _block("buyer", upper)
    yield from _sealed(frame, list(_block("seller", lower)))


def _buyer_top(frame: Frame) -> float:
    # The name is the first line of the block; where its label was not read, four lines stand above the table.
    labels = [row.middle for row in frame.head if _NAME_LABEL.search(row.text)]
    heads = [row.middle for row in frame.head if _HEAD.search(row.text)]
    top = (labels[0] if labels else frame.table - 4.4 * frame.pitch) - 0.7 * frame.pitch
    return max([top, *(head + 0.3 * frame.pitch for head in heads if head < frame.table - 3 * frame.pitch)])


def _box(frame: Frame, title: re.Pattern[str]) -> float:
    left = min((piece.box.left for piece in frame.form.pieces), default=0.0)
    right = max((piece.box.right for piece in frame.form.pieces), default=1.0)
    usual = left + _USUAL_BOX * (right - left)
    titles = [p.box.left for p in frame.form.pieces if title.fullmatch(p.text) and abs(p.box.left - usual) < 0.15]
    return min(titles, default=usual)


def _block(role: str, pieces: Iterable[Piece]) -> Iterator[Reading]:
    rows = rows_of(piece for piece in pieces if not _noise(piece))
    values = [(row, value) for row in rows if (value := _unlabelled(row))]
    # What was seen of the holes and the edge of the sheet stands left of the labels, and is no value.
    margin = min((value.box.left for _, value in values if not _BESIDE_LABEL.search(value.text)), default=0.0)
    named = False
    for row, value in values:
        compact = re.sub(r"[^0-9A-Z]", "", value.text.upper())
        if _TAX_ID.fullmatch(compact) and len(compact) >= len(value.text) - 3:
            yield checked(f"{role}_tax_id", compact, value, tax_id_fits)
        elif _BANK.search(value.text) or _ACCOUNT.fullmatch(value.text):
            yield reading(f"{role}_bank", value.text, value, BY_SHAPE)
        elif _ADDRESS.search(value.text):
            yield reading(f"{role}_address", value.text, value, BY_SHAPE)
        elif not named and _is_name(value.text):
            named = True
            yield reading(role, value.text, value, GUESSED if _torn(row, value, margin) else LABELLED)


def _torn(row: Row, value: Piece, margin: float) -> bool:
    """Whether the recogniser lost the beginning of a name, or a stretch in it: under a seal it does."""
    letter = value.box.width / max(1, len(value.text))
    pieces = [piece for piece in row.pieces if piece.text in value.text or value.text in piece.text]
    gaps = [right.box.left - left.box.right for left, right in pairwise(pieces)]
    return value.box.left > margin + _INDENT * letter or any(gap > _GAP * letter for gap in gaps)


def _is_name(text: str) -> bool:
    return bool(_NAME.search(text)) and not _NOT_A_NAME.search(text) and parse_capital(text) is None


def _noise(piece: Piece) -> bool:
    return bool(_FRAME_WORD.fullmatch(piece.text) or _CIPHER.fullmatch(piece.text))


def _unlabelled(row: Row) -> Piece | None:
    text = _LABEL.sub("", row.text).strip(" :")
    return row.holding(text).part(text) if text else None


def _sealed(frame: Frame, found: list[Reading]) -> Iterator[Reading]:
    # The seller's seal repeats its tax id: a second print where both are read, a witness where the first is not.
    seals = [
        (match[0], piece)
        for piece in frame.form.within(top=frame.total)
        for match in _TAX_ID.finditer(piece.text)
        if tax_id_fits(match[0])
    ]
    tax_id = next((field for field in found if field.field == "seller_tax_id"), None)
    others = [(text, piece) for text, piece in seals if tax_id is None or piece.box != tax_id.source.box]
    yield from (field for field in found if field is not tax_id)
    if tax_id is not None and any(text == tax_id.text for text, _ in others):
        yield twice(tax_id)
    elif tax_id is not None and (tax_id_fits(tax_id.text) or not others):
        yield tax_id
    elif others:
        yield reading("seller_tax_id", others[0][0], others[0][1], BY_SHAPE)


def _abreast(frame: Frame) -> Iterator[Reading]:
    printed = (piece for row in frame.head for piece in row.pieces if not _noise(piece))
    for row in rows_of(printed):
        for role, name in _values(row, _NAME_LABEL):
            yield reading(role, name.text, name, GUESSED if _torn(row, name, name.box.left) else LABELLED)
        for role, number in _values(row, _TAX_LABEL):
            compact = re.sub(r"[^0-9A-Z]", "", number.text.upper())
            if compact:
                yield checked(f"{role}_tax_id", compact, number, tax_id_fits)


def _values(row: Row, label: re.Pattern[str]) -> Iterator[tuple[str, Piece]]:
    for role, part in zip(_ROLES, label.split(row.text)[1:], strict=False):
        text = _NEXT_LABEL.split(part)[0].strip(" :")
        if text:
            yield role, row.holding(text).part(text)
