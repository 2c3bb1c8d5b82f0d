"""Accounting vouchers in the Ministry of Finance's XBRL (财政部电子凭证会计数据标准), found in OFD and PDF files.

The namespace says what a voucher is: ``http://xbrl.mof.gov.cn/taxonomy/<version>/<kind>``, with ``_issuer`` or
``_receiver`` behind the kind in some. Elements are read by their local names, which the versions share. The names are
those of published instances; those of fiscal receipts (``efi``) were not to be found, so of them only the kind is
stated, and the page is read.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from xml.etree.ElementTree import Element

from extractors.formats.xml import descendants, local, text_of
from strongroom.amount import amount_of
from strongroom.content import Structured
from strongroom.reading import Origin, Tables, Value

_NAMESPACE = re.compile(r"\{http://xbrl\.mof\.gov\.cn/taxonomy/[\d-]+/(?P<kind>[a-z]+(?:_(?:ord|spcl|spe|gpm|tlf))?)")
_ROWS = "InformationOfReconcileDetailsTuple"
_LEGS = "DetailInformationOfAirTicketTuple"
_ITEMS = ("InformationOfTaxableGoodsOrServicesDetailItemsTuple", "IssuItemInformation")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voucher:
    """What a voucher is, and its fields by the names of the elements that may hold them, the best first."""

    kind: str
    subkind: str | None = None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_RAIL = {
    "invoice_number": ("ElectronicInvoiceRailwayETicketNumber",),
    "issue_date": ("DateOfIssue",),
    "date": ("TravelDate",),
    "departure": ("DepartureTime",),
    "origin": ("DepartureStation",),
    "destination": ("DestinationStation",),
    "train": ("TrainNumber",),
    "seat_class": ("SeatLevel",),
    "total": ("Fare",),
    "net": ("TotalAmountExcludingTax",),
    "tax": ("TaxAmount",),
    "passenger": ("Name",),
    "ticket_number": ("ETicketNumber",),
    "buyer": ("NameOfPurchaser",),
    "buyer_tax_id": ("UnifiedSocialCreditCodeOfPurchaser",),
}
_AIR = {
    "invoice_number": ("ElectronicInvoiceAirTransportReceiptNumber",),
    "issue_date": ("IssueDate",),
    "passenger": ("PassengerName",),
    "fare": ("Fare",),
    "fuel_surcharge": ("FuelSurcharge",),
    "tax": ("VatTaxAmount",),
    "fund": ("CivilAviationDevelopmentFund",),
    "other_taxes": ("OtherTaxes",),
    "total": ("TotalAmount",),
    "ticket_number": ("ETicketNumber", "ElectronicTicketNum"),
    "check_code": ("VerificationCode",),
    "seller": ("IssueParty", "NameOfSeller"),
    "buyer": ("NameOfPurchaser",),
    "buyer_tax_id": ("UnifiedSocialCreditCodeOfPurchaser",),
}
_SLIP = {
    "date": ("DateOfBookkeeping", "IssueDate"),
    "payer": ("AccountNameOfPayer",),
    "payer_account": ("AccountNumberOfPayer",),
    "payer_bank": ("DepositoryBankOfPayer",),
    "payee": ("AccountNameOfPayee",),
    "payee_account": ("AccountNumberOfPayee",),
    "payee_bank": ("DepositoryBankOfPayee",),
    "total": ("TransactionAmountInFigures",),
    "capital": ("TransactionAmountInWords",),
    "currency": ("Currency",),
    "serial": ("BusinessSerialNumber", "NumberOfBankElectronicReceipt"),
    "purpose": ("Usage", "Notes"),
}
_STATEMENT = {
    "account": ("CustomerSettlementBankAccount",),
    "holder": ("NameOfCustomerAccount",),
    "currency": ("Currency",),
    "closing": ("AccountBalanceAtTheEndOfReconciliationCycleAmount",),
}
_INVOICE = {
    "invoice_code": ("CodeOfInvoice",),
    "invoice_number": ("NumberOfInvoice", "InvoiceNumber", "EIid"),
    "date": ("DateOfIssue", "IssueTime", "RequestTime"),
    "check_code": ("IdentifyingCode",),
    "machine_number": ("NumberOfInvoiceMachine",),
    "buyer": ("NameOfPurchaser", "BuyerName"),
    "buyer_tax_id": ("TaxpayerIdentificationNumberUnifiedSocialCreditCodeOfPurchaser", "BuyerIdNum"),
    "buyer_address": ("AddressPhoneNumberOfPurchaser",),
    "buyer_bank": ("DepositBankAndAccountNumberOfPurchaser",),
    "seller": ("NameOfSeller", "SellerName"),
    "seller_tax_id": ("TaxpayerIdentificationNumberUnifiedSocialCreditCodeOfSeller", "SellerIdNum"),
    "seller_address": ("AddressPhoneNumberOfSeller",),
    "seller_bank": ("DepositBankAndAccountNumberOfSeller",),
    "net": ("TotalAmountExcludingTax", "TotalAmWithoutTax"),
    "tax": ("TotalTaxAmount", "TotalTaxAm"),
    "total": ("TaxIncludedAmountInFigures", "TotalTax-includedAmount"),
    "capital": ("TaxIncludedAmountInWords", "TotalTax-includedAmountInChinese"),
    "payee": ("Payee",),
    "reviewer": ("Reviewer",),
    "drawer": ("Issuer", "Drawer"),
    "remarks": ("Remarks", "Remark"),
}
_VOUCHERS: Mapping[str, _Voucher] = MappingProxyType(
    {
        "rai": _Voucher(kind="train_ticket", subkind="electronic", fields=_RAIL),
        "atr": _Voucher(kind="air_itinerary", subkind="electronic", fields=_AIR),
        "bker": _Voucher(kind="bank_slip", subkind="receipt", fields=_SLIP),
        "bkrs": _Voucher(kind="bank_statement", fields=_STATEMENT),
        "efi": _Voucher(kind="fiscal_receipt"),
        "einv": _Voucher(kind="cn_vat_invoice", fields=_INVOICE),
        "einv_ord": _Voucher(kind="cn_vat_invoice", subkind="digital_ordinary", fields=_INVOICE),
        "einv_spcl": _Voucher(kind="cn_vat_invoice", subkind="digital_special", fields=_INVOICE),
        "inv_ord": _Voucher(kind="cn_vat_invoice", subkind="electronic_ordinary", fields=_INVOICE),
        "inv_spcl": _Voucher(kind="cn_vat_invoice", subkind="electronic_special", fields=_INVOICE),
        "inv_spe": _Voucher(kind="cn_vat_invoice", subkind="electronic_special", fields=_INVOICE),
        "inv_tlf": _Voucher(kind="cn_vat_invoice", subkind="toll", fields=_INVOICE),
    }
)
_AMOUNTS = frozenset(("net", "tax", "total", "fare", "fuel_surcharge", "fund", "other_taxes", "closing", "opening"))
_COLUMNS = MappingProxyType(
    {
        "description": ("NameOfTaxableGoodsOrServices", "ItemName"),
        "specification": ("SpecificationAndModel", "SpecMod"),
        "unit": ("Unit", "MeaUnits"),
        "quantity": ("Quantity",),
        "unit_price": ("UnitPrice", "UnPrice"),
        "amount": ("AmountExcludingTax", "Amount"),
        "tax_rate": ("TaxRate",),
        "tax": ("TaxAmount", "ComTaxAm"),
    }
)
_MOVEMENT = MappingProxyType(
    {
        "date": ("DateOfBookkeeping",),
        "description": ("NotesOfBankElectronicReceipt",),
        "counterparty": ("NameOfCounterparty",),
        "balance": ("AccountBalance",),
    }
)


def from_voucher(root: Element) -> Structured | None:
    """Read a voucher; None where the tree is none, or one of a sort that the product has no kind for."""
    voucher = _VOUCHERS.get(_kind_of(root))
    if voucher is None:
        return None
    texts = _texts(root)
    values = {
        name: value
        for name, names in voucher.fields.items()
        if (text := next((texts[one] for one in names if texts.get(one)), ""))
        and (value := _value(name, text)) is not None
    }
    tables: Tables = {}
    if voucher.fields is _STATEMENT:
        values |= _period(texts)
        tables = _table("rows", _movements(root))
    elif voucher.fields is _AIR:
        tables = _table("legs", _legs(root))
        values |= _journey(tables)
    elif voucher.fields is _INVOICE:
        tables = _table("lines", _cells(root, _ITEMS, _COLUMNS))
    elif voucher.fields is _RAIL:
        values |= _seat(texts)
        if texts.get("TypeOfBusiness", "售") != "售":
            # What a fare means on a ticket that was given back or changed, nobody has written down: a person looks.
            values.pop("total", None)
    return Structured(
        syntax="xbrl",
        origin=Origin.XML,
        values=values,
        kind=voucher.kind,
        subkind=voucher.subkind,
        tables=tables,
    )


def _kind_of(root: Element) -> str:
    if local(root) != "xbrl":
        return ""
    tags = (element.tag for element in root.iter() if isinstance(element.tag, str))
    return next((match["kind"] for tag in tags if (match := _NAMESPACE.match(tag))), "")


def _texts(root: Element) -> dict[str, str]:
    """Texts by local names, the first of each; those of rows are read with their rows."""
    rows = {id(part) for name in (_ROWS, _LEGS, *_ITEMS) for row in descendants(root, name) for part in row.iter()}
    found: dict[str, str] = {}
    for element in root.iter():
        text = text_of(element)
        if text and id(element) not in rows:
            found.setdefault(local(element), text)
    return found


def _cells(root: Element, names: tuple[str, ...], columns: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, str]]:
    for name in names:
        for row in descendants(root, name):
            texts = {local(part): text_of(part) for part in row.iter()}
            found = {
                column: next((texts[one] for one in ones if texts.get(one)), "") for column, ones in columns.items()
            }
            yield {column: text for column, text in found.items() if text}


def _movements(root: Element) -> Iterator[dict[str, str]]:
    for row, cells in zip(descendants(root, _ROWS), _cells(root, (_ROWS,), _MOVEMENT), strict=True):
        texts = {local(part): text_of(part) for part in row}
        amount = _amount(texts.get("TransactionAmount", ""))
        # One bank's files of 2021 write each movement as a pair of rows, of which one says nothing.
        if amount:
            side = "credit" if texts.get("IdentificationOfCreditOrDebit") == "1" else "debit"
            yield {**cells, side: f"{amount:f}"}


def _legs(root: Element) -> Iterator[dict[str, str]]:
    columns = {
        "origin": ("DepartureStation",),
        "destination": ("DestinationStation",),
        "flight": ("Flight",),
        "date": ("CarrierDate",),
        "time": ("DepartureTime",),
    }
    yield from _cells(root, (_LEGS,), columns)


def _table(name: str, rows: Iterator[dict[str, str]]) -> Tables:
    found = tuple(row for row in rows if row)
    return {name: found} if found else {}


def _journey(tables: Tables) -> dict[str, Value]:
    legs = tables.get("legs", ())
    if not legs:
        return {}
    ends = {
        "origin": legs[0].get("origin"),
        "destination": legs[-1].get("destination"),
        "flight": legs[0].get("flight"),
    }
    found: dict[str, Value] = {name: text for name, text in ends.items() if text}
    day = _date(legs[0].get("date", ""))
    return {**found, "date": day} if day else found


def _seat(texts: Mapping[str, str]) -> dict[str, Value]:
    carriage, seat = texts.get("Carriage", ""), texts.get("Seat", "")
    return {"seat": f"{carriage.removesuffix('车')}车{seat.removesuffix('号')}号"} if carriage and seat else {}


def _period(texts: Mapping[str, str]) -> dict[str, Value]:
    try:
        year = int(texts.get("YearOfBankReconciliationStatement", ""))
        month = int(texts.get("MonthOfBankReconciliationStatement", ""))
        first = dt.date(year, month, 1)
    except ValueError:
        return {}
    return {"period_start": first, "date": first.replace(day=calendar.monthrange(year, month)[1])}


def _value(name: str, text: str) -> Value | None:
    if name.endswith("date"):
        return _date(text)
    if name in _AMOUNTS:
        return _amount(text)
    if name in ("origin", "destination"):
        return text.removesuffix("站")
    return "".join(text.split()) if name.endswith(("code", "number", "_id", "account")) else text


def _date(text: str) -> dt.date | None:
    found = re.match(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})", text)
    try:
        return dt.date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    return amount_of(re.sub(r"[\s,¥￥]|CNY", "", text))
