"""Key provider: a file that holds the key-encryption key, sealed under a passphrase or as it is.

The file is JSON, byte strings in hexadecimal:

    format      "strongroom key file 1"
    id          the id of the key-encryption key
    stretching  null, or salt, memory_kib, iterations and lanes of Argon2id
    key         the key; with ``stretching``, sealed (``storage.crypto.small``) under Argon2id of the passphrase

Without a passphrase, whoever can read the file can open everything. It then protects the object store and the
databases where they are copied or stolen without the file, and nothing against those who have this machine.
"""

import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from storage.crypto.framing import frame
from storage.crypto.primitives import KEY_BYTES, random_bytes, stretch
from storage.crypto.small import SMALL_OVERHEAD, seal_small, unseal_small
from storage.durable import create_once
from strongroom.errors import BadSettings, KeysUnavailable, Tampered, WrongKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How costly a passphrase is to guess: the parameters of Argon2id."""

    memory_kib: int
    iterations: int
    lanes: int


STANDARD: Final = Profile(memory_kib=64 * 1024, iterations=3, lanes=4)
"""The second recommendation of RFC 9106; the first asks for 2 GiB of memory."""
CHEAPEST: Final = Profile(memory_kib=8, iterations=1, lanes=1)
"""Only for testing."""


class KeyFileProvider:
    """A ``KeyProvider`` that has its key-encryption key in memory."""

    def __init__(self, id: str, kek: bytes) -> None:  # noqa: A002 - the protocol's name
        self._id = id
        self._kek = kek

    @property
    def id(self) -> str:
        """The id written in the key file."""
        return self._id

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt a data key; 33 bytes longer than it."""
        return seal_small(key, self._kek, frame("strongroom wrap 1", context))

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Decrypt a data key, or raise Tampered."""
        return unseal_small(wrapped, self._kek, frame("strongroom wrap 1", context))


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, ser_json_bytes="hex", val_json_bytes="hex")


class _Stretching(_Part):
    salt: bytes = Field(min_length=16)
    # The bounds keep a changed file from taking all memory before it is found out.
    memory_kib: int = Field(ge=8, le=4 * 2**20)
    iterations: int = Field(ge=1, le=1000)
    lanes: int = Field(ge=1, le=64)

    @model_validator(mode="after")
    def _enough_memory_for_the_lanes(self) -> Self:
        if self.memory_kib < 8 * self.lanes:  # RFC 9106, section 3.1
            raise ValueError
        return self


class _KeyFile(_Part):
    format: Literal["strongroom key file 1"]
    id: str = Field(min_length=16)
    stretching: _Stretching | None
    key: bytes = Field(repr=False)

    @model_validator(mode="after")
    def _key_has_its_size(self) -> Self:
        if len(self.key) != KEY_BYTES + (SMALL_OVERHEAD if self.stretching else 0):
            raise ValueError
        return self


def open_key_file(path: Path, passphrase: str, *, profile: Profile = STANDARD) -> KeyFileProvider:
    """Open the key file. At first use make one: protected by the passphrase, or by its mode alone if that is empty.

    Raises:
        WrongKey: the passphrase is not the one the file was made with, or its sealed key was changed.
        BadSettings: a passphrase is given for a file without one or missing for a file with one; others may read
            the file; it is not a key file.
        KeysUnavailable: the file cannot be read or made.
    """
    try:
        file = _read_or_make(path, passphrase, profile)
    except OSError as error:
        raise KeysUnavailable(errno=error.errno or 0) from None
    if file.stretching is None and passphrase:
        raise BadSettings(setting="keys.passphrase", problem="the key file was made without a passphrase")
    if file.stretching is not None and not passphrase:
        raise BadSettings(setting="keys.passphrase", problem="the key file needs its passphrase")
    return KeyFileProvider(file.id, _unlock(file, passphrase))


def _read_or_make(path: Path, passphrase: str, profile: Profile) -> _KeyFile:
    if not path.exists():
        # Of several at once one makes the file, and all open that one.
        with suppress(FileExistsError):
            create_once(path, _new(passphrase, profile).model_dump_json(indent=2).encode())
    if path.stat().st_mode & 0o077:
        raise BadSettings(setting="keys.file", problem="others may read the key file; give it mode 0600")
    try:
        return _KeyFile.model_validate_json(path.read_bytes())
    except ValidationError:
        # Not its message: that would quote the file.
        raise BadSettings(setting="keys.file", problem="this is not a key file") from None


def _new(passphrase: str, profile: Profile) -> _KeyFile:
    kek_id, kek, stretching = random_bytes(16).hex(), random_bytes(KEY_BYTES), None
    if passphrase:
        stretching = _Stretching(
            salt=random_bytes(16),
            memory_kib=profile.memory_kib,
            iterations=profile.iterations,
            lanes=profile.lanes,
        )
        kek = seal_small(kek, _stretched(passphrase, stretching), _context(kek_id))
    return _KeyFile(format="strongroom key file 1", id=kek_id, stretching=stretching, key=kek)


def _unlock(file: _KeyFile, passphrase: str) -> bytes:
    if file.stretching is None:
        return file.key
    try:
        return unseal_small(file.key, _stretched(passphrase, file.stretching), _context(file.id))
    except Tampered:
        # A wrong passphrase and a changed file look alike, by design of the cipher; the passphrase is the likelier.
        raise WrongKey from None


def _stretched(passphrase: str, cost: _Stretching) -> bytes:
    # NFC, as RFC 8265 asks: keyboards and systems write "é" in one code point or in two.
    typed = unicodedata.normalize("NFC", passphrase).encode()
    return stretch(typed, salt=cost.salt, memory_kib=cost.memory_kib, iterations=cost.iterations, lanes=cost.lanes)


def _context(kek_id: str) -> bytes:
    return frame("strongroom key file 1", kek_id)
