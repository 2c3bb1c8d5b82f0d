"""Chinese resident identity cards, front and back, on one page or on two; and the other cards of the same form."""

import re
from collections.abc import Iterator, Mapping

from extractors.readers.cn_readings import BY_SHAPE, LABELLED, checked, reading
from extractors.readers.cn_values import dates
from extractors.readers.cn_words import Form, Piece, Row, forms_of, joined, rows_of
from strongroom.checks.repair import as_digits
from strongroom.checks.resident_id import birth_date_of, resident_id_fits, sex_of
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Origin, Reading, Source, Value

_PEOPLES = (
    "汉|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|"
    "达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|"
    "门巴|珞巴|基诺"
)
_NUMBER = re.compile(r"(?<![0-9A-Z])[0-9OQDIL]{17}[0-9XOQDIL](?![0-9A-Z])", re.IGNORECASE)
_NAME = re.compile(r"^姓?\s*名\s*:?\s*([\u4e00-\u9fff·•.]{2,20})$")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,10}[·•.][\u4e00-\u9fff·•.]{1,12}")
_SEX = re.compile(r"性?别\s*:?\s*([男女])|([男女])\s*民?族|^([男女])$")
_PEOPLE = re.compile(rf"民?族\s*:?\s*({_PEOPLES})")
_ADDRESS = re.compile(r"住\s*址|^址")
_BIRTH = re.compile(r"出\s*生")
_ISSUER = re.compile(r"签?发机关\s*:?\s*([\u4e00-\u9fff]{4,})")
_VALID = re.compile(r"(\d{4}[.,\s]?\d{2}[.,\s]?\d{2})\s?[-~至一—–]+\s?(\d{4}[.,\s]?\d{2}[.,\s]?\d{2}|长期)")
_FRONT_END = re.compile(r"身份号码|公民身份|身份证号")


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read every side that is there; what was read first stands."""
    return {name: field for name, field in everything(content).items() if name in kind.by_name}


def everything(content: Content) -> dict[str, Reading]:
    """What cards of this form print, by the names of the identity card's fields."""
    found: dict[str, Reading] = {}
    for form in forms_of(content):
        for part in (_number(form), _front(form), back(form)):
            for field in part:
                found.setdefault(field.field, field)
    for field in _from_number(found.get("id_number")):
        found.setdefault(field.field, field)
    return found


def _number(form: Form) -> Iterator[Reading]:
    for row in form.rows:
        text = re.sub(r"(?<=[0-9XOQDIL])\s+(?=[0-9XOQDIL])", "", row.text)
        for match in _NUMBER.finditer(text):
            digits = as_digits(match[0][:17].upper()) + match[0][17].upper().translate(str.maketrans("OQDIL", "00011"))
            yield checked("id_number", digits, row.holding(match[0]), resident_id_fits)


def _from_number(number: Reading | None) -> Iterator[Reading]:
    # The number repeats birth date and sex: a witness where the print of them was not read.
    if number is None or not resident_id_fits(number.text):
        return
    source = Source(origin=Origin.DERIVED, page=number.source.page, box=number.source.box)
    values: dict[str, Value | None] = {"birth_date": birth_date_of(number.text), "sex": sex_of(number.text)}
    for name, value in values.items():
        if value is not None:
            yield Reading(field=name, value=value, confidence=0.98 * number.confidence, source=source)


def _front(form: Form) -> Iterator[Reading]:
    rows = form.rows
    below_name = next((at for at, row in enumerate(rows) if _SEX.search(row.text)), None)
    yield from _name(rows, below_name)
    for row in rows:
        sex, people = _SEX.search(row.text), _PEOPLE.search(row.text)
        if sex:
            value = sex[1] or sex[2] or sex[3]
            yield reading("sex", value, row.holding(value), LABELLED)
        if people:
            yield reading("ethnicity", people[1], row.holding(people[1]), LABELLED)
    birth = _birth(rows)
    if birth:
        yield birth
        yield from _address(form, birth)


def _name(rows: tuple[Row, ...], below: int | None) -> Iterator[Reading]:
    for row in rows:
        match = _NAME.search(row.text)
        if match:
            yield reading("name", match[1], row.holding(match[1]), LABELLED)
            return
    # The label is small and pale; the name is the line above the sex.
    for row in reversed(rows[:below] if below else ()):
        if _HAN_NAME.fullmatch(row.text) and rows[below or 0].middle - row.middle < 4 * row.piece.box.height:
            yield reading("name", row.text, row.piece, BY_SHAPE)
            return


def _birth(rows: tuple[Row, ...]) -> Reading | None:
    for row in rows:
        if "年" in row.text and dates(row.text) and not _VALID.search(row.text):
            trust = LABELLED if _BIRTH.search(row.text) else BY_SHAPE
            return reading("birth_date", dates(row.text)[0], row.holding("年"), trust)
    return None


def _address(form: Form, birth: Reading) -> Iterator[Reading]:
    labels = [row for row in form.rows if _ADDRESS.search(row.text)]
    ends = [row.middle for row in form.rows if _FRONT_END.search(row.text) or _NUMBER.search(row.text)]
    start = next((piece for piece in form.pieces if birth.source.box == piece.box), None)
    if start is None and not labels:
        return
    anchor = labels[0].pieces[0] if labels else start
    if anchor is None:
        return
    height = start.box.height if start else anchor.box.height
    top = anchor.middle - 0.6 * height if labels else anchor.middle + 0.6 * height
    below = [end for end in ends if end > top]
    bottom = below[0] - 0.6 * height if below else top + 5 * height
    # Stamps and watermarks over a copy are set in another size.
    inside = [p for p in form.within(top=top, bottom=bottom) if p.box.height < 1.6 * height]
    parts = [p for row in rows_of(inside) for p in _left_part(row)]
    text = "".join(piece.text for piece in parts)
    if len(text) >= 6:
        trust = LABELLED if labels else BY_SHAPE
        yield reading("address", text, joined(parts).saying(text), trust)


def _left_part(row: Row) -> Iterator[Piece]:
    end = None
    for piece in row.pieces:
        text = re.sub(r"^住?\s*址\s*:?|^住$", "", piece.text)
        if end is not None and piece.box.left - end > 1.5 * piece.box.height:
            return
        if text:
            end = piece.box.right
            yield piece.saying(text)


def back(form: Form) -> Iterator[Reading]:
    """Who issued the card, and for how long: the same on all cards of the mainland's police."""
    for row in form.rows:
        issuer, valid = _ISSUER.search(row.text), _VALID.search(row.text)
        if issuer:
            yield reading("issuer", issuer[1], row.holding(issuer[1]), LABELLED)
        if valid:
            for name, text in (("valid_from", valid[1]), ("expiry", valid[2])):
                days = dates(re.sub(r"[,\s]", ".", text))
                if days:
                    yield reading(name, days[0], row.holding(valid[0]), LABELLED)
