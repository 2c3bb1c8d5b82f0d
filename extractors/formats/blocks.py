"""Whether a picture file is whole, found by walking its blocks: nothing is decoded, so no bomb can go off.

TIFF is not here: its directories are read by ``image``, which compares them with the length.
"""

import struct
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

from strongroom.errors import Damaged, Truncated


def check_whole(data: bytes, media: str) -> None:
    """Walk the blocks of a picture file.

    Raises:
        Truncated: a block reaches beyond the end, or the end mark is missing.
        Damaged: the blocks make no sense.
    """
    walk = _WALKS.get(media)
    if walk is None:
        return
    try:
        walk(data)
    except (struct.error, IndexError) as error:
        raise Truncated() from error


def _jpeg(data: bytes) -> None:
    # ITU T.81: marker segments up to the first scan. Inside a scan FF D9 cannot be data, so it is the end mark; what
    # cameras append after it (second pictures, makers' notes) is of no interest.
    place = 2
    while data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == 0xDA:
            break
        place += 2 if 0xD0 <= marker <= 0xD9 or marker == 0x01 else 2 + _big(data, place + 2, 2)
    else:
        raise Damaged()
    if data.find(b"\xff\xd9", place) < 0:
        raise Truncated()


def _png(data: bytes) -> None:
    place = 8
    while True:
        length, kind = _big(data, place, 4), data[place + 4 : place + 8]
        end = place + 12 + length
        if end > len(data):
            raise Truncated()
        if zlib.crc32(data[place + 4 : end - 4]) != _big(data, end - 4, 4):
            raise Damaged()
        if kind == b"IEND":
            return
        place = end


def _webp(data: bytes) -> None:
    if struct.unpack_from("<I", data, 4)[0] + 8 > len(data):
        raise Truncated()


def _bmp(data: bytes) -> None:
    # The size in the header is often 0 in old files; the place of the pixels must be there in any case.
    size, _, pixels = struct.unpack_from("<III", data, 2)
    if max(size, pixels) > len(data):
        raise Truncated()


def _gif(data: bytes) -> None:
    if not data.rstrip(b"\0").endswith(b";"):
        raise Truncated()


def _heif(data: bytes) -> None:
    # ISO 14496-12: boxes of a 32-bit length and a kind; length 1 means a 64-bit one follows, 0 "to the end".
    place = 0
    while place < len(data):
        length = _big(data, place, 4)
        if length == 1:
            length = _big(data, place + 8, 8)
        if length == 0:
            return
        if length < 8:
            raise Damaged()
        place += length
    if place > len(data):
        raise Truncated()


def _big(data: bytes, place: int, size: int) -> int:
    number = data[place : place + size]
    if len(number) < size:
        raise Truncated()
    return int.from_bytes(number, "big")


_WALKS: Mapping[str, Callable[[bytes], None]] = MappingProxyType(
    {
        "image/jpeg": _jpeg,
        "image/png": _png,
        "image/webp": _webp,
        "image/bmp": _bmp,
        "image/gif": _gif,
        "image/heic": _heif,
    }
)
