"""Word and Excel files and Outlook messages: entities, bombs, circles and missing parts."""

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

from tests.extractors.drawn import package, pdf
from tests.extractors.hostile.case import Case, case, cut_off
from tests.extractors.hostile.packages import LAUGHS, STEALS, patched
from tests.extractors.outlook import compound, letter, message, squeezed
from tests.extractors.papers import excel, word


def repacked(data: bytes, name: str, text: str | bytes) -> bytes:
    """A package with one part replaced or added."""
    with zipfile.ZipFile(BytesIO(data)) as zipped:
        parts = {entry: zipped.read(entry) for entry in zipped.namelist()}
    return package(parts | {name: text})


def without(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as zipped:
        return package({entry: zipped.read(entry) for entry in zipped.namelist() if entry != name})


def cases() -> Iterator[Case]:
    yield from _office()
    yield from _outlook()


def _office() -> Iterator[Case]:
    yield from cut_off("Word file", lambda: word(["a"] * 50), "damaged")
    yield from cut_off("Excel file", excel, "damaged")
    body, sheet = "word/document.xml", "xl/worksheets/sheet1.xml"
    yield case("Word file that laughs", lambda: repacked(word(), body, LAUGHS + "<w>&c;</w>"), "damaged")
    yield case("Word file that steals", lambda: repacked(word(), body, STEALS + "<w>&a;</w>"), "damaged")
    yield case("Word file without its styles", lambda: without(word(), "word/styles.xml"), "damaged", "read")
    yield case("Word file without its relations", lambda: without(word(), "_rels/.rels"), "damaged")
    yield case(
        "Word file without its body's relations",
        lambda: without(word(), "word/_rels/document.xml.rels"),
        "damaged",
        "read",
    )
    yield case("Word file of noise", lambda: repacked(word(), body, bytes(range(256)) * 9), "damaged")
    yield case("Word file of another format", lambda: repacked(word(), body, "<html/>"), "damaged", "read")
    yield case(
        "Word file linked to the world",
        lambda: repacked(
            word(),
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="t" TargetMode="External" Target="http://192.0.2.1/x"/></Relationships>',
        ),
        "damaged",
        "read",
    )
    yield case(
        "Word file related to itself",
        lambda: repacked(
            word(),
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="t" Target="document.xml"/></Relationships>',
        ),
        "damaged",
        "read",
    )
    yield case(
        "Word file with a macro",
        lambda: repacked(word(), "word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(99)),
        "read",
    )
    yield case(
        "Word file of a giant part",
        lambda: repacked(word(), "word/extra.xml", b"<a>" + b" " * (33 * 2**20) + b"</a>"),
        "unpacks_too_large",
    )
    yield case("Word tables in tables", lambda: repacked(word(), body, _nested_tables(150)), "damaged", "read")
    yield case("Excel file that laughs", lambda: repacked(excel(), sheet, LAUGHS + "<w>&c;</w>"), "damaged")
    yield case(
        "Excel file with a sheet as large as can be",
        lambda: repacked(excel(), sheet, _sheet('<c r="XFD1048576"><v>1</v></c>', row=1_048_576, size="A1:XFD1048576")),
        "read",
        "damaged",
    )
    yield case(
        "Excel file with a row beyond the last",
        lambda: repacked(excel(), sheet, _sheet('<c r="A99999999"><v>1</v></c>', row=99_999_999)),
        "read",
        "damaged",
        "reading_too_slow",
    )
    yield case(
        "Excel file with cells that are nowhere",
        lambda: repacked(excel(), sheet, _sheet('<c r="!!"><v>1</v></c>')),
        "damaged",
        "read",
    )
    yield case(
        "Excel file with words as numbers",
        lambda: repacked(excel(), sheet, _sheet('<c r="A1" t="n"><v>abc</v></c>')),
        "damaged",
        "read",
    )
    yield case(
        "Excel file with texts that are not there",
        lambda: repacked(excel(), sheet, _sheet('<c r="A1" t="s"><v>999999</v></c>')),
        "damaged",
        "read",
    )
    yield case(
        "Excel file with a day before all days",
        lambda: repacked(excel(), sheet, _sheet('<c r="A1" s="1"><v>-99999999999</v></c>')),
        "damaged",
        "read",
    )
    yield case(
        "Excel file with a formula that fetches",
        lambda: repacked(
            excel(), sheet, _sheet('<c r="A1" t="str"><f>WEBSERVICE("http://192.0.2.1/")</f><v>x</v></c>')
        ),
        "read",
    )
    yield case("Excel file without sheets", lambda: without(excel(), sheet), "damaged", "read")
    yield case(
        "Excel file without its book's relations", lambda: without(excel(), "xl/_rels/workbook.xml.rels"), "damaged"
    )
    yield case(
        "Excel file of a hundred thousand rows", lambda: excel([("x", n) for n in range(30_000)]), "too_many_pages"
    )


def _sheet(cells: str, *, row: int = 1, size: str = "A1") -> str:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{size}"/><sheetData><row r="{row}">{cells}</row></sheetData></worksheet>'
    )


def _nested_tables(depth: int) -> str:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    start, end = "<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    return f"<w:document {space}><w:body>{start * depth}{end * depth}</w:body></w:document>"


def nested(depth: int) -> bytes:
    """A message in a message in a message."""
    inner = letter(subject="0", body="the first")
    for level in range(1, depth):
        inner = letter(subject=str(level), body="see below", enclosed=(inner,))
    return message(subject="s", body="b", attached={}, enclosed=(inner,))


def _rtf() -> Iterator[Case]:
    def of(rtf: bytes) -> bytes:
        return message(subject="s", body="", attached={}, rtf=rtf)

    good = squeezed(b"{\\rtf1 hello}")
    yield case("Outlook message with RTF of another check sum", lambda: of(good[:12] + b"abcd" + good[16:]), "damaged")
    yield case("Outlook message with RTF that ends in its head", lambda: of(good[:9]), "damaged")
    yield case("Outlook message with RTF cut short", lambda: of(good[:-4]), "damaged")
    yield case(
        "Outlook message with RTF that claims gigabytes",
        lambda: of(squeezed(b"{\\rtf1 x}", length=0xFFFFFFFF)),
        "unpacks_too_large",
    )
    yield case("Outlook message with something else for RTF", lambda: of(squeezed(b"PK")), "damaged")
    yield case(
        "Outlook message with RTF of groups without end", lambda: of(squeezed(b"{\\rtf1" + b"{" * 20_000)), "damaged"
    )
    yield case(
        "Outlook message with RTF that closes more than it opens",
        lambda: of(squeezed(b"{\\rtf1 a" + b"}" * 999)),
        "read",
    )
    yield case(
        "Outlook message with RTF that skips beyond its end",
        lambda: of(squeezed(b"{\\rtf1 a\\bin999999999 b}")),
        "read",
    )
    yield case("Outlook message with RTF of half letters", lambda: of(squeezed(b"{\\rtf1 a\\u-10179 ?\\'8")), "read")
    yield case(
        "Outlook message with RTF of an unknown code page",
        lambda: of(squeezed(b"{\\rtf1\\ansicpg99999 \\'ff}")),
        "read",
    )
    yield case("Outlook message in messages without end", lambda: nested(9), "nested_too_deep")
    yield case(
        "Outlook message with an empty message in it",
        lambda: message(subject="s", body="b", attached={}, enclosed=({},)),
        "damaged",
    )


def _outlook() -> Iterator[Case]:
    yield from _rtf()

    def whole() -> bytes:
        return message(subject="s", body="b" * 5000, attached={"a.pdf": pdf()})

    yield from cut_off("Outlook message", whole, "damaged", "unknown_type", "read")
    yield case(
        "Outlook message whose table goes in circles",
        lambda: patched(whole(), b"\x02\0\0\0\x03\0\0\0", 0, b"\x01\0\0\0"),
        "damaged",
        "read",
        "unknown_type",
        "unpacks_too_large",
    )
    yield case(
        "Outlook message of an odd sector",
        lambda: patched(whole(), b"\xfe\xff\x09\0", 2, b"\x1f\0"),
        "damaged",
        "unknown_type",
    )
    yield case(
        "Outlook message without properties",
        lambda: compound({"__properties_version1.0": b"", "__substg1.0_0037001F": b"a\0"}),
        "read",
        "damaged",
    )
    yield case(
        "Outlook message with properties cut short",
        lambda: compound({"__properties_version1.0": bytes(40)}),
        "read",
        "damaged",
    )
    yield case(
        "Outlook message with properties of noise",
        lambda: compound({"__properties_version1.0": bytes(range(256)) * 2}),
        "read",
        "damaged",
    )
    yield case(
        "Outlook message whose streams claim gigabytes",
        lambda: whole().replace(struct.pack("<Q", 10_000), struct.pack("<Q", 2**31)),
        "unpacks_too_large",
        "damaged",
        "read",
    )
    yield case("compound file of zeros", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "damaged", "unknown_type")
    yield case(
        "Word file of the nineties", lambda: compound({"WordDocument": bytes(5000), "1Table": b"x"}), "old_office"
    )
    yield case("Excel file of the nineties", lambda: compound({"Workbook": bytes(5000)}), "old_office")
    yield case(
        "office file that is locked",
        lambda: compound({"EncryptedPackage": bytes(99), "EncryptionInfo": bytes(99)}),
        "password_needed",
    )
