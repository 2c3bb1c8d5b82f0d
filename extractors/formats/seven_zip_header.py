"""The directory of a 7z archive (7zFormat.txt of the LZMA SDK, which is in the public domain): what lies where.

Pure: bytes to values. Every count is bounded before anything is made of it.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from extractors.formats.seven_zip_bytes import MOST, Bytes
from strongroom.errors import Damaged, OtherArchive, UnpacksTooLarge
from strongroom.settings import Limits

_MOST_CODERS: Final = 4
_MOST_PROPERTIES: Final = 256
_UNIX, _LINK, _TYPE = 0x8000, 0o120000, 0o170000
(_END, _HEADER, _ARCHIVE, _MORE, _STREAMS, _FILES, _PACKED, _CODERS, _PARTS, _SIZE, _CRC, _FOLDER, _UNPACKED, _COUNT,
 _EMPTY, _EMPTY_FILE) = range(16)  # fmt: skip
_NAMES, _ATTRIBUTES, ENCODED = 0x11, 0x15, 0x17


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """One step of packing: its method's id, its properties, and how many bytes it unpacks to."""

    method: bytes
    properties: bytes
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Bytes packed as one: where they lie behind the archive's first 32 bytes, how to unpack them (the last step of
    packing first), and the sizes and checksums of the files in them, in order; None where no checksum is given.
    """

    place: int
    packed: int
    coders: tuple[Coder, ...]
    parts: tuple[tuple[int, int | None], ...]

    @property
    def size(self) -> int:
        """How many bytes it unpacks to."""
        return self.coders[-1].size


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file in the archive: ``has_data`` says that it is the next one in the folders; else it is empty."""

    name: str
    has_data: bool
    is_folder: bool = False
    is_link: bool = False


def read_streams(header: Bytes, limits: Limits) -> tuple[Folder, ...]:
    """Read a list of folders, behind its mark.

    Raises:
        Damaged, OtherArchive, UnpacksTooLarge: it makes no sense, is packed in a way that is not read, or is a bomb.
    """
    place = 0
    packed: list[int] = []
    drafts: list[tuple[list[Coder], int | None]] = []
    parts: list[tuple[tuple[int, int | None], ...]] | None = None
    while (sort := header.byte()) != _END:
        if sort == _PACKED:
            place, packed = _packed(header)
        elif sort == _CODERS:
            drafts = _folders(header)
        elif sort == _PARTS:
            parts = list(_parts(header, drafts))
        else:
            raise Damaged()
    if parts is not None and len(parts) != len(drafts):
        raise Damaged()
    if len(packed) != len(drafts):
        raise OtherArchive()  # a folder of several streams: programs are packed so, papers are not
    if sum(coders[-1].size for coders, _ in drafts) > limits.max_unpacked_bytes:
        raise UnpacksTooLarge(limit=limits.max_unpacked_bytes)
    found = []
    for number, (coders, checksum) in enumerate(drafts):
        own = parts[number] if parts is not None else ((coders[-1].size, checksum),)
        found.append(Folder(place=place, packed=packed[number], coders=tuple(coders), parts=own))
        place += packed[number]
    return tuple(found)


def read_files(header: Bytes) -> tuple[Entry, ...]:
    """Read the list of files, behind its mark (Damaged, UnpacksTooLarge)."""
    count = header.count()
    names, empty, empty_file, modes = [""] * count, [False] * count, [], [0] * count
    while (sort := header.byte()) != _END:
        body = Bytes(header.take(header.number()))
        if sort == _EMPTY:
            empty = body.bits(count)
        elif sort == _EMPTY_FILE:
            empty_file = body.bits(sum(empty))
        elif sort == _NAMES:
            names = _names(body, count)
        elif sort == _ATTRIBUTES:
            modes = _modes(body, count)
    rest = iter(empty_file)
    return tuple(
        Entry(
            name=name,
            has_data=not is_empty,
            is_folder=is_empty and not next(rest, False),
            is_link=mode & _TYPE == _LINK,
        )
        for name, is_empty, mode in zip(names, empty, modes, strict=True)
    )


def skip_properties(header: Bytes) -> int:
    """Pass over the archive's own properties where there are any, and return the mark behind them."""
    sort = header.byte()
    if sort == _ARCHIVE:
        while header.byte() != _END:
            header.take(header.number())
        sort = header.byte()
    return sort


def read_header(header: Bytes, limits: Limits) -> tuple[tuple[Folder, ...], tuple[Entry, ...]]:
    """Read a plain header (mark 1), behind its mark: the folders and the files.

    Raises:
        Damaged, OtherArchive, UnpacksTooLarge: as for ``read_streams``.
    """
    folders: tuple[Folder, ...] = ()
    entries: tuple[Entry, ...] = ()
    sort = skip_properties(header)
    if sort == _STREAMS:
        folders = read_streams(header, limits)
        sort = header.byte()
    if sort == _FILES:
        entries = read_files(header)
        sort = header.byte()
    if sort != _END or sum(entry.has_data for entry in entries) != sum(len(folder.parts) for folder in folders):
        raise Damaged()
    return folders, entries


def is_plain(mark: int) -> bool:
    """Whether a header with this mark is to be read as it is; ``ENCODED`` is the mark of one that is packed."""
    return mark == _HEADER


def _packed(header: Bytes) -> tuple[int, list[int]]:
    place, count = header.number(), header.count()
    sizes = [0] * count
    while (sort := header.byte()) != _END:
        if sort == _SIZE:
            sizes = [header.number() for _ in range(count)]
        elif sort == _CRC:
            header.checksums(count)
        else:
            raise Damaged()
    return place, sizes


def _folders(header: Bytes) -> list[tuple[list[Coder], int | None]]:
    header.expect(_FOLDER)
    count = header.count()
    header.expect(0)  # the list stands here, and not in another stream
    drafts = [list(_coders(header)) for _ in range(count)]
    header.expect(_UNPACKED)
    # Sizes come in the order in which the coders were listed, which is the other way round.
    sized = []
    for draft in drafts:
        sizes = {listed: header.number() for listed in range(len(draft))}
        sized.append([Coder(method=method, properties=about, size=sizes[listed]) for listed, method, about in draft])
    checksums: list[int | None] = [None] * count
    while (sort := header.byte()) != _END:
        if sort != _CRC:
            raise Damaged()
        checksums = header.checksums(count)
    return list(zip(sized, checksums, strict=True))


def _coders(header: Bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The steps of a folder in the order in which they are undone: (place in the list, method, properties)."""
    count = header.number()
    if not 1 <= count <= _MOST_CODERS:
        raise OtherArchive()
    listed = [_coder(header) for _ in range(count)]
    feeds = {}
    for _ in range(count - 1):
        into, out = header.number(), header.number()
        feeds[into] = out
    at = next((place for place in range(count) if place not in feeds.values()), None)
    order: list[int] = []
    while at is not None:
        if at in order or at >= count:
            raise Damaged()
        order.append(at)
        at = feeds.get(at)
    if len(order) != count:
        raise Damaged()
    return ((place, *listed[place]) for place in reversed(order))


def _coder(header: Bytes) -> tuple[bytes, bytes]:
    flags = header.byte()
    method = header.take(flags & 0x0F)
    if flags & 0x10 and (header.number(), header.number()) != (1, 1):
        raise OtherArchive()
    size = header.number() if flags & 0x20 else 0
    if flags & 0xC0 or size > _MOST_PROPERTIES:
        raise Damaged()
    return method, header.take(size)


def _parts(header: Bytes, drafts: list[tuple[list[Coder], int | None]]) -> Iterator[tuple[tuple[int, int | None], ...]]:
    counts = [1] * len(drafts)
    sort = header.byte()
    if sort == _COUNT:
        counts = [header.count() for _ in drafts]
        if sum(counts) > MOST:
            raise UnpacksTooLarge(limit=MOST)
        sort = header.byte()
    sizes = []
    for (coders, _), count in zip(drafts, counts, strict=True):
        own = [header.number() for _ in range(count - 1)] if sort == _SIZE else []
        rest = coders[-1].size - sum(own)
        if rest < 0 or len(own) != max(count - 1, 0):
            raise Damaged()
        sizes.append([*own, rest] if count else [])
    if sort == _SIZE:
        sort = header.byte()
    alone = [count == 1 and known is not None for (_, known), count in zip(drafts, counts, strict=True)]
    unknown = sum(count for count, told in zip(counts, alone, strict=True) if not told)
    told_now: Iterator[int | None] = iter([None] * unknown)
    while sort != _END:
        if sort != _CRC:
            raise Damaged()
        told_now = iter(header.checksums(unknown))
        sort = header.byte()
    for own, told, (_, known) in zip(sizes, alone, drafts, strict=True):
        yield tuple((size, known if told else next(told_now)) for size in own)


def _names(body: Bytes, count: int) -> list[str]:
    body.expect(0)
    names: list[str] = []
    for _ in range(count):
        letters = bytearray()
        while (letter := body.take(2)) != b"\0\0":
            letters += letter
        names.append(letters.decode("utf-16-le", "replace"))
    return names


def _modes(body: Bytes, count: int) -> list[int]:
    """The Unix modes, which some packers put into the upper half of the attributes; 0 where there is none."""
    given = body.known(count)
    body.expect(0)
    found = []
    for known in given:
        attributes = struct.unpack("<I", body.take(4))[0] if known else 0
        found.append(attributes >> 16 if attributes & _UNIX else 0)
    return found
