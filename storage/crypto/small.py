"""One-shot sealing of small values: a field of a record, a wrapped data key.

    offset  bytes
         0      1   format version: 1
         1     16   salt, random
        17    ...   AES-256-GCM ciphertext, and its 16-byte tag

    key of this value = HKDF-SHA256(key, salt, info = context); the nonce is twelve zero bytes.

The fixed nonce is safe because the derived key seals this one value: the salt is fresh, and with 128 random bits a
repetition is not to be feared before 2^60 values, where random 96-bit nonces under one key allow 2^32.
There is no key commitment as in an envelope: nobody but the holder of the one key chooses what a column holds.
"""

from typing import Final

from storage.crypto.primitives import KEY_BYTES, NONCE_BYTES, TAG_BYTES, Gcm, derive, random_bytes
from strongroom.errors import Tampered

_VERSION: Final = b"\x01"
_SALT_BYTES: Final = 16
_NONCE: Final = bytes(NONCE_BYTES)
SMALL_OVERHEAD: Final = 1 + _SALT_BYTES + TAG_BYTES
"""How many bytes longer a value becomes."""


def seal_small(value: bytes, key: bytes, context: bytes) -> bytes:
    """Seal a value under a 256-bit key, bound to a context."""
    return _seal_small(value, key, context, random_bytes(_SALT_BYTES))


def _seal_small(value: bytes, key: bytes, context: bytes, salt: bytes) -> bytes:
    # Apart from ``seal_small`` so that the test vectors can be made anew, byte for byte. A salt used twice is fatal.
    return _VERSION + salt + _cipher(key, salt, context).seal(_NONCE, value)


def unseal_small(sealed: bytes, key: bytes, context: bytes) -> bytes:
    """Open what ``seal_small`` gave.

    Raises:
        Tampered: a byte was changed, or the key or the context is another.
    """
    version, salt, body = sealed[:1], sealed[1 : 1 + _SALT_BYTES], sealed[1 + _SALT_BYTES :]
    if version != _VERSION or len(salt) != _SALT_BYTES:
        raise Tampered
    return _cipher(key, salt, context).unseal(_NONCE, body)


def _cipher(key: bytes, salt: bytes, context: bytes) -> Gcm:
    return Gcm(derive(key, salt=salt, info=context, size=KEY_BYTES))
