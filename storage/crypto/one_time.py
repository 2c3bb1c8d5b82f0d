"""One-time codes of an authenticator (TOTP, RFC 6238) and recovery codes for when it is lost. The home of pyotp."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Final

import pyotp

from storage.crypto.primitives import equal, random_bytes

_STEP_SECONDS: Final = 30
_DRIFT: Final = 1
"""Steps before and after now that count: telephones are seldom more than half a minute wrong."""
_RECOVERY_CODES: Final = 10
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that nobody confuses on paper."""


def new_secret() -> str:
    """A secret to share with an authenticator: 160 random bits in base32, as RFC 4226 asks."""
    return pyotp.random_base32()


def authenticator_uri(secret: str, name: str) -> str:
    """What an authenticator reads from a QR code (Key Uri Format)."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Strongroom")


def code_at(secret: str, at: dt.datetime) -> str:
    """The code that an authenticator shows at a time."""
    return pyotp.TOTP(secret).at(at)


def accepted_step(secret: str, code: str, *, now: dt.datetime, after: int) -> int | None:
    """The time step whose code this is, later than the last one taken; None if there is none.

    A code is taken once: who saw it typed cannot use it again (RFC 6238, 5.2).
    """
    typed = "".join(character for character in code if character.isdigit())
    current = int(now.timestamp()) // _STEP_SECONDS
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        expected = pyotp.TOTP(secret).at(step * _STEP_SECONDS)
        if step > after and equal(expected.encode(), typed.encode()):
            return step
    return None


def new_recovery_codes() -> tuple[str, ...]:
    """Codes to print and lock away: ``abcde-fghjk``, about 49 bits each."""
    return tuple(f"{_letters(5)}-{_letters(5)}" for _ in range(_RECOVERY_CODES))


def new_password() -> str:
    """A password that somebody else reads out, to be changed at first use."""
    return "-".join(_letters(5) for _ in range(4))


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code. A plain hash is enough: the codes are random, and nobody guesses 2^49."""
    typed = "".join(character for character in code.casefold() if character.isalnum())
    return hashlib.sha256(f"strongroom recovery 1 {typed}".encode()).hexdigest()


def used_recovery(code: str, kept: Sequence[str]) -> str | None:
    """The kept hash that this code fits, to be struck off."""
    return next((one for one in kept if equal(one.encode(), recovery_hash(code).encode())), None)


def _letters(count: int) -> str:
    # 31 divides 248: bytes above are thrown away, so that every letter is as likely.
    letters = ""
    while len(letters) < count:
        letters += "".join(_ALPHABET[byte % 31] for byte in random_bytes(count) if byte < 248)
    return letters[:count]
