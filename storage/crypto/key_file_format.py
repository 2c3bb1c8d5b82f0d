"""What is in a key file. It is JSON, byte strings in hexadecimal.

    format      "strongroom key file 2"
    stretching  null, or salt, memory_kib, iterations and lanes of Argon2id
    keys        one or more, oldest first:
        generation  1, 2, 3, ... ; a number is not used again
        id          the id of the key-encryption key
        key         the key; with ``stretching``, sealed (``storage.crypto.small``) under Argon2id of the passphrase

Version 1 had one key: ``format``, ``id``, ``stretching`` and ``key``. It is read for ever, and becomes version 2 when
it is written the next time.

The generation is sealed with its key: who can write the file and lacks the passphrase can take keys away, which shows
as soon as one is needed, but cannot have an older one taken for the newest.
"""

import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from storage.crypto.framing import frame
from storage.crypto.primitives import KEY_BYTES, random_bytes, stretch
from storage.crypto.profile import Profile
from storage.crypto.small import SMALL_OVERHEAD, seal_small, unseal_small
from strongroom.errors import BadSettings, Tampered, WrongKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A key-encryption key in the clear."""

    number: int
    id: str
    key: bytes

    def __repr__(self) -> str:
        return f"Generation({self.number}, {self.id})"


def first_generation() -> Generation:
    """A fresh key for a file that has none."""
    return Generation(number=1, id=random_bytes(16).hex(), key=random_bytes(KEY_BYTES))


def next_generation(last: Generation) -> Generation:
    """A fresh key to follow another."""
    return Generation(number=last.number + 1, id=random_bytes(16).hex(), key=random_bytes(KEY_BYTES))


def write_generations(generations: tuple[Generation, ...], passphrase: str, profile: Profile) -> bytes:
    """The content of a key file, sealed under the passphrase with a fresh salt; as it is if that is empty."""
    if not passphrase:
        kept = tuple(_Key(generation=one.number, id=one.id, key=one.key) for one in generations)
        return _render(_File(format="strongroom key file 2", stretching=None, keys=kept))
    cost = _Stretching(
        salt=random_bytes(16), memory_kib=profile.memory_kib, iterations=profile.iterations, lanes=profile.lanes
    )
    kek = _stretched(passphrase, cost)
    sealed = tuple(
        _Key(generation=one.number, id=one.id, key=seal_small(one.key, kek, _context(one.number, one.id)))
        for one in generations
    )
    return _render(_File(format="strongroom key file 2", stretching=cost, keys=sealed))


def read_generations(content: bytes, passphrase: str) -> tuple[Generation, ...]:
    """The keys of a file, oldest first.

    Raises:
        WrongKey: the passphrase is not the one the file was written with, or what it seals was changed.
        BadSettings: a passphrase is given for a file without one or missing for a file with one; it is no key file.
    """
    try:
        file = _FILE.validate_json(content)
    except ValidationError:
        # Not its message: that would quote the file.
        raise BadSettings(setting="keys.file", problem="this is not a key file") from None
    if file.stretching is None and passphrase:
        raise BadSettings(setting="keys.passphrase", problem="the key file was made without a passphrase")
    if file.stretching is not None and not passphrase:
        raise BadSettings(setting="keys.passphrase", problem="the key file needs its passphrase")
    if isinstance(file, _FileOfVersion1):
        (opened,) = _opened(file.stretching, passphrase, [(file.key, frame("strongroom key file 1", file.id))])
        return (Generation(number=1, id=file.id, key=opened),)
    keys = [(one.key, _context(one.generation, one.id)) for one in file.keys]
    opened_keys = _opened(file.stretching, passphrase, keys)
    return tuple(
        Generation(number=one.generation, id=one.id, key=key) for one, key in zip(file.keys, opened_keys, strict=True)
    )


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


class _Key(_Part):
    generation: int = Field(ge=1)
    id: str = Field(min_length=16, max_length=100)
    key: bytes = Field(repr=False)


class _File(_Part):
    format: Literal["strongroom key file 2"]
    stretching: _Stretching | None
    keys: tuple[_Key, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _sizes_and_order(self) -> Self:
        if any(not _has_its_size(one.key, self.stretching) for one in self.keys):
            raise ValueError
        if any(one.generation >= other.generation for one, other in pairwise(self.keys)):
            raise ValueError
        return self


class _FileOfVersion1(_Part):
    format: Literal["strongroom key file 1"]
    id: str = Field(min_length=16)
    stretching: _Stretching | None
    key: bytes = Field(repr=False)

    @model_validator(mode="after")
    def _size(self) -> Self:
        if not _has_its_size(self.key, self.stretching):
            raise ValueError
        return self


_FILE: Final[TypeAdapter[_File | _FileOfVersion1]] = TypeAdapter(_File | _FileOfVersion1)


def _has_its_size(key: bytes, stretching: _Stretching | None) -> bool:
    return len(key) == KEY_BYTES + (SMALL_OVERHEAD if stretching else 0)


def _render(file: _File) -> bytes:
    return file.model_dump_json(indent=2).encode()


def _opened(cost: _Stretching | None, passphrase: str, keys: list[tuple[bytes, bytes]]) -> list[bytes]:
    if cost is None:
        return [key for key, _ in keys]
    kek = _stretched(passphrase, cost)
    try:
        return [unseal_small(key, kek, context) for key, context in keys]
    except Tampered:
        # A wrong passphrase and a changed file look alike, by design of the cipher; the passphrase is the likelier.
        raise WrongKey from None


def _stretched(passphrase: str, cost: _Stretching) -> bytes:
    # NFC, as RFC 8265 asks: keyboards and systems write "é" in one code point or in two.
    typed = unicodedata.normalize("NFC", passphrase).encode()
    return stretch(typed, salt=cost.salt, memory_kib=cost.memory_kib, iterations=cost.iterations, lanes=cost.lanes)


def _context(generation: int, kek_id: str) -> bytes:
    return frame("strongroom key file 2", str(generation), kek_id)
