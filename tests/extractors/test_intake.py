"""What is accepted and what is refused at the door, by content alone."""

import struct
import zlib
from io import BytesIO

import pikepdf
import pillow_heif
import pytest
from PIL import Image

from extractors.intake import inspect
from strongroom.errors import (
    Damaged,
    EmptyFile,
    PasswordNeeded,
    Refused,
    TooLarge,
    TooManyPages,
    TooManyPixels,
    Truncated,
    UnknownType,
    UnpacksTooLarge,
)
from strongroom.settings import Limits
from tests.extractors.drawn import cii, ofd_parts, package, pdf, pdf_bytes, picture, saved

LIMITS = Limits()


def heic() -> bytes:
    out = BytesIO()
    pillow_heif.from_pillow(picture()).save(out, quality=80)
    return out.getvalue()


def tiff(pages: int = 1) -> bytes:
    first, *rest = [picture((f"page {number}",)) for number in range(pages)]
    return saved(first, "TIFF", save_all=True, append_images=rest)


def encrypted(user: str) -> bytes:
    with pikepdf.open(BytesIO(pdf())) as document:
        return pdf_bytes(document, encryption=pikepdf.Encryption(user=user, owner="owner", R=6))


@pytest.mark.parametrize(
    ("data", "media", "pages"),
    [
        (pdf(pages=3), "application/pdf", 3),
        (b"junk of a mail gateway\n" + pdf(), "application/pdf", 1),
        (saved(picture(), "JPEG"), "image/jpeg", 1),
        (saved(picture(), "JPEG") + b"a second picture of the camera", "image/jpeg", 1),
        (saved(picture(), "JPEG", progressive=True), "image/jpeg", 1),
        (saved(picture(), "PNG"), "image/png", 1),
        (saved(picture(), "WEBP"), "image/webp", 1),
        (saved(picture(), "BMP"), "image/bmp", 1),
        (saved(picture(), "GIF"), "image/gif", 1),
        (tiff(pages=3), "image/tiff", 3),
        (heic(), "image/heic", 1),
        (package(ofd_parts()), "application/ofd", 1),
        (cii(), "application/xml", None),
        (b"\xef\xbb\xbf" + cii(), "application/xml", None),
        (cii().decode().encode("utf-16"), "application/xml", None),
    ],
)
def test_each_format_is_known_by_its_content(data: bytes, media: str, pages: int | None) -> None:
    inspected = inspect(data, LIMITS)
    assert (media, pages) == (inspected.media, inspected.pages)


def test_an_owner_password_alone_does_not_stop_reading() -> None:
    assert inspect(encrypted(user=""), LIMITS).pages == 1


def missing_pages() -> bytes:
    with pikepdf.open(BytesIO(pdf(pages=2))) as document:
        whole = pdf_bytes(document, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return whole.replace(b"/Count 2", b"/Count 5").replace(b"startxref", b"startxxxx")


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims a size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


ENTITY = b'<?xml version="1.0"?><!DOCTYPE Invoice [<!ENTITY a "b">]><Invoice><ID>&a;</ID></Invoice>'


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b"MZ\x90\0" + bytes(200), UnknownType),
        (b"<note>not an invoice</note>", UnknownType),
        (ENTITY, Damaged),
        (b"<Invoice><ID>1</ID>", Damaged),
        (pdf()[: len(pdf()) // 2], Truncated),
        (pdf()[:-40], Truncated),
        (missing_pages(), Damaged),
        (b"%PDF-1.7\nnothing else\n%%EOF", Damaged),
        (encrypted(user="secret"), PasswordNeeded),
        (saved(picture(), "JPEG")[:-400], Truncated),
        (saved(picture(), "JPEG")[:20], Truncated),
        (saved(picture(), "PNG")[:-30], Truncated),
        (saved(picture(), "PNG").replace(b"IDAT", b"IDAX", 1), Damaged),
        (saved(picture(), "WEBP")[:-30], Truncated),
        (saved(picture(), "BMP")[:-30], Truncated),
        (saved(picture(), "GIF")[:-30], Truncated),
        (heic()[:-30], Truncated),
        (tiff()[: len(tiff()) // 2], Refused),
        (package(ofd_parts())[:-60], Damaged),
        (package({"OFD.xml": "<OFD/>"}), Damaged),
        (png_claiming(60_000, 60_000), TooManyPixels),
        (png_claiming(0, 10), Damaged),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, error: type[Refused]) -> None:
    with pytest.raises(error):
        inspect(data, LIMITS)


@pytest.mark.parametrize(
    ("data", "limits", "error"),
    [
        (pdf(), Limits(max_bytes=100), TooLarge),
        (pdf(pages=3), Limits(max_pages=2), TooManyPages),
        (tiff(pages=3), Limits(max_pages=2), TooManyPages),
        (package(ofd_parts()), Limits(max_pages=0), TooManyPages),
        (saved(picture(), "JPEG"), Limits(max_pixels=1000), TooManyPixels),
        (package(ofd_parts()), Limits(max_unpacked_bytes=1000), UnpacksTooLarge),
    ],
)
def test_each_limit_holds(data: bytes, limits: Limits, error: type[Refused]) -> None:
    with pytest.raises(error):
        inspect(data, limits)


def test_a_package_whose_directory_lies_about_sizes_is_refused() -> None:
    """The directory says ten bytes, the entry unpacks to a million: the bomb is found by the byte after the tenth."""
    data = bytearray(package({"OFD.xml": "x" * 1_000_000}))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    with pytest.raises(Refused):
        inspect(bytes(data), LIMITS)


def test_a_picture_beyond_pillows_own_limit_is_refused_with_ours() -> None:
    with pytest.raises(TooManyPixels):
        inspect(png_claiming(200_000, 200_000), Limits(max_pixels=10**9))


def test_an_animation_counts_as_its_first_frame() -> None:
    frames = [Image.new("L", (20, 20), shade) for shade in (0, 100, 200)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert inspect(data, LIMITS).pages == 1
