"""Locked ZIP entries opened: the cipher of PKWARE (APPNOTE 6.1) and WinZip's AES (AE-1 and AE-2).

AES entries are told by method 99 and an extra field that holds the real method. What lies there: a salt, two bytes to
know a wrong password by, the ciphertext, and ten bytes of HMAC-SHA1.
"""

import hashlib
import hmac
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Final

from extractors.formats.archive import LITTER, MAX_ENTRIES, is_link, name_of
from extractors.formats.child import Child
from extractors.formats.ciphers import open_counter
from extractors.formats.squeezed import ERRORS, deflate, pieces_of, unpacked
from strongroom.errors import Damaged, OtherArchive, PasswordNeeded, TooManyParts, UnpacksTooLarge
from strongroom.settings import Limits

_AES: Final = 99
_FIELD: Final = 0x9901
_LOCAL: Final = struct.Struct("<4s22xHH")
_KEY_BYTES: Final = {1: 16, 2: 24, 3: 32}
_PROOF: Final = 10
_LEAST: Final = 8 + 2 + _PROOF
_ROUNDS: Final = 1000
_ENCODINGS: Final = ("utf-8", "gb18030", "cp437")
"""A password is bytes to ZIP, and nothing says in which encoding: that of the packer's machine."""


def locked_children(data: bytes, password: str, limits: Limits) -> Iterator[Child]:
    """The files in a ZIP some of whose entries are locked, in the order of the directory.

    Raises:
        PasswordNeeded: this is not the password.
        TooManyParts, UnpacksTooLarge: beyond the limits.
        Damaged, OtherArchive: an entry cannot be unpacked, or is packed or locked in a way that is not read.
    """
    with _opened(data) as archive:
        listed = archive.infolist()
        entries = [one for one in listed if not (one.is_dir() or is_link(one) or LITTER.search(one.filename))]
        if len(listed) > MAX_ENTRIES:
            raise UnpacksTooLarge(limit=MAX_ENTRIES)
        if len(entries) > limits.max_parts:
            raise TooManyParts(parts=len(entries), limit=limits.max_parts)
        if any(entry.file_size > limits.max_bytes for entry in entries):
            raise UnpacksTooLarge(limit=limits.max_bytes)
        secret = _right_one(archive, data, entries, password)
        for entry in entries:
            yield Child(name=name_of(entry), data=_read(archive, data, entry, secret))


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, IndexError) as error:
        raise Damaged() from error


def _right_one(archive: zipfile.ZipFile, data: bytes, entries: list[zipfile.ZipInfo], password: str) -> bytes:
    """The password in the encoding in which it opens the smallest locked entry."""
    locked = [entry for entry in entries if entry.flag_bits & 1]
    if not locked:
        return b""
    smallest = min(locked, key=lambda entry: entry.file_size)
    for encoding in _ENCODINGS:
        with suppress(PasswordNeeded, UnicodeEncodeError):
            secret = password.encode(encoding)
            _read(archive, data, smallest, secret)
            return secret
    raise PasswordNeeded()


def _read(archive: zipfile.ZipFile, data: bytes, entry: zipfile.ZipInfo, secret: bytes) -> bytes:
    if entry.compress_type == _AES:
        return _read_aes(data, entry, secret)
    try:
        with archive.open(entry, pwd=secret or None) as part:
            found = part.read(entry.file_size + 1)
    except RuntimeError as error:  # zipfile's word for a wrong password, which one in 256 gets past
        raise (OtherArchive if isinstance(error, NotImplementedError) else PasswordNeeded)() from error
    except IndexError as error:  # it ends within the twelve bytes that every lock begins with
        raise Damaged() from error
    except (zipfile.BadZipFile, *ERRORS) as error:
        raise (PasswordNeeded if entry.flag_bits & 1 else Damaged)() from error
    return _measured(found, entry)


def _read_aes(data: bytes, entry: zipfile.ZipInfo, secret: bytes) -> bytes:
    strength, method = _about(entry.extra)
    size = _KEY_BYTES[strength]
    packed = _packed(data, entry)
    salt, check, body, proof = (
        packed[: size // 2], packed[size // 2 : size // 2 + 2], packed[size // 2 + 2 : -_PROOF], packed[-_PROOF:],
    )  # fmt: skip
    keys = hashlib.pbkdf2_hmac("sha1", secret, salt, _ROUNDS, 2 * size + 2)
    if keys[2 * size :] != check:
        raise PasswordNeeded()
    if not hmac.compare_digest(hmac.digest(keys[size : 2 * size], body, "sha1")[:_PROOF], proof):
        raise PasswordNeeded()
    plain = open_counter(body, key=keys[:size])
    if method == zipfile.ZIP_STORED:
        return _measured(plain, entry)
    if method != zipfile.ZIP_DEFLATED:
        raise OtherArchive()
    try:
        return _measured(_beginning(unpacked(pieces_of(plain), deflate()), entry.file_size + 1), entry)
    except ERRORS as error:
        raise Damaged() from error


def _beginning(pieces: Iterable[bytes], most: int) -> bytes:
    # One byte more than the directory says finds out that it lied, and hardly more than that is unpacked.
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) >= most:
            break
    return bytes(found)


def _measured(found: bytes, entry: zipfile.ZipInfo) -> bytes:
    if len(found) > entry.file_size:
        raise UnpacksTooLarge(limit=entry.file_size)
    # AE-2 writes no checksum, for its HMAC says more.
    if len(found) < entry.file_size or (entry.CRC and zlib.crc32(found) != entry.CRC):
        raise Damaged()
    return found


def _about(extra: bytes) -> tuple[int, int]:
    """The strength and the method of packing, from the extra field."""
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, place)
        if kind == _FIELD and length >= 7 and place + 11 <= len(extra):
            strength, method = extra[place + 8], int.from_bytes(extra[place + 9 : place + 11], "little")
            if strength in _KEY_BYTES:
                return strength, method
        place += 4 + length
    raise OtherArchive()


def _packed(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    head = data[entry.header_offset : entry.header_offset + _LOCAL.size]
    if len(head) < _LOCAL.size:
        raise Damaged()
    mark, name, extra = _LOCAL.unpack(head)
    start = entry.header_offset + _LOCAL.size + name + extra
    found = data[start : start + entry.compress_size]
    if (
        mark != b"PK\x03\x04"
        or len(found) < entry.compress_size
        or (entry.compress_type == _AES and len(found) < _LEAST)
    ):
        raise Damaged()
    return found
