"""XML, mails, plain text, and files of formats that are not read."""

import io
import sqlite3
import tarfile
from collections.abc import Iterator
from email.message import EmailMessage

from tests.extractors.drawn import cii, package, pdf
from tests.extractors.hostile.case import Case, case, cut_off
from tests.extractors.papers import mail

UBL = 'xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:c="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'


def ubl(inside: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<Invoice {UBL}><c:ID>1</c:ID>{inside}</Invoice>'.encode()


def laughs() -> str:
    return (
        '<!DOCTYPE l [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)).replace("&a0;", "&a;")
        + "]>"
    )


def nested_mail(depth: int) -> bytes:
    data = b"From: a@example.org\r\nMessage-ID: <1@example.org>\r\n\r\nhello"
    for _ in range(depth):
        data = b"From: a@example.org\r\nMessage-ID: <1@example.org>\r\nContent-Type: message/rfc822\r\n\r\n" + data
    return data


def parts_in_parts(depth: int) -> bytes:
    head = b"From: a@example.org\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
    lines = [b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth)]
    return head + b"".join(lines) + b"Content-Type: text/plain\r\n\r\nhello"


def mailed(headers: bytes, body: bytes = b"hello") -> bytes:
    return b"From: a@example.org\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n" + headers + b"\r\n\r\n" + body


def named(name: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Message-ID"] = "a@example.org", "<1@example.org>"
    message.set_content("hello")
    message.add_attachment(pdf(), maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as packed:
        packed.addfile(tarfile.TarInfo("../../x"), io.BytesIO())
    return out.getvalue()


def database() -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("create table a (b)")
        return connection.serialize()


def cases() -> Iterator[Case]:
    yield from _xml()
    yield from _mails()
    yield from _texts()
    yield from _strangers()


def _xml() -> Iterator[Case]:
    yield from cut_off("XML invoice", cii, "damaged", "unknown_type")
    yield case("XML that laughs a billion times", lambda: ubl("&a9;", laughs()), "damaged")
    yield case(
        "XML that reads a file", lambda: ubl("&a;", '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "damaged"
    )
    yield case(
        "XML that fetches", lambda: ubl("&a;", '<!DOCTYPE l [<!ENTITY a SYSTEM "http://192.0.2.1/">]>'), "damaged"
    )
    yield case(
        "XML with a parameter that fetches",
        lambda: ubl("", '<!DOCTYPE l [<!ENTITY % a SYSTEM "http://192.0.2.1/">%a;]>'),
        "damaged",
    )
    yield case(
        "XML with a document type elsewhere", lambda: ubl("", '<!DOCTYPE l SYSTEM "http://192.0.2.1/l.dtd">'), "damaged"
    )
    yield case(
        "XML that includes a file",
        lambda: ubl('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'),
        "read",
    )
    yield case(
        "XML with a style sheet",
        lambda: ubl("", '<?xml-stylesheet href="http://192.0.2.1/x.xsl" type="text/xsl"?>'),
        "read",
    )
    yield case("XML a hundred thousand deep", lambda: ubl("<a>" * 100_000 + "</a>" * 100_000), "damaged")
    yield case(
        "XML of a hundred thousand attributes",
        lambda: ubl("<a " + " ".join(f'a{n}="x"' for n in range(100_000)) + "/>"),
        "read",
        "damaged",
    )
    yield case("XML of a million elements", lambda: ubl("<a/>" * 1_000_000), "read", "damaged")
    yield case("XML of an endless name", lambda: ubl("<" + "a" * 1_000_000 + "/>"), "read", "damaged")
    yield case("XML of thirty-three megabytes", lambda: ubl(" " * (33 * 2**20)), "unpacks_too_large", "too_large")
    yield case("XML with zeros", lambda: ubl("\0"), "damaged")
    for encoding in ("utf-7", "utf-16", "utf-32", "cp037", "idna", "zip", "rot13", "no-such-thing", "x" * 10_000):
        yield case(
            f"XML that says it is {encoding[:20]}",
            cii().replace(b"<rsm", f'<?xml version="1.0" encoding="{encoding}"?><rsm'.encode(), 1),
            "damaged",
            "unknown_type",
            "read",
        )
    yield case(
        "XML in two encodings at once", cii()[:400] + cii()[400:].decode().encode("utf-16"), "damaged", "unknown_type"
    )
    yield case("XML of two roots", cii() * 2, "damaged")
    for amount in ("NaN", "Infinity", "1e999999999", "-0", "9" * 5_000, "1.1.1", "１２", ""):
        yield case(
            f"XML invoice over {amount[:12] or 'nothing'}", cii().replace(b"119.00", amount.encode()), "read", "damaged"
        )
    for date in ("99999999", "00000000", "20260231", "abc", "2026", "9" * 1_000):
        yield case(f"XML invoice of {date[:12]}", cii().replace(b"20260331", date.encode()), "read", "damaged")


def _mails() -> Iterator[Case]:
    yield case("mail cut off in an attachment", lambda: mail({"a.pdf": pdf()})[:-500], "read", "damaged")
    yield case("mail cut off in its head", lambda: mail()[:100], "read", "damaged", "unknown_type")
    yield case("mail without a body", b"From: a@example.org\r\nMessage-ID: <1@example.org>\r\n", "read", "damaged")
    yield case("mail in mail, two hundred deep", lambda: nested_mail(200), "read", "damaged")
    yield case("mail in mail, five thousand deep", lambda: nested_mail(5_000), "read", "damaged")
    yield case("parts in parts, five hundred deep", lambda: parts_in_parts(500), "read", "damaged")
    yield case(
        "mail of ten thousand parts",
        lambda: mailed(b'Content-Type: multipart/mixed; boundary="b"', b"--b\r\n\r\nx\r\n" * 10_000 + b"--b--"),
        "too_many_parts",
        "read",
        "damaged",
    )
    yield case("mail whose parts never come", mailed(b'Content-Type: multipart/mixed; boundary="b"'), "read", "damaged")
    yield case(
        "mail whose parts have no boundary", mailed(b"Content-Type: multipart/mixed", b"--\r\n\r\nx"), "read", "damaged"
    )
    yield case(
        "mail of an endless boundary",
        mailed(b"Content-Type: multipart/mixed; boundary=" + b"b" * 100_000),
        "read",
        "damaged",
    )
    yield case(
        "mail in no alphabet", mailed(b"Content-Type: text/plain; charset=klingon", b"\xff\xfe"), "read", "damaged"
    )
    yield case(
        "mail in an alphabet that is a codec",
        mailed(b"Content-Type: text/plain; charset=zip", b"\x78\x9c"),
        "read",
        "damaged",
    )
    yield case(
        "mail of broken base64",
        mailed(b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", b"!!!!===" * 99),
        "read",
        "damaged",
    )
    yield case(
        "mail of broken quotes",
        mailed(b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable", b"=ZZ=\r\n=" * 99),
        "read",
        "damaged",
    )
    yield case("mail in an unknown coding", mailed(b"Content-Transfer-Encoding: x-own"), "read", "damaged")
    yield case("mail of a megabyte of header", mailed(b"Subject: " + b"a" * 2**20), "read", "damaged", "unknown_type")
    yield case("mail of a hundred thousand headers", mailed(b"X: y\r\n" * 100_000), "read", "damaged")
    yield case(
        "mail of a hundred thousand receivers",
        mailed(b"To: " + b"a@example.org, " * 100_000),
        "read",
        "damaged",
        "reading_too_slow",
    )
    yield case("mail with brackets in brackets", mailed(b"To: " + b"(" * 5_000), "read", "damaged")
    yield case("mail with bytes for a subject", mailed(b"Subject: \xff\xfe\x80\xe9"), "read", "damaged")
    yield case(
        "mail with an encoded subject that is none", mailed(b"Subject: =?utf-8?b?!!!?= =?x?q?=?="), "read", "damaged"
    )
    yield case(
        "mail with a date that is none", mailed(b"Date: yesterday, 99 Foo 99999 99:99:99 +9999"), "read", "damaged"
    )
    yield case(
        "mail with a type that is none",
        mailed(b"Content-Type: ;;;=\r\nContent-Disposition: ;;; filename*=x"),
        "read",
        "damaged",
    )
    yield case("mail of HTML without end", mailed(b"Content-Type: text/html", b"<div>" * 200_000), "read", "damaged")
    yield case(
        "mail of a broken tag without end",
        mailed(b"Content-Type: text/html", b"<a " * 100_000),
        "read",
        "damaged",
        "reading_too_slow",
    )
    yield case(
        "mail of comments without end",
        mailed(b"Content-Type: text/html", b"<!--" * 100_000),
        "read",
        "damaged",
        "reading_too_slow",
    )
    yield case(
        "mail with a script", mailed(b"Content-Type: text/html", b"<script>fetch('http://192.0.2.1')</script>"), "read"
    )
    yield case("mail with an archive that is a bomb", lambda: mail({"a.zip": package({"a.txt": "x" * 10**7})}), "read")
    for name in ("../../../etc/passwd", "a\0b.pdf", "a" * 5_000, "\u202efdp.exe", "=?utf-8?q?x?=", ""):
        yield case(f"mail with a file called {name[:20]!r}", lambda name=name: named(name), "read", "damaged")


def _texts() -> Iterator[Case]:
    yield case("text of every byte", bytes(range(256)), "unknown_type")
    yield case("text of zeros", bytes(10_000), "unknown_type")
    yield case("text of blanks", b" \n" * 10_000, "unknown_type")
    yield case("text of half letters", "a\ud800b".encode("utf-8", "surrogatepass"), "unknown_type")
    yield case("text of letters written too long", b"abc \xc0\xaf\xe0\x80\xaf", "unknown_type")
    yield case("text in UTF-16 without its mark", "Dear Sir or Madam".encode("utf-16-le"), "unknown_type")
    yield case("text in UTF-16 of an odd length", b"\xff\xfea\0b", "unknown_type")
    yield case("text of one line of twenty megabytes", lambda: b"a" * 20 * 2**20, "too_many_pages")
    yield case("text of a million lines", lambda: b"a\n" * 10**6, "too_many_pages")
    yield case("text of a thousand pages", lambda: b"a\f" * 1000, "too_many_pages")
    yield case("text that writes backwards", "total \u202e05.21\u202c EUR".encode(), "read")
    yield case("text that moves the cursor", b"hello\x1b[2J\x1b[1;1Hworld", "read")
    yield case("text of combining marks", ("a" + "\u0301" * 50_000).encode(), "read")
    yield case("text of zero width", ("\u200b" * 50_000 + "a").encode(), "read")
    yield case("text of private letters", ("\ue000" * 500).encode(), "unknown_type")
    yield case("text of rare characters", bytes([0x81, 0x30, 0x81, 0x30]) * 500, "unknown_type", "read")
    yield case("text of tabs", b"\t" * 10_000 + b"a", "read")


def _strangers() -> Iterator[Case]:
    yield case("a program for Windows", b"MZ\x90\0" + bytes(200), "unknown_type")
    yield case("a program for Linux", b"\x7fELF\x02\x01" + bytes(200), "unknown_type")
    yield case("a web page", b"<!doctype html><html><body>hello</body></html>", "damaged", "unknown_type")
    yield case("a drawing", b'<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>', "unknown_type")
    yield case("a database", database, "unknown_type")
    yield case("a tape archive", tar, "unknown_type", "read")
    yield case("a RAR archive", b"Rar!\x1a\x07\x01\0" + bytes(99), "other_archive")
    yield case("a cabinet", b"MSCF\0\0\0\0" + bytes(99), "other_archive")
    yield case("a Zstandard file", b"\x28\xb5\x2f\xfd" + bytes(99), "other_archive")
    yield case("a film", b"\0\0\0\x18ftypisom" + bytes(99), "unknown_type")
    yield case("a sound", b"ID3\x04" + bytes(99), "unknown_type")
    yield case("a letter in rich text", b"{\\rtf1 hello}", "read", "unknown_type")
    yield case("a page in PostScript", b"%!PS-Adobe-3.0\n(hello) show", "read", "unknown_type")
    yield case("an empty file", b"", "empty_file")
    yield case("one byte", b"\0", "unknown_type")
    yield case("one letter", b"a", "read")
    yield case("a file beyond the limit", lambda: bytes(30_000_001), "too_large")
