"""Every call into ``cryptography`` that touches a key or a secret. Nothing else in the product knows its names.

Only NIST primitives and Argon2id: AES-256-GCM, HKDF-SHA256, HMAC-SHA256.
"""

import hmac
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from strongroom.errors import Tampered

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


class Gcm:
    """AES-256-GCM under one key. The caller answers for never using a nonce twice."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(_whole(key))

    def seal(self, nonce: bytes, data: bytes) -> bytes:
        """Encrypt; the 16-byte tag follows the ciphertext."""
        return self._cipher.encrypt(nonce, data, None)

    def unseal(self, nonce: bytes, sealed: bytes) -> bytes:
        """Decrypt what ``seal`` gave.

        Raises:
            Tampered: it does not authenticate.
        """
        try:
            return self._cipher.decrypt(nonce, sealed, None)
        except (InvalidTag, ValueError):  # ValueError: shorter than a tag, or longer than GCM allows
            raise Tampered from None


def derive(key: bytes, *, salt: bytes, info: bytes, size: int) -> bytes:
    """HKDF-SHA256 (RFC 5869): keys that tell nothing of each other for different salts or infos."""
    return HKDF(algorithm=hashes.SHA256(), length=size, salt=salt, info=info).derive(_whole(key))


def keyed_hash(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104): 32 bytes."""
    return hmac.digest(_whole(key), message, "sha256")


def stretch(passphrase: bytes, *, salt: bytes, memory_kib: int, iterations: int, lanes: int) -> bytes:
    """Argon2id (RFC 9106): a 256-bit key that costs memory and time to guess."""
    cost = Argon2id(salt=salt, length=KEY_BYTES, iterations=iterations, lanes=lanes, memory_cost=memory_kib)
    return cost.derive(passphrase)


def equal(one: bytes, other: bytes) -> bool:
    """Compare in a time that does not depend on where the two differ."""
    return hmac.compare_digest(one, other)


def random_bytes(count: int) -> bytes:
    """Bytes from the operating system's generator. Keys and salts come from nowhere else, and cannot be passed in."""
    return secrets.token_bytes(count)


def _whole(key: bytes) -> bytes:
    # AES and HKDF would take a shorter key without a word.
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
    return key
