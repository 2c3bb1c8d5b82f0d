"""Taking backups: records first, then the objects they know, then the manifest; keys by themselves, elsewhere.

In that order every object that the copied records know was stored before them, so a missing one is an alarm and not a
matter of time. Objects never change: one that was copied is not copied again.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from storage.backup.copying import LISTING_FILE, Copying, Wanted
from storage.backup.repository import CERTIFICATES, KEY_COPY, Manifest, Repository
from storage.objects.store import ObjectStore
from storage.records.contents import contents, living_blobs, proofs
from storage.records.database import Database
from storage.records.dump import snapshot
from storage.records.schema import KEYS, RECORDS
from storage.vault import object_key
from strongroom.ids import DocumentId, new_id

RECORDS_FILE: Final = "records"
ASLEEP_FILE: Final = "asleep"
KEYS_FILE: Final = "keys"
KEY_FILE_FILE: Final = "key-file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A backup of data. ``missing`` are objects that the records know and the store does not have.

    ``asleep`` are those that this backup does not hold because they lie in a deep archive and were in none before: the
    archive has the only copy, and no run can read it until somebody has the paper brought back.
    """

    id: str
    database_bytes: int
    objects: int
    copied: int
    copied_bytes: int
    missing: tuple[str, ...]
    asleep: tuple[str, ...]


def take_data(database: Database, store: ObjectStore, to: Repository, *, now: dt.datetime) -> Taken:
    """Back up the records and their objects. Cut off at any point, it leaves nothing that counts, and nothing lost."""
    backup = new_id(now)
    draft = to.begin("data", backup)
    with Wanted() as wanted:
        with snapshot(database, RECORDS) as held:
            found = contents(held.connection)
            database_bytes = draft.write(RECORDS_FILE, held.pieces())
            copy_certificates(to, proofs(held.connection))
            wanted.put(object_key(document, blob) for document, blob in living_blobs(held.connection))
            facts = {"made_at": now.isoformat(), "software": version("strongroom"), "engine": held.engine}
            facts |= {"revision": held.revision}
        copying = Copying(store, to)
        draft.write(LISTING_FILE, copying.pieces(wanted))
    draft.write(ASLEEP_FILE, ["\n".join(copying.asleep).encode()] if copying.asleep else [])
    lacks = {"missing": len(copying.missing), "asleep": len(copying.asleep)}
    draft.end(facts | {"contents": asdict(found), "objects": copying.objects} | lacks)
    return Taken(
        id=backup,
        database_bytes=database_bytes,
        objects=copying.objects,
        copied=copying.copied,
        copied_bytes=copying.copied_bytes,
        missing=tuple(copying.missing),
        asleep=tuple(copying.asleep),
    )


def take_keys(database: Database, to: Repository, *, key_file: Path, now: dt.datetime) -> str:
    """Back up the wrapped data keys, and the key file where there is one; return the id of the set."""
    backup = new_id(now)
    draft = to.begin("keys", backup)
    with snapshot(database, KEYS) as held:
        draft.write(KEYS_FILE, held.pieces())
        facts = {"made_at": now.isoformat(), "software": version("strongroom"), "engine": held.engine}
        facts |= {"revision": held.revision}
    # The key-encryption keys as they rest: under their own passphrase, if they have one. Without them nobody could
    # restore on another machine; a key of a KMS stays there.
    draft.write(KEY_FILE_FILE, [key_file.read_bytes()] if key_file.is_file() else [])
    draft.end(facts)
    return backup


def keep_key_copy(to: Repository, sealed_key_file: bytes) -> None:
    """Keep the key file of the backups with them. Only for one that a passphrase seals."""
    digest = hashlib.sha256(sealed_key_file).hexdigest()[:16]
    # Under its hash, for it changes with the passphrase, and what lies in a store never does.
    to.store.put(f"{digest}-{KEY_COPY}", sealed_key_file)


def asleep(repository: Repository, manifest: Manifest) -> frozenset[DocumentId]:
    """Documents of a backup of which something slept in the archive and is not in it (``Taken.asleep``)."""
    if ASLEEP_FILE not in manifest.files:
        return frozenset()  # made before it was told apart from what is missing
    keys = b"".join(repository.read(manifest, ASLEEP_FILE)).decode().split("\n")
    return frozenset(DocumentId(key.partition("/")[0]) for key in keys if key)


def copy_certificates(to: Repository, found: Iterable[tuple[str, DocumentId, str]]) -> None:
    """Keep certificates of destruction with the backups: its id, its document and the signed file of each."""
    there = frozenset(to.store.keys(CERTIFICATES))
    for certificate, document, body in found:
        key = f"{CERTIFICATES}{document}/{certificate}"
        if key not in there:
            to.store.put(key, body.encode())
