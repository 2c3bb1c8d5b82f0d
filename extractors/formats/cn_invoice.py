"""Chinese invoice data in its four written forms: the 2019 e-invoice XML (inside OFD files), the XML of the fully
digitalised invoice (数电票), its dialects with Chinese and pinyin tags, and the QR code on paper.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from xml.etree.ElementTree import Element

from extractors.formats.xml import descendants, local, text_of
from strongroom.amount import amount_of
from strongroom.content import Structured
from strongroom.reading import Origin, Value

KIND = "cn_vat_invoice"

_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "invoice_code": ("InvoiceCode", "发票代码", "FPDM"),
        "invoice_number": ("InvoiceNo", "EIid", "InvoiceNumber", "发票号码", "数电票号码", "FPHM"),
        "date": ("IssueDate", "IssueTime", "RequestTime", "开票日期", "KPRQ"),
        "check_code": ("InvoiceCheckCode", "校验码", "JYM"),
        "buyer": ("BuyerName", "购买方名称", "GMFMC"),
        "buyer_tax_id": (
            "BuyerTaxID",
            "BuyerIdNum",
            "购买方纳税人识别号",
            "购买方统一社会信用代码",
            "GMFNSRSBH",
            "GMFSBH",
        ),
        "seller": ("SellerName", "销售方名称", "XSFMC"),
        "seller_tax_id": (
            "SellerTaxID",
            "SellerIdNum",
            "销售方纳税人识别号",
            "销售方统一社会信用代码",
            "XSFNSRSBH",
            "XSFSBH",
        ),
        "net": ("TaxExclusiveTotalAmount", "TotalAmWithoutTax", "合计金额", "HJJE"),
        "tax": ("TaxTotalAmount", "TotalTaxAm", "合计税额", "HJSE"),
        "total": ("TaxInclusiveTotalAmount", "TotalTax-includedAmount", "价税合计", "JSHJ"),
        "drawer": ("InvoiceClerk", "Drawer", "开票人", "KPR"),
        "remarks": ("Note", "Remark", "备注", "BZ"),
    }
)
"""Field by its names in the four dialects. Line items repeat some of them, so items are cut off before matching."""

_ITEMS = frozenset({"GoodsInfo", "IssuItemInformation", "Signature", "TaxBureauSignature"})
_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "description": ("Item", "ItemName"),
        "specification": ("Specification", "SpecMod"),
        "unit": ("MeasurementDimension", "MeaUnits"),
        "quantity": ("Quantity",),
        "unit_price": ("Price", "UnPrice"),
        "amount": ("Amount",),
        "tax_rate": ("TaxScheme", "TaxRate"),
        "tax": ("TaxAmount", "ComTaxAm"),
    }
)
_AMOUNTS = frozenset({"net", "tax", "total"})
_ROOTS = frozenset({"eInvoice", "EInvoice", "Fapiao", "发票"})

_QR_SUBKINDS: Mapping[str, str] = MappingProxyType(
    {
        "01": "special",
        "03": "vehicle",
        "04": "ordinary",
        "08": "electronic_special",
        "10": "electronic_ordinary",
        "11": "roll",
        "14": "toll",
        "15": "used_car",
        "31": "digital_special",
        "32": "digital_ordinary",
        "51": "electronic",
        "61": "electronic",
    }
)
_QR_KINDS: Mapping[str, str] = MappingProxyType({"51": "train_ticket", "61": "air_itinerary"})


def is_cn_invoice(root: Element) -> bool:
    """Say whether a tree is Chinese invoice data, in any dialect."""
    if local(root) in _ROOTS:
        return True
    names = {local(part) for part in root.iter()}
    return any({number, seller} <= names for number in ("FPHM", "发票号码") for seller in ("XSFMC", "销售方名称"))


def from_xml(root: Element) -> Structured | None:
    """Read invoice XML; None where it holds no invoice number, or several invoices, which one document cannot be."""
    texts = _texts(root)
    if len({text_of(number) for number in descendants(root, "EIid")}) > 1:
        return None
    label = " ".join(text_of(name) for name in descendants(root, "LabelName"))
    return from_named(texts, syntax="cn_einvoice_xml", about=label, tables=_lines(root))


def from_named(
    texts: Mapping[str, str],
    *,
    syntax: str,
    about: str = "",
    tables: Mapping[str, tuple[Mapping[str, str], ...]] | None = None,
) -> Structured | None:
    """Read named texts, of whatever dialect. ``about`` is text that tells special from ordinary invoices."""
    found = {field: _first(texts, names) for field, names in _FIELDS.items()}
    values = {field: value for field, text in found.items() if (value := _value(field, text)) is not None}
    number = values.get("invoice_number")
    if not isinstance(number, str):
        return None
    return Structured(
        syntax=syntax,
        origin=Origin.XML,
        values=values,
        kind=KIND,
        subkind=_subkind(number, str(values.get("invoice_code", "")), about),
        tables=tables or {},
    )


def from_qr(payload: str, *, page: int) -> Structured | None:
    """Read the payload of an invoice's QR code: ``01,type,code,number,amount,yyyymmdd,check code,crc``.

    With an 8-digit number the amount is without tax; with a 20-digit number it is the total. None for other codes.
    """
    parts = [part.strip() for part in payload.split(",")]
    if len(parts) < 7 or parts[0] != "01" or not re.fullmatch(r"\d{2}", parts[1]):
        return None
    _, sort, code, number, amount, date, check = parts[:7]
    if not re.fullmatch(r"\d{8}|\d{20}", number):
        return None
    kind, subkind = _QR_KINDS.get(sort, KIND), _QR_SUBKINDS.get(sort)
    if code and subkind and subkind.startswith("digital"):
        subkind = subkind.replace("digital", "digital_paper")
    named = {
        "invoice_code": code,
        "invoice_number": number,
        # The day of a journey is that of travel; the code states when the ticket was issued.
        "date" if kind == KIND else "issue_date": date,
        "check_code": check,
        "total" if len(number) == 20 else "net": amount,
    }
    values = {field: value for field, text in named.items() if (value := _value(field, text)) is not None}
    return Structured(
        syntax="cn_vat_qr",
        origin=Origin.QR,
        values=values,
        kind=kind,
        subkind=subkind,
        page=page,
    )


def _texts(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in _outside_items(root):
        text = text_of(part)
        if text:
            found.setdefault(local(part), text)
    return found


def _outside_items(root: Element) -> Iterator[Element]:
    stack = [root]
    while stack:
        part = stack.pop()
        yield part
        stack.extend(inner for inner in reversed(part) if local(inner) not in _ITEMS)


def _lines(root: Element) -> dict[str, tuple[Mapping[str, str], ...]]:
    rows = []
    for name in ("GoodsInfo", "IssuItemInformation"):
        for item in descendants(root, name):
            cells = {local(part): text_of(part) for part in item}
            row = {column: _first(cells, names) for column, names in _COLUMNS.items()}
            rows.append({column: text for column, text in row.items() if text})
    return {"lines": tuple(rows)} if rows else {}


def _first(cells: Mapping[str, str], names: Sequence[str]) -> str:
    return next((cells[name] for name in names if cells.get(name)), "")


def _subkind(number: str, code: str, about: str) -> str | None:
    special = "专用" in about
    if len(number) == 20 and not code:
        return "digital_special" if special else "digital_ordinary"
    if len(code) == 12 and code.endswith(("11", "13")):
        # The last two digits of a 12-digit code are the sort: 11 electronic ordinary, 13 electronic special.
        return "electronic_special" if code.endswith("13") else "electronic_ordinary"
    if "电子" in about:
        return "electronic_special" if special else "electronic_ordinary"
    return None


def _value(field: str, text: str) -> Value | None:
    if not text.strip():
        return None
    if field.endswith("date"):
        return _date(text)
    if field in _AMOUNTS:
        return _amount(text)
    return "".join(text.split()) if field.endswith(("code", "number", "id")) else text.strip()


def _date(text: str) -> dt.date | None:
    found = re.match(r"\s*(\d{4})\D?(\d{1,2})\D?(\d{1,2})", text)
    try:
        return dt.date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    # Untaxed invoices print *** for the tax.
    return amount_of(re.sub(r"[\s,，¥￥]", "", text))
