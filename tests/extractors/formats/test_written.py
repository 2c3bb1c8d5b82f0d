"""Mails, office files and plain text: what is read of them, and in which encoding."""

import datetime as dt

import pytest

from extractors.formats.html_text import text_of_html
from extractors.formats.mail import is_mail
from extractors.formats.plain import decoded, lay_out
from extractors.formats.written import content_of
from extractors.intake import inspect
from strongroom.content import Content
from strongroom.errors import Damaged, OldOffice, OtherArchive, PasswordNeeded, Refused, TooManyPages, UnknownType
from strongroom.settings import Limits
from tests.extractors.drawn import package, pdf
from tests.extractors.outlook import compound, message, squeezed
from tests.extractors.papers import excel, mail, word

LIMITS = Limits()
CHINESE = "付款通知:请于三月三十一日前支付合同款项,金额为人民币壹仟元整。"


def read(data: bytes) -> Content:
    return content_of(inspect(data, LIMITS).media, data, LIMITS)


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (mail(), "message/rfc822"),
        (b"Received: by example.org\r\nFrom: a@example.org\r\n\r\n%PDF- is how they begin", "message/rfc822"),
        (message(subject="s", body="b", attached={}), "application/vnd.ms-outlook"),
        (word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (excel(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (package({"a.pdf": pdf()}), "application/zip"),
        (b"Dear Sir or Madam", "text/plain"),
        (CHINESE.encode("gb18030"), "text/plain"),
        (CHINESE.encode("utf-16"), "text/plain"),
        (b"From here on: a letter\nnot a mail", "text/plain"),
    ],
)
def test_each_format_is_known_by_its_content(data: bytes, media: str) -> None:
    assert media == inspect(data, LIMITS).media


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (compound({"WordDocument": b"x" * 5000}), OldOffice),
        (compound({"Workbook": b"x"}), OldOffice),
        (compound({"EncryptedPackage": b"x"}), PasswordNeeded),
        (compound({"Something": b"x"}), UnknownType),
        (compound({"__properties_version1.0": b"x"})[:700], Refused),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), Damaged),
        (b"Rar!\x1a\x07\x01\x00" + bytes(50), OtherArchive),
        (b"MSCF\0\0\0\0" + bytes(50), OtherArchive),
        (package({"[Content_Types].xml": "<t/>", "ppt/presentation.xml": "<p/>"}), UnknownType),
        (package({"mimetype": "application/epub+zip", "a.html": "x"}), UnknownType),
        (package({"[Content_Types].xml": "<t/>", "word/document.xml": "<!DOCTYPE a><w/>"}), Damaged),
        (bytes(range(256)) * 4, UnknownType),
        (b"MZ an executable", UnknownType),
        (b"\x00" * 5000, UnknownType),
    ],
)
def test_what_is_not_read_is_refused_with_its_reason(data: bytes, error: type[Refused]) -> None:
    with pytest.raises(error):
        inspect(data, LIMITS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_text_is_read_in_its_encoding(encoding: str) -> None:
    assert CHINESE == decoded(CHINESE.encode(encoding))


@pytest.mark.parametrize(
    "data", ["Grüße aus Köln, für alle Bücher".encode("latin-1"), b"\xff\xfea", b" \n ", b"\x81" * 80]
)
def test_what_only_might_be_text_is_none(data: bytes) -> None:
    assert decoded(data) is None


def test_lines_are_laid_out_on_pages_and_wrapped() -> None:
    pages = list(lay_out([f"line {number}" for number in range(61)] + ["w" * 150], LIMITS))
    assert [1, 2] == [page.number for page in pages]
    assert "line 59" == pages[0].lines[-1].text
    assert ["line 60", "w" * 100, "w" * 50] == pages[1].text.splitlines()


def test_a_form_feed_begins_a_page_and_the_limit_holds() -> None:
    assert ["one", "two"] == [page.text for page in lay_out(["one\ftwo"], LIMITS)]
    with pytest.raises(TooManyPages):
        list(lay_out(["one\ftwo"], Limits(max_pages=1)))


def test_a_mail_is_its_heading_and_what_was_written() -> None:
    text = read(mail()).text
    assert text.startswith("From: Anna Example <anna@example.org>\nTo: office@example.com\nSubject: Invoice 2026-0417")
    assert "please find our invoice attached." in text


def test_of_two_bodies_the_plain_one_is_read_and_html_only_where_there_is_no_other() -> None:
    assert "please find" in read(mail(html="<p>hello</p>")).text
    only = mail(body=" ", html="<style>p{}</style><p>hello <b>there</b><br>again</p><script>x</script>")
    assert read(only).text.endswith("hello there\nagain")


def test_an_outlook_message_reads_like_a_mail() -> None:
    text = read(message(subject="Rechnung 7", body="Guten Tag,\r\nanbei", attached={})).text
    assert "Subject: Rechnung 7" in text
    assert text.endswith("Guten Tag,\nanbei")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Guten Tag,<br>anbei</p>", "Guten Tag,\nanbei"),
        (f"<p>{CHINESE}</p>".encode(), CHINESE),
        (f"<p>{CHINESE}</p>".encode("gb18030"), CHINESE),
    ],
    ids=["text", "utf-8", "gb18030"],
)
def test_an_outlook_message_of_nothing_but_html_is_read(html: str | bytes, text: str) -> None:
    assert read(message(subject="s", body="", attached={}, html=html)).text.endswith(text)


def test_an_outlook_message_of_nothing_but_rtf_is_read() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 Arial;}}\pard \'b7\'a2\'c6\'b1 2026-0417\par Total: 118.50}"
    assert read(message(subject="s", body=" ", attached={}, rtf=squeezed(rtf))).text.endswith(
        "发票 2026-0417\nTotal: 118.50"
    )


def test_word_gives_paragraphs_and_tables_in_order() -> None:
    content = read(word(["Offer"], [("Item", "Price"), ("Paper", "118.50")]))
    assert ["Letter head", "Offer", "Item Price", "Paper 118.50"] == content.text.splitlines()
    assert ((("Item", "Price"), ("Paper", "118.50")),) == tuple(table.rows for table in content.tables)


def test_excel_gives_visible_sheets_with_values_as_they_are_shown() -> None:
    content = read(excel())
    (table,) = content.tables
    assert (("Item", "Price", "On"), ("Paper", "118.50", "2026-03-31")) == table.rows
    assert "not to be read" not in content.text


def test_excel_values_keep_their_sense() -> None:
    rows = (("a", 0, "b"), (dt.datetime.fromisoformat("2026-03-31T09:30"), 1.5, True), (None, None, 7))
    (table,) = read(excel(rows)).tables
    assert (("a", "0", "b"), ("2026-03-31 09:30", "1.50", "True"), ("", "", "7")) == table.rows


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<table><tr><td>a<td>b</tr><tr><td>c</table>", "a  b\nc"),
        ("<p>one &amp; two</p>three", "one & two\nthree"),
        ("<head><title>x</title></head>y", "y"),
        ("<script>unclosed", ""),
        ("<script>if (a < b) { '</p>' }</script>seen", "seen"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("a<!-- <b>not seen</b> -->b", "ab"),
        ("a<!-- never closed", "a"),
        ("a<b never closed", "a"),
        ("<P>one<BR/>two</P>", "one\ntwo"),
        ("", ""),
    ],
)
def test_html_is_read_as_its_lines(html: str, text: str) -> None:
    assert text == text_of_html(html)


def test_a_letter_that_speaks_of_somebody_is_no_mail() -> None:
    assert not is_mail(b"Subject: hello\n\nFrom: nobody\nReceived: nothing")
