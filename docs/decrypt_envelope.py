"""Open a Strongroom envelope (format version 1) without Strongroom: see envelope-format.md beside this file.

pip install cryptography
python decrypt_envelope.py ENVELOPE OUTPUT DOCUMENT VERSION ROLE     (the data key, 64 hex digits, is asked for)
python decrypt_envelope.py --passphrase sealed/key.json ENVELOPE OUTPUT     (a sealed file of a year-end package)
"""

import getpass
import hmac
import json
import pathlib
import sys
import unicodedata

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HEAD = b"STRG\x01"
SEALED_CHUNK = 2**20 + 16


def decrypt(envelope: bytes, key: bytes, document: str, version: int, role: str) -> bytes:
    """Return the data, or raise ValueError or cryptography.exceptions.InvalidTag."""
    head, salt, commitment, body = envelope[:5], envelope[5:37], envelope[37:69], envelope[69:]
    if head != HEAD:
        raise ValueError("not an envelope of format version 1")
    info = frame("strongroom envelope 1", document, str(version), role)
    derived = HKDF(hashes.SHA256(), length=64, salt=salt, info=info).derive(key)
    if not hmac.compare_digest(commitment, derived[32:]):
        raise ValueError("another key, document, version or role, or a changed head")
    cipher = AESGCM(derived[:32])
    chunks = [body[at : at + SEALED_CHUNK] for at in range(0, len(body), SEALED_CHUNK)] or [b""]
    data = []
    for number, chunk in enumerate(chunks):
        last = number == len(chunks) - 1
        data.append(cipher.decrypt(number.to_bytes(11, "big") + bytes([last]), chunk, None))
    if len(data) > 1 and not data[-1]:
        raise ValueError("an empty chunk after others")
    return b"".join(data)


def key_of(passphrase: str, terms: str) -> bytes:
    """The data key that a passphrase becomes on the terms in a package's key.json."""
    said = json.loads(terms)
    if said["kdf"] != "argon2id":
        raise ValueError("another way to make a key than argon2id")
    cost = {"iterations": said["iterations"], "lanes": said["lanes"], "memory_cost": said["memory_kib"]}
    typed = unicodedata.normalize("NFC", passphrase).encode()
    return Argon2id(salt=bytes.fromhex(said["salt"]), length=32, **cost).derive(typed)


def open_sealed(envelope: pathlib.Path, key: bytes) -> bytes:
    """A sealed file of a package: its name says of which document it is, and what of it."""
    document, _, part = envelope.stem.partition("_")
    return decrypt(envelope.read_bytes(), key, document, 1, f"package {part}")


def frame(*parts: str) -> bytes:
    """Each part in UTF-8, behind its length in four bytes."""
    return b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)


if __name__ == "__main__":
    if len(sys.argv) == 5 and sys.argv[1] == "--passphrase":
        terms, source, target = map(pathlib.Path, sys.argv[2:])
        target.write_bytes(open_sealed(source, key_of(getpass.getpass("passphrase: "), terms.read_text())))
    elif len(sys.argv) == 6:
        name, output, document, version, role = sys.argv[1:]
        key = bytes.fromhex(getpass.getpass("data key: "))
        data = decrypt(pathlib.Path(name).read_bytes(), key, document, int(version), role)
        pathlib.Path(output).write_bytes(data)
    else:
        sys.exit(__doc__)
