"""Invoices that machines wrote for machines."""

import datetime as dt
from decimal import Decimal

import pytest

from extractors.formats.einvoice_xml import read_invoice
from strongroom.content import Structured
from strongroom.errors import Damaged
from tests.extractors.drawn import cii

UBL = b"""<CreditNote xmlns="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2" xmlns:cac="a" xmlns:cbc="b">
<cbc:ID>CN-7</cbc:ID><cbc:IssueDate>2026-04-02</cbc:IssueDate><cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>
<cbc:DocumentCurrencyCode>SEK</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Northwind</cbc:Name></cac:PartyName>
<cac:PartyTaxScheme><cbc:CompanyID>SE123456789701</cbc:CompanyID></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>Northwind AB</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:AccountingSupplierParty>
<cac:PaymentMeans><cbc:PaymentDueDate>2026-05-02</cbc:PaymentDueDate></cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">25.00</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>100.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount>125.00</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal>
<cac:CreditNoteLine><cbc:ID>1</cbc:ID><cbc:CreditedQuantity>2</cbc:CreditedQuantity>
<cac:Item><cbc:Name>Paper</cbc:Name></cac:Item></cac:CreditNoteLine></CreditNote>"""

OLD_ZUGFERD = b"""<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0" xmlns:ram="r">
<rsm:HeaderExchangedDocument><ram:ID>R 12</ram:ID><ram:TypeCode>380</ram:TypeCode></rsm:HeaderExchangedDocument>
<rsm:SpecifiedSupplyChainTradeTransaction><ram:ApplicableSupplyChainTradeSettlement>
<ram:SpecifiedTradeSettlementMonetarySummation><ram:GrandTotalAmount>11.90</ram:GrandTotalAmount>
</ram:SpecifiedTradeSettlementMonetarySummation></ram:ApplicableSupplyChainTradeSettlement>
</rsm:SpecifiedSupplyChainTradeTransaction></rsm:CrossIndustryDocument>"""

DIGITAL = """<EInvoice><Header><EIid>26427000000000000017</EIid><InherentLabel><GeneralOrSpecialVAT>
<LabelName>增值税专用发票</LabelName></GeneralOrSpecialVAT></InherentLabel></Header><EInvoiceData>
<SellerInformation><SellerIdNum>91110000600037341L</SellerIdNum><SellerName>北山纸业有限公司</SellerName>
</SellerInformation><BuyerInformation><BuyerName>南门书店</BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>100.00</TotalAmWithoutTax><TotalTaxAm>13.00</TotalTaxAm>
<TotalTax-includedAmount>113.00</TotalTax-includedAmount><RequestTime>2026-03-31 10:20:30</RequestTime>
</BasicInformation><IssuItemInformation><ItemName>*纸制品*复印纸</ItemName><Amount>100.00</Amount>
<TaxRate>0.13</TaxRate></IssuItemInformation></EInvoiceData></EInvoice>"""

PINYIN = """<FP><FPHM>26427000000000000018</FPHM><KPRQ>20260331</KPRQ><XSFMC>北山纸业有限公司</XSFMC>
<GMFMC>南门书店</GMFMC><HJJE>100.00</HJJE><HJSE>***</HJSE><JSHJ>100.00</JSHJ></FP>"""


def read(data: bytes | str) -> Structured:
    found = read_invoice(data.encode() if isinstance(data, str) else data)
    assert found is not None
    return found


def test_a_cii_invoice_gives_every_field_that_it_states() -> None:
    found = read(cii())
    assert ("cii", "invoice") == (found.syntax, found.kind)
    assert dict(found.values) == {
        "invoice_number": "NW-1001",
        "date": dt.date(2026, 3, 31),
        "currency": "EUR",
        "iban": "DE02120300000000202051",
        "net": Decimal("100.00"),
        "tax": Decimal("19.00"),
        "total": Decimal("119.00"),
        "seller": "Northwind Paper Ltd",
        "seller_tax_id": "DE123456789",
        "seller_address": "Example Street 1, 10115 Berlin, DE",
        "buyer": "Southgate Books",
    }
    assert found.tables["lines"] == ({"position": "1", "description": "Paper", "amount": "100.00"},)


@pytest.mark.parametrize(
    ("sort", "kind"), [("380", "invoice"), ("384", "invoice"), ("381", "credit_note"), ("220", "purchase_order")]
)
def test_the_type_code_says_the_kind(sort: str, kind: str) -> None:
    assert kind == read(cii(sort)).kind


def test_the_account_that_is_collected_from_is_told_from_the_one_to_pay_to() -> None:
    payer = "<ram:IBANID>DE91 1000 0000 0123 4567 89</ram:IBANID>"
    payer = f"<ram:PayerPartyDebtorFinancialAccount>{payer}</ram:PayerPartyDebtorFinancialAccount>"
    found = read(cii().decode().replace("<ram:PayeePartyCreditor", payer + "<ram:PayeePartyCreditor"))

    assert (found.values["iban"], found.values["debited_iban"]) == ("DE02120300000000202051", "DE91100000000123456789")


def test_a_pro_forma_invoice_is_no_invoice() -> None:
    assert read(cii("325")).kind is None


def test_a_ubl_credit_note_is_read() -> None:
    found = read(UBL)
    assert ("ubl", "credit_note") == (found.syntax, found.kind)
    assert found.values["seller"] == "Northwind AB"
    assert found.values["due_date"] == dt.date(2026, 5, 2)
    assert found.values["total"] == Decimal("125.00")
    assert found.tables["lines"][0]["description"] == "Paper"


def test_the_first_zugferd_generation_is_read() -> None:
    found = read(OLD_ZUGFERD)
    assert ("R 12", Decimal("11.90")) == (found.values["invoice_number"], found.values["total"])


def test_a_digital_chinese_invoice_is_read() -> None:
    found = read(DIGITAL)
    assert ("cn_einvoice_xml", "cn_vat_invoice", "digital_special") == (found.syntax, found.kind, found.subkind)
    assert dict(found.values) == {
        "invoice_number": "26427000000000000017",
        "date": dt.date(2026, 3, 31),
        "buyer": "南门书店",
        "seller": "北山纸业有限公司",
        "seller_tax_id": "91110000600037341L",
        "net": Decimal("100.00"),
        "tax": Decimal("13.00"),
        "total": Decimal("113.00"),
    }
    assert found.tables["lines"] == ({"description": "*纸制品*复印纸", "amount": "100.00", "tax_rate": "0.13"},)


def test_pinyin_tags_are_read_and_stars_are_no_amount() -> None:
    found = read(PINYIN)
    assert "digital_ordinary" == found.subkind
    assert "tax" not in found.values
    assert found.values["date"] == dt.date(2026, 3, 31)


def test_several_invoices_in_one_file_are_not_taken_for_one() -> None:
    second = DIGITAL.replace("26427000000000000017", "26427000000000000099")
    assert read_invoice(f"<EInvoice>{DIGITAL}{second}</EInvoice>".encode()) is None


@pytest.mark.parametrize("data", ["<Invoice/>", "<note/>", "<EInvoice/>", "<CrossIndustryInvoice/>"])
def test_other_xml_states_nothing(data: str) -> None:
    assert read_invoice(data.encode()) is None


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><Invoice/>",
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><Invoice>&x;</Invoice>",
        b"<a>" * 5000 + b"</a>" * 5000,
        b"<Invoice>",
        b"",
        b"\xff\xfe\x00",
        b"<?xml version='1.0' encoding='no-such'?><Invoice/>",
    ],
)
def test_attacks_and_broken_xml_are_refused(data: bytes) -> None:
    with pytest.raises(Damaged):
        read_invoice(data)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "one", ""])
def test_amounts_that_are_no_numbers_are_left_out(amount: str) -> None:
    assert "total" not in read(cii().decode().replace("119.00", amount)).values
