"""PDFs: cycles, bombs, lies and ruins."""

import zlib
from collections.abc import Iterator

from tests.extractors.drawn import cii, pdf, picture, saved, with_attachment
from tests.extractors.hostile.case import Case, case, cut_off
from tests.extractors.hostile.pdf_objects import (
    FONT,
    LAUGHS,
    PAGE,
    TEXT,
    attached,
    bomb,
    broken_middle,
    flat,
    forms,
    image_of,
    locked,
    one,
    pages_chain,
    raw,
    stream,
    type0,
)


def cases() -> Iterator[Case]:
    yield from _structure()
    yield from _trees()
    yield from _bombs()
    yield from _pages()
    yield from _fonts()
    yield from _inside()


def _structure() -> Iterator[Case]:
    yield from cut_off("PDF", lambda: pdf(pages=3), "truncated", "damaged")
    yield from cut_off("scanned PDF", lambda: saved(picture(), "PDF"), "truncated", "damaged")
    yield case("PDF of a header", b"%PDF-1.7\n", "truncated", "damaged")
    yield case("PDF of a header and an end", b"%PDF-1.7\n%%EOF", "damaged")
    yield case("PDF with zeros in its middle", broken_middle, "read", "damaged")
    yield case("PDF without cross-references", lambda: pdf().replace(b"startxref", b"startxxxx"), "read", "damaged")
    yield case(
        "PDF with its table at the end of the world",
        lambda: pdf()[:-20] + b"startxref\n99999999999999\n%%EOF",
        "read",
        "damaged",
    )
    yield case(
        "PDF with its table before its beginning", lambda: pdf()[:-20] + b"startxref\n-5\n%%EOF", "read", "damaged"
    )
    yield case(
        "PDF whose table follows itself",
        lambda: one().replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev 9"),
        "read",
        "damaged",
    )
    yield case("PDF without a root", lambda: raw("<<>>", trailer=""), "damaged")
    yield case("PDF whose root is a number", lambda: raw("42"), "damaged")
    yield case("PDF whose root is itself", lambda: raw("1 0 R"), "damaged")
    yield case("PDF with an endless name", lambda: one(catalog="/" + "A" * 500_000 + " 1"), "read", "damaged")
    yield case("PDF with arrays in arrays", lambda: one(catalog="/X " + "[" * 50_000 + "]" * 50_000), "read", "damaged")
    yield case(
        "PDF with dictionaries in dictionaries",
        lambda: one(catalog="/X " + "<</A" * 20_000 + " 1" + ">>" * 20_000),
        "read",
        "damaged",
    )
    yield case("PDF behind junk", lambda: b"x" * 900 + pdf(), "read", "damaged")
    yield case("PDF before junk", lambda: pdf() + b"\0" * 5000, "read", "truncated")
    yield case("PDF with twenty updates", lambda: pdf() * 20, "read", "damaged", "truncated")
    yield case("PDF that says it is XML", lambda: b"<?xml version='1.0'?>" + pdf(), "read", "damaged")
    yield case(
        "PDF with a stream longer than the file",
        lambda: one(content=b"<</Length 999999999>>stream\nBT ET\nendstream"),
        "read",
        "damaged",
    )
    yield case(
        "PDF with a negative length", lambda: one(content=b"<</Length -1>>stream\nBT ET\nendstream"), "read", "damaged"
    )
    yield case(
        "PDF whose length is the stream itself",
        lambda: one(content=b"<</Length 4 0 R>>stream\nBT ET\nendstream"),
        "read",
        "damaged",
    )


def _trees() -> Iterator[Case]:
    kids = "<</Type/Pages/Kids[{}]/Count {}>>"
    yield case("pages that hold themselves", lambda: one(pages=kids.format("2 0 R", 1)), "read", "damaged")
    yield case(
        "pages that hold themselves and a page", lambda: one(pages=kids.format("3 0 R 2 0 R", 2)), "read", "damaged"
    )
    yield case(
        "one page a hundred times", lambda: one(pages=kids.format("3 0 R " * 100, 100)), "too_many_pages", "damaged"
    )
    yield case(
        "one page ten thousand times",
        lambda: one(pages=kids.format("3 0 R " * 10_000, 10_000)),
        "too_many_pages",
        "damaged",
    )
    yield case("a billion pages declared", lambda: one(pages=kids.format("3 0 R", 10**9)), "damaged")
    yield case("minus one page declared", lambda: one(pages=kids.format("3 0 R", -1)), "read", "damaged")
    yield case("pages that are a number", lambda: one(pages="7"), "damaged")
    yield case("pages without kids", lambda: one(pages="<</Type/Pages/Count 1>>"), "damaged")
    yield case("kids that are null", lambda: one(pages=kids.format("null", 1)), "damaged", "read")
    yield case("kids that are missing", lambda: one(pages=kids.format("99 0 R", 1)), "damaged", "read")
    yield case("pages in pages, two thousand deep", lambda: pages_chain(2_000), "read", "damaged")
    yield case("pages in pages, a hundred thousand deep", lambda: pages_chain(100_000), "read", "damaged")
    yield case("ten thousand pages", lambda: pdf(pages=10_000), "too_many_pages")
    yield case("one page more than the limit", lambda: pdf(pages=61), "too_many_pages")


def _bombs() -> Iterator[Case]:
    yield case("a page of half a gigabyte of blanks", lambda: one(content=bomb(2**29)), "read", "damaged")
    yield case("a page packed three times", lambda: one(content=bomb(2**28, rounds=3)), "read", "damaged")
    yield case(
        "a page of ten million drawings",
        lambda: one(content=bomb(2**27, b"0 0 1 1 re f ")),
        "read",
        "damaged",
        "reading_too_slow",
        "reading_crashed",
    )
    yield case(
        "a page of half a million letters",
        lambda: one(content=bomb(2**23, b"BT /F1 9 Tf (a) Tj ET ")),
        "read",
        "damaged",
        "reading_too_slow",
        "reading_crashed",
    )
    yield case(
        "a hundred filters",
        lambda: one(content=stream(b"00>", "/Filter[" + "/ASCIIHexDecode" * 100 + "]")),
        "read",
        "damaged",
    )
    yield case("a filter that nobody knows", lambda: one(content=stream(b"BT ET", "/Filter/Secret")), "read", "damaged")
    yield case(
        "a predictor with a million columns",
        lambda: one(content=flat(b"BT ET", "/DecodeParms<</Predictor 12/Columns 1000000000>>")),
        "read",
        "damaged",
    )
    yield case("a picture of a hundred thousand pixels square", lambda: image_of(100_000, 100_000), "too_many_pixels")
    yield case("a picture of minus one pixel", lambda: image_of(-1, 10), "read", "damaged", "too_many_pixels")
    yield case("a picture without pixels", lambda: image_of(0, 0), "read", "damaged")
    yield case("a picture that is its own mask", lambda: image_of(100, 100, "/SMask 6 0 R"), "read", "damaged")
    yield case("a picture in a lost coding", lambda: image_of(100, 100, "/Filter/JBIG2Decode"), "read", "damaged")
    yield case("a picture of broken JPEG 2000", lambda: image_of(100, 100, "/Filter/JPXDecode"), "read", "damaged")
    yield case(
        "a picture of broken fax lines",
        lambda: image_of(100, 100, "/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 9999999>>"),
        "read",
        "damaged",
    )
    yield case(
        "a picture whose data is a bomb",
        lambda: image_of(1000, 1000, "/Filter/FlateDecode", zlib.compress(bytes(2**28), 9)),
        "read",
        "damaged",
    )
    yield case(
        "a picture with colours of its own",
        lambda: image_of(100, 100, "/ColorSpace[/Indexed 6 0 R 255 6 0 R]"),
        "read",
        "damaged",
    )


def _pages() -> Iterator[Case]:
    for name, box in {
        "no size": "0 0 0 0", "a negative size": "0 0 -595 -842", "an endless size": "0 0 99999999999 99999999999",
        "a tiny size": "0 0 0.001 0.001", "a thin size": "0 0 0.01 20000", "words for a size": "(a)(b)(c)(d)",
        "too few numbers": "0 0", "a size far away": "1000000 1000000 1000595 1000842",
    }.items():  # fmt: skip
        yield case(
            f"a page of {name}",
            lambda box=box: one(PAGE.replace("0 0 595 842", box)),
            "read",
            "damaged",
            "too_many_pixels",
        )
    for turn in ("45", "(abc)", "-90", "999999990", "1e30"):
        yield case(
            f"a page turned by {turn}", lambda turn=turn: one(PAGE[:-2] + f"/Rotate {turn}>>"), "read", "damaged"
        )
    yield case("a page without a box", lambda: one(PAGE.replace("/MediaBox[0 0 595 842]", "")), "read", "damaged")
    yield case("a page cropped to nothing", lambda: one(PAGE[:-2] + "/CropBox[700 900 800 1000]>>"), "read", "damaged")
    yield case(
        "a page in giant units", lambda: one(PAGE[:-2] + "/UserUnit 1000000>>"), "read", "damaged", "too_many_pixels"
    )
    yield case("a form that draws itself", lambda: forms("/F0 Do"), "read", "damaged")
    yield case("two forms that draw each other", lambda: forms("/F1 Do", "/F0 Do"), "read", "damaged")
    yield case(
        "forms that double, thirty deep",
        lambda: forms(*[f"/F{n + 1} Do /F{n + 1} Do" for n in range(29)], "0 0 1 1 re f"),
        "read",
        "damaged",
        "reading_too_slow",
        "reading_crashed",
    )
    yield case("a hundred thousand states saved", lambda: one(content=stream(b"q " * 100_000)), "read", "damaged")
    yield case(
        "numbers that are none",
        lambda: one(content=stream(b"nan inf -inf 1e999 re f BT /F1 nan Tf (a) Tj ET")),
        "read",
        "damaged",
    )
    yield case(
        "text of a giant size", lambda: one(content=stream(b"BT /F1 1000000000 Tf (Total) Tj ET")), "read", "damaged"
    )
    yield case("text of no size", lambda: one(content=stream(b"BT /F1 0 Tf (Total) Tj ET")), "read", "damaged")
    yield case(
        "text outside the page",
        lambda: one(content=stream(b"BT /F1 12 Tf 99999 99999 Td (Total) Tj ET")),
        "read",
        "damaged",
    )
    yield case("an unclosed text", lambda: one(content=stream(b"BT /F1 12 Tf (Total")), "read", "damaged")
    yield case(
        "a picture inside the text that never ends",
        lambda: one(content=stream(b"BI /W 100000 /H 100000 ID xxxx")),
        "read",
        "damaged",
    )
    yield case("contents that are the page", lambda: one(PAGE.replace("4 0 R", "3 0 R")), "read", "damaged")
    yield case(
        "contents a thousand times over",
        lambda: one(PAGE.replace("/Contents 4 0 R", "/Contents[" + "4 0 R " * 1000 + "]")),
        "read",
        "damaged",
    )
    yield case("a page that is its own note", lambda: one(PAGE[:-2] + "/Annots[3 0 R 3 0 R]>>"), "read", "damaged")
    yield case(
        "notes that look like themselves",
        lambda: one(PAGE[:-2] + "/Annots[6 0 R]>>", None, "<</Type/Annot/Subtype/Stamp/Rect[0 0 9 9]/AP<</N 6 0 R>>>>"),
        "read",
        "damaged",
    )
    yield case(
        "twenty thousand notes",
        lambda: one(
            PAGE[:-2] + "/Annots[" + "6 0 R " * 20_000 + "]>>", None, "<</Type/Annot/Subtype/Square/Rect[0 0 9 9]>>"
        ),
        "read",
        "damaged",
        "reading_too_slow",
        "reading_crashed",
    )
    yield case(
        "a thousand thousand rules",
        lambda: one(
            content=flat(b"".join(b"%d 0 m %d 800 l S\n" % (n % 595, n % 595) for n in range(200_000)) + TEXT.encode())
        ),
        "read",
        "damaged",
        "reading_too_slow",
        "reading_crashed",
    )
    yield case("a pattern that paints with itself", lambda: one(
        PAGE.replace("/Font<<", "/Pattern<</P 6 0 R>>/Font<<"),
        stream(b"/Pattern cs /P scn 0 0 595 842 re f"),
        stream(b"/Pattern cs /P scn 0 0 9 9 re f", "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 0.001/YStep 0.001/Resources<</Pattern<</P 6 0 R>>>>"),
    ), "read", "damaged", "reading_too_slow", "reading_crashed")  # fmt: skip


def _fonts() -> Iterator[Case]:
    yield case("a font without a map", type0, "read", "damaged")
    yield case("a font whose map is itself", lambda: type0("/ToUnicode 5 0 R"), "read", "damaged")
    yield case("a font that is missing", lambda: one(PAGE.replace("5 0 R", "99 0 R")), "read", "damaged")
    yield case("a font that is a page", lambda: one(PAGE.replace("5 0 R", "3 0 R")), "read", "damaged")
    yield case(
        "a font below itself",
        lambda: one().replace(FONT.encode(), b"<</Type/Font/Subtype/Type0/DescendantFonts[5 0 R]>>"),
        "read",
        "damaged",
    )
    yield case("a drawn font whose letters draw themselves", lambda: one().replace(
        FONT.encode(), b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 0/LastChar 255/Widths[1]/CharProcs<</T 4 0 R>>/Encoding<</Differences[84/T]>>>>"
    ), "read", "damaged")  # fmt: skip
    yield case(
        "a font of random bytes",
        lambda: one().replace(
            FONT.encode(), b"<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor<</FontFile2 4 0 R>>>>"
        ),
        "read",
        "damaged",
    )


def _inside() -> Iterator[Case]:
    for method in (2, 4, 6):
        yield case(f"a locked PDF, method {method}", lambda method=method: locked(method), "password_needed")
    yield case(
        "a lock that nobody knows",
        lambda: one().replace(b"/Root", b"/Encrypt<</Filter/Own/V 9>>/Root"),
        "damaged",
        "password_needed",
        "read",
    )
    yield case("an attached XML that laughs", lambda: attached(LAUGHS), "read")
    yield case("an attached XML that is cut off", lambda: attached(cii()[:300]), "read")
    yield case("an attached XML of zeros", lambda: attached(bytes(1000)), "read")
    yield case("an attachment that is a program", lambda: with_attachment(pdf(), "run.exe", b"MZ" + bytes(100)), "read")
    yield case(
        "attachments that hold themselves",
        lambda: one(catalog="/Names<</EmbeddedFiles 6 0 R>>").replace(
            b"/Names<</EmbeddedFiles 6 0 R>>", b"/Names<</EmbeddedFiles<</Kids[1 0 R 2 0 R]>>>>"
        ),
        "read",
        "damaged",
    )
    yield case(
        "a name tree that is a circle",
        lambda: one(PAGE, None, "<</Kids[6 0 R]/Limits[(a)(z)]>>", catalog="/Names<</EmbeddedFiles 6 0 R>>"),
        "read",
        "damaged",
    )
    yield case(
        "an outline that is a circle",
        lambda: one(PAGE, None, "<</First 6 0 R/Last 6 0 R/Next 6 0 R/Title(x)>>", catalog="/Outlines 6 0 R"),
        "read",
        "damaged",
    )
    yield case(
        "a form field that is its own parent",
        lambda: one(
            PAGE[:-2] + "/Annots[6 0 R]>>",
            None,
            "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(x)/Rect[0 0 99 20]/Parent 6 0 R/Kids[6 0 R]>>",
            catalog="/AcroForm<</Fields[6 0 R]>>",
        ),
        "read",
        "damaged",
    )
    yield case(
        "a program that runs when opened", lambda: one(catalog="/OpenAction<</S/JavaScript/JS(while(true){})>>"), "read"
    )
    yield case(
        "a command that is launched when opened", lambda: one(catalog="/OpenAction<</S/Launch/F(/bin/sh)>>"), "read"
    )
    yield case(
        "a form in another language",
        lambda: one(PAGE, None, stream(LAUGHS), catalog="/AcroForm<</XFA 6 0 R/Fields[]>>"),
        "read",
        "damaged",
    )
