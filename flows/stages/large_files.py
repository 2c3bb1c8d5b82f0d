"""Files that are too large to be held in memory: kept encrypted in parts, each a blob as any other.

Parts and not one long object, so that nothing else has to know: backups, restores, reconciliation and destruction hold
one blob in memory at a time, and of these none is larger than a part.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from storage.records.values import Blob
from storage.vault import Vault
from strongroom.document import Role
from strongroom.ids import BlobId, DocumentId, new_id

PART_BYTES: Final = 32 * 2**20
TIMES: Final = 10
"""How many times ``limits.max_bytes`` is kept at all. A disk image dropped by mistake would fill the store: what is
larger stays in plaintext with its owner, with a note and an event that say so."""
_PIECE: Final = 2**20


def digest_of(file: BinaryIO) -> str:
    """The SHA-256 of a file in hexadecimal, read a piece at a time."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def put_parts(
    vault: Vault, file: BinaryIO, document: DocumentId, digest: str, now: Callable[[], dt.datetime]
) -> tuple[Blob, ...] | None:
    """Keep a file in parts, each read back and compared; None if it is no longer what the digest was made of.

    Then what was put is left behind, as after a crash, and cleared away with that (``storage.vault.orphans``).
    """
    read = hashlib.sha256()
    parts = []
    for place, data in enumerate(_pieces(file), 1):
        read.update(data)
        blob = BlobId(new_id(now()))
        parts.append(vault.put(data, document=document, role=Role.PART, version=place, blob=blob))
    return tuple(parts) if read.hexdigest() == digest else None


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PART_BYTES):
        yield piece
