"""Compound files (MS-CFB): the container of Outlook messages, and of Office files of before 2007.

The only importer of olefile.
"""

from io import BytesIO
from typing import Final

import olefile

from strongroom.errors import Damaged, OldOffice, PasswordNeeded, UnknownType, UnpacksTooLarge
from strongroom.settings import Limits

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE: Final = ("WordDocument", "Workbook", "Book", "PowerPoint Document")
_MANY: Final = 20_000
ERRORS: Final = (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, AssertionError)
"""What olefile, and who builds on it, raises on objects that are not what the file says they are."""


def opened(data: bytes) -> olefile.OleFileIO:
    """A compound file as its storages and streams; raises ``ERRORS``."""
    return olefile.OleFileIO(BytesIO(data))


def check_message(data: bytes, limits: Limits) -> None:
    """Look whether a compound file is an Outlook message that can be read within bounds.

    Raises:
        OldOffice, UnknownType: it is something else. PasswordNeeded: it is an encrypted Office file.
        UnpacksTooLarge: its streams claim more than the limits; several may claim the same bytes.
        Damaged: its directory cannot be read.
    """
    try:
        with opened(data) as file:
            names = [tuple(path) for path in file.listdir()]
            claimed = sum(file.get_size(path) for path in names[:_MANY])
    except ERRORS as error:
        raise Damaged() from error
    if len(names) > _MANY or claimed > min(limits.max_unpacked_bytes, 2 * len(data) + 2**20):
        raise UnpacksTooLarge(limit=limits.max_unpacked_bytes)
    top = {path[0] for path in names}
    if "EncryptedPackage" in top:
        raise PasswordNeeded()
    if top & set(_OFFICE):
        raise OldOffice()
    if "__properties_version1.0" not in top:
        raise UnknownType()
