"""The drill: a backup is restored into a scratch place and proved, end to end, and the time it took is told."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from flows.stages.backing_up import Repositories, end_again, open_repositories, restore_parts
from flows.stages.places import Places
from flows.stages.reconcile import Choose
from flows.stages.workroom import Workroom, open_workroom
from storage.audit import AuditEvent
from storage.backup.proving import CopiedObjects, check_contents, check_destroyed, check_objects
from storage.backup.taking import asleep
from storage.durable import NEW
from storage.records.contents import contents, living_documents, proofs
from storage.records.database import Database
from storage.records.scratch import scratch_database
from storage.records.values import Action
from storage.vault import Vault, read
from strongroom.document import Role
from strongroom.errors import DrillFailed, NotFound, RecordsUnavailable, StrongroomError
from strongroom.ids import DocumentId, made_at, new_id
from strongroom.settings import Databases, Objects, Settings
from strongroom.settings_archive import Archive

SAMPLE: Final = 20
"""Documents that are decrypted in each drill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """A drill that passed: what was compared, and the seconds it took to restore and to prove."""

    backup: str
    documents: int
    objects: int
    bytes: int
    decrypted: int
    destroyed: int
    restore_seconds: float
    proof_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Luck:
    """What a drill needs from outside: the time, a stop-watch, and a choice of a few out of many."""

    now: Callable[[], dt.datetime]
    watch: Callable[[], float]
    choose: Choose


def drill(work: Workroom, luck: Luck, *, actor: str) -> Drilled:
    """Restore the newest backup into a scratch place and prove it; passed or failed, it is recorded.

    Raises:
        DrillFailed: ``problem`` says what is not as it should be.
        NoBackup, BadSettings, WrongKey, Tampered.
    """
    try:
        drilled = _drilled(work, luck)
    except StrongroomError as error:
        _note(work, actor, luck.now(), {"passed": 0, "code": error.code})
        raise
    facts: dict[str, int | str] = {
        "passed": 1,
        "backup": drilled.backup,
        "documents": drilled.documents,
        "objects": drilled.objects,
    }
    facts |= {"decrypted": drilled.decrypted, "destroyed": drilled.destroyed}
    _note(work, actor, luck.now(), facts | {"seconds": round(drilled.restore_seconds + drilled.proof_seconds)})
    return drilled


def _drilled(work: Workroom, luck: Luck) -> Drilled:
    repositories = open_repositories(work.settings)
    data, keys = repositories.data.newest("data"), repositories.keys.newest("keys")
    began = luck.watch()
    with _scratch(work.settings, luck.now()) as settings:
        restore_parts(settings, repositories, data, keys)
        restored = luck.watch()
        with closing(Database(Places(settings).records_url, RecordsUnavailable)) as database:
            check_contents(data, database.read(contents))
        copied = check_objects(repositories.data, data)
        certificates = _certificates(work)
        with open_workroom(settings) as copy:
            copy.records.audit_verify()
            ended = end_again(copy, repositories, now=luck.now()).documents
            # What was destroyed since the newest backup of keys is still in that: the window that certificates state.
            before = {document for one, document in certificates.items() if made_at(one) < keys.made_at}
            destroyed = check_destroyed(copy.keyring, before | ended)
            left_out = ended.union(certificates.values(), asleep(repositories.data, data))
            sample = _chosen(copy, luck, left_out)
            decrypted = _decrypt(copy, repositories, sample, luck.now())
        return Drilled(
            backup=data.id,
            documents=sum(data.facts["contents"]["counts"].values()),
            objects=copied.objects,
            bytes=copied.bytes,
            decrypted=decrypted,
            destroyed=destroyed,
            restore_seconds=restored - began,
            proof_seconds=luck.watch() - restored,
        )


def _chosen(copy: Workroom, luck: Luck, left_out: Collection[DocumentId]) -> tuple[DocumentId, ...]:
    return copy.records.transactions.read(
        lambda session: tuple(
            luck.choose((one for one in living_documents(session.connection) if one not in left_out), SAMPLE)
        )
    )


def _certificates(work: Workroom) -> dict[str, DocumentId]:
    with closing(Database(Places(work.settings).records_url, RecordsUnavailable)) as database:
        return database.read(lambda connection: {one: document for one, document, _ in proofs(connection)})


def _decrypt(copy: Workroom, repositories: Repositories, sample: Sequence[DocumentId], now: dt.datetime) -> int:
    copies = CopiedObjects(repositories.data.store)
    vault = Vault(copies, copy.keyring)
    count = 0
    for document in sample:
        try:
            read(vault, copy.records, document, Role.ORIGINAL, actor="drill", purpose="drill", now=now)
        except NotFound:
            continue  # the PDF of a certificate has an id, and no records
        except StrongroomError as error:
            raise DrillFailed(problem=f"the document {document} does not open ({error.code})") from None
        count += 1
    return count


@contextmanager
def _scratch(settings: Settings, now: dt.datetime) -> Iterator[Settings]:
    """Settings of an empty installation in a scratch folder, with databases of the same sort."""
    places = Places(settings)
    folder = Path(tempfile.mkdtemp(dir=places.data, prefix=f"{NEW}drill-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        urls = [
            stack.enter_context(scratch_database(url, folder=folder, name=new_id(now)))
            for url in (places.records_url, places.keys_url)
        ]
        yield settings.model_copy(
            update={
                "data": folder,
                "inbox": folder / "inbox",
                "objects": Objects(backend="folder"),
                "archive": Archive(),  # nowhere: a drill has no hand on the papers that lie there
                "databases": Databases(records=SecretStr(urls[0]), keys=SecretStr(urls[1])),
                "keys": settings.keys.model_copy(update={"file": None}),
            }
        )


def _note(work: Workroom, actor: str, now: dt.datetime, facts: dict[str, int | str]) -> None:
    work.records.transactions.note(AuditEvent(at=now, actor=actor, action=Action.DRILLED, facts=facts))
