"""Bank papers of one payment: receipts (回单), transfer orders and vouchers, payer and payee abreast or stacked."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from extractors.readers.cn_readings import BY_SHAPE, GUESSED, LABELLED, reading
from extractors.readers.cn_values import amounts, dates, yuan
from extractors.readers.cn_words import Form, Piece, Row, forms_of, joined
from strongroom.checks.capital import parse_capital
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading

_PAYER = re.compile(r"付\s*款|申\s*请\s*人|汇\s*款\s*人|转\s*出|出\s*票\s*人|借\s*方")
_PAYEE = re.compile(r"收\s*款|转\s*入|持\s*票\s*人|贷\s*方")
_PARTS = (
    ("_account", re.compile(r"(?:[付收]款[人方]?)?(?:账|帐|卡)\s*号\s*(?:或地址)?\s*:?|.?号或地址")),
    (
        "_bank",
        re.compile(
            r"(?:[付收]款[人方]?)?(?:开\s*户\s*(?:银\s*)?行\s*(?:名称)?|[付收]款行|汇[入出]行(?:名称)?|.户行名称)\s*:?"
        ),
    ),
    ("", re.compile(r"(?:[付收]款[人方]?)?(?:户\s*名|全\s*称|名\s*称)\s*:?|[付收]款[人方]\s*:|^全.$")),
)
_OTHER_LABEL = re.compile(
    r"^(?:金\s*额|币\s*种|用\s*途|摘\s*要|附言|附加|日\s*期|大\s*写|小\s*写|身份证|联系|电话|地\s*址|订单)"
)
_ABREAST = 0.25
_ACCOUNT = re.compile(r"[0-9Xx*][0-9Xx* -]{6,}[0-9Xx*]")
_CAPITAL_LABEL = re.compile(r"大\s*写|人\s*民\s*币")
_AMOUNT_LABEL = re.compile(r"小\s*写|金\s*额")
_SERIAL = re.compile(r"(?:交易流水号|流水号)\s*:?\s*([0-9A-Z-]{8,40})")
# The receipt's own number, where the movement has none.
_RECEIPT = re.compile(r"(?:回单编号|电子回单号码|回单号)\s*:?\s*([0-9A-Z-]{8,40})")
_PURPOSE = re.compile(
    r"(?:用\s*途|摘\s*要|附\s*言)\s*:?\s*(.{2,60}?)(?=\s*(?:用\s*途|摘\s*要|附\s*言|备\s*注|金\s*额|\S+:)|$)"
)
_CURRENCY = re.compile(r"(人民币|美元|欧元|港币|CNY|USD|EUR|HKD|RMB)")
_CODES = {"人民币": "CNY", "RMB": "CNY", "美元": "USD", "欧元": "EUR", "港币": "HKD"}
_DAY_LABEL = re.compile(r"日\s*期|时\s*间")


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read both parties, the amount in words and figures, the day and the numbers."""
    found: dict[str, Reading] = {}
    for form in forms_of(content, pages=2):
        for part in (_parties(form), _amounts(form), _rest(form)):
            for field in part:
                found.setdefault(field.field, field)
    return {name: field for name, field in found.items() if name in kind.by_name}


def _parties(form: Form) -> Iterator[Reading]:
    border = _border(form)
    values: dict[str, list[Piece]] = {}
    for row in form.rows:
        name = None
        for piece in row.pieces:
            side = _side(piece, border)
            rest = piece.text
            label = next(((part, match) for part, pattern in _PARTS if (match := pattern.match(rest))), None)
            if label:
                part, match = label
                name = (_spoken(rest) or side or ("payee" if "payer" + part in values else "payer")) + part
                rest = rest[match.end() :].strip(" :")
            elif _OTHER_LABEL.match(rest) or (name and side and not name.startswith(side)):
                name = None
            if name and rest:
                values.setdefault(name, []).append(piece.saying(rest))
    yield from (_party(name, joined(pieces)) for name, pieces in values.items())


def _border(form: Form) -> tuple[float, float] | None:
    """Where the titles of payer and payee stand, if they stand abreast."""
    payers = [piece.box.left for piece in form.pieces if _PAYER.match(piece.text)]
    payees = [piece.box.left for piece in form.pieces if _PAYEE.match(piece.text)]
    # The title of one column is enough, if it does not stand at the edge as that of a line would.
    payer, payee = payers[0] if payers else 0.0, payees[0] if payees else 0.0
    return (payer, payee) if (payers or payees) and abs(payer - payee) > _ABREAST else None


def _side(piece: Piece, border: tuple[float, float] | None) -> str | None:
    if border is None:
        return None
    payer, payee = border
    right_of_both = piece.box.left >= max(border) - 0.02
    return "payee" if right_of_both is (payee > payer) else "payer"


def _spoken(label: str) -> str | None:
    # A label may name the role itself (收款人户名); then its place does not matter.
    return "payee" if label.startswith("收款") else "payer" if label.startswith("付款") else None


def _party(name: str, value: Piece) -> Reading:
    if name.endswith("_account"):
        match = _ACCOUNT.search(value.text)
        text = re.sub(r"[\s-]", "", match[0]) if match else value.text
        return reading(name, text, value, LABELLED if match and text.isdigit() else GUESSED)
    return reading(name, value.text, value, BY_SHAPE)


def _amounts(form: Form) -> Iterator[Reading]:
    capital = _capital(form)
    figures = [(value, row) for row in form.rows for value in (yuan(row.text) or amounts(row.text))]
    figures += list(_boxes(form))
    labelled = [(value, row) for value, row in figures if _AMOUNT_LABEL.search(row.text)]
    agreeing = [(value, row) for value, row in figures if capital and value == capital[0]]
    for trust, group in ((LABELLED, agreeing), (LABELLED, labelled), (GUESSED, figures)):
        if group and (agreeing or capital is None):
            yield reading("total", group[0][0], group[0][1].piece, trust)
            break
    if capital and agreeing:
        yield reading("capital", capital[1].text, capital[1], LABELLED)
    elif capital:
        # Figures that say something else, or were not read, leave the words as the only witness.
        yield reading("total", capital[0], capital[1], GUESSED if figures else BY_SHAPE)


def _capital(form: Form) -> tuple[Decimal, Piece] | None:
    for row in form.rows:
        value = parse_capital(row.text) if _CAPITAL_LABEL.search(row.text) or "整" in row.text else None
        if value is not None:
            text = re.split(r"[¥￥]|[(]?小写|金\s*额", re.sub(r"^.*(?:大写|人民币)[):：(]*", "", row.text))[0].strip(
                " :"
            )
            return value, row.holding(text).saying(text)
    return None


def _boxes(form: Form) -> Iterator[tuple[Decimal, Row]]:
    """Amounts in boxes of one digit each (亿千百十万千百十元角分): the last two are cents."""
    for row in form.rows:
        single = [piece.text.strip("¥￥ ") for piece in row.pieces if len(piece.text.strip("¥￥ ")) <= 1]
        digits = "".join(text for text in single if text.isdigit())
        signed = any("¥" in piece.text for piece in row.pieces)
        if len(digits) >= 3 and signed and len(digits) >= len(row.pieces) - 3:
            yield Decimal(digits).scaleb(-2), row


def _rest(form: Form) -> Iterator[Reading]:
    labelled = [row for row in form.rows if _DAY_LABEL.search(row.text) and dates(row.text)]
    others = [row for row in form.rows if dates(row.text)]
    for trust, rows in ((LABELLED, labelled), (BY_SHAPE, others)):
        if rows:
            day = dates(rows[0].text)[0]
            yield reading("date", day, rows[0].holding(str(day.year)), trust)
            break
    for name, pattern in (("serial", _SERIAL), ("serial", _RECEIPT), ("purpose", _PURPOSE), ("currency", _CURRENCY)):
        for row in form.rows:
            match = pattern.search(row.text)
            if match:
                yield reading(name, _CODES.get(match[1], match[1].strip()), row.holding(match[1]), BY_SHAPE)
                break
