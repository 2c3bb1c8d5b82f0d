"""Restoring: a backup of data with the newest backup of keys, into empty places.

What was destroyed stays destroyed: its keys are in no backup of keys that is newer than its end. Where an older one is
all that is left, the certificates that lie with the backups say whose keys and records are ended once more.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from storage.backup.copying import listed
from storage.backup.repository import CERTIFICATES, OBJECTS, Manifest, Repository
from storage.backup.taking import KEY_FILE_FILE, KEYS_FILE, RECORDS_FILE
from storage.certificate import CERTIFICATE
from storage.crypto.keyring import WrappedKeys
from storage.crypto.signing import Signer
from storage.objects.store import ObjectStore
from storage.records.database import Database
from storage.records.dump import load
from storage.records.ending_again import end_again
from storage.records.endings import Issued
from storage.records.schema import KEYS, RECORDS
from storage.records.transactions import Transactions
from storage.statement_file import verified
from strongroom.errors import BadSettings, BadSignature, Tampered
from strongroom.ids import DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A database in a backup: its file there, its migrations, and the setting that says where it goes."""

    file: str
    versions: str
    setting: str


_RECORDS: Final = _Part(file=RECORDS_FILE, versions=RECORDS, setting="databases.records")
_KEYS: Final = _Part(file=KEYS_FILE, versions=KEYS, setting="databases.keys")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """Objects that were brought back."""

    objects: int
    bytes: int


def restore_records(repository: Repository, manifest: Manifest, database: Database) -> None:
    """Fill an empty database with the records of a backup, and bring it to this version's schema.

    Raises:
        NotEmpty: there is something in it; BadSettings: it is of another sort than the one that was backed up.
    """
    _load(repository, manifest, database, _RECORDS)


def restore_keys(repository: Repository, manifest: Manifest, database: Database) -> None:
    """The same for the wrapped data keys."""
    _load(repository, manifest, database, _KEYS)


def kept_key_file(repository: Repository, manifest: Manifest) -> bytes | None:
    """The key file as it was backed up; None where the key-encryption keys are kept by somebody else."""
    return b"".join(repository.read(manifest, KEY_FILE_FILE)) or None


def restore_objects(repository: Repository, manifest: Manifest, store: ObjectStore) -> Copied:
    """Bring all objects of a backup back. May be cut off and run again.

    Raises:
        Tampered: a copy is not what was copied; ObjectMissing: a copy is gone.
    """
    count = total = 0
    for item in listed(repository, manifest):
        data = repository.store.get(OBJECTS + item.key)
        if hashlib.sha256(data).hexdigest() != item.sha256:
            raise Tampered(key=item.key)
        store.put(item.key, data)
        count += 1
        total += len(data)
    store.flush()
    return Copied(objects=count, bytes=total)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedAgain:
    """Documents that the certificates beside the backups say are destroyed; ``refused`` are forged or foreign ones."""

    documents: frozenset[DocumentId]
    refused: int


def end_destroyed_again(
    transactions: Transactions, keys: WrappedKeys, signer: Signer, repositories: Iterable[Repository], now: dt.datetime
) -> EndedAgain:
    """End what was destroyed after the backups were made, in restored records and restored keys.

    Whoever can write to the place of the backups could lay a certificate there: only the house's own count.
    """
    found: set[DocumentId] = set()
    refused = 0
    for repository in repositories:
        for key in repository.store.keys(CERTIFICATES):
            body = repository.store.get(key).decode(errors="replace")
            try:
                said = verified(CERTIFICATE, body, public_key=signer.public_key)
            except BadSignature:
                refused += 1
                continue
            document = DocumentId(said["document"]["id"])
            certificate = Issued(
                id=said["id"],
                document=document,
                step=said["step"],
                issued_at=dt.datetime.fromisoformat(said["issued_at"]),
                body=body,
            )
            # The records first: while the keys are there, the search index can be told what to forget.
            end_again(transactions, certificate, said, actor="restore", now=now)
            keys.destroy(document)
            found.add(document)
    return EndedAgain(documents=frozenset(found), refused=refused)


def _load(repository: Repository, manifest: Manifest, database: Database, part: _Part) -> None:
    made_on, here = str(manifest.facts["engine"]), "sqlite" if database.is_sqlite else "postgresql"
    if made_on != here:
        raise BadSettings(setting=part.setting, problem=f"the backup was made on {made_on}, and this is {here}")
    revision = str(manifest.facts["revision"])
    load(database, part.versions, to=revision, pieces=lambda: repository.read(manifest, part.file))
