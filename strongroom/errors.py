"""Every error of Strongroom, drawn as one tree.

    StrongroomError
    ├── Refused       the document's fault: told to a person, never retried
    │   ├── EmptyFile  UnknownType  NotAFile  NotReadable  TooLarge  TooManyPages  TooManyPixels  UnpacksTooLarge
    │   ├── TooManyParts  NestedTooDeep  PathTooLong  OldOffice  OtherArchive
    │   ├── Damaged  Truncated  PasswordNeeded
    │   └── ReadingTooSlow  ReadingCrashed
    ├── Unavailable   the world's fault: retried with back-off
    │   └── StoreUnavailable  RecordsUnavailable  KeysUnavailable  EngineUnavailable  ReadersClosed  FlowsUnavailable
    │       VaultFrozen  KindsUnavailable
    │       └── KeyFileMissing  KeysLost   (of KeysUnavailable)
    ├── Broken        ours, or tampering: stop and alert
    │   └── Tampered  WrongKey  KeyMissing  ObjectMissing  KeyTaken  AuditBroken  IllegalMove  LeaseLost  Unforeseen
    │       NotGone  BadSignature  DrillFailed  BadProof
    │       └── AuditRewritten  AuditTruncated  AnchorForged   (of AuditBroken)
    └── Misused       the person at the keyboard: said at once, nothing was done
        └── BadSettings  BadKind  BadRules  BadQuery  BadCorrection  NotFound  Denied  PurposeNeeded  AlreadyRunning
            SignInFailed  WrongFirstCode  SignInLocked  PasswordUnfit  NameTaken  LastAdministrator  Overtaken
            BadForm  FormExpired  NotLocked  KeysInUse  NoSuchKey  Held  WrongStage  NoBackup  NotEmpty
            NoSuchModel  NothingToLearn
            RestoreUnfinished

The sentences live in ``strongroom.messages`` under the error's ``code``. Facts are numbers, ids, codes and names of
settings: never text, names or numbers from a document, so any error may be logged and shown.
"""

from collections.abc import Mapping
from typing import ClassVar

Fact = int | float | str


class StrongroomError(Exception):
    """The root. ``code`` is stable and public; ``facts`` fill the sentence."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: Fact) -> None:
        super().__init__(self.code)
        self.facts: Mapping[str, Fact] = facts

    def __str__(self) -> str:
        from strongroom.messages import explain  # the catalogue of sentences knows nothing of this tree

        return explain(self.code, self.facts).sentence

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross from reader processes: keyword facts have to survive pickling.
        return _rebuild, (type(self), dict(self.facts))


def _rebuild(kind: type[StrongroomError], facts: dict[str, Fact]) -> StrongroomError:
    return kind(**facts)


class Refused(StrongroomError):
    """The document cannot be taken or read as it is."""

    code = "refused"


class EmptyFile(Refused):
    """The file has no bytes."""

    code = "empty_file"


class UnknownType(Refused):
    """The content is none of the formats that are read."""

    code = "unknown_type"


class NotAFile(Refused):
    """A symbolic link, FIFO, socket or device lies where a file was expected."""

    code = "not_a_file"


class NotReadable(Refused):
    """The account that takes files in may not read this one."""

    code = "not_readable"


class PathTooLong(Refused):
    """The file lies so deep in folders, or under such long names, that it cannot be moved out of the inbox."""

    code = "path_too_long"


class TooLarge(Refused):
    """The file has more bytes than ``limits.max_bytes``."""

    code = "too_large"


class TooManyPages(Refused):
    """The file has more pages than ``limits.max_pages``."""

    code = "too_many_pages"


class TooManyPixels(Refused):
    """A page has more pixels than ``limits.max_pixels``."""

    code = "too_many_pixels"


class UnpacksTooLarge(Refused):
    """A compressed file unpacks to more than ``limits.max_unpacked_bytes``: a decompression bomb."""

    code = "unpacks_too_large"


class TooManyParts(Refused):
    """An archive or a mail holds more files than ``limits.max_parts``."""

    code = "too_many_parts"


class NestedTooDeep(Refused):
    """Archives or mails lie in each other deeper than ``limits.max_depth``."""

    code = "nested_too_deep"


class OldOffice(Refused):
    """A binary Word, Excel or PowerPoint file of before 2007."""

    code = "old_office"


class OtherArchive(Refused):
    """An archive that is not unpacked: RAR, CAB, or a 7z that is packed as programs are."""

    code = "other_archive"


class Damaged(Refused):
    """The structure of the file is broken."""

    code = "damaged"


class Truncated(Refused):
    """The file ends before its content does."""

    code = "truncated"


class PasswordNeeded(Refused):
    """The file opens only with a password."""

    code = "password_needed"


class ReadingTooSlow(Refused):
    """Reading took longer than ``reading.timeout_seconds``, more than once."""

    code = "reading_too_slow"


class ReadingCrashed(Refused):
    """The reading process died on this document, more than once."""

    code = "reading_crashed"


class Unavailable(StrongroomError):
    """Something outside is away for now; the work is tried again."""

    code = "unavailable"


class StoreUnavailable(Unavailable):
    """The object store does not answer."""

    code = "store_unavailable"


class RecordsUnavailable(Unavailable):
    """The database of records does not answer."""

    code = "records_unavailable"


class KeysUnavailable(Unavailable):
    """The key provider does not answer."""

    code = "keys_unavailable"


class KeyFileMissing(KeysUnavailable):
    """Data keys exist, and the key file that opens them is not where it should be."""

    code = "key_file_missing"


class KeysLost(KeysUnavailable):
    """The data keys of the vault as a whole do not open: no document's fault, and nothing is tried with any."""

    code = "keys_lost"


class EngineUnavailable(Unavailable):
    """No recognition engine can be opened."""

    code = "engine_unavailable"


class KindsUnavailable(Unavailable):
    """A kind of the house is not sound, so nothing is read until its file is; ``kind`` and ``problem`` say where."""

    code = "kinds_unavailable"


class ReadersClosed(Unavailable):
    """The reading processes were stopped while a document waited for them."""

    code = "readers_closed"


class FlowsUnavailable(Unavailable):
    """The Prefect server does not answer."""

    code = "flows_unavailable"


class VaultFrozen(Unavailable):
    """The vault was made read-only by a person: nothing changes until it is thawed."""

    code = "vault_frozen"


class Broken(StrongroomError):
    """Our own fault or tampering."""

    code = "broken"


class Tampered(Broken):
    """An envelope or record does not authenticate."""

    code = "tampered"


class WrongKey(Broken):
    """The passphrase or the key that was given is not the one that a data key is wrapped by."""

    code = "wrong_key"


class KeyMissing(Broken):
    """The data key of a blob is gone: it was shredded or lost."""

    code = "key_missing"


class ObjectMissing(Broken):
    """A recorded object is not in the store."""

    code = "object_missing"


class KeyTaken(Broken):
    """Other bytes already lie in the store under a key that was to be new."""

    code = "key_taken"


class AuditBroken(Broken):
    """The audit chain does not verify; ``sequence`` is the first bad event."""

    code = "audit_broken"


class AuditRewritten(AuditBroken):
    """The chain is not what a checkpoint of ``size`` events says it was; ``sequence`` is the first that may differ."""

    code = "audit_rewritten"


class AuditTruncated(AuditBroken):
    """The chain ends before ``sequence``, though a checkpoint says that there were ``size`` events."""

    code = "audit_truncated"


class AnchorForged(AuditBroken):
    """What lies where checkpoints are anchored was not signed by this house; ``sequence`` is where it claims to be."""

    code = "anchor_forged"


class BadProof(Broken):
    """A proof of a Merkle tree does not show what it should."""

    code = "bad_proof"


class IllegalMove(Broken):
    """A document was asked to change to a state that its state does not allow."""

    code = "illegal_move"


class LeaseLost(Broken):
    """A worker that no longer holds the lease tried to write."""

    code = "lease_lost"


class Unforeseen(Broken):
    """Something failed in a way that nobody thought of; ``error`` is the type of it, and nothing it said."""

    code = "unforeseen"


class NotGone(Broken):
    """Something of a destroyed document is still there; ``part`` says what."""

    code = "not_gone"


class BadModel(Broken):
    """A learned model cannot be made or read; ``problem`` says why."""

    code = "bad_model"


class BadSignature(Broken):
    """A certificate is not as it was signed, or another key signed it; ``problem`` says which."""

    code = "bad_signature"


class DrillFailed(Broken):
    """A backup does not give back what it should; ``problem`` says what."""

    code = "drill_failed"


class Misused(StrongroomError):
    """The command or setting cannot be carried out as given."""

    code = "misused"


class BadSettings(Misused):
    """A setting is unknown or has a wrong value."""

    code = "bad_settings"


class BadKind(Misused):
    """A kind contradicts itself; ``kind`` and ``problem`` say where."""

    code = "bad_kind"


class BadRules(Misused):
    """Rules of retention contradict themselves or the kinds; ``rule`` and ``problem`` say where."""

    code = "bad_rules"


class BadQuery(Misused):
    """A search cannot be understood; ``part`` says which piece."""

    code = "bad_query"


class BadCorrection(Misused):
    """A correction names no field of the kind, or is no value of its type; ``field`` says which."""

    code = "bad_correction"


class NotFound(Misused):
    """There is no such document, or it may not be seen: the answer is the same."""

    code = "not_found"


class Denied(Misused):
    """The policy does not allow this action."""

    code = "denied"


class OwnWork(Denied):
    """Somebody else has to decide: this person handed the paper in, or decided on it before."""

    code = "own_work"


class PurposeNeeded(Misused):
    """Sensitive contents are opened only for a stated purpose."""

    code = "purpose_needed"


class AlreadyRunning(Misused):
    """Another Strongroom works on the same data folder."""

    code = "already_running"


class KeysInUse(Misused):
    """A key-encryption key is not to be retired: it is the current one, or ``count`` data keys are wrapped by it."""

    code = "keys_in_use"


class NoSuchKey(Misused):
    """There is no key-encryption key of this id."""

    code = "no_such_key"


class FontsMissing(Misused):
    """The fonts that sample papers are drawn with are not installed; ``file`` says which."""

    code = "fonts_missing"


class SignInFailed(Misused):
    """Name, password or code do not fit together; which of them is not said."""

    code = "sign_in_failed"


class WrongFirstCode(Misused):
    """The one-time code for making the first administrator is another."""

    code = "wrong_first_code"


class SignInLocked(Misused):
    """Too many failures in a row; ``minutes`` says how long this name waits."""

    code = "sign_in_locked"


class TooOften(Misused):
    """More requests than a program may send in a while; ``seconds`` says how long it waits."""

    code = "too_often"


class PasswordUnfit(Misused):
    """A new password is too short or too simple; ``shortest`` is the least length."""

    code = "password_unfit"


class NameTaken(Misused):
    """Somebody else signs in under this name."""

    code = "name_taken"


class LastAdministrator(Misused):
    """Without this person nobody could manage users any more."""

    code = "last_administrator"


class Overtaken(Misused):
    """Somebody else changed the document since it was shown; ``version`` is the newest."""

    code = "overtaken"


class BadForm(Misused):
    """What was sent is not what the page asks for; ``field`` says where."""

    code = "bad_form"


class FormExpired(Misused):
    """A form came from another session, another site, or lay open for too long."""

    code = "form_expired"


class NotLocked(Misused):
    """The document does not wait for a password."""

    code = "not_locked"


class Held(Misused):
    """A hold keeps the document from being destroyed."""

    code = "held"


class WrongStage(Misused):
    """The disposition of a document is not where this step begins; ``stage`` is where it is."""

    code = "wrong_stage"


class NoBackup(Misused):
    """There is no complete backup at this place, or none of the wanted id."""

    code = "no_backup"


class NothingToLearn(Misused):
    """Nobody has confirmed the kind of any paper yet."""

    code = "nothing_to_learn"


class NoSuchModel(Misused):
    """There is no learned model of this id that could be used."""

    code = "no_such_model"


class NotEmpty(Misused):
    """A restore goes to an empty place only; ``place`` says which is not."""

    code = "not_empty"


class RestoreUnfinished(Misused):
    """What was destroyed after the backup may still open here: nothing is opened before the restore has ended."""

    code = "restore_unfinished"
