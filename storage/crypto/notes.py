"""Signed notes (C2SP signed-note): a text that ends in a line feed, an empty line, and lines of signatures.

    — <name> <base64 of the key's id and the signature>

The signature is Ed25519 (RFC 8032) over the text; the key's id is the first four bytes of SHA-256 over the name, a line
feed, the byte 1 and the public key. A verifier key is ``<name>+<id, hexadecimal>+<base64 of the byte 1 and the key>``.
So whatever reads signed notes can verify ours.

The private key is derived from the house key that signs, for notes alone: it signs texts as they are, and nothing else
that the house signs could be taken for one.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from storage.crypto.keyring import Keyring
from storage.crypto.primitives import KEY_BYTES, derive
from strongroom.errors import BadSignature

_ED25519: Final = b"\x01"
_ID_BYTES: Final = 4
_LINE: Final = "— "


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteVerifier:
    """A name and the public key (32 bytes) that notes under it verify with."""

    name: str
    public_key: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """A verifier key as it is handed out.

        Raises:
            BadSignature: it is none.
        """
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            sort_and_key = base64.b64decode(encoded, validate=True)
            found = cls(name=name, public_key=sort_and_key[1:])
            if sort_and_key[:1] != _ED25519 or bytes.fromhex(key_id) != found.id or len(found.public_key) != KEY_BYTES:
                raise BadSignature(problem="the key to compare with is not a verifier key of Ed25519")
        except (ValueError, binascii.Error):
            raise BadSignature(problem="the key to compare with is not a verifier key") from None
        return found

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.public_key).decode()}"

    @property
    def id(self) -> bytes:
        """What tells keys of one name apart: four bytes."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public_key).digest()[:_ID_BYTES]

    def open(self, note: str) -> str:
        """The text of a note that this key signed; signatures of others are passed over.

        Raises:
            BadSignature: it is no note, was changed, or this key did not sign it.
        """
        text, separator, signatures = note.rpartition("\n\n")
        text += "\n"
        prefix = f"{_LINE}{self.name} "
        for line in signatures.splitlines():
            if separator and line.startswith(prefix) and self._signed(text, line.removeprefix(prefix)):
                return text
        raise BadSignature(problem="it is not as it was signed")

    def _signed(self, text: str, encoded: str) -> bool:
        try:
            signature = base64.b64decode(encoded, validate=True)
            if signature[:_ID_BYTES] != self.id:
                return False
            key = Ed25519PublicKey.from_public_bytes(self.public_key)
            key.verify(signature[_ID_BYTES:], text.encode())
        except (ValueError, binascii.Error, InvalidSignature):
            return False
        return True


class NoteSigner:
    """Signs notes of one purpose, under a name that holds the purpose and a part of the key's hash."""

    def __init__(self, house_key: bytes, purpose: str) -> None:
        info = f"strongroom signing 1 note {purpose}".encode()
        self._key = Ed25519PrivateKey.from_private_bytes(derive(house_key, salt=b"", info=info, size=KEY_BYTES))
        public_key = self._key.public_key().public_bytes_raw()
        house = hashlib.sha256(public_key).hexdigest()[:16]
        self.verifier = NoteVerifier(name=f"strongroom/{purpose}/{house}", public_key=public_key)

    @classmethod
    def open(cls, keyring: Keyring, purpose: str) -> "NoteSigner":
        """The house's signer of notes for a purpose; its key is made at first use."""
        return cls(keyring.house("signing"), purpose)

    def sign(self, text: str) -> str:
        """The signed note of a text that ends in a line feed; the same text always gives the same note."""
        signature = base64.b64encode(self.verifier.id + self._key.sign(text.encode())).decode()
        return f"{text}\n{_LINE}{self.verifier.name} {signature}\n"
