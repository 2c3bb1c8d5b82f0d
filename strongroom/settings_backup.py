"""The settings of what lies elsewhere for the worst day: backups, and anchors of the audit chain."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from strongroom.settings_part import Part
from strongroom.transport import encrypted_on_the_way


class Backup(Part):
    """Where backups go: two folders, or two buckets of one S3 that is not the one of the objects.

    Data and keys go to two places because they live for different times: a copy of the data is unreadable once the last
    copy of its keys has expired.
    """

    to: Literal["nowhere", "folder", "s3"] = "nowhere"
    folder: Path | None = None
    keys_folder: Path | None = None
    endpoint: str = ""
    region: str = "us-east-1"
    bucket: str = "strongroom-backup"
    keys_bucket: str = "strongroom-backup-keys"
    access_key: SecretStr = SecretStr("")
    secret_key: SecretStr = SecretStr("")
    passphrase: SecretStr = SecretStr("")
    """What the key of the backups is sealed under; then a copy of it lies with the backups. Not that of the keys."""
    key_file: Path | None = None
    """``keys/backup-key.json`` in the data folder unless told. Without a passphrase, keep a copy of it elsewhere."""
    keep_days: int = Field(default=35, ge=1)
    keys_days: int = Field(default=7, ge=1)
    """How long backups of keys are kept, and so how long after its destruction a document might be brought back."""

    _encrypted = field_validator("endpoint")(encrypted_on_the_way)


class Anchors(Part):
    """Where checkpoints of the audit chain are anchored: beside the objects, or in a bucket of somebody else's.

    Beside the objects they guard against who has the database alone. A bucket in another account, made with object
    lock, also guards against who has both.
    """

    to: Literal["objects", "s3"] = "objects"
    endpoint: str = ""
    region: str = "us-east-1"
    bucket: str = "strongroom-anchors"
    access_key: SecretStr = SecretStr("")
    secret_key: SecretStr = SecretStr("")
    lock_days: int = Field(default=3650, ge=1)
    """How long nobody can delete an anchor there, not even its owner."""
    series: int = Field(default=1, ge=1, le=9999)
    """The next number after a restore that lost events: what follows contradicts the anchors of what was lost."""

    _encrypted = field_validator("endpoint")(encrypted_on_the_way)
