"""Open a Strongroom envelope (format version 1) without Strongroom: see envelope-format.md beside this file.

pip install cryptography
python decrypt_envelope.py ENVELOPE OUTPUT DOCUMENT VERSION ROLE     (the data key, 64 hex digits, is asked for)
"""

import getpass
import hmac
import pathlib
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
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


def frame(*parts: str) -> bytes:
    """Each part in UTF-8, behind its length in four bytes."""
    return b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    source, target, document, version, role = sys.argv[1:]
    key = bytes.fromhex(getpass.getpass("data key: "))
    pathlib.Path(target).write_bytes(decrypt(pathlib.Path(source).read_bytes(), key, document, int(version), role))
