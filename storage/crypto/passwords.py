"""Passwords of people, as they rest: Argon2id with its parameters beside it.

The text is the PHC string format that other implementations of Argon2 read and write:

    $argon2id$v=19$m=65536,t=3,p=4$<salt>$<hash>     both in base64 without padding
"""

import base64
import re
import unicodedata
from typing import Final

from storage.crypto.primitives import equal, random_bytes, stretch
from storage.crypto.profile import Profile
from strongroom.errors import Tampered

_SALT_BYTES: Final = 16
_SHAPE: Final = re.compile(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)")


def hash_password(password: str, profile: Profile) -> str:
    """What is kept of a password."""
    salt = random_bytes(_SALT_BYTES)
    cost = f"m={profile.memory_kib},t={profile.iterations},p={profile.lanes}"
    return f"$argon2id$v=19${cost}${_text(salt)}${_text(_stretched(password, salt, profile))}"


def is_password(password: str, kept: str) -> bool:
    """Whether this is the password.

    Raises:
        Tampered: what is kept is no password of ours.
    """
    shape = _SHAPE.fullmatch(kept)
    if shape is None:
        raise Tampered
    profile = Profile(memory_kib=int(shape[1]), iterations=int(shape[2]), lanes=int(shape[3]))
    return equal(_stretched(password, _raw(shape[4]), profile), _raw(shape[5]))


def is_outdated(kept: str, profile: Profile) -> bool:
    """Whether a password was kept at another cost than today's, and is to be hashed anew when it is next given."""
    return f"$m={profile.memory_kib},t={profile.iterations},p={profile.lanes}$" not in kept


def _stretched(password: str, salt: bytes, profile: Profile) -> bytes:
    # NFC, as RFC 8265 asks: keyboards and systems write "é" in one code point or in two.
    typed = unicodedata.normalize("NFC", password).encode()
    return stretch(typed, salt=salt, memory_kib=profile.memory_kib, iterations=profile.iterations, lanes=profile.lanes)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def _raw(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))
