"""Compressed RTF, as Outlook keeps the text of a mail: a small LZ77 with a window filled beforehand (MS-OXRTFCP)."""

import struct
import zlib
from typing import Final

from strongroom.errors import Damaged, UnpacksTooLarge

_HEAD: Final = struct.Struct("<II4sI")
_WINDOW: Final = 4096
_BEFOREHAND: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What the window holds at the start: section 2.1.3.1 of the format."""


def unsqueezed(data: bytes, most: int) -> bytes:
    """The RTF in it, of at most ``most`` bytes.

    Raises:
        Damaged: it is no compressed RTF, or its check sum does not fit.
        UnpacksTooLarge: it says that it is longer.
    """
    if len(data) < _HEAD.size:
        raise Damaged()
    size, length, sort, check = _HEAD.unpack_from(data)
    # The size counts from behind itself.
    body = data[_HEAD.size : size + 4]
    if length > most:
        raise UnpacksTooLarge(limit=most)
    if sort == b"MELA":
        return body[:length]
    if sort != b"LZFu" or _sum(body) != check:
        raise Damaged()
    return _inflated(body, length)


def _sum(body: bytes) -> int:
    # CRC-32 without the inversions at both ends.
    return zlib.crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF


def _inflated(body: bytes, length: int) -> bytes:
    window = bytearray(_BEFOREHAND.ljust(_WINDOW, b"\0"))
    out, at, place = bytearray(), len(_BEFOREHAND), 0
    # The stated length ends it, so that no stream can go on beyond what was allowed above.
    while place < len(body) and len(out) < length:
        flags, place = body[place], place + 1
        for bit in range(8):
            if flags >> bit & 1:
                token = int.from_bytes(body[place : place + 2].ljust(2, b"\0"), "big")
                start, count, place = token >> 4, (token & 15) + 2, place + 2
                if start == at:
                    return bytes(out[:length])
            else:
                if place >= len(body):
                    break
                window[at], start, count, place = body[place], at, 1, place + 1
            for source in range(start, start + count):
                window[at] = window[source % _WINDOW]
                out.append(window[at])
                at = (at + 1) % _WINDOW
    return bytes(out[:length])
