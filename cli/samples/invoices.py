"""Invoices between companies: an English one born digital, and a German one of two pages from an office scanner."""

from decimal import Decimal
from pathlib import PurePosixPath

import numpy as np

from cli.samples.canvas import GREY, Canvas
from cli.samples.effects import scanned, tiff
from cli.samples.fonts import Face
from cli.samples.invented import german_vat_id, iban
from cli.samples.paper import SamplePaper
from cli.samples.pdf import Sheet, pdf_file

_Line = tuple[str, Decimal, Decimal]


def english_invoice(_rng: np.random.Generator) -> SamplePaper:
    """An invoice as an accounting program writes it: PDF with a text layer."""
    lines: tuple[_Line, ...] = (
        ("Oak shelving, 180 cm", Decimal(4), Decimal("145.00")),
        ("Wall brackets, steel", Decimal(16), Decimal("7.25")),
        ("Delivery and fitting", Decimal(1), Decimal("90.00")),
    )
    net = _sum(lines)
    tax = (net * 20 / 100).quantize(Decimal("0.01"))
    account = iban("GB", "ZZZZ99999912345678")
    sheet = Sheet()
    sheet.text(20, 20, "Paper Lantern Joinery Ltd", size=16)
    for place, row in enumerate(("4 Lantern Yard", "Sampleton SP3 7ZZ", "United Kingdom")):
        sheet.text(20, 28 + place * 5, row, size=9, ink=GREY)
    sheet.text(190, 20, "INVOICE", size=22, align="right")
    facts = (
        ("Invoice number", "INV-2026-0117"),
        ("Invoice date", "12 March 2026"),
        ("Due date", "11 April 2026"),
        ("Customer number", "C-3308"),
    )
    for place, (label, value) in enumerate(facts):
        sheet.text(125, 52 + place * 6, label, size=10, ink=GREY)
        sheet.text(160, 52 + place * 6, value, size=10)
    for place, row in enumerate(("Bill to", "Acme Trading Ltd", "1 Example Street", "Exampleford EX1 1ZZ")):
        sheet.text(20, 52 + place * 6, row, size=10, ink=GREY if place == 0 else (0, 0, 0))
    _table(sheet, lines, 90)
    sums = (("Subtotal", net), ("VAT 20%", tax), ("Total due", net + tax))
    for place, (label, amount) in enumerate(sums):
        sheet.text(140, 130 + place * 7, label, size=11)
        sheet.text(190, 130 + place * 7, f"£{amount:,.2f}", size=11, align="right")
    sheet.text(20, 165, "Please pay within 30 days by bank transfer, quoting the invoice number.", size=9)
    sheet.text(20, 171, f"IBAN {account}   Account name Paper Lantern Joinery Ltd", size=9)
    sheet.text(20, 280, "Paper Lantern Joinery Ltd is invented, as is everybody on this paper.", size=7, ink=GREY)
    return SamplePaper(
        path=PurePosixPath("Acme Trading/INV-2026-0117.pdf"),
        content=pdf_file(sheet),
        kind="invoice",
        fields={
            "invoice_number": "INV-2026-0117",
            "date": "2026-03-12",
            "due_date": "2026-04-11",
            "seller": "Paper Lantern Joinery Ltd",
            "buyer": "Acme Trading Ltd",
            "net": str(net),
            "tax": str(tax),
            "total": str(net + tax),
            "currency": "GBP",
            "iban": account,
        },
    )


def _sum(lines: tuple[_Line, ...]) -> Decimal:
    return sum((count * price for _, count, price in lines), Decimal())


def _table(sheet: Sheet, lines: tuple[_Line, ...], y: float) -> None:
    for x, heading in ((135, "Quantity"), (162, "Unit price"), (190, "Amount")):
        sheet.text(x, y, heading, size=9, ink=GREY, align="right")
    sheet.text(20, y, "Description", size=9, ink=GREY)
    sheet.rule(20, y + 5.5, 190, y + 5.5)
    for place, (name, count, price) in enumerate(lines, start=1):
        row = y + 1 + place * 7
        sheet.text(20, row, name, size=10)
        sheet.text(135, row, str(count), size=10, align="right")
        sheet.text(162, row, f"{price:,.2f}", size=10, align="right")
        sheet.text(190, row, f"{count * price:,.2f}", size=10, align="right")
    sheet.rule(20, y + 36, 190, y + 36)


def german_invoice(rng: np.random.Generator) -> SamplePaper:
    """A German invoice of two pages, scanned to one TIFF file."""
    lines: tuple[_Line, ...] = (
        ("Wartung Druckmaschine Typ Specht 4", Decimal(6), Decimal("118.00")),
        ("Farbwalze, gelagert", Decimal(2), Decimal("342.50")),
        ("Anfahrt", Decimal(1), Decimal("65.00")),
    )
    net = _sum(lines)
    tax = (net * 19 / 100).quantize(Decimal("0.01"))
    account, vat_id = iban("DE", "999999990012345678"), german_vat_id("99912345")
    pages = (_german_first(lines, net, tax), _german_second(account, vat_id))
    return SamplePaper(
        path=PurePosixPath("Acme Trading/Eingang/scan0001.tif"),
        content=tiff(tuple(scanned(page.image, rng, skew=0.9, noise=3) for page in pages), dpi=200),
        kind="invoice",
        fields={
            "invoice_number": "RE-2026-00482",
            "date": "2026-02-24",
            "seller": "Musterspecht Maschinenbau GmbH",
            "buyer": "Acme Trading Ltd",
            "net": str(net),
            "tax": str(tax),
            "total": str(net + tax),
            "currency": "EUR",
            "iban": account,
            "seller_tax_id": vat_id,
        },
    )


def _german(amount: Decimal) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def _german_first(lines: tuple[_Line, ...], net: Decimal, tax: Decimal) -> Canvas:
    page = Canvas(210, 297, dpi=200)
    page.text(20, 18, "Musterspecht Maschinenbau GmbH", size=15, face=Face.BOLD)
    page.text(20, 26, "Beispielallee 8 · 99999 Musterhausen · Deutschland", size=9)
    page.lines(20, 50, ("Acme Trading Ltd", "1 Example Street", "Exampleford EX1 1ZZ", "Großbritannien"), step=5.5)
    page.text(20, 88, "Rechnung", size=18, face=Face.BOLD)
    facts = (
        ("Rechnungsnummer:", "RE-2026-00482"),
        ("Rechnungsdatum:", "24.02.2026"),
        ("Leistungsdatum:", "19.02.2026"),
    )
    for place, (label, value) in enumerate(facts):
        page.text(120, 52 + place * 6, label)
        page.text(160, 52 + place * 6, value)
    for x, heading in ((128, "Menge"), (158, "Einzelpreis"), (190, "Betrag EUR")):
        page.text(x, 104, heading, size=9, face=Face.BOLD, align="right")
    page.text(20, 104, "Bezeichnung", size=9, face=Face.BOLD)
    page.rule(20, 110, 190, 110)
    for place, (name, count, price) in enumerate(lines):
        y = 113 + place * 8
        page.text(20, y, name)
        page.text(128, y, str(count), align="right")
        page.text(158, y, _german(price), align="right")
        page.text(190, y, _german(count * price), align="right")
    page.rule(20, 140, 190, 140)
    sums = (("Nettobetrag", net), ("Umsatzsteuer 19 %", tax), ("Gesamtbetrag EUR", net + tax))
    for place, (label, amount) in enumerate(sums):
        face = Face.BOLD if place == len(sums) - 1 else Face.SANS
        page.text(112, 144 + place * 7, label, face=face)
        page.text(190, 144 + place * 7, _german(amount), face=face, align="right")
    page.text(20, 180, "Zahlbar innerhalb von 30 Tagen ohne Abzug.")
    page.text(190, 284, "Seite 1 von 2", size=8, align="right")
    return page


def _german_second(account: str, vat_id: str) -> Canvas:
    page = Canvas(210, 297, dpi=200)
    page.text(20, 18, "Rechnung RE-2026-00482", size=11, face=Face.BOLD)
    rows = (
        "Die Wartung wurde am 19.02.2026 nach Plan ausgeführt.",
        "Für die ausgetauschten Walzen gilt eine Gewährleistung von 24 Monaten.",
    )
    after = page.lines(20, 34, rows, step=7)
    page.text(20, after + 12, "Bankverbindung", face=Face.BOLD)
    page.text(20, after + 19, "Musterbank Musterhausen")
    page.text(20, after + 26, f"IBAN: {' '.join(account[at : at + 4] for at in range(0, len(account), 4))}")
    page.text(20, after + 33, f"USt-IdNr.: {vat_id}")
    page.text(190, 284, "Seite 2 von 2", size=8, align="right")
    return page
