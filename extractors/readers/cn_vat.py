"""Chinese VAT invoices: paper and electronic ones, where the buyer stands above the seller, and fully digital ones."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from extractors.readers.cn_readings import BY_SHAPE, GUESSED, LABELLED, reading, twice
from extractors.readers.cn_values import dates
from extractors.readers.cn_vat_amounts import amounts
from extractors.readers.cn_vat_frame import Frame, frame_of
from extractors.readers.cn_vat_lines import lines
from extractors.readers.cn_vat_parties import parties
from extractors.readers.cn_words import Piece, forms_of, joined, rows_of
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading, Tables

_FIRST_DAY = dt.date(1994, 1, 1)
"""The tax and its invoices began."""
_RUN = re.compile(r"(?<![A-Z\d])\d{8,20}(?![A-Z\d])")
_NUMBER_LABEL = re.compile(r"(?:号码|N[oO0°º]\.?|№)\s*:?\s*$")
_CODE_LABEL = re.compile(r"代码\s*:?\s*$")
_OTHER_LABEL = re.compile(r"(?:编号|验码)\s*:?\s*$")
# Paper: region, year, batch ...; electronic: a zero, region, year, batch, sort; rolls: one, region, year ...
_CODE_SHAPE = re.compile(r"[1-6]\d{3}[012]\d{5}|0[1-6]\d{3}[012]\d{6}|1[1-6]\d{10}")
_CHECK_CODE = re.compile(r"验码\s*:?\s*((?:\d\s*){20})(?!\d)")
_MACHINE = re.compile(r"机器编号\s*:?\s*(\d{12})(?!\d)")
_DATE_LABEL = re.compile(r"[开票]票?日期|开具日期")
_REMARK_TITLE = re.compile(r"^备\s*[注註]\s*:?|^[备註注]$")
_SEAL = re.compile(r".*专用章.*|[A-Z0-9]{14,20}.?|.")
# Red invoices name the blue one in their remarks: by code and number, or by the number of twenty digits.
_ORIGINAL = re.compile(r"对应正数发票代码\s*[::]?\s*(\d{10,12})\s*[,，]?\s*(?:发票)?号码\s*[::]?\s*(\d{8})(?!\d)")
_ORIGINAL_DIGITAL = re.compile(r"被?红冲蓝字(?:数电)?发票号码\s*[::]?\s*(\d{20}|\d{8})(?!\d)")
_PEOPLE = (("payee", "收款人"), ("reviewer", "复核"), ("drawer", "开票人"))
_PERSON = r"人?\s*:?\s*([\u4e00-\u9fffA-Za-z·. ]{1,20}?)\s*(?=收款|复核|开票|销售方|销方|购买方|[\d:(]|$)"


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read head, parties, amounts and people of an invoice, page by page; what an earlier page says stands."""
    found: dict[str, Reading] = {}
    for form in forms_of(content):
        frame = frame_of(form)
        for part in (_head(frame), parties(frame), amounts(frame), _people(frame), _remarks(frame), _original(frame)):
            for field in part:
                found.setdefault(field.field, field)
    return {name: field for name, field in found.items() if name in kind.by_name}


def tables(kind: Kind, content: Content) -> Tables:  # noqa: ARG001 - every reader's tables have this form
    """The line items of all pages."""
    found = [line for form in forms_of(content) for line in lines(frame_of(form))]
    listed = [line for line in found if "详见" not in line.get("description", "")]
    # The first page may hold nothing but the sum of a list that follows.
    return {"lines": tuple(listed or found)} if found else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Digits in the head of the invoice, and what stands before them on their line."""

    digits: str
    before: str
    piece: Piece


def _head(frame: Frame) -> Iterator[Reading]:
    runs = list(_runs(frame))
    digital = [run for run in runs if len(run.digits) == 20 and not _OTHER_LABEL.search(run.before)]
    if digital:
        yield reading("invoice_number", digital[0].digits, digital[0].piece, LABELLED)
    else:
        yield from _best("invoice_code", runs, _code_score)
        yield from _best("invoice_number", runs, _number_score)
    yield from _date(frame)
    for name, pattern in (("check_code", _CHECK_CODE), ("machine_number", _MACHINE)):
        found = ((row, match) for row in frame.form.rows if (match := pattern.search(row.text)))
        for row, match in list(found)[:1]:
            digits = re.sub(r"\s", "", match[1])
            yield reading(name, digits, row.holding(digits), LABELLED)


def _runs(frame: Frame) -> Iterator[_Run]:
    for row in frame.head:
        before = ""
        for piece in row.pieces:
            for match in _RUN.finditer(piece.text):
                for digits in _parts(match[0]):
                    yield _Run(digits=digits, before=before + piece.text[: match.start()], piece=piece)
            before += piece.text


def _parts(digits: str) -> tuple[str, ...]:
    # The corner repeats number and code; on a bent sheet the two are seen as one run.
    glued = len(digits) == 18 and _CODE_SHAPE.fullmatch(digits[8:])
    return (digits[:8], digits[8:]) if glued else (digits,)


def _code_score(run: _Run) -> int:
    if len(run.digits) not in {10, 12} or _OTHER_LABEL.search(run.before) or _NUMBER_LABEL.search(run.before):
        return 0
    return 1 + 4 * bool(_CODE_LABEL.search(run.before)) + 2 * bool(_CODE_SHAPE.fullmatch(run.digits))


def _number_score(run: _Run) -> int:
    if len(run.digits) != 8 or _OTHER_LABEL.search(run.before) or _CODE_LABEL.search(run.before):
        return 0
    return 1 + 4 * bool(_NUMBER_LABEL.search(run.before))


def _best(field: str, runs: list[_Run], score: Callable[[_Run], int]) -> Iterator[Reading]:
    candidates = [run for run in runs if score(run)]
    if not candidates:
        return
    prints = {run.digits: sum(other.digits == run.digits for other in candidates) for run in candidates}
    best = max(candidates, key=lambda run: (prints[run.digits] > 1, score(run), run.piece.box.height))
    if prints[best.digits] > 1:
        yield twice(reading(field, best.digits, best.piece, LABELLED))
    elif any(len(digits) == len(best.digits) for digits in prints if digits != best.digits):
        # Two prints that were read differently: one of them is wrong, and nothing says which.
        yield reading(field, best.digits, best.piece, GUESSED)
    else:
        yield reading(field, best.digits, best.piece, LABELLED if score(best) > 2 else BY_SHAPE)


def _date(frame: Frame) -> Iterator[Reading]:
    days = [(day, row) for row in frame.head for day in dates(row.text) if day >= _FIRST_DAY]
    labelled = [(day, row) for day, row in days if _DATE_LABEL.search(row.text)]
    for day, row in (labelled or days)[:1]:
        # Printers set the day a line beside its label; where the head has one day, it can only be that of issue.
        alone = len({other for other, _ in days}) == 1
        yield reading("date", day, row.holding(str(day.year)), LABELLED if labelled or alone else BY_SHAPE)


def _people(frame: Frame) -> Iterator[Reading]:
    rows = [row for row in frame.form.rows if row.middle > frame.total]
    for name, label in _PEOPLE:
        for row in rows:
            match = re.search(label[:2] + _PERSON, row.text)
            if match:
                yield reading(name, match[1], row.holding(match[1]), BY_SHAPE)
                break


def _remarks(frame: Frame) -> Iterator[Reading]:
    """What stands right of the box that says 备注, between the totals and those who drew the invoice up."""
    top, bottom = frame.total + 0.6 * frame.pitch, frame.foot - 0.3 * frame.pitch
    titles = [piece for piece in frame.form.within(top=top, bottom=bottom) if _REMARK_TITLE.match(piece.text)]
    if not titles:
        return
    left = min(piece.box.left for piece in titles)
    inside = [piece for piece in frame.form.within(top=top, bottom=bottom) if piece.box.left >= left]
    texts = [piece.saying(_REMARK_TITLE.sub("", piece.text).strip(" :")) for piece in inside]
    # The seller's seal lies across the box, and shows its name, its tax id and what it is.
    written = (piece for piece in texts if piece.text and not _SEAL.fullmatch(piece.text))
    parts = [piece for row in rows_of(written) for piece in row.pieces]
    if parts:
        yield reading("remarks", " ".join(piece.text for piece in parts), joined(parts), BY_SHAPE)


def _original(frame: Frame) -> Iterator[Reading]:
    """The invoice that a red one takes back."""
    for row in frame.form.rows:
        paper, digital = _ORIGINAL.search(row.text), _ORIGINAL_DIGITAL.search(row.text)
        if paper:
            yield reading("original_code", paper[1], row.holding(paper[1]), LABELLED)
            yield reading("original_number", paper[2], row.holding(paper[2]), LABELLED)
        elif digital:
            yield reading("original_number", digital[1], row.holding(digital[1]), LABELLED)
