"""Files that have to be refused, each with the code that it has to be refused with."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath

import numpy as np
import pikepdf
from PIL import Image

from cli.samples.effects import jpeg
from cli.samples.paper import SamplePaper
from cli.samples.pdf import Sheet, pdf_file

_Maker = Callable[[np.random.Generator], bytes]


def bad_files(count: int, seed: int) -> tuple[SamplePaper, ...]:
    """So many files, each sort in turn. Empty ones are alike, all others distinct.

    The protected PDFs are salted anew at each call; everything else is the same for a seed.
    """
    rng = np.random.default_rng(seed)
    files = []
    for place in range(count):
        sort, extension, error, make = _SORTS[place % len(_SORTS)]
        path = PurePosixPath(f"load/bad {place:05d} {sort}{extension}")
        files.append(SamplePaper(path=path, content=make(rng), error=error))
    return tuple(files)


def _empty(_rng: np.random.Generator) -> bytes:
    return b""


def _no_format(rng: np.random.Generator) -> bytes:
    return b"\x8f\x02WXYZ" + rng.bytes(900)


def _pdf(rng: np.random.Generator) -> bytes:
    sheet = Sheet()
    for row, number in enumerate(rng.integers(10**9, size=30)):
        sheet.text(20, 20 + row * 7, f"Page of a file that was not copied to its end, {number}")
    return pdf_file(sheet)


def _cut_pdf(rng: np.random.Generator) -> bytes:
    whole = _pdf(rng)
    return whole[: len(whole) * 3 // 5]


def _damaged_pdf(rng: np.random.Generator) -> bytes:
    # Head and end are those of a PDF; what lies between is none, so this is not a copy that broke off.
    return b"%PDF-1.7\n" + rng.bytes(1500) + b"\nstartxref\n9\n%%EOF\n"


def _protected_pdf(rng: np.random.Generator) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(_pdf(rng))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="keeper", user="sesame", R=6))
    return out.getvalue()


def _cut_jpeg(rng: np.random.Generator) -> bytes:
    grain = rng.integers(0, 256, size=(300, 240, 3), dtype=np.uint8)
    whole = jpeg(Image.fromarray(grain))
    return whole[: len(whole) // 2]


def _huge_png(rng: np.random.Generator) -> bytes:
    """A PNG whose head promises 60,000 by 60,000 pixels in a few hundred bytes (PNG specification, 11.2)."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rng.bytes(64) + bytes(4096))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


_SORTS: tuple[tuple[str, str, str, _Maker], ...] = (
    ("empty", ".pdf", "empty_file", _empty),
    ("of no format", ".dat", "unknown_type", _no_format),
    ("cut off", ".pdf", "truncated", _cut_pdf),
    ("damaged", ".pdf", "damaged", _damaged_pdf),
    ("protected", ".pdf", "password_needed", _protected_pdf),
    ("cut off", ".jpg", "truncated", _cut_jpeg),
    ("huge", ".png", "too_many_pixels", _huge_png),
)
