"""Tar archives, squeezed (gzip, bzip2, XZ) or not, and single files that were squeezed. Read as a stream, in memory."""

import re
import struct
import tarfile
from collections.abc import Callable, Iterator, Mapping
from tarfile import InvalidHeaderError, TruncatedHeaderError  # type: ignore[attr-defined]
from types import MappingProxyType
from typing import Final, Self

from extractors.formats.archive import LITTER, MAX_ENTRIES
from extractors.formats.child import Child
from extractors.formats.squeezed import ERRORS, Unpacker, all_unpacked, bzip2, gzip, pieces_of, xz
from strongroom.errors import Damaged, TooManyParts, Truncated, UnpacksTooLarge
from strongroom.settings import Limits

TAR, GZIP, BZIP2, XZ = "application/x-tar", "application/gzip", "application/x-bzip2", "application/x-xz"
MEDIA: Final = frozenset({TAR, GZIP, BZIP2, XZ})
_SQUEEZED: Mapping[str, tuple[bytes, Callable[[], Unpacker]]] = MappingProxyType(
    {GZIP: (b"\x1f\x8b\x08", gzip), BZIP2: (b"BZh", bzip2), XZ: (b"\xfd7zXZ\0", xz)}
)
_MARK, _MARK_AT = b"ustar", 257
_HAS_NAME, _HAS_EXTRA = 0x08, 0x04
_LONGEST_NAME: Final = 1_000
_ERRORS: Final = (*ERRORS, tarfile.TarError, struct.error, IndexError, KeyError, AttributeError, RecursionError)
"""What tarfile raises over headers that are none, beside what the unpackers do."""


def media_of(data: bytes) -> str | None:
    """The media type of a tar archive or squeezed file; None if it is none."""
    if data[_MARK_AT : _MARK_AT + len(_MARK)] == _MARK:
        return TAR
    return next((media for media, (start, _) in _SQUEEZED.items() if data.startswith(start)), None)


def children(data: bytes, limits: Limits) -> Iterator[Child]:
    """The files in a tar archive, in its order, or the one file that was squeezed. Folders, links, devices and litter
    are left out.

    Raises:
        TooManyParts, UnpacksTooLarge: beyond the limits.
        Damaged, Truncated: it cannot be unpacked.
    """
    media = media_of(data)
    source = _Source(_stream(data, media), limits.max_unpacked_bytes)
    try:
        if source.peek(512)[_MARK_AT : _MARK_AT + len(_MARK)] == _MARK:
            yield from _members(source, limits)
        elif media == TAR:
            raise Damaged()
        else:
            found = source.read(limits.max_bytes + 1)
            if len(found) > limits.max_bytes:
                raise UnpacksTooLarge(limit=limits.max_bytes)
            yield Child(name=_name_in(data), data=found)
    except EOFError as error:
        raise Truncated() from error
    except _ERRORS as error:
        raise Damaged() from error


def _stream(data: bytes, media: str | None) -> Iterator[bytes]:
    if media is None or media == TAR:
        return pieces_of(data)
    start, make = _SQUEEZED[media]
    return all_unpacked(data, make, start=start)


def _members(source: "_Source", limits: Limits) -> Iterator[Child]:
    count = 0
    # As a stream it only ever goes on: no header can send the reader back, and so round in circles.
    with tarfile.open(fileobj=source, mode="r|", errorlevel=2, tarinfo=_Header) as archive:  # type: ignore[call-overload]
        for number, member in enumerate(archive):
            if number >= MAX_ENTRIES:
                raise UnpacksTooLarge(limit=MAX_ENTRIES)
            if not member.isfile() or member.issparse() or LITTER.search(member.name):
                continue
            count += 1
            if count > limits.max_parts:
                raise TooManyParts(parts=count, limit=limits.max_parts)
            if member.size > limits.max_bytes:
                raise UnpacksTooLarge(limit=limits.max_bytes)
            part = archive.extractfile(member)
            found = part.read() if part else b""
            if len(found) < member.size:
                raise Truncated()
            yield Child(name=member.name[:_LONGEST_NAME], data=found)


def _name_in(data: bytes) -> str:
    """The name that gzip keeps of the file (RFC 1952, 2.3.1); a plain one where there is none."""
    place = 10
    flags = data[3] if data.startswith(b"\x1f\x8b\x08") and len(data) > place else 0
    if flags & _HAS_EXTRA:
        place += 2 + int.from_bytes(data[place : place + 2], "little")
    if not flags & _HAS_NAME:
        return "unpacked"
    found = re.match(rb"[^\0]{1,1000}", data[place:])
    return found[0].decode("utf-8", "replace") if found else "unpacked"


class _Header(tarfile.TarInfo):
    """A header that says so where it is damaged: tarfile takes one behind the first for the end of the archive."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile)
        except InvalidHeaderError as error:
            raise Damaged() from error
        except TruncatedHeaderError as error:
            raise Truncated() from error


class _Source:
    """A stream as tarfile reads it, that ends with an error where more is unpacked than may be."""

    def __init__(self, pieces: Iterator[bytes], most: int) -> None:
        self._pieces = pieces
        self._most = most
        self._rest = b""
        self.taken = 0

    def peek(self, size: int) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        return self._rest[:size]

    def read(self, size: int) -> bytes:
        found = [self._rest[:size]]
        self._rest = self._rest[size:]
        left = size - len(found[0])
        while left and (piece := next(self._pieces, b"")):
            found.append(piece[:left])
            self._rest, left = piece[left:], left - len(piece[:left])
        self.taken += size - left
        if self.taken > self._most:
            raise UnpacksTooLarge(limit=self._most)
        return b"".join(found)
