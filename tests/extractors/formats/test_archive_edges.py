"""Archives at the edges of their pieces, and directories that lie in ways that chance does not find."""

import hashlib
import hmac
import io
import lzma
import random
import struct
import tarfile
import zipfile
import zlib

import pytest

from extractors.children import children
from extractors.formats.ciphers import open_counter
from extractors.formats.squeezed import PIECE, deflate, pieces_of, unpacked
from extractors.locks import unlocked
from strongroom.errors import Damaged, Refused, UnpacksTooLarge
from strongroom.settings import Limits
from tests.extractors.formats.test_archives import plain_7z, tar

LIMITS = Limits()
_PASSWORD = "open"
_SALT = bytes(range(16))


def deflated(data: bytes) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeeze.compress(data) + squeeze.flush()


def aes_zip(data: bytes, *, claimed: int | None = None) -> bytes:
    """A ZIP of one deflated file under AES-256 (WinZip's AE-2), whose directory claims this size of it."""
    keys = hashlib.pbkdf2_hmac("sha1", _PASSWORD.encode(), _SALT, 1000, 66)
    body = open_counter(deflated(data), key=keys[:32])
    packed = _SALT + keys[64:] + body + hmac.digest(keys[32:64], body, "sha1")[:10]
    extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, zipfile.ZIP_DEFLATED)
    size = len(data) if claimed is None else claimed
    about = struct.pack("<HHHHHIIIHH", 20, 1, 99, 0, 0x21, 0, len(packed), size, 1, len(extra))
    local = b"PK\3\4" + about + b"a" + extra + packed
    listed = b"PK\1\2" + struct.pack("<H", 20) + about + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"a" + extra
    return local + listed + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(listed), len(local), 0)


@pytest.mark.parametrize("more", [23, 58, 65, 258, 516])
def test_deflate_gives_what_it_still_holds_when_its_input_has_ended(more: int) -> None:
    data = bytes(PIECE + more)
    assert len(data) == sum(map(len, unpacked(pieces_of(deflated(data)), deflate())))


@pytest.mark.parametrize("letters", [256, 200, 16])
def test_a_long_file_in_a_locked_zip_comes_out_whole(letters: int) -> None:
    data = random.Random(3).randbytes(8 * PIECE).translate(bytes(byte % letters for byte in range(256)))
    (only,) = children(unlocked(aes_zip(data), _PASSWORD, LIMITS), LIMITS)
    assert data == only.data


def test_a_locked_file_that_claims_more_than_may_be_is_not_unpacked_to_try_the_password() -> None:
    with pytest.raises(UnpacksTooLarge):
        unlocked(aes_zip(bytes(100), claimed=10_000), _PASSWORD, Limits(max_bytes=2000))


def test_a_locked_file_that_is_longer_than_it_claims_is_refused() -> None:
    with pytest.raises(UnpacksTooLarge):
        unlocked(aes_zip(bytes(3 * PIECE), claimed=PIECE), _PASSWORD, LIMITS)


def test_a_locked_file_that_ends_within_its_lock_is_damaged() -> None:
    start = b"PK\3\4"
    about = struct.pack("<HHHHHIIIHH", 20, 1, 0, 0, 0x21, 1, 5, 5, 1, 0)
    listed = b"PK\1\2" + struct.pack("<H", 20) + about
    # The file itself lies in the comment at the very end.
    place = len(start) + len(listed) + 14 + 1 + 22
    listed += struct.pack("<HHHII", 0, 0, 0, 0, place) + b"a"
    local = b"PK\3\4" + about + b"a" + b"12345"
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(listed), len(start), len(local))
    with pytest.raises(Damaged):
        unlocked(start + listed + end + local, _PASSWORD, LIMITS)


def header_7z(*coder: bytes, before: bytes = b"") -> bytes:
    """A directory of one file in one folder that is packed so."""
    packed = b"\x06\x00\x01\x09\x05\x00"
    folder = b"\x07\x0b\x01\x00\x01" + b"".join(coder) + b"\x0c\x05\x00"
    return b"\x01\x04" + before + packed + folder + b"\x00\x05\x01\x11\x05\x00a\x00\x00\x00\x00\x00"


def test_a_7z_whose_lzma_no_unpacker_accepts_is_damaged() -> None:
    # Eight bits of context, of which four is the most.
    header = header_7z(b"\x23\x03\x01\x01\x05\x08\x00\x10\x00\x00")
    with pytest.raises(Damaged):
        list(children(plain_7z(header, b"12345"), LIMITS))


def test_a_7z_that_lists_parts_before_its_folders_is_damaged() -> None:
    header = header_7z(b"\x01\x00", before=b"\x08\x00")
    with pytest.raises(Damaged):
        list(children(plain_7z(header, b"12345"), LIMITS))


def test_a_zip_whose_lzma_is_damaged_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", b"Northwind" * 99)
    data = bytearray(out.getvalue())
    data[35] = 0xFF  # the first byte of its settings
    with pytest.raises(Refused):
        list(children(bytes(data), LIMITS))


def test_a_tar_that_is_damaged_in_its_middle_does_not_end_there_as_if_it_were_whole() -> None:
    data = bytearray(tar({"one.txt": b"1", "two.txt": b"2"}, form=tarfile.USTAR_FORMAT))
    data[1024 + 3] ^= 0x55  # in the header of the second
    with pytest.raises(Damaged):
        list(children(bytes(data), LIMITS))
    with pytest.raises(Refused):
        list(children(lzma.compress(bytes(data)), LIMITS))


@pytest.mark.parametrize("end", [1024 + 1, 1024 + 511])
def test_a_tar_that_is_cut_off_in_a_header_is_refused(end: int) -> None:
    with pytest.raises(Refused):
        list(children(tar({"one.txt": b"1", "two.txt": b"2"}, form=tarfile.USTAR_FORMAT)[:end], LIMITS))
