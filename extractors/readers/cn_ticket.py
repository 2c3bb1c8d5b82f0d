"""Small Chinese vouchers: code and number, an amount, and little else. Road tolls, quota invoices."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from extractors.readers import cn_labels
from extractors.readers.cn_readings import BY_SHAPE, GUESSED, LABELLED, reading
from extractors.readers.cn_values import amounts, dates, yuan
from extractors.readers.cn_words import Form, Piece, Row, forms_of
from strongroom.checks.capital import parse_capital
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading

_CODE = re.compile(r"(?<!\d)(\d{12}|\d{10})(?!\d)")
_NUMBER = re.compile(r"(?<!\d)(\d{8})(?!\d)")
_TELEPHONE = re.compile(r"电话|热线|监督|[Tt]el")
_PAID = re.compile(r"金\s?额|通行费|实收|合\s?计|收费")
_WHOLE = re.compile(r"(?<![\d.])(\d{1,5})\s?元")
_CAPITAL = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万]+[元圆](?:整|正|零?[壹贰叁肆伍陆柒捌玖]角\S{0,3})?")


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read code, number, day and amount by their shapes, the rest by its labels."""
    found: dict[str, Reading] = {}
    for form in forms_of(content, pages=1):
        for part in (_numbers(form), _day(form), _paid(form)):
            for field in part:
                found.setdefault(field.field, field)
    for name, field in cn_labels.read(kind, content).items():
        found.setdefault(name, field)
    return {name: field for name, field in found.items() if name in kind.by_name}


def _numbers(form: Form) -> Iterator[Reading]:
    for name, label, pattern in (("invoice_code", "代码", _CODE), ("invoice_number", "号码", _NUMBER)):
        rows = [row for row in form.rows if pattern.search(row.text) and not _TELEPHONE.search(row.text)]
        named = [row for row in rows if label in row.text]
        for row in (named or [row for row in rows if not dates(row.text)])[:1]:
            digits = pattern.findall(row.text)[0]
            yield reading(name, digits, row.holding(digits), LABELLED if named else BY_SHAPE)


def _day(form: Form) -> Iterator[Reading]:
    for row in form.rows:
        for day in dates(row.text)[:1]:
            yield reading("date", day, row.holding(str(day.year)), LABELLED)
            return


def _paid(form: Form) -> Iterator[Reading]:
    worded = _worded(form)
    figures = [(value, row) for row in form.rows for value in _figures(row)]
    labelled = [(value, row) for value, row in figures if _PAID.search(row.text)]
    agreeing = [(value, row) for value, row in figures if worded and value == worded[0]]
    if worded and agreeing:
        yield reading("capital", worded[1].text, worded[1], LABELLED)
    for trust, group in ((LABELLED, agreeing), (LABELLED, labelled)):
        for value, row in group[:1]:
            yield reading("total", value, row.piece, trust)
            return
    # Words alone are one witness; a lone figure that nothing names is none.
    if worded:
        yield reading("total", worded[0], worded[1], BY_SHAPE)
    elif figures:
        yield reading("total", figures[0][0], figures[0][1].piece, GUESSED)


def _worded(form: Form) -> tuple[Decimal, Piece] | None:
    for row in form.rows:
        match = _CAPITAL.search(row.text)
        value = parse_capital(match[0]) if match else None
        if match and value is not None:
            return value, row.holding(match[0]).saying(match[0])
    return None


def _figures(row: Row) -> tuple[Decimal, ...]:
    found = yuan(row.text) or amounts(row.text)
    return found or tuple(Decimal(match[1]) for match in _WHOLE.finditer(row.text))
