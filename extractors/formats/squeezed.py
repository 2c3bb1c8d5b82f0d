"""Unpacking as a stream, a piece at a time, so that what unpacks without end costs nothing but a limit."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Final, Protocol

PIECE: Final = 2**18
ERRORS: Final = (lzma.LZMAError, zlib.error, OSError, EOFError, ValueError)
"""What the three unpackers raise on bytes that they did not pack."""
_MOST_MEMORY: Final = 2**28
"""What unpacking XZ may take: twice the needs of its strongest honest setting and more."""


class Unpacker(Protocol):
    """One stream being unpacked, as the standard library's LZMA and BZ2 do it."""

    @property
    def eof(self) -> bool:
        """Whether the end mark has come."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out before something goes in."""

    @property
    def unused_data(self) -> bytes:
        """What came behind the end mark."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Put data in, and take at most so many bytes out."""


class Inflate:
    """Deflate, in the manner of the other two. ``window`` is zlib's ``wbits``: what stands around the stream."""

    def __init__(self, window: int) -> None:
        self._stream = zlib.decompressobj(window)
        self._was_full = False

    @property
    def eof(self) -> bool:
        """Whether the end mark has come."""
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out before something goes in."""
        # All that went in may be in its window already, and more than was asked for still to come out of it.
        return not (self._stream.unconsumed_tail or self._was_full or self._stream.eof)

    @property
    def unused_data(self) -> bytes:
        """What came behind the end mark."""
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Put data in, and take at most so many bytes out."""
        out = self._stream.decompress(self._stream.unconsumed_tail + data, max_length)
        self._was_full = len(out) == max_length
        return out


def gzip() -> Unpacker:
    """RFC 1952."""
    return Inflate(16 + zlib.MAX_WBITS)


def deflate() -> Unpacker:
    """RFC 1951, with nothing around it."""
    return Inflate(-zlib.MAX_WBITS)


def bzip2() -> Unpacker:
    """What bzip2 writes."""
    return bz2.BZ2Decompressor()


def xz() -> Unpacker:
    """What xz writes."""
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_MOST_MEMORY)


def pieces_of(data: bytes | memoryview) -> Iterator[bytes]:
    """The bytes, a piece at a time."""
    view = memoryview(data)
    return (bytes(view[start : start + PIECE]) for start in range(0, len(view), PIECE))


def unpacked(pieces: Iterable[bytes], unpacker: Unpacker) -> Iterator[bytes]:
    """What one stream unpacks to, until its end mark or the end of the pieces.

    Raises:
        One of ``ERRORS``, which are for the caller to translate: only it knows whether a wrong password is to blame.
    """
    for piece in pieces:
        data = piece
        while not unpacker.eof:
            out = unpacker.decompress(data, PIECE)
            if out:
                yield out
            if unpacker.needs_input or not out:
                break
            data = b""
        if unpacker.eof:
            return


def all_unpacked(data: bytes, make: Callable[[], Unpacker], *, start: bytes) -> Iterator[bytes]:
    """The same for a file of several streams one behind the other, each of which begins with ``start``.

    What else stands behind the last is padding. EOFError where the last has no end mark.
    """
    pieces: Iterator[bytes] = pieces_of(data)
    while True:
        unpacker = make()
        yield from unpacked(pieces, unpacker)
        if not unpacker.eof:
            raise EOFError
        rest = unpacker.unused_data
        while len(rest) < len(start) and (more := next(pieces, b"")):
            rest += more
        if not rest.startswith(start):
            return
        pieces = chain([rest], pieces)
