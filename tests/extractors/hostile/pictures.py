"""Pictures: lies about their size, bombs, ruins, and files of another format under their first bytes."""

import struct
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO

import numpy as np
import pillow_heif
from PIL import Image

from tests.extractors.drawn import picture, saved
from tests.extractors.hostile.case import Case, case, cut_off

_FORMATS = {
    "JPEG": b"\xff\xd8\xff",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "TIFF": b"II*\0",
    "WEBP": b"RIFF",
    "BMP": b"BM",
    "GIF": b"GIF89a",
}


@cache
def page(kind: str) -> bytes:
    return saved(picture(size=(300, 200)), kind)


@cache
def heic() -> bytes:
    out = BytesIO()
    pillow_heif.from_pillow(picture(size=(300, 200))).save(out, quality=80)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, data: bytes, *, depth: int = 8, colour: int = 2, before: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + before + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def tiff(tags: dict[int, tuple[int, int, int]], *, after: int = 0, data: bytes = b"") -> bytes:
    """One directory: tag to (type, count, value), and the place of the next directory."""
    rows = b"".join(struct.pack("<HHII", tag, *entry) for tag, entry in sorted(tags.items()))
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + rows + struct.pack("<I", after) + data


def sized(width: int, height: int, **more: tuple[int, int, int]) -> dict[int, tuple[int, int, int]]:
    tags = {
        256: (4, 1, width),
        257: (4, 1, height),
        258: (3, 1, 8),
        259: (3, 1, 1),
        262: (3, 1, 1),
        273: (4, 1, 200),
        278: (4, 1, height),
        279: (4, 1, 100),
    }
    return tags | {int(name[1:]): entry for name, entry in more.items()}


def jpeg_claiming(width: int, height: int) -> bytes:
    data = bytearray(page("JPEG"))
    place = data.index(b"\xff\xc0")
    data[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def jpeg_of_scans(count: int) -> bytes:
    """A progressive picture whose last scan is repeated: each one is decoded over the whole page."""
    data = saved(picture(size=(2000, 2000)), "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    return data[:-2] + data[start:-2] * count + b"\xff\xd9"


def gif_claiming(width: int, height: int) -> bytes:
    data = bytearray(page("GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def bmp_claiming(width: int, height: int) -> bytes:
    data = bytearray(page("BMP"))
    data[18:26] = struct.pack("<ii", width, height)
    return bytes(data)


def noise(size: int) -> bytes:
    return np.random.default_rng(7).integers(0, 256, size, dtype=np.uint8).tobytes()


def cases() -> Iterator[Case]:
    yield from _every_format()
    yield from _pngs()
    yield from _tiffs()
    yield from _others()


def _every_format() -> Iterator[Case]:
    for kind, start in _FORMATS.items():
        yield from cut_off(kind, lambda kind=kind: page(kind), "truncated", "damaged", "unknown_type")
        yield case(f"{kind} of a few bytes", start + b"\0\0", "truncated", "damaged", "unknown_type")
        yield case(f"{kind} of noise", start + noise(5000), "truncated", "damaged", "unknown_type", "too_many_pixels")
        yield case(f"{kind} of zeros", start + bytes(5000), "truncated", "damaged", "unknown_type")
        yield case(
            f"{kind} with a hole",
            lambda kind=kind: page(kind)[:200] + bytes(100) + page(kind)[300:],
            "read",
            "truncated",
            "damaged",
        )
    yield from cut_off("HEIC", heic, "truncated", "damaged", "unknown_type")
    yield case("HEIC of noise", b"\0\0\0\x18ftypheic" + noise(3000), "truncated", "damaged")
    yield case("HEIC with a hole", lambda: heic()[:300] + bytes(50) + heic()[350:], "read", "truncated", "damaged")
    yield case(
        "HEIC box of no length",
        b"\0\0\0\x18ftypheic" + bytes(12) + b"\0\0\0\x01meta" + bytes(8),
        "truncated",
        "damaged",
    )


def _pngs() -> Iterator[Case]:
    tiny = zlib.compress(b"\0" * 100)
    yield case("PNG of a hundred thousand pixels square", png(100_000, 100_000, tiny), "too_many_pixels")
    yield case("PNG of the largest size there is", png(2**31 - 1, 2**31 - 1, tiny), "too_many_pixels", "damaged")
    yield case("PNG of no size", png(0, 0, tiny), "damaged")
    yield case(
        "PNG a hundred thousand pixels wide and one high",
        lambda: png(100_000, 1, zlib.compress(bytes(300_001))),
        "read",
    )
    yield case(
        "PNG one pixel wide and a hundred thousand high", lambda: png(1, 100_000, zlib.compress(bytes(400_000))), "read"
    )
    yield case("PNG with too few rows", png(1000, 1000, tiny), "truncated", "damaged", "read")
    yield case("PNG with a gigabyte behind its pixels", lambda: png(10, 10, bomb()), "read", "damaged")
    yield case(
        "PNG with a text that unpacks to a gigabyte",
        lambda: png(10, 10, zlib.compress(bytes(310)), before=chunk(b"zTXt", b"a\0\0" + bomb())),
        "read",
        "damaged",
    )
    yield case(
        "PNG with colours that unpack to a gigabyte",
        lambda: png(10, 10, zlib.compress(bytes(310)), before=chunk(b"iCCP", b"a\0\0" + bomb())),
        "read",
        "damaged",
    )
    yield case("PNG with a broken checksum", page("PNG").replace(b"IDAT", b"IDAU", 1), "damaged")
    yield case("PNG of an unknown colour", png(10, 10, tiny, colour=5), "damaged")
    yield case("PNG of an unknown depth", png(10, 10, tiny, depth=3), "damaged")
    yield case(
        "PNG without pixels",
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0)) + chunk(b"IEND", b""),
        "damaged",
        "truncated",
    )
    yield case(
        "PNG of ten thousand notes",
        lambda: png(10, 10, zlib.compress(bytes(310)), before=chunk(b"tEXt", b"a\0b") * 10_000),
        "read",
        "damaged",
    )


@cache
def bomb() -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(2**20)) for _ in range(2**10)) + packer.flush()


def _tiffs() -> Iterator[Case]:
    yield case(
        "TIFF of a hundred thousand pixels square", tiff(sized(100_000, 100_000)), "too_many_pixels", "truncated"
    )
    yield case(
        "TIFF whose directory follows itself",
        tiff(sized(9, 9), after=8, data=bytes(400)),
        "read",
        "damaged",
        "truncated",
        "too_many_pages",
    )
    yield case("TIFF whose directory is beyond its end", b"II*\0" + struct.pack("<I", 10**9), "damaged", "truncated")
    yield case("TIFF whose strip is beyond its end", tiff(sized(9, 9, t273=(4, 1, 10**9))), "truncated", "damaged")
    yield case(
        "TIFF with a billion strips",
        tiff(sized(9, 9, t273=(4, 10**9, 8)), data=bytes(400)),
        "damaged",
        "truncated",
        "read",
    )
    yield case(
        "TIFF with a tag of four gigabytes",
        tiff(sized(9, 9, t700=(1, 2**32 - 1, 8)), data=bytes(400)),
        "read",
        "damaged",
        "truncated",
    )
    yield case("TIFF of no size", tiff(sized(0, 0)), "damaged", "truncated")
    yield case("TIFF without a size", tiff({259: (3, 1, 1)}), "damaged")
    yield case("TIFF of two hundred bits a colour", tiff(sized(9, 9, t258=(3, 1, 200)), data=bytes(400)), "damaged")
    yield case("TIFF in an unknown coding", tiff(sized(9, 9, t259=(3, 1, 999)), data=bytes(400)), "damaged")
    yield case(
        "TIFF of broken fax lines",
        tiff(sized(500, 500, t259=(3, 1, 4), t258=(3, 1, 1)), data=noise(400)),
        "read",
        "damaged",
        "truncated",
    )
    yield case(
        "TIFF of broken LZW", tiff(sized(500, 500, t259=(3, 1, 5)), data=noise(400)), "damaged", "truncated", "read"
    )
    yield case(
        "TIFF of a deflate bomb",
        lambda: tiff(sized(500, 500, t259=(3, 1, 8), t279=(4, 1, len(bomb()))), data=bytes(90) + bomb()),
        "read",
        "damaged",
        "truncated",
    )
    yield case(
        "TIFF of a thousand pages",
        lambda: saved(Image.new("1", (9, 9)), "TIFF", save_all=True, append_images=[Image.new("1", (9, 9))] * 999),
        "too_many_pages",
    )
    yield case("BigTIFF of nothing", b"II+\0\x08\0\0\0" + struct.pack("<Q", 16) + bytes(8), "damaged", "truncated")


def _others() -> Iterator[Case]:
    yield case("JPEG of 65,500 pixels square", lambda: jpeg_claiming(65_500, 65_500), "too_many_pixels")
    yield case("JPEG of no size", lambda: jpeg_claiming(0, 0), "damaged", "truncated")
    yield case("JPEG of more rows than it has", lambda: jpeg_claiming(300, 4000), "read", "damaged", "truncated")
    yield case(
        "JPEG of two thousand scans", lambda: jpeg_of_scans(2_000), "read", "damaged", "truncated", "reading_too_slow"
    )
    yield case("JPEG with the marks of an end alone", b"\xff\xd8\xff\xe0\0\x04ab\xff\xd9", "damaged", "truncated")
    yield case(
        "JPEG of a segment without length", b"\xff\xd8\xff\xe0\0\0" + bytes(500) + b"\xff\xd9", "damaged", "truncated"
    )
    yield case(
        "JPEG with a broken camera's note",
        lambda: page("JPEG")[:2] + b"\xff\xe1\x00\x20Exif\0\0" + b"\xff" * 24 + page("JPEG")[2:],
        "read",
        "damaged",
    )
    yield case("JPEG that is also a ZIP", lambda: page("JPEG") + b"PK\x03\x04" + bytes(100), "read")
    yield case("JPEG that is also a PDF", lambda: page("JPEG") + b"%PDF-1.7\n%%EOF", "read")
    yield case(
        "GIF of 65,000 pixels square", lambda: gif_claiming(65_000, 65_000), "too_many_pixels", "read", "damaged"
    )
    yield case("GIF of no size", lambda: gif_claiming(0, 0), "read", "damaged")
    yield case("GIF without a frame", b"GIF89a\x09\0\x09\0\0\0\0;", "damaged", "truncated")
    yield case("GIF of broken letters", lambda: page("GIF")[:-200] + noise(199) + b";", "read", "damaged", "truncated")
    yield case(
        "BMP of a hundred thousand pixels square",
        lambda: bmp_claiming(100_000, 100_000),
        "too_many_pixels",
        "truncated",
        "damaged",
    )
    yield case("BMP of a negative size", lambda: bmp_claiming(-300, -200), "read", "damaged", "too_many_pixels")
    yield case(
        "BMP of runs that never end",
        lambda: page("BMP")[:30] + struct.pack("<I", 1) + page("BMP")[34:],
        "read",
        "damaged",
        "truncated",
    )
    yield case("WebP of nothing", b"RIFF\x04\0\0\0WEBP", "damaged", "truncated")
    yield case("WebP with a broken frame", b"RIFF\x40\0\0\0WEBPVP8 " + noise(60), "damaged", "truncated")
    yield case(
        "WebP that moves a thousand times",
        lambda: saved(
            Image.new("L", (9, 9)),
            "WEBP",
            save_all=True,
            append_images=[Image.new("L", (9, 9), n % 255) for n in range(1000)],
        ),
        "read",
    )
