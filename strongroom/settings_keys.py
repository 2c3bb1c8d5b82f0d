"""The settings of keys: where key-encryption keys come from; ``strongroom.settings`` has the others."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints, field_validator

from strongroom.settings_part import Part
from strongroom.transport import encrypted_on_the_way

ProviderName = Literal["file", "credential", "kms", "vault"]

KmsArn = Annotated[
    str, StringConstraints(pattern=r"^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", max_length=180)
]
"""A key and not an alias: an alias can be pointed at another key, and what it wrapped before would not open."""


class Kms(Part):
    """AWS KMS. Who we are comes from the machine: a role, a profile or AWS's own environment variables."""

    arns: tuple[KmsArn, ...] = ()
    """Symmetric keys, oldest first: the last one wraps, those before it open what they wrapped."""


class Transit(Part):
    """A key of HashiCorp Vault's transit engine (or OpenBao's), of the type aes256-gcm96."""

    address: str = ""
    mount: str = Field(default="transit", max_length=60)
    key: str = Field(default="strongroom", max_length=60)
    namespace: str = ""
    token_file: Path | None = None
    """Where Vault Agent, or who else renews the token, writes it; it is read at each call."""

    _encrypted = field_validator("address")(encrypted_on_the_way)


class Keys(Part):
    """Where the key-encryption key comes from. Without a passphrase a generated key file is used (0600)."""

    provider: ProviderName = "file"
    former: tuple[ProviderName, ...] = ()
    """Providers that were used before: they open what they wrapped, until it is rewrapped."""
    passphrase: SecretStr = SecretStr("")
    file: Path | None = None
    """The key file; ``keys/keyring.json`` in the data folder unless told."""
    credential: SecretStr = SecretStr("")
    """Keys of 64 hexadecimal digits, oldest first, apart by white space; ``strongroom-keys`` of systemd unless told."""
    kms: Kms = Field(default_factory=Kms)
    vault: Transit = Field(default_factory=Transit)
    rotate_days: int = Field(default=365, ge=0)
    """A key-encryption key as old as this is due for rotation; 0 is never."""
    rotation: Literal["propose", "begin"] = "propose"
    """What is due is told to operations, or begun by the schedule. Nothing retires a key but a person."""
