"""Invoices as XML: UBL, CII (Factur-X, XRechnung, both ZUGFeRD generations, Order-X) and the Chinese dialects.

Read by local names and paths, not by namespaces: the generations of CII differ in namespaces and in a few wrappers,
and writers omit header fields that strict readers insist on.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from xml.etree.ElementTree import Element

from extractors.formats.cn_invoice import from_xml, is_cn_invoice
from extractors.formats.xbrl import from_voucher
from extractors.formats.xml import local, parse, text_of
from strongroom.amount import amount_of
from strongroom.content import Structured
from strongroom.reading import Origin, Value


@dataclass(frozen=True, kw_only=True)
class _Syntax:
    """Where things stand. In a path, ``a|b`` are alternatives and ``/`` parts parent from child; the first name is
    looked for at any depth. ``party`` paths are relative to the element that ``seller`` and ``buyer`` name.
    """

    name: str
    sort: str
    fields: Mapping[str, tuple[str, ...]]
    seller: str
    buyer: str
    party: Mapping[str, tuple[str, ...]]
    line: str
    columns: Mapping[str, tuple[str, ...]]


_CII_HEAD = "ExchangedDocument|HeaderExchangedDocument"
_CII_DEAL = "ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement"
_CII_DONE = "ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery"
_CII_PAID = "ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
_CII_MEANS = f"{_CII_PAID}/SpecifiedTradeSettlementPaymentMeans"
_CII_SUMS = f"{_CII_PAID}/SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
_CII_DATE = "DateTimeString|DateString"

_CII = _Syntax(
    name="cii",
    sort=f"{_CII_HEAD}/TypeCode",
    fields=MappingProxyType(
        {
            "invoice_number": (f"{_CII_HEAD}/ID",),
            "date": (f"{_CII_HEAD}/IssueDateTime/{_CII_DATE}", f"{_CII_HEAD}/IssueDateTime"),
            "due_date": (
                f"{_CII_PAID}/SpecifiedTradePaymentTerms/DueDateDateTime/{_CII_DATE}",
                f"{_CII_PAID}/SpecifiedTradePaymentTerms/DueDateDateTime",
            ),
            "currency": (f"{_CII_PAID}/InvoiceCurrencyCode|OrderCurrencyCode",),
            "order_number": (f"{_CII_DEAL}/BuyerOrderReferencedDocument/IssuerAssignedID|ID",),
            "buyer_reference": (f"{_CII_DEAL}/BuyerReference",),
            "delivery_date": (f"{_CII_DONE}/ActualDeliverySupplyChainEvent/OccurrenceDateTime/{_CII_DATE}",),
            "payment_reference": (f"{_CII_PAID}/PaymentReference",),
            "iban": (f"{_CII_MEANS}/PayeePartyCreditorFinancialAccount/IBANID",),
            "debited_iban": (f"{_CII_MEANS}/PayerPartyDebtorFinancialAccount/IBANID",),
            "bic": (f"{_CII_MEANS}/PayeeSpecifiedCreditorFinancialInstitution/BICID",),
            "net": (f"{_CII_SUMS}/TaxBasisTotalAmount",),
            "tax": (f"{_CII_SUMS}/TaxTotalAmount",),
            "total": (f"{_CII_SUMS}/GrandTotalAmount",),
            "prepaid": (f"{_CII_SUMS}/TotalPrepaidAmount",),
            "amount_due": (f"{_CII_SUMS}/DuePayableAmount",),
        }
    ),
    seller=f"{_CII_DEAL}/SellerTradeParty",
    buyer=f"{_CII_DEAL}/BuyerTradeParty",
    party=MappingProxyType(
        {
            "name": ("Name",),
            "tax_id": ("SpecifiedTaxRegistration/ID[VA]", "SpecifiedTaxRegistration/ID"),
            "street": ("PostalTradeAddress/LineOne",),
            "postcode": ("PostalTradeAddress/PostcodeCode",),
            "city": ("PostalTradeAddress/CityName",),
            "country": ("PostalTradeAddress/CountryID",),
        }
    ),
    line="IncludedSupplyChainTradeLineItem",
    columns=MappingProxyType(
        {
            "position": ("AssociatedDocumentLineDocument/LineID",),
            "description": ("SpecifiedTradeProduct/Name",),
            "quantity": ("BilledQuantity|RequestedQuantity",),
            "unit_price": ("NetPriceProductTradePrice/ChargeAmount",),
            "amount": ("LineTotalAmount",),
            "tax_rate": ("ApplicableTradeTax/RateApplicablePercent|ApplicablePercent",),
        }
    ),
)

_UBL_SUMS = "LegalMonetaryTotal|RequestedMonetaryTotal"

_UBL = _Syntax(
    name="ubl",
    sort="Invoice|CreditNote/InvoiceTypeCode|CreditNoteTypeCode",
    fields=MappingProxyType(
        {
            "invoice_number": ("Invoice|CreditNote/ID",),
            "date": ("Invoice|CreditNote/IssueDate",),
            "due_date": ("Invoice|CreditNote/DueDate", "PaymentMeans/PaymentDueDate"),
            "currency": ("Invoice|CreditNote/DocumentCurrencyCode",),
            "order_number": ("Invoice|CreditNote/OrderReference/ID",),
            "buyer_reference": ("Invoice|CreditNote/BuyerReference",),
            "delivery_date": ("Delivery/ActualDeliveryDate",),
            "payment_reference": ("PaymentMeans/PaymentID",),
            "iban": ("PaymentMeans/PayeeFinancialAccount/ID",),
            "debited_iban": ("PaymentMeans/PaymentMandate/PayerFinancialAccount/ID",),
            "bic": ("PayeeFinancialAccount/FinancialInstitutionBranch/ID",),
            "net": (f"{_UBL_SUMS}/TaxExclusiveAmount",),
            "tax": ("Invoice|CreditNote/TaxTotal/TaxAmount",),
            "total": (f"{_UBL_SUMS}/TaxInclusiveAmount",),
            "prepaid": (f"{_UBL_SUMS}/PrepaidAmount",),
            "amount_due": (f"{_UBL_SUMS}/PayableAmount",),
        }
    ),
    seller="AccountingSupplierParty/Party",
    buyer="AccountingCustomerParty/Party",
    party=MappingProxyType(
        {
            "name": ("PartyLegalEntity/RegistrationName", "PartyName/Name"),
            "tax_id": ("PartyTaxScheme/CompanyID",),
            "street": ("PostalAddress/StreetName",),
            "postcode": ("PostalAddress/PostalZone",),
            "city": ("PostalAddress/CityName",),
            "country": ("PostalAddress/Country/IdentificationCode",),
        }
    ),
    line="InvoiceLine|CreditNoteLine",
    columns=MappingProxyType(
        {
            "position": ("ID",),
            "description": ("Item/Name", "Item/Description"),
            "quantity": ("InvoicedQuantity|CreditedQuantity",),
            "unit_price": ("Price/PriceAmount",),
            "amount": ("LineExtensionAmount",),
            "tax_rate": ("ClassifiedTaxCategory/Percent",),
        }
    ),
)

_CII_ROOTS = frozenset({"CrossIndustryInvoice", "CrossIndustryDocument", "SCRDMCCBDACIOMessageStructure"})
_UBL_ROOTS = frozenset({"Invoice", "CreditNote"})
_AMOUNTS = frozenset({"net", "tax", "total", "prepaid", "amount_due"})
_SOLID = frozenset({"iban", "debited_iban", "bic", "seller_tax_id", "buyer_tax_id", "currency"})
"""Written with or without spaces, they mean the same."""
# UNTDID 1001, as EN 16931 sorts its codes for the type of an invoice; 220 to 231 are orders (Order-X).
_CREDIT = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
_ORDER = frozenset({"220", "227", "230", "231"})
_OFFER = frozenset({"310", "325"})


def is_invoice(root: Element) -> bool:
    """Say whether a tree is an invoice in a syntax that is read."""
    return _syntax_of(root) is not None or is_cn_invoice(root)


def read_invoice(data: bytes) -> Structured | None:
    """Read one invoice, credit note or order; None where the XML is something else, or lacks even a number.

    Raises:
        Damaged, UnpacksTooLarge: as ``xml.parse``.
    """
    root = parse(data)
    syntax = _syntax_of(root)
    if syntax is not None:
        return _read(root, syntax)
    return from_xml(root) if is_cn_invoice(root) else from_voucher(root)


def _syntax_of(root: Element) -> _Syntax | None:
    if local(root) in _CII_ROOTS:
        return _CII
    if local(root) in _UBL_ROOTS:
        # An early ZUGFeRD called its root Invoice, too.
        return _CII if next(_all(root, [_CII_HEAD]), None) is not None else _UBL
    return None


def _read(root: Element, syntax: _Syntax) -> Structured | None:
    texts = {field: _text(root, paths) for field, paths in syntax.fields.items()}
    for party, path in (("seller", syntax.seller), ("buyer", syntax.buyer)):
        found = next(_all(root, [path]), None)
        if found is not None:
            texts |= _party(found, party, syntax.party)
    kind = _kind(local(root), _text(root, (syntax.sort,)))
    if kind == "purchase_order":
        texts["order_number"] = texts["invoice_number"]
    values = {field: value for field, text in texts.items() if (value := _value(field, text)) is not None}
    if "invoice_number" not in values:
        return None
    rows = tuple(filter(None, (_row(line, syntax.columns) for line in _all(root, [syntax.line]))))
    tables = {"lines": rows} if rows else {}
    return Structured(syntax=syntax.name, origin=Origin.XML, values=values, kind=kind, tables=tables)


def _kind(root: str, sort: str) -> str | None:
    if sort in _OFFER:
        return None
    if sort in _ORDER:
        return "purchase_order"
    return "credit_note" if sort in _CREDIT or root == "CreditNote" else "invoice"


def _party(element: Element, party: str, paths: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    parts = {part: next(filter(None, (_below(element, path) for path in paths[part])), "") for part in paths}
    town = f"{parts['postcode']} {parts['city']}".strip()
    return {
        party: parts["name"],
        f"{party}_tax_id": parts["tax_id"],
        f"{party}_address": ", ".join(part for part in (parts["street"], town, parts["country"]) if part),
    }


def _row(line: Element, columns: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    cells = {column: _text(line, paths) for column, paths in columns.items()}
    return {column: text for column, text in cells.items() if text}


def _text(root: Element, paths: tuple[str, ...]) -> str:
    return next((text for path in paths for element in _all(root, [path]) if (text := text_of(element))), "")


def _all(root: Element, paths: list[str]) -> Iterator[Element]:
    for path in paths:
        first, _, rest = path.partition("/")
        names = first.split("|")
        for element in root.iter():
            if local(element) in names:
                yield from _down(element, rest.split("/") if rest else [])


def _down(element: Element, path: list[str]) -> Iterator[Element]:
    if not path:
        yield element
        return
    wanted, _, scheme = path[0].rstrip("]").partition("[")
    for part in element:
        if local(part) in wanted.split("|") and (not scheme or part.get("schemeID") == scheme):
            yield from _down(part, path[1:])


def _below(element: Element, path: str) -> str:
    return next((text for part in _down(element, path.split("/")) if (text := text_of(part))), "")


def _value(field: str, text: str) -> Value | None:
    if not text:
        return None
    if field.endswith("date"):
        return _date(text)
    if field in _AMOUNTS:
        return amount_of(text)
    return re.sub(r"\s", "", text) if field in _SOLID else text


def _date(text: str) -> dt.date | None:
    # UBL writes 2026-03-31, CII 20260331.
    found = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", text)
    try:
        return dt.date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None
