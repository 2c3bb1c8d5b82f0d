"""Mails and office files of invented content, written by code."""

import datetime as dt
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from io import BytesIO

import docx
import openpyxl

BODY = "Dear Southgate Books,\nplease find our invoice attached.\nNorthwind Paper Ltd"


def mail(
    attached: Mapping[str, bytes] | None = None, *, body: str = BODY, html: str = "", subject: str = "Invoice 2026-0417"
) -> bytes:
    """An EML file."""
    message = EmailMessage()
    message["From"] = "Anna Example <anna@example.org>"
    message["To"] = "office@example.com"
    message["Subject"] = subject
    message["Date"] = "Tue, 31 Mar 2026 09:00:00 +0200"
    message["Message-ID"] = "<1@example.org>"
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in (attached or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def word(lines: Sequence[str] = ("Northwind Paper Ltd",), rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word file of paragraphs and one table."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Letter head"
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                table.cell(number, place).text = text
    return _bytes(document)


def excel(
    rows: Sequence[Sequence[object]] = (("Item", "Price", "On"), ("Paper", 118.5, dt.date(2026, 3, 31))),
) -> bytes:
    """An Excel file of one visible sheet and one hidden one."""
    book = openpyxl.Workbook()
    book.active.title = "Sales"
    for row in rows:
        book.active.append(list(row))
    hidden = book.create_sheet("Draft")
    hidden.append(["not to be read"])
    hidden.sheet_state = "hidden"
    for cell in book.active["B"][1:]:
        cell.number_format = "0.00"
    return _bytes(book)


def _bytes(document: docx.document.Document | openpyxl.Workbook) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()
