"""7z and tar: the same limits as ZIP, whatever they are packed with, and nothing but files comes out."""

import bz2
import contextlib
import gzip
import io
import lzma
import struct
import tarfile
import zlib
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.children import children
from extractors.formats.seven_zip import MAGIC
from extractors.intake import inspect
from extractors.locks import unlocked
from strongroom.errors import Damaged, OtherArchive, Refused, TooManyParts, Truncated, UnpacksTooLarge
from strongroom.settings import Limits
from tests.extractors.archives import FILES, LOCKED_SEVEN_ZIP, LOCKED_ZIP, OTHER, PASSWORD, SEVEN_ZIP

LIMITS = Limits()


def tar(files: Mapping[str, bytes], *, form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def with_members(*members: tarfile.TarInfo) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for member in members:
            archive.addfile(member)
    return out.getvalue()


def plain_7z(header: bytes, packed: bytes = b"") -> bytes:
    """A 7z with this header, as its writer would have put it."""
    start = struct.pack("<QQI", len(packed), len(header), zlib.crc32(header))
    return MAGIC + b"\0\4" + struct.pack("<I", zlib.crc32(start)) + start + packed + header


def found(data: bytes, limits: Limits = LIMITS) -> list[tuple[str, bytes]]:
    return [(child.name, child.data) for child in children(data, limits)]


@pytest.mark.parametrize("data", SEVEN_ZIP.values(), ids=SEVEN_ZIP)
def test_a_7z_gives_its_files_whatever_it_is_packed_with(data: bytes) -> None:
    assert "application/x-7z-compressed" == inspect(data, LIMITS).media
    assert list(FILES.items()) == found(data)


def test_a_7z_that_is_packed_as_no_paper_is_says_so() -> None:
    with pytest.raises(OtherArchive):
        found(OTHER["PPMd"])


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("squeeze", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_a_tar_gives_its_files_squeezed_or_not(form: int, squeeze: type[bytes]) -> None:
    assert list(FILES.items()) == found(squeeze(tar(FILES, form=form)))


@pytest.mark.parametrize("squeeze", [gzip.compress, bz2.compress, lzma.compress])
def test_one_squeezed_file_is_that_file(squeeze: type[bytes]) -> None:
    assert [("unpacked", b"Northwind" * 99)] == found(squeeze(b"Northwind" * 99))


def test_gzip_remembers_the_name_of_its_file() -> None:
    out = io.BytesIO()
    with gzip.GzipFile("scan.pdf", "wb", fileobj=out, mtime=0) as file:
        file.write(b"%PDF-")
    assert [("scan.pdf", b"%PDF-")] == found(out.getvalue())


def test_several_streams_are_one_file_and_padding_is_none() -> None:
    assert [("unpacked", b"ab")] == found(gzip.compress(b"a") + gzip.compress(b"b") + bytes(600))


def test_links_devices_and_folders_do_not_come_out_of_a_tar() -> None:
    kinds = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE)
    members = []
    for kind in kinds:
        member = tarfile.TarInfo("../../etc/passwd")
        member.type, member.linkname = kind, "/etc/passwd"
        members.append(member)
    assert [] == found(with_members(*members))


def test_names_that_try_to_escape_stay_names() -> None:
    assert [("../../etc/passwd", b"x")] == found(tar({"../../etc/passwd": b"x"}))


@pytest.mark.parametrize("pack", [tar, lambda files: gzip.compress(tar(files))])
@pytest.mark.parametrize(
    ("files", "limits", "error"),
    [
        ({f"{n}.txt": b"x" for n in range(4)}, Limits(max_parts=3), TooManyParts),
        ({"big.txt": bytes(5000)}, Limits(max_bytes=4000), UnpacksTooLarge),
        ({"big.txt": bytes(50_000)}, Limits(max_unpacked_bytes=4000), UnpacksTooLarge),
    ],
)
def test_each_limit_holds_in_a_tar(pack, files, limits: Limits, error: type[Refused]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error):
        found(pack(files), limits)


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        (Limits(max_parts=2), TooManyParts),
        (Limits(max_bytes=100), UnpacksTooLarge),
        (Limits(max_unpacked_bytes=100), UnpacksTooLarge),
    ],
)
@pytest.mark.parametrize("data", SEVEN_ZIP.values(), ids=SEVEN_ZIP)
def test_each_limit_holds_in_a_7z(data: bytes, limits: Limits, error: type[Refused]) -> None:
    with pytest.raises(error):
        found(data, limits)


@pytest.mark.parametrize("squeeze", [gzip.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_refused_after_its_limit_and_not_after_its_end(squeeze: type[bytes]) -> None:
    with pytest.raises(UnpacksTooLarge):
        found(squeeze(bytes(3 * 2**20)), Limits(max_bytes=2**20))


@pytest.mark.parametrize("data", SEVEN_ZIP.values(), ids=SEVEN_ZIP)
def test_a_7z_that_is_cut_off_is_refused(data: bytes) -> None:
    for end in range(7, len(data) - 1, 9):
        with pytest.raises((Truncated, Damaged)):
            found(data[:end])


@pytest.mark.parametrize(
    "header",
    [
        b"\x01",
        b"\x99",
        b"\x17" * 9,
        b"\x01\x05\xff" + b"\xff" * 8,  # 2^64 files
        b"\x01\x05\x8f\xff",  # more files than there may be
        b"\x01\x04\x06\x00\xff" + b"\xff" * 8,  # streams without end
        b"\x01\x05\x01\x11\x05\x00a\x00b\x00",  # a name that does not end
    ],
)
def test_a_directory_that_makes_no_sense_is_refused(header: bytes) -> None:
    with pytest.raises((Damaged, UnpacksTooLarge, OtherArchive)):
        found(plain_7z(header, b"12345"))


def test_an_empty_7z_holds_nothing_and_one_that_was_never_finished_is_damaged() -> None:
    assert [] == found(plain_7z(b""))
    with pytest.raises(Damaged):
        found(plain_7z(b"")[:8] + bytes(24))


_WHOLE = {
    **SEVEN_ZIP,
    "tar": tar(FILES),
    "gzip": gzip.compress(tar(FILES)),
    "bzip2": bz2.compress(tar(FILES)),
    "xz": lzma.compress(tar(FILES)),
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(_WHOLE)), data=st.data())
def test_mangled_archives_give_files_or_are_refused_and_nothing_else(name: str, data: st.DataObject) -> None:
    mangled = bytearray(_WHOLE[name])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(mangled) - 1))
        mangled[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Refused):
        found(bytes(mangled), Limits(max_unpacked_bytes=2**22, max_bytes=2**21))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(["names too", *LOCKED_ZIP]), data=st.data())
def test_mangled_locked_archives_open_or_are_refused_and_nothing_else(name: str, data: st.DataObject) -> None:
    mangled = bytearray({**LOCKED_SEVEN_ZIP, **LOCKED_ZIP}[name])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(mangled) - 1))
        mangled[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Refused):
        unlocked(bytes(mangled), PASSWORD, LIMITS)


@settings(max_examples=200, deadline=None)
@given(header=st.binary(max_size=80))
def test_any_directory_at_all_is_read_or_refused(header: bytes) -> None:
    for mark in (b"\x01", b"\x17"):
        with contextlib.suppress(Refused):
            found(plain_7z(mark + header, bytes(64)), Limits(max_unpacked_bytes=2**22))
