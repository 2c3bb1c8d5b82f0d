"""7z and tar archives and squeezed files: bombs, escapes, and lies about what is inside."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zlib
from collections.abc import Iterator
from functools import cache

from tests.extractors.archives import OTHER, SEVEN_ZIP
from tests.extractors.drawn import pdf
from tests.extractors.hostile.case import Case, case, cut_off

MAGIC = b"7z\xbc\xaf\x27\x1c\0\4"


def seven_zip(header: bytes, packed: bytes = b"") -> bytes:
    """A 7z archive with this directory, sealed as its writer would have."""
    start = struct.pack("<QQI", len(packed), len(header), zlib.crc32(header))
    return MAGIC + struct.pack("<I", zlib.crc32(start)) + start + packed + header


def number(value: int) -> bytes:
    """A number of 7z in its longest form."""
    return b"\xff" + value.to_bytes(8, "little")


def folder(coder: bytes, *, packed: int, size: int, files: int = 1) -> bytes:
    """A directory of one folder and so many files, all in it."""
    parts = b"" if files == 1 else b"\x08\x0d" + number(files) + b"\x09" + number(1) * (files - 1) + b"\x00"
    names = "".join(f"{n}.txt\0" for n in range(files)).encode("utf-16-le")
    return (
        b"\x01\x04\x06" + number(0) + number(1) + b"\x09" + number(packed) + b"\x00"
        + b"\x07\x0b\x01\x00\x01" + coder + b"\x0c" + number(size) + b"\x00" + parts + b"\x00"
        + b"\x05" + number(files) + b"\x11" + number(len(names) + 1) + b"\0" + names + b"\x00\x00"
    )  # fmt: skip


def lzma_coder(dictionary: int) -> bytes:
    return b"\x23\x03\x01\x01\x05\x5d" + struct.pack("<I", dictionary)


@cache
def lzma_zeros(megabytes: int) -> bytes:
    packer = lzma.LZMACompressor(lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA1, "dict_size": 2**20}])
    return b"".join([*(packer.compress(bytes(2**20)) for _ in range(megabytes)), packer.flush()])


def bomb(megabytes: int, claimed: int) -> bytes:
    packed = lzma_zeros(megabytes)
    return seven_zip(folder(lzma_coder(2**20), packed=len(packed), size=claimed), packed)


def tar(*members: tuple[str, bytes, bytes]) -> bytes:
    """Members as (name, type, data)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, sort, data in members:
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.size = sort, "/etc/passwd", len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def header(*, size: bytes = b"00000000001\0", sort: bytes = b"0", name: bytes = b"a.txt") -> bytes:
    """The 512 bytes before a file in a tar, with a right checksum whatever they say."""
    block = bytearray(512)
    block[: len(name)] = name
    block[100:108], block[124:136], block[136:148] = b"0000644\0", size, b"00000000000\0"
    block[156:157], block[257:265], block[148:156] = sort, b"ustar\x0000", b" " * 8
    block[148:156] = f"{sum(block):06o}\0 ".encode()
    return bytes(block)


def cases() -> Iterator[Case]:
    yield from _seven_zips()
    yield from _tars()
    yield from _squeezed()


def _seven_zips() -> Iterator[Case]:
    whole = SEVEN_ZIP["LZMA2"]
    yield from cut_off("7z", lambda: whole, "truncated", "damaged")
    yield case("7z of a start alone", MAGIC, "truncated")
    yield case("7z that was never finished", MAGIC + bytes(24), "damaged")
    yield case("7z of noise", MAGIC + bytes(range(256)) * 20, "damaged")
    yield case("7z packed as programs are", OTHER["PPMd"], "other_archive")
    yield case("7z whose directory lies beyond its end", seven_zip(b"\x01" * 90)[:40], "truncated")
    yield case("7z of 2^64 files", seven_zip(b"\x01\x05" + b"\xff" * 9), "unpacks_too_large")
    yield case(
        "7z of six thousand files",
        seven_zip(folder(b"\x01\0", packed=6000, size=6000, files=6000), bytes(6000)),
        "unpacks_too_large",
    )
    yield case(
        "7z of six hundred files",
        seven_zip(folder(b"\x01\0", packed=600, size=600, files=600), bytes(600)),
        "too_many_parts",
    )
    yield case("7z bomb that says what it unpacks to", lambda: bomb(32, 32 * 2**20), "unpacks_too_large")
    yield case("7z bomb that says less", lambda: bomb(32, 9), "read")
    yield case("7z that claims more than it holds", lambda: bomb(1, 20 * 2**20), "damaged")
    yield case(
        "7z with a dictionary of four gigabytes",
        seven_zip(folder(lzma_coder(2**32 - 1), packed=9, size=9), bytes(9)),
        "damaged",
    )
    yield case(
        "7z that claims to need its dictionary",
        seven_zip(folder(lzma_coder(2**32 - 1), packed=9, size=190_000_000), bytes(9)),
        "unpacks_too_large",
        "damaged",
    )
    yield case(
        "7z whose steps feed each other",
        seven_zip(
            folder(b"\x01\0\x01\0\x00\x00\x00\x00"[:0] + b"\x01\0", packed=9, size=9).replace(
                b"\x07\x0b\x01\x00\x01", b"\x07\x0b\x01\x00\x02\x01\x00"
            ),
            bytes(9),
        ),
        "damaged",
        "other_archive",
        "read",
    )
    yield case(
        "7z of a hundred steps",
        seven_zip(
            folder(b"\x01\0", packed=9, size=9).replace(b"\x07\x0b\x01\x00\x01", b"\x07\x0b\x01\x00\x64"), bytes(9)
        ),
        "other_archive",
    )
    yield case(
        "7z of no steps",
        seven_zip(folder(b"", packed=9, size=9).replace(b"\x07\x0b\x01\x00\x01", b"\x07\x0b\x01\x00\x00"), bytes(9)),
        "other_archive",
    )
    yield case(
        "7z whose directory is packed in itself",
        seven_zip(b"\x17" + folder(b"\x01\0", packed=9, size=9)[2:-30], bytes(9)),
        "damaged",
        "unpacks_too_large",
    )
    yield case(
        "7z under a lock that takes for ever",
        seven_zip(folder(b"\x24\x06\xf1\x07\x01\x01\x3e", packed=16, size=16), bytes(16)),
        "password_needed",
    )
    yield case("7z that is also a PDF", lambda: pdf() + whole, "read", "truncated", "damaged")
    yield case("7z behind a PDF's name", lambda: whole + pdf(), "read")


def _tars() -> Iterator[Case]:
    yield from cut_off(
        "tar",
        lambda: tar(("a.pdf", b"0", pdf()), ("b.pdf", b"0", pdf(pages=2))),
        "damaged",
        "truncated",
        "read",
        "unknown_type",
    )
    for kind, sort in {
        "symbolic link": b"2",
        "hard link": b"1",
        "device": b"3",
        "pipe": b"6",
        "unknown thing": b"Z",
    }.items():
        yield case(f"tar of a {kind}", tar(("../../etc/passwd", sort, b"")), "read")
    yield case(
        "tar that climbs out of its folder",
        tar(("../../../../etc/cron.d/x", b"0", b"x"), ("/etc/passwd", b"0", b"x")),
        "read",
    )
    yield case(
        "tar of six hundred files", lambda: tar(*((f"{n}.txt", b"0", b"x") for n in range(600))), "too_many_parts"
    )
    yield case(
        "tar of six thousand folders", lambda: tar(*((f"{n}", b"5", b"") for n in range(6000))), "unpacks_too_large"
    )
    yield case(
        "tar of a file without end",
        header(size=b"77777777777\0") + bytes(512),
        "unpacks_too_large",
        "truncated",
        "damaged",
    )
    yield case(
        "tar of a file of eight exabytes",
        header(size=b"\x80\0\0\0\x7f" + b"\xff" * 7) + bytes(512),
        "unpacks_too_large",
        "damaged",
    )
    yield case(
        "tar of a file of less than nothing", header(size=b"\xff" * 12) + bytes(1024), "damaged", "read", "truncated"
    )
    yield case(
        "tar of a name without end",
        header(size=b"77777777777\0", sort=b"L") + bytes(2048),
        "damaged",
        "unpacks_too_large",
        "truncated",
    )
    yield case(
        "tar of a header without end",
        header(size=b"77777777777\0", sort=b"x") + bytes(2048),
        "damaged",
        "unpacks_too_large",
        "truncated",
    )
    yield case(
        "tar of broken headers",
        header(size=b"00000000020\0", sort=b"x")
        + b"-9 path=a\n".ljust(512, b"\0")
        + header()
        + b"x".ljust(512, b"\0")
        + bytes(1024),
        "damaged",
        "read",
    )
    yield case("tar of a sparse file", header(sort=b"S") + bytes(1024), "damaged", "read", "truncated")
    yield case("tar with a wrong checksum", header()[:148] + b"000000\0 " + header()[156:] + bytes(512), "damaged")
    yield case(
        "tar of names that are no text",
        header(name=b"\xff\xfe\x00\x1b[2J") + b"x".ljust(512, b"\0") + bytes(1024),
        "read",
    )
    yield case("tar in tar", lambda: tar(("a.tar", b"0", tar(("b.tar", b"0", tar(("c.txt", b"0", b"x")))))), "read")
    yield case("tar of nothing", header() + b"x".ljust(512, b"\0"), "read", "damaged", "truncated")


def _squeezed() -> Iterator[Case]:
    for name, squeeze in {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress}.items():
        yield from cut_off(
            name, lambda squeeze=squeeze: squeeze(bytes(range(256)) * 50), "truncated", "damaged", "unknown_type"
        )
        yield case(f"{name} bomb", lambda squeeze=squeeze: squeeze(bytes(40 * 2**20)), "unpacks_too_large")
        yield case(f"{name} of nothing", squeeze(b""), "read")
        yield case(f"{name} in {name} in {name}", squeeze(squeeze(squeeze(b"x"))), "read")
        yield case(
            f"{name} of a tar bomb",
            lambda squeeze=squeeze: squeeze(tar(("a", b"0", bytes(40 * 2**20)))),
            "unpacks_too_large",
        )
        yield case(f"{name} with noise behind it", squeeze(b"x" * 99) + b"noise" * 99, "read", "damaged")
        yield case(f"{name} of noise", squeeze(b"")[:6] + bytes(range(256)) * 9, "damaged", "truncated", "unknown_type")
    yield case("gzip of a thousand streams", gzip.compress(b"x", mtime=0) * 1000, "read")
    yield case(
        "gzip of a name that is a path",
        b"\x1f\x8b\x08\x08\0\0\0\0\0\xff../../etc/passwd\0" + gzip.compress(b"x", mtime=0)[10:],
        "read",
    )
    yield case("gzip of a name without end", b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + b"a" * 5000, "damaged", "truncated")
    yield case(
        "xz that needs four gigabytes",
        b"\xfd7zXZ\0\0\4\xe6\xd6\xb4\x46\2\0\x21\1\x28\0\0\0"
        + struct.pack("<I", zlib.crc32(b"\2\0\x21\1\x28\0\0\0"))
        + bytes(64),
        "damaged",
    )
