"""Invoices as XML: UBL, CII (Factur-X, ZUGFeRD, XRechnung) and the Chinese dialects. The only importer of factur-x."""

import datetime as dt
import logging
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element

from extractors.formats.cn_invoice import from_xml, is_cn_invoice
from extractors.formats.xml import local, parse
from strongroom.content import Structured
from strongroom.reading import Origin, Value

_EUROPEAN = MappingProxyType(
    {
        "Invoice": "ubl",
        "CreditNote": "ubl",
        "CrossIndustryInvoice": "cii",
        "CrossIndustryDocument": "cii",  # ZUGFeRD 1
    }
)
# Field by its business term of EN 16931.
_TERMS: Mapping[str, str] = MappingProxyType(
    {
        "invoice_number": "BT-1",
        "date": "BT-2",
        "due_date": "BT-9",
        "currency": "BT-5",
        "order_number": "BT-13",
        "buyer_reference": "BT-10",
        "delivery_date": "BT-72",
        "payment_reference": "BT-83",
        "iban": "BT-84",
        "bic": "BT-86",
        "net": "BT-109",
        "tax": "BT-110",
        "total": "BT-112",
        "prepaid": "BT-113",
        "amount_due": "BT-115",
    }
)
_AMOUNTS = frozenset({"net", "tax", "total", "prepaid", "amount_due"})
_PARTIES = MappingProxyType({"seller": "BG-4", "buyer": "BG-7"})
_LINE = MappingProxyType(
    {
        "position": "BT-126",
        "description": "BT-153",
        "quantity": "BT-129",
        "unit": "BT-130",
        "unit_price": "BT-146",
        "amount": "BT-131",
        "tax_rate": "BT-152",
    }
)
# UNTDID 1001, as EN 16931 sorts its codes for BT-3.
_CREDIT = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
_NO_INVOICE = frozenset({"310", "325", "231", "220"})
"""Offer, pro forma, order response and order: the same syntax, but nothing to pay."""


def is_invoice(root: Element) -> bool:
    """Say whether a tree is an invoice in a syntax that is read."""
    return local(root) in _EUROPEAN or is_cn_invoice(root)


def read_invoice(data: bytes) -> Structured | None:
    """Read one invoice; None where the XML is something else, or lacks even a number.

    Raises:
        Damaged, UnpacksTooLarge: as ``xml.parse``.
    """
    root = parse(data)
    if local(root) in _EUROPEAN:
        return _european(data, _EUROPEAN[local(root)])
    return from_xml(root) if is_cn_invoice(root) else None


def _european(data: bytes, syntax: str) -> Structured | None:
    import facturx

    # factur-x logs what it reads; nothing that a document says may reach a log.
    logging.getLogger("factur-x").setLevel(logging.CRITICAL + 1)
    try:
        # Safe although lxml parses again: our own parser refused entities and document types before.
        terms = facturx.parse_ubl_cii_xml(data, check_xsd=False)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, SyntaxError):
        return None  # invoices of unknown profiles trip it up; the page itself is still read
    values: dict[str, Value] = {}
    for field, term in _TERMS.items():
        _put(values, field, terms.get(term))
    for party, group in _PARTIES.items():
        _put_party(values, party, terms.get(group))
    if "invoice_number" not in values:
        return None
    sort = str(terms.get("BT-3", "380"))
    return Structured(
        syntax=syntax,
        origin=Origin.XML,
        values=values,
        kind=None if sort in _NO_INVOICE else "credit_note" if sort in _CREDIT else "invoice",
        tables=_lines(terms.get("BG-25")),
    )


def _put(values: dict[str, Value], field: str, found: object) -> None:
    if isinstance(found, dt.date):
        values[field] = found
    elif isinstance(found, str) and found.strip():
        if field in _AMOUNTS:
            amount = _amount(found)
            if amount is not None:
                values[field] = amount
        elif field in {"iban", "bic"}:
            values[field] = re.sub(r"\s", "", found)
        else:
            values[field] = found.strip()


def _put_party(values: dict[str, Value], party: str, found: object) -> None:
    if not isinstance(found, Mapping):
        return
    _put(values, party, found.get("name"))
    tax_id = found.get("vat_identifier") or found.get("tax_identifier")
    _put(values, f"{party}_tax_id", re.sub(r"\s", "", tax_id) if isinstance(tax_id, str) else None)
    street = [found.get(part) for part in ("addr_l1", "addr_l2", "addr_l3")]
    city = " ".join(str(found[part]) for part in ("postcode", "city") if found.get(part))
    _put(
        values, f"{party}_address", ", ".join(str(part) for part in [*street, city, found.get("country_code")] if part)
    )


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _lines(found: object) -> dict[str, tuple[Mapping[str, str], ...]]:
    if not isinstance(found, Sequence):
        return {}
    rows = tuple(_row(line) for line in found if isinstance(line, Mapping))
    return {"lines": rows} if rows else {}


def _row(line: Mapping[str, Any]) -> Mapping[str, str]:
    cells = {column: line.get(term) for column, term in _LINE.items()}
    return {column: str(cell) for column, cell in cells.items() if cell not in (None, "")}
