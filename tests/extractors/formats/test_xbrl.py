"""Vouchers of the Ministry of Finance's taxonomy, invented."""

import datetime as dt
from decimal import Decimal

import pytest

from extractors.formats.einvoice_xml import read_invoice
from extractors.readers.extract import extract
from strongroom.content import Content, Structured
from strongroom.kind import catalogue
from strongroom.reading import Extraction


def voucher(kind: str, body: str, *, version: str = "2023-12-31") -> bytes:
    """An instance whose elements are written without their prefix; ``<a>`` becomes ``<kind:a>``."""
    prefix = kind.split("_", maxsplit=1)[0]
    elements = body.replace("</", f"[/{prefix}:").replace("<", f"<{prefix}:").replace("[/", "</")
    return (
        '<?xml version="1.0" encoding="UTF-8"?><xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance" '
        f'xmlns:{prefix}="http://xbrl.mof.gov.cn/taxonomy/{version}/{kind}">{elements}</xbrli:xbrl>'
    ).encode()


def found(data: bytes) -> Structured:
    fact = read_invoice(data)
    assert fact is not None
    return fact


def extraction(fact: Structured) -> Extraction:
    assert fact.kind is not None
    return extract(catalogue()[fact.kind], Content(media="application/xml", pages=(), structured=(fact,)))


RAIL = """<ElectronicInvoiceRailwayETicketNumber>26990000000000054321</ElectronicInvoiceRailwayETicketNumber>
<DateOfIssue>2026-03-20</DateOfIssue><TravelDate>2026-03-12</TravelDate><DepartureTime>07:36</DepartureTime>
<DepartureStation>虚构南站</DepartureStation><DestinationStation>示例东</DestinationStation><TrainNumber>G9902</TrainNumber>
<SeatLevel>二等座</SeatLevel><Carriage>06</Carriage><Seat>08F号</Seat><Fare>184.50</Fare>
<TotalAmountExcludingTax>169.27</TotalAmountExcludingTax><TaxAmount>15.23</TaxAmount><Name>欧阳样本</Name>
<ETicketNumber>9901260326990000000012</ETicketNumber><TypeOfBusiness>售</TypeOfBusiness>"""


def test_a_railway_voucher_is_a_ticket_with_its_tax() -> None:
    fact = found(voucher("rai_issuer", RAIL))
    readings = extraction(fact).readings

    assert (fact.kind, fact.subkind, fact.syntax) == ("train_ticket", "electronic", "xbrl")
    assert readings["date"].value == dt.date(2026, 3, 12)
    assert readings["issue_date"].value == dt.date(2026, 3, 20)
    assert (readings["origin"].value, readings["destination"].value) == ("虚构南", "示例东")
    assert readings["seat"].value == "06车08F号"
    assert readings["total"].proven


def test_the_fare_of_a_ticket_that_was_given_back_is_left_to_a_person() -> None:
    assert "total" not in found(voucher("rai", RAIL.replace(">售<", ">退<"))).values


def test_an_air_voucher_has_its_legs_and_a_price_that_adds_up() -> None:
    leg = "<DetailInformationOfAirTicketTuple><DepartureStation>{}</DepartureStation><DestinationStation>{}"
    leg += "</DestinationStation><Flight>YZ5101</Flight><CarrierDate>2026-03-12</CarrierDate>"
    leg += "</DetailInformationOfAirTicketTuple>"
    prices = "<Fare>900.00</Fare><FuelSurcharge>20.00</FuelSurcharge><VatTaxAmount>82.80</VatTaxAmount>"
    prices += "<CivilAviationDevelopmentFund>50.00</CivilAviationDevelopmentFund><TotalAmount>1052.80</TotalAmount>"
    fact = found(voucher("atr", leg.format("虚构南", "示例东") + leg.format("示例东", "云舟") + prices))
    read = extraction(fact)

    assert [row["destination"] for row in read.tables["legs"]] == ["示例东", "云舟"]
    assert (read.readings["origin"].value, read.readings["destination"].value) == ("虚构南", "云舟")
    assert read.readings["total"].proven


def movement(side: str, amount: str, balance: str) -> str:
    return (
        "<InformationOfReconcileDetailsTuple><DateOfBookkeeping>2026-02-03</DateOfBookkeeping>"
        f"<IdentificationOfCreditOrDebit>{side}</IdentificationOfCreditOrDebit>"
        f"<TransactionAmount>{amount}</TransactionAmount><AccountBalance>{balance}</AccountBalance>"
        "<NameOfCounterparty>云舟样例有限公司</NameOfCounterparty></InformationOfReconcileDetailsTuple>"
    )


STATEMENT = """<CustomerSettlementBankAccount>9901001200034567</CustomerSettlementBankAccount>
<YearOfBankReconciliationStatement>2026</YearOfBankReconciliationStatement>
<MonthOfBankReconciliationStatement>02</MonthOfBankReconciliationStatement>
<AccountBalanceAtTheEndOfReconciliationCycleAmount>6096.00</AccountBalanceAtTheEndOfReconciliationCycleAmount>"""


def test_the_balances_of_a_statement_prove_its_end() -> None:
    rows = movement("0", "8904.00", "1096.00") + movement("1", "5000.00", "6096.00")
    read = extraction(found(voucher("bkrs", STATEMENT + rows)))

    assert [sorted(row.keys() & {"debit", "credit"}) for row in read.tables["rows"]] == [["debit"], ["credit"]]
    assert (read.readings["period_start"].text, read.readings["date"].text) == ("2026-02-01", "2026-02-28")
    assert read.readings["closing"].proven


def test_rows_of_nothing_beside_each_movement_are_left_out() -> None:
    rows = movement("0", "8904.00", "1096.00") + movement("1", "0.00", "1096.00")

    assert len(found(voucher("bkrs", STATEMENT + rows, version="2021-11-30")).tables["rows"]) == 1


def test_a_bank_receipt_is_a_slip() -> None:
    body = "<AccountNameOfPayer>星尘样例贸易有限公司</AccountNameOfPayer>"
    body += "<AccountNumberOfPayee>9901 0032</AccountNumberOfPayee>"
    body += "<TransactionAmountInFigures>8,904.00</TransactionAmountInFigures><IssueDate>2026-02-10</IssueDate>"
    fact = found(voucher("bker", body))

    assert (fact.kind, fact.subkind) == ("bank_slip", "receipt")
    assert dict(fact.values) == {
        "date": dt.date(2026, 2, 10),
        "payer": "星尘样例贸易有限公司",
        "payee_account": "99010032",
        "total": Decimal("8904.00"),
    }


def test_a_tax_control_invoice_has_its_lines() -> None:
    body = "<NumberOfInvoice>00847216</NumberOfInvoice><TotalAmountExcludingTax>100.00</TotalAmountExcludingTax>"
    body += "<TotalTaxAmount>6.00</TotalTaxAmount><TaxIncludedAmountInFigures>106.00</TaxIncludedAmountInFigures>"
    body += "<InformationOfTaxableGoodsOrServicesDetailItemsTuple><AmountExcludingTax>100.00</AmountExcludingTax>"
    body += "<TaxRate>6%</TaxRate><TaxAmount>6.00</TaxAmount></InformationOfTaxableGoodsOrServicesDetailItemsTuple>"
    fact = found(voucher("inv_ord_issuer", body))
    read = extraction(fact)

    assert fact.subkind == "electronic_ordinary"
    assert [finding.check for finding in read.findings if finding.passed and "lines" in finding.check] == [
        "lines_make_net"
    ]


def test_of_a_fiscal_receipt_only_the_kind_is_stated() -> None:
    fact = found(voucher("efi", "<Anything>1</Anything>"))

    assert (fact.kind, dict(fact.values)) == ("fiscal_receipt", {})


@pytest.mark.parametrize("kind", ["ctp", "ntrev_gpm"])
def test_a_voucher_without_a_kind_is_passed_over(kind: str) -> None:
    assert read_invoice(voucher(kind, "<Fare>1.00</Fare>")) is None


def test_values_that_are_none_are_left_out() -> None:
    body = "<Fare>many</Fare><TravelDate>2026-13-40</TravelDate><Name> </Name>"

    assert dict(found(voucher("rai", body)).values) == {}
