"""Outlook messages written by code: just enough of MS-CFB and MS-OXMSG for a message with attachments."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

_END, _FREE, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF
_SMALL, _SECTOR, _MINI = 4096, 512, 64

Tree = Mapping[str, "bytes | Tree"]


def message(
    *,
    subject: str,
    body: str,
    attached: Mapping[str, bytes],
    html: str | bytes = "",
    rtf: bytes = b"",
    enclosed: Sequence[Tree] = (),
) -> bytes:
    """An MSG file from an invented sender; ``rtf`` as it lies in the file, ``enclosed`` as ``letter`` makes them."""
    return compound(
        letter(subject=subject, body=body, attached=attached, html=html, rtf=rtf, enclosed=enclosed, head=32)
    )


def letter(
    *,
    subject: str,
    body: str,
    attached: Mapping[str, bytes] = MappingProxyType({}),
    html: str | bytes = "",
    rtf: bytes = b"",
    enclosed: Sequence[Tree] = (),
    head: int = 24,
) -> Tree:
    """A message as it lies inside another one."""
    texts = {
        0x0037: subject, 0x1000: body, 0x0C1A: "Anna Example", 0x0C1F: "anna@example.org", 0x1013: html, 0x1009: rtf,
    }  # fmt: skip
    parts: dict[str, bytes | Tree] = dict(_properties({pid: text for pid, text in texts.items() if text}, head=head))
    for number, (name, data) in enumerate(attached.items()):
        parts[f"__attach_version1.0_#{number:08X}"] = _properties({0x3707: name, 0x3701: data, 0x3705: 1}, head=8)
    for number, inner in enumerate(enclosed, start=len(attached)):
        place = f"__attach_version1.0_#{number:08X}"
        parts[place] = {**_properties({0x3705: 5}, head=8), "__substg1.0_3701000D": inner}
    return parts


def squeezed(rtf: bytes, *, length: int | None = None) -> bytes:
    """Compressed RTF of nothing but plain bytes."""
    body = b"".join(b"\0" + rtf[at : at + 8] for at in range(0, len(rtf), 8))
    check = zlib.crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return struct.pack("<II4sI", len(body) + 12, len(rtf) if length is None else length, b"LZFu", check) + body


def _properties(values: Mapping[int, str | bytes | int], *, head: int) -> dict[str, bytes]:
    """MS-OXMSG 2.4: 16 bytes for each property; longer values lie in streams of their own."""
    rows, streams = [], {}
    for pid, value in values.items():
        if isinstance(value, int):
            rows.append(struct.pack("<HHIII", 0x0003, pid, 6, value, 0))
            continue
        sort, data = (0x001F, value.encode("utf-16-le")) if isinstance(value, str) else (0x0102, value)
        streams[f"__substg1.0_{pid:04X}{sort:04X}"] = data
        rows.append(struct.pack("<HHIII", sort, pid, 6, len(data) + (2 if isinstance(value, str) else 0), 0))
    # PidTagStoreSupportMask says that texts are Unicode.
    rows.append(struct.pack("<HHIII", 0x0003, 0x340D, 6, 0x00040000, 0))
    return {"__properties_version1.0": bytes(head) + b"".join(rows), **streams}


@dataclass
class _Entry:
    name: str
    sort: int
    data: bytes = b""
    kids: list[int] = field(default_factory=list)
    start: int = _END


def compound(tree: Tree) -> bytes:
    """MS-CFB version 3, with siblings chained to the right: readers do not ask that the tree is balanced."""
    entries = [_Entry("Root Entry", 5)]
    _gather(tree, entries, 0)
    mini, mini_fat = bytearray(), []
    body, fat = bytearray(), [0xFFFFFFFD]  # sector 0 is the FAT itself
    for entry in entries[1:]:
        if entry.sort == 2 and entry.data:
            small = len(entry.data) < _SMALL
            size, room, table = (_MINI, mini, mini_fat) if small else (_SECTOR, body, fat)
            entry.start = _put(room, table, entry.data, size)
    entries[0].data, entries[0].start = bytes(mini), _put(body, fat, bytes(mini), _SECTOR)
    mini_table = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_start = _put(body, fat, mini_table, _SECTOR, fill=b"\xff")
    directory_start = _put(body, fat, b"".join(_directory(entries)), _SECTOR)
    assert len(fat) <= 128, "one sector of FAT is enough for tests"
    fat += [_FREE] * (128 - len(fat))
    sectors = (len(mini_table) + _SECTOR - 1) // _SECTOR
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        bytes(16),
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        bytes(6),
        0,
        1,
        directory_start,
        0,
        _SMALL,
        mini_start,
        sectors,
        _END,
        0,
    )
    return head + struct.pack("<109I", 0, *[_FREE] * 108) + struct.pack("<128I", *fat) + bytes(body)


def _gather(tree: Tree, entries: list[_Entry], parent: int) -> None:
    for name, value in tree.items():
        place = len(entries)
        entries.append(_Entry(name, 2 if isinstance(value, bytes) else 1, value if isinstance(value, bytes) else b""))
        entries[parent].kids.append(place)
        if not isinstance(value, bytes):
            _gather(value, entries, place)


def _put(room: bytearray, table: list[int], data: bytes, size: int, fill: bytes = b"\0") -> int:
    if not data:
        return _END
    first, count = len(table), (len(data) + size - 1) // size
    table.extend([*range(first + 1, first + count), _END])
    room.extend(data.ljust(count * size, fill))
    return first


def _directory(entries: Sequence[_Entry]) -> list[bytes]:
    right = {kid: after for entry in entries for kid, after in zip(entry.kids, entry.kids[1:], strict=False)}
    rows = []
    for place, entry in enumerate(entries):
        name = entry.name.encode("utf-16-le")
        rows.append(
            struct.pack(
                "<64sHBBIII16sIQQIQ",
                name,
                len(name) + 2,
                entry.sort,
                1,
                _NONE,
                right.get(place, _NONE),
                entry.kids[0] if entry.kids else _NONE,
                bytes(16),
                0,
                0,
                0,
                entry.start if entry.data else 0,
                len(entry.data),
            )
        )
    return rows
