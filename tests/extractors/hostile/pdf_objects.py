"""PDFs written object by object, so that any of them can be wrong."""

import zlib
from functools import cache
from io import BytesIO

import pikepdf

from tests.extractors.drawn import pdf, pdf_bytes, with_attachment

PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
TEXT = "BT /F1 12 Tf 60 700 Td (Total due 12.50 EUR on 31.03.2026) Tj ET"


def raw(*objects: str | bytes, trailer: str = "/Root 1 0 R", tail: bytes = b"", prev: str = "") -> bytes:
    """A PDF written object by object, with a right cross-reference table: what is wrong is in the objects."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + (body if isinstance(body, bytes) else body.encode()) + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<</Size {len(objects) + 1}{trailer}{prev}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out) + tail


def stream(data: bytes, extra: str = "") -> bytes:
    return f"<</Length {len(data)}{extra}>>stream\n".encode() + data + b"\nendstream"


def flat(data: bytes, extra: str = "", rounds: int = 1) -> bytes:
    for _ in range(rounds):
        data = zlib.compress(data, 9)
    names = "/FlateDecode" if rounds == 1 else f"[{'/FlateDecode' * rounds}]"
    return stream(data, f"/Filter{names}{extra}")


def one(
    page: str = PAGE, content: bytes | None = None, *more: str | bytes, catalog: str = "", pages: str = ""
) -> bytes:
    """A file of one page, of which any part can be replaced."""
    return raw(
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        pages or "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        content or stream(TEXT.encode()),
        FONT,
        *more,
    )


@cache
def bomb(size: int, filler: bytes = b" ", rounds: int = 1) -> bytes:
    """A stream that unpacks to so many bytes."""
    packer = zlib.compressobj(9)
    piece = filler * (2**20 // len(filler))
    data = b"".join(packer.compress(piece) for _ in range(size // 2**20)) + packer.flush()
    for _ in range(rounds - 1):
        data = zlib.compress(data, 9)
    names = "/FlateDecode" if rounds == 1 else f"[{'/FlateDecode' * rounds}]"
    return stream(data, f"/Filter{names}")


def pages_chain(depth: int) -> bytes:
    links = [f"<</Type/Pages/Kids[{number + 3} 0 R]/Count 1/Parent {number + 1} 0 R>>" for number in range(depth)]
    return raw(
        "<</Type/Catalog/Pages 2 0 R>>", *links, PAGE.replace("2 0 R", f"{depth + 1} 0 R", 1).replace("4 0 R", "1 0 R")
    )


def image_of(width: int, height: int, extra: str = "", data: bytes = b"\0" * 100) -> bytes:
    page = PAGE.replace("/Font<</F1 5 0 R>>", "/XObject<</I 6 0 R>>")
    image = stream(
        data,
        f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/DeviceGray{extra}",
    )
    return one(page, stream(b"q 595 0 0 842 0 0 cm /I Do Q"), image)


def forms(*bodies: str) -> bytes:
    """Form XObjects F0, F1 ... that may call each other."""
    names = "".join(f"/F{place} {6 + place} 0 R" for place in range(len(bodies)))
    page = PAGE.replace("/Font<</F1 5 0 R>>", f"/XObject<<{names}>>")
    made = [
        stream(body.encode(), f"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<<{names}>>>>")
        for body in bodies
    ]
    return one(page, stream(b"/F0 Do"), *made)


def type0(extra: str = "") -> bytes:
    """Text in a font that nobody can read back."""
    page = PAGE
    text = stream(b"BT /F1 12 Tf 60 700 Td <" + b"0102030405060708" * 20 + b"> Tj ET")
    font = f"<</Type/Font/Subtype/Type0/BaseFont/Lost/Encoding/Identity-H/DescendantFonts[6 0 R]{extra}>>"
    below = "<</Type/Font/Subtype/CIDFontType2/BaseFont/Lost/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 7 0 R>>"
    about = "<</Type/FontDescriptor/FontName/Lost/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>"
    return raw("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, text, font, below, about)


def locked(method: int) -> bytes:
    with pikepdf.open(BytesIO(pdf())) as document:
        return pdf_bytes(
            document,
            encryption=pikepdf.Encryption(user="secret", owner="owner", R=method, aes=method > 3, metadata=method > 3),
        )


def attached(content: bytes) -> bytes:
    return with_attachment(pdf(), "factur-x.xml", content)


def broken_middle() -> bytes:
    data = bytearray(pdf(pages=3))
    data[len(data) // 3 : len(data) // 3 + 200] = bytes(200)
    return bytes(data)


LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))
    + b"]><Invoice>&a8;</Invoice>"
)
