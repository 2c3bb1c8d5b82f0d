"""Signatures: Ed25519 (RFC 8032) with a key that the house derives and never writes down.

The private key is derived from a house key of the keyring, which rests wrapped like every other: whoever restores the
keys can go on signing as the same house, and rotation of key-encryption keys leaves the signature key as it is. What is
signed is bound to a purpose, so that a signature of one sort of statement is none of another.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from storage.crypto.keyring import Keyring
from storage.crypto.primitives import KEY_BYTES, derive
from strongroom.errors import BadSignature


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature (64 bytes) and the public key (32 bytes) that it verifies under."""

    public_key: bytes
    value: bytes


class Signer:
    """Signs statements of one purpose."""

    def __init__(self, house_key: bytes, purpose: str) -> None:
        self._purpose = purpose
        info = f"strongroom signing 1 {purpose}".encode()
        self._key = Ed25519PrivateKey.from_private_bytes(derive(house_key, salt=b"", info=info, size=KEY_BYTES))

    @classmethod
    def open(cls, keyring: Keyring, purpose: str) -> "Signer":
        """The house's signer for a purpose; its key is made at first use."""
        return cls(keyring.house("signing"), purpose)

    @property
    def public_key(self) -> bytes:
        """The key that others verify with: 32 bytes, no secret."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, statement: bytes) -> Signature:
        """Sign a statement; the same statement always gives the same signature."""
        return Signature(public_key=self.public_key, value=self._key.sign(_signed(self._purpose, statement)))


def verify(statement: bytes, signature: Signature, *, purpose: str) -> None:
    """Return if the statement is as it was signed for the purpose. Whose key it is, is for the caller to know.

    Raises:
        BadSignature: the statement, the purpose, the key or the signature is another.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(signature.public_key)
        key.verify(signature.value, _signed(purpose, statement))
    except (InvalidSignature, ValueError):
        raise BadSignature(problem="it is not as it was signed") from None


def _signed(purpose: str, statement: bytes) -> bytes:
    # A line that no JSON begins with, so that what is signed here can be taken for nothing else.
    return f"strongroom {purpose} 1\n".encode() + statement
