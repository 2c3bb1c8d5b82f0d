"""ZIP archives and OFD packages: bombs, escapes and lies about what is inside."""

import struct
import zipfile
from collections.abc import Iterator
from functools import cache
from io import BytesIO

from tests.extractors.drawn import ofd_parts, package, pdf
from tests.extractors.hostile.case import Case, case, cut_off

LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
STEALS = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@cache
def zeros(megabytes: int) -> bytes:
    """One entry that unpacks a thousandfold."""
    out = BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped,
        zipped.open("zeros.txt", "w") as entry,
    ):
        for _ in range(megabytes):
            entry.write(bytes(2**20))
    return out.getvalue()


def nested(depth: int) -> bytes:
    data = pdf()
    for level in range(depth):
        data = package({f"{level}.zip": data})
    return data


def overlapping(count: int) -> bytes:
    """Directory entries that all point at the same packed bytes: a small file that unpacks without end."""
    whole = zeros(8)
    place = whole.index(b"PK\x01\x02")
    entry = whole[place : whole.index(b"PK\x05\x06")]
    entries = b"".join(entry[:46] + f"{n:09}".encode() + entry[46 + 9 :] for n in range(count))
    return (
        whole[:place] + entries + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(entries), place, 0)
    )


def patched(data: bytes, mark: bytes, offset: int, value: bytes) -> bytes:
    out = bytearray(data)
    place = out.index(mark) + offset
    out[place : place + len(value)] = value
    return bytes(out)


def link() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        entry = zipfile.ZipInfo("link")
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        zipped.writestr(entry, "/etc/passwd")
    return out.getvalue()


def ofd_with(**parts: str) -> bytes:
    """The invoice with parts replaced: OFD_xml is OFD.xml, and so on by the end of their names."""
    made = ofd_parts()
    for name, text in parts.items():
        whole = next(path for path in made if path.replace("/", "_").replace(".", "_").endswith(name))
        made[whole] = text
    return package(made)


def cases() -> Iterator[Case]:
    yield from _archives()
    yield from _ofds()


def _archives() -> Iterator[Case]:
    yield from cut_off("ZIP", lambda: package({"a.pdf": pdf(), "b.pdf": pdf(pages=2)}), "damaged")
    yield case("ZIP of two hundred megabytes in two hundred kilobytes", lambda: zeros(201), "unpacks_too_large")
    yield case(
        "ZIP that claims less than it holds",
        lambda: patched(patched(zeros(50), b"PK\x01\x02", 24, b"\x0a\0\0\0"), b"PK\x03\x04", 22, b"\x0a\0\0\0"),
        "damaged",
        "unpacks_too_large",
    )
    yield case("ZIP whose entries overlap", lambda: overlapping(400), "unpacks_too_large", "damaged")
    yield case("ZIP of six hundred files", lambda: package({f"{n}.txt": "x" for n in range(600)}), "too_many_parts")
    yield case(
        "ZIP of six thousand files", lambda: package({f"{n}.txt": "x" for n in range(6000)}), "unpacks_too_large"
    )
    yield case("ZIP in ZIP, twenty deep", lambda: nested(20), "read")
    yield case(
        "ZIP that climbs out of its folder", package({"../../../../etc/cron.d/x": "x", "..\\..\\x": "y"}), "read"
    )
    yield case("ZIP with absolute names", package({"/etc/passwd": "x", "C:\\windows\\x": "y"}), "read")
    yield case("ZIP of a link", link, "read")
    yield case("ZIP of an endless name", lambda: package({"a" * 60_000: "x"}), "read", "damaged")
    yield case("ZIP of a name with line breaks", package({"a\r\nb\x1b[2J": "x"}), "read")
    yield case("ZIP of no files", package({}), "read", "damaged")
    yield case("ZIP of empty folders", package({"a/": "", "b/": ""}), "read")
    yield case(
        "ZIP in an unknown coding",
        patched(patched(package({"a": "x" * 99}), b"PK\x03\x04", 8, b"\x63\0"), b"PK\x01\x02", 10, b"\x63\0"),
        "damaged",
    )
    yield case(
        "ZIP with a wrong checksum", patched(package({"a": "x" * 99}), b"PK\x01\x02", 16, b"\1\2\3\4"), "damaged"
    )
    yield case(
        "ZIP that is locked",
        patched(patched(package({"a": "x" * 99}), b"PK\x03\x04", 6, b"\1\0"), b"PK\x01\x02", 8, b"\1\0"),
        "password_needed",
    )
    yield case(
        "ZIP whose directory is elsewhere",
        patched(package({"a": "x"}), b"PK\x05\x06", 16, b"\xff\xff\xff\x0f"),
        "damaged",
    )
    yield case(
        "ZIP that claims 65,535 files",
        patched(package({"a": "x"}), b"PK\x05\x06", 8, b"\xff\xff\xff\xff"),
        "damaged",
        "read",
    )
    yield case("ZIP behind a megabyte of zeros", b"PK\x03\x04" + bytes(2**20) + package({"a": "x"}), "damaged", "read")
    yield case("ZIP of noise", b"PK\x03\x04" + bytes(range(256)) * 20, "damaged")
    yield case("ZIP that is also a PDF", lambda: pdf() + package({"a.txt": "x"}), "read", "truncated", "damaged")


def _ofds() -> Iterator[Case]:
    yield from cut_off("OFD", lambda: package(ofd_parts()), "damaged")
    yield case("OFD of nothing", package({"OFD.xml": ""}), "damaged")
    yield case("OFD without documents", package({"OFD.xml": "<OFD/>"}), "damaged")
    yield case("OFD that laughs", ofd_with(OFD_xml=LAUGHS + "<OFD>&c;</OFD>"), "damaged")
    yield case("OFD that steals", ofd_with(Content_xml=STEALS + "<Page>&a;</Page>"), "damaged")
    yield case(
        "OFD whose document is itself",
        ofd_with(OFD_xml="<OFD><DocBody><DocRoot>OFD.xml</DocRoot></DocBody></OFD>"),
        "damaged",
    )
    yield case(
        "OFD whose document is elsewhere",
        ofd_with(OFD_xml="<OFD><DocBody><DocRoot>../../../etc/passwd</DocRoot></DocBody></OFD>"),
        "damaged",
    )
    yield case(
        "OFD of a thousand documents",
        ofd_with(OFD_xml="<OFD>" + "<DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody>" * 1000 + "</OFD>"),
        "too_many_pages",
        "damaged",
    )
    yield case(
        "OFD of ten thousand pages",
        ofd_with(
            Document_xml="<Document><Pages>"
            + '<Page BaseLoc="Pages/Page_0/Content.xml"/>' * 10_000
            + "</Pages></Document>"
        ),
        "too_many_pages",
    )
    yield case(
        "OFD whose pages are missing",
        ofd_with(Document_xml='<Document><Pages><Page BaseLoc="nowhere.xml"/></Pages></Document>'),
        "damaged",
    )
    for name, text in {
        "of steps without end": '<TextCode X="0" Y="4" DeltaX="g 999999999 3">abc</TextCode>',
        "of steps that are none": '<TextCode X="nan" Y="inf" DeltaX="g g g -1e999">abc</TextCode>',
        "of a long text": f'<TextCode X="0" Y="4">{"字" * 200_000}</TextCode>',
    }.items():  # fmt: skip
        yield case(
            f"OFD text {name}",
            ofd_with(
                Page_0_Content_xml=f'<Page><Content><TextObject ID="64" Boundary="0 0 9 9" Size="3">{text}</TextObject></Content></Page>'
            ),
            "read",
            "damaged",
        )
    for name, attributes in {
        "in a box without end": 'Boundary="1e308 1e308 1e308 1e308" Size="1e308"',
        "in a box of words": 'Boundary="a b c d" Size="big"',
        "turned by nothing": 'Boundary="0 0 9 9" Size="3" CTM="0 0 0 0 0 0"',
        "of no size": 'Boundary="0 0 9 9" Size="0"',
        "of a negative size": 'Boundary="0 0 -9 -9" Size="-3"',
    }.items():  # fmt: skip
        yield case(
            f"OFD text {name}",
            ofd_with(
                Page_0_Content_xml=f"<Page><Content><TextObject {attributes}><TextCode>abc</TextCode></TextObject></Content></Page>"
            ),
            "read",
            "damaged",
        )
    yield case(
        "OFD of a page of no size",
        ofd_with(
            Document_xml='<Document><CommonData><PageArea><PhysicalBox>0 0 0 0</PhysicalBox></PageArea></CommonData><Pages><Page BaseLoc="Pages/Page_0/Content.xml"/></Pages></Document>'
        ),
        "read",
        "damaged",
    )
    yield case(
        "OFD of templates that are pages", ofd_with(Tpl_0_Content_xml='<Page><Template TemplateID="9"/></Page>'), "read"
    )
    yield case("OFD with broken tags", ofd_with(CustomTag_xml="<a><b></a>"), "read")
    yield case("OFD nested a thousand deep", ofd_with(Page_0_Content_xml="<a>" * 1000 + "</a>" * 1000), "damaged")
    yield case(
        "OFD in another encoding than it says",
        ofd_with(Page_0_Content_xml='<?xml version="1.0" encoding="utf-16"?><Page/>'),
        "damaged",
    )
