"""Office files of 2007 and later under a password (MS-OFFCRYPTO), opened. The only importer of msoffcrypto."""

import re
import struct
from io import BytesIO
from typing import Final
from xml.parsers.expat import ExpatError

import msoffcrypto
import olefile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from extractors.formats.ole import ERRORS
from strongroom.errors import Damaged, PasswordNeeded, UnpacksTooLarge
from strongroom.settings import Limits

_MOST_ROUNDS: Final = 2_000_000
"""Word and Excel hash a password 100,000 times; the format allows 10,000,000, which would take a minute."""
_ROUNDS: Final = re.compile(rb'spinCount="(\d{1,12})"')


def unlocked(data: bytes, password: str, limits: Limits) -> bytes:
    """An Office file as it is without its password.

    Raises:
        PasswordNeeded: this is not its password.
        Damaged: it cannot be opened. UnpacksTooLarge: it is longer than the limits.
    """
    if len(data) > limits.max_bytes:
        raise UnpacksTooLarge(limit=limits.max_bytes)
    out = BytesIO()
    try:
        _check_lock(data)
        locked = msoffcrypto.OfficeFile(BytesIO(data))
        locked.load_key(password=password, verify_password=True)
        locked.decrypt(out)
    except InvalidKeyError as error:
        raise PasswordNeeded() from error
    except (DecryptionError, FileFormatError, ParseError, ExpatError, struct.error, OverflowError, *ERRORS) as error:
        raise Damaged() from error
    return out.getvalue()


def _check_lock(data: bytes) -> None:
    # How it is locked is said in XML, which the library gives to a parser that follows entities.
    with olefile.OleFileIO(BytesIO(data)) as file:
        about = file.openstream("EncryptionInfo").read()
    if b"<!DOCTYPE" in about.replace(b"\0", b"") or any(int(n) > _MOST_ROUNDS for n in _ROUNDS.findall(about)):
        raise Damaged()
