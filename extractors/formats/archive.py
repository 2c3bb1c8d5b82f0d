"""Zip packages, read entry by entry in memory: nothing is ever extracted to disk, so no path can escape."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from posixpath import normpath
from typing import Final

from extractors.formats.child import Child
from extractors.formats.squeezed import ERRORS
from strongroom.errors import Damaged, PasswordNeeded, TooManyParts, UnpacksTooLarge
from strongroom.settings import Limits

START: Final = b"PK\x03\x04"
MAX_ENTRIES: Final = 5_000
_MAX_ENTRY = 64 * 2**20
LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
"""Names of what desktops leave in archives."""
_TYPE, _LINK = 0o170000, 0o120000
_LONGEST_NAME: Final = 1_000
_DATE: Final = (1980, 1, 1, 0, 0, 0)


class Package:
    """A zip file with bounds. Names are looked up without regard to case, and ``..`` cannot leave the package."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Read the directory of the package.

        Raises:
            Damaged: it is not a readable zip file.
            PasswordNeeded: its entries are encrypted.
            UnpacksTooLarge: too many entries, or more bytes than the limits allow.
        """
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, IndexError) as error:
            raise Damaged() from error
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > limits.max_unpacked_bytes:
            raise UnpacksTooLarge(limit=limits.max_unpacked_bytes)
        if any(entry.flag_bits & 1 for entry in entries):
            raise PasswordNeeded()
        self._entries = {_plain(entry.filename): entry for entry in entries if not entry.is_dir()}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all entries, in lower case."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes | None:
        """The bytes of an entry, or None where there is no such entry.

        Raises:
            Damaged: the entry cannot be unpacked, or does not match its checksum.
            UnpacksTooLarge: it holds more than the directory said, or more than any honest part does.
        """
        entry = self._entries.get(_plain(name))
        return None if entry is None else self._unpacked(entry, _MAX_ENTRY)

    def children(self, limits: Limits) -> Iterator[Child]:
        """The files inside, in the order of the directory, one unpacked at a time; links and litter are left out.

        Raises:
            TooManyParts: more files than the limits allow.
            Damaged, UnpacksTooLarge, PasswordNeeded: as ``read``.
        """
        entries = [
            entry
            for entry in self._zip.infolist()
            if not (entry.is_dir() or is_link(entry) or LITTER.search(entry.filename))
        ]
        if len(entries) > limits.max_parts:
            raise TooManyParts(parts=len(entries), limit=limits.max_parts)
        for entry in entries:
            yield Child(name=name_of(entry), data=self._unpacked(entry, limits.max_bytes))

    def _unpacked(self, entry: zipfile.ZipInfo, most: int) -> bytes:
        if entry.file_size > most:
            raise UnpacksTooLarge(limit=most)
        try:
            with self._zip.open(entry) as part:
                # The directory may lie about the size: reading one byte more than it says finds that out.
                data = part.read(entry.file_size + 1)
        except (zipfile.BadZipFile, NotImplementedError, *ERRORS) as error:
            raise Damaged() from error
        except RuntimeError as error:  # zipfile's word for a missing password
            raise PasswordNeeded() from error
        if len(data) > entry.file_size:
            raise UnpacksTooLarge(limit=entry.file_size)
        return data


def zipped(files: Iterable[Child], limits: Limits) -> bytes:
    """A plain ZIP of files, in their order; the same bytes whenever it is made.

    Raises:
        UnpacksTooLarge: it would be longer than a file may be: it is one, and lies in memory as a whole.
    """
    out = BytesIO()
    left = limits.max_bytes
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, file in enumerate(files, start=1):
            left -= len(file.data)
            if left < 0:
                raise UnpacksTooLarge(limit=limits.max_bytes)
            # The folder keeps two files of one name apart.
            archive.writestr(zipfile.ZipInfo(f"{number}/{file.name[:_LONGEST_NAME]}", _DATE), file.data)
    return out.getvalue()


def is_link(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a symbolic link: it holds the name of a place, which means nothing here."""
    return entry.external_attr >> 16 & _TYPE == _LINK


def name_of(entry: zipfile.ZipInfo) -> str:
    """The name as its packer meant it: without the mark for UTF-8 it is in the packer's own encoding, which in China is
    GB 18030; the standard library reads it in the one of the first PCs.
    """
    if not entry.flag_bits & 0x800:
        try:
            raw = entry.filename.encode("cp437")
        except UnicodeEncodeError:
            return entry.filename
        for encoding in ("utf-8", "gb18030"):
            with suppress(UnicodeDecodeError):
                return raw.decode(encoding)
    return entry.filename


def _plain(name: str) -> str:
    return normpath("/" + name.replace("\\", "/")).lstrip("/").lower()
