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

from strongroom.errors.broken import (
    AnchorForged,
    AuditBroken,
    AuditRewritten,
    AuditTruncated,
    BadModel,
    BadProof,
    BadSignature,
    Broken,
    DrillFailed,
    IllegalMove,
    KeyMissing,
    KeyTaken,
    LeaseLost,
    NotGone,
    ObjectMissing,
    Tampered,
    Unforeseen,
    WrongKey,
)
from strongroom.errors.misused import (
    AlreadyRunning,
    BadCorrection,
    BadForm,
    BadKind,
    BadQuery,
    BadRules,
    BadSettings,
    Denied,
    FontsMissing,
    FormExpired,
    Held,
    KeysInUse,
    LastAdministrator,
    Misused,
    NameTaken,
    NoBackup,
    NoSuchKey,
    NoSuchModel,
    NotEmpty,
    NotFound,
    NothingToLearn,
    NotLocked,
    Overtaken,
    OwnWork,
    PasswordUnfit,
    PurposeNeeded,
    RestoreUnfinished,
    SignInFailed,
    SignInLocked,
    TooOften,
    WrongFirstCode,
    WrongStage,
)
from strongroom.errors.refused import (
    Damaged,
    EmptyFile,
    NestedTooDeep,
    NotAFile,
    NotReadable,
    OldOffice,
    OtherArchive,
    PasswordNeeded,
    PathTooLong,
    ReadingCrashed,
    ReadingTooSlow,
    Refused,
    TooLarge,
    TooManyPages,
    TooManyParts,
    TooManyPixels,
    Truncated,
    UnknownType,
    UnpacksTooLarge,
)
from strongroom.errors.root import (
    Fact,
    StrongroomError,
)
from strongroom.errors.unavailable import (
    EngineUnavailable,
    FlowsUnavailable,
    KeyFileMissing,
    KeysLost,
    KeysUnavailable,
    KindsUnavailable,
    ReadersClosed,
    RecordsUnavailable,
    StoreUnavailable,
    Unavailable,
    VaultFrozen,
)

__all__ = [
    "AlreadyRunning",
    "AnchorForged",
    "AuditBroken",
    "AuditRewritten",
    "AuditTruncated",
    "BadCorrection",
    "BadForm",
    "BadKind",
    "BadModel",
    "BadProof",
    "BadQuery",
    "BadRules",
    "BadSettings",
    "BadSignature",
    "Broken",
    "Damaged",
    "Denied",
    "DrillFailed",
    "EmptyFile",
    "EngineUnavailable",
    "Fact",
    "FlowsUnavailable",
    "FontsMissing",
    "FormExpired",
    "Held",
    "IllegalMove",
    "KeyFileMissing",
    "KeyMissing",
    "KeyTaken",
    "KeysInUse",
    "KeysLost",
    "KeysUnavailable",
    "KindsUnavailable",
    "LastAdministrator",
    "LeaseLost",
    "Misused",
    "NameTaken",
    "NestedTooDeep",
    "NoBackup",
    "NoSuchKey",
    "NoSuchModel",
    "NotAFile",
    "NotEmpty",
    "NotFound",
    "NotGone",
    "NotLocked",
    "NotReadable",
    "NothingToLearn",
    "ObjectMissing",
    "OldOffice",
    "OtherArchive",
    "Overtaken",
    "OwnWork",
    "PasswordNeeded",
    "PasswordUnfit",
    "PathTooLong",
    "PurposeNeeded",
    "ReadersClosed",
    "ReadingCrashed",
    "ReadingTooSlow",
    "RecordsUnavailable",
    "Refused",
    "RestoreUnfinished",
    "SignInFailed",
    "SignInLocked",
    "StoreUnavailable",
    "StrongroomError",
    "Tampered",
    "TooLarge",
    "TooManyPages",
    "TooManyParts",
    "TooManyPixels",
    "TooOften",
    "Truncated",
    "Unavailable",
    "Unforeseen",
    "UnknownType",
    "UnpacksTooLarge",
    "VaultFrozen",
    "WrongFirstCode",
    "WrongKey",
    "WrongStage",
]
