"""7z archives: their files, one unpacked at a time, in memory. Nothing is extracted to disk, so no path can escape.

A reader of our own on the standard library's unpackers: the libraries for 7z are LGPL with eight compiled parts
(py7zr) or need a system library and cannot open locked archives (libarchive). What papers are packed with is read:
LZMA, LZMA2 (also behind Delta or the x86 filter, which some writers always use), BZip2, Deflate and nothing at all,
and each of them locked with AES-256. PPMd and the filters that only programs are packed with are not.
"""

import hashlib
import lzma
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from extractors.formats.archive import LITTER
from extractors.formats.child import Child
from extractors.formats.ciphers import open_cbc
from extractors.formats.seven_zip_bytes import Bytes
from extractors.formats.seven_zip_header import ENCODED, Coder, Entry, Folder, is_plain, read_header, read_streams
from extractors.formats.squeezed import ERRORS, Unpacker, bzip2, deflate, pieces_of, unpacked
from strongroom.errors import Damaged, OtherArchive, PasswordNeeded, TooManyParts, Truncated, UnpacksTooLarge
from strongroom.settings import Limits

MAGIC: Final = b"7z\xbc\xaf\x27\x1c"
_START: Final = 32
_MOST_HEADER: Final = 4 * 2**20
_MOST_DICTIONARY: Final = 2**28
_DEEPEST: Final = 3
"""Packers pack the header once; packed again and again it is a game."""
_COPY, _DELTA, _X86 = b"\x00", b"\x03", b"\x03\x03\x01\x03"
_LZMA2, _LZMA, _BZIP2, _DEFLATE, _AES = b"\x21", b"\x03\x01\x01", b"\x04\x02\x02", b"\x04\x01\x08", b"\x06\xf1\x07\x01"
_MOST_ROUNDS: Final = 24
"""2^19 rounds of SHA-256 make a key in every packer; 2^24 take ten seconds."""


class SevenZip:
    """A 7z archive with bounds."""

    def __init__(self, data: bytes, limits: Limits, password: str = "") -> None:
        """Read the directory.

        Raises:
            Truncated, Damaged: it is cut off, or makes no sense.
            PasswordNeeded: the directory or a file is encrypted, and this is not the password.
            OtherArchive: it is packed in a way that is not read.
            UnpacksTooLarge: too many entries, or more bytes than the limits allow.
        """
        self._data = memoryview(data)
        self._limits = limits
        self._password = password
        self._keys: dict[tuple[bytes, int], bytes] = {}
        self._folders, self._entries = self._directory()
        if not password and any(_is_locked(folder) for folder in self._folders):
            raise PasswordNeeded()

    def children(self, limits: Limits) -> Iterator[Child]:
        """The files inside, in the order of the directory; links and litter of desktops are left out.

        Raises:
            TooManyParts: more files than the limits allow.
            Damaged, UnpacksTooLarge, PasswordNeeded, OtherArchive: a file cannot be unpacked, or fails its checksum.
        """
        if sum(map(_is_paper, self._entries)) > limits.max_parts:
            raise TooManyParts(parts=len(self._entries), limit=limits.max_parts)
        parts = self._parts()
        for entry in self._entries:
            data = b""
            if entry.has_data:
                wanted = limits.max_bytes if _is_paper(entry) else 0
                size, pieces = next(parts)
                if wanted and size > wanted:
                    raise UnpacksTooLarge(limit=wanted)
                data = b"".join(piece for piece in pieces if wanted)
            if _is_paper(entry):
                yield Child(name=entry.name, data=data)

    def _directory(self) -> tuple[tuple[Folder, ...], tuple[Entry, ...]]:
        raw = self._outermost()
        if not raw:
            return (), ()
        for _ in range(_DEEPEST):
            header = Bytes(raw)
            mark = header.byte()
            if is_plain(mark):
                return read_header(header, self._limits)
            if mark != ENCODED:
                raise Damaged()
            (folder, *others) = read_streams(header, self._limits) or (None,)
            if folder is None or others:
                raise Damaged()
            if _is_locked(folder):
                return self._locked_directory(folder)
            raw = self._header_in(folder)
        raise Damaged()

    def _outermost(self) -> bytes:
        if len(self._data) < _START:
            raise Truncated()
        place, size, checksum = (
            int.from_bytes(self._data[start:end], "little") for start, end in ((12, 20), (20, 28), (28, 32))
        )
        # A packer that was stopped leaves a start of zeros: an archive of nothing says so with a checksum.
        if zlib.crc32(self._data[12:_START]) != int.from_bytes(self._data[8:12], "little"):
            raise Damaged()
        if size == 0:
            return b""
        if size > _MOST_HEADER:
            raise UnpacksTooLarge(limit=_MOST_HEADER)
        raw = bytes(self._packed(place, size))
        if zlib.crc32(raw) != checksum:
            raise Damaged()
        return raw

    def _locked_directory(self, folder: Folder) -> tuple[tuple[Folder, ...], tuple[Entry, ...]]:
        if not self._password:
            raise PasswordNeeded()
        try:
            header = Bytes(self._header_in(folder))
            if is_plain(header.byte()):
                return read_header(header, self._limits)
        except (Damaged, OtherArchive, UnpacksTooLarge) as error:
            raise PasswordNeeded() from error
        raise PasswordNeeded()

    def _header_in(self, folder: Folder) -> bytes:
        if folder.size > _MOST_HEADER:
            raise UnpacksTooLarge(limit=_MOST_HEADER)
        return b"".join(piece for _, pieces in self._parts_of(folder) for piece in pieces)

    def _packed(self, place: int, size: int) -> memoryview:
        start = _START + place
        if start + size > len(self._data):
            raise Truncated()
        return self._data[start : start + size]

    def _parts(self) -> Iterator[tuple[int, Iterator[bytes]]]:
        for folder in self._folders:
            yield from self._parts_of(folder)

    def _parts_of(self, folder: Folder) -> Iterator[tuple[int, Iterator[bytes]]]:
        """The sizes and the bytes of the files in a folder; each has to be read before the next is asked for."""
        stream: Iterator[bytes] = pieces_of(self._packed(folder.place, folder.packed))
        for steps in _together(folder.coders):
            stream = _exactly(steps[-1].size, self._undone(steps, stream))
        source = _Source(stream)
        for size, checksum in folder.parts:
            yield size, self._checked(folder, source.take(size), size, checksum)

    def _checked(self, folder: Folder, pieces: Iterator[bytes], size: int, checksum: int | None) -> Iterator[bytes]:
        # A wrong password makes noise, and noise looks like damage.
        fault = PasswordNeeded if _is_locked(folder) else Damaged
        found, left = 0, size
        try:
            for piece in pieces:
                found, left = zlib.crc32(piece, found), left - len(piece)
                yield piece
        except (*ERRORS, Damaged) as error:
            raise fault() from error
        if left or (checksum is not None and found != checksum):
            raise fault()

    def _undone(self, steps: Sequence[Coder], stream: Iterator[bytes]) -> Iterator[bytes]:
        if steps[0].method == _COPY:
            return stream
        if steps[0].method != _AES:
            return unpacked(stream, _unpacker(steps))
        rounds, salt, start = _lock(Bytes(steps[0].properties))
        # An archive has one key, made slowly on purpose, for all its folders.
        if (salt, rounds) not in self._keys:
            self._keys[salt, rounds] = _key_of(self._password, salt, rounds)
        return open_cbc(stream, key=self._keys[salt, rounds], start=start)


def _is_paper(entry: Entry) -> bool:
    # A link holds the name of a place, which means nothing here.
    return not (entry.is_folder or entry.is_link or LITTER.search(entry.name))


def _is_locked(folder: Folder) -> bool:
    return any(coder.method == _AES for coder in folder.coders)


def _together(coders: Iterable[Coder]) -> list[list[Coder]]:
    """The steps, those in one list that one unpacker does: LZMA2 with the filters behind it."""
    found: list[list[Coder]] = []
    for coder in coders:
        if coder.method in (_DELTA, _X86) and found and found[-1][0].method == _LZMA2:
            found[-1].append(coder)
        else:
            found.append([coder])
    return found


def _unpacker(steps: Sequence[Coder]) -> Unpacker:
    method = steps[0].method
    if method == _BZIP2:
        return bzip2()
    if method == _DEFLATE:
        return deflate()
    if method not in (_LZMA, _LZMA2):
        raise OtherArchive()
    filters = [_filter(step) for step in reversed(steps)]
    try:
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
    except lzma.LZMAError as error:  # settings that fit their fields and not each other
        raise Damaged() from error


def _filter(coder: Coder) -> dict[str, Any]:
    about = coder.properties
    if coder.method == _X86:
        return {"id": lzma.FILTER_X86}
    if coder.method == _DELTA and len(about) == 1:
        return {"id": lzma.FILTER_DELTA, "dist": about[0] + 1}
    if coder.method == _LZMA2 and len(about) == 1 and about[0] <= 40:
        size = (2 | about[0] & 1) << (about[0] // 2 + 11)
        return {"id": lzma.FILTER_LZMA2, "dict_size": _dictionary(size, coder.size)}
    if coder.method == _LZMA and len(about) == 5 and about[0] < 9 * 5 * 5:
        rest, context = divmod(about[0], 9)
        positions, literals = divmod(rest, 5)
        size = _dictionary(int.from_bytes(about[1:], "little"), coder.size)
        return {"id": lzma.FILTER_LZMA1, "dict_size": size, "lc": context, "lp": literals, "pb": positions}
    raise OtherArchive()


def _dictionary(size: int, unpacks_to: int) -> int:
    # Nothing refers further back than the beginning: what a writer claims beyond that is memory for nothing.
    needed = max(4096, min(size, unpacks_to))
    if needed > _MOST_DICTIONARY:
        raise UnpacksTooLarge(limit=_MOST_DICTIONARY)
    return needed


def _lock(about: Bytes) -> tuple[int, bytes, bytes]:
    """How a folder is locked: the power of two of the rounds that make its key, the salt, and the cipher's start."""
    first = about.byte()
    second = about.byte() if first & 0xC0 else 0
    salt = about.take((first >> 7) + (second >> 4))
    start = about.take((first >> 6 & 1) + (second & 0x0F)).ljust(16, b"\0")
    if first & 0x3F > _MOST_ROUNDS:
        raise Damaged()
    return first & 0x3F, salt, start


def _key_of(password: str, salt: bytes, rounds: int) -> bytes:
    digest = hashlib.sha256()
    secret = salt + password.encode("utf-16-le")
    step = 2**14
    for start in range(0, 2**rounds, step):
        counts = range(start, min(start + step, 2**rounds))
        digest.update(b"".join(secret + count.to_bytes(8, "little") for count in counts))
    return digest.digest()


def _exactly(size: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The first ``size`` bytes: padding of a cipher comes behind them. Damaged where there are fewer."""
    left = size
    for piece in pieces:
        if piece:
            yield piece[:left]
            left -= len(piece[:left])
        if left == 0:
            return
    if left:
        raise Damaged()


class _Source:
    """Bytes that come in pieces, taken in other pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def take(self, size: int) -> Iterator[bytes]:
        left = size
        while left:
            piece = self._rest or next(self._pieces, b"")
            if not piece:
                return
            yield piece[:left]
            self._rest, left = piece[left:], left - len(piece[:left])
