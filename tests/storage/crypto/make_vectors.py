"""Makes the vectors of a format version: ``python -m tests.storage.crypto.make_vectors > vectors.json``.

Run once for each format version, never again for an old one: the file shows that what was written then still opens.
Keys, salts and data are counted out and not random, so that the file can be checked by making it anew. Envelopes of
more than a few bytes are given by their SHA-256 and made from the salt.
"""

import hashlib
import json
import sys
from io import BytesIO

from storage.crypto.envelope import Binding, _seal_stream
from storage.crypto.small import _seal_small
from storage.crypto.stream import CHUNK_BYTES
from strongroom.ids import DocumentId

SIZES = (0, 1, 17, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES)
WRITTEN_OUT = 64
DOCUMENTS = ("01JD0000000000000000000000", "01JD000000000000000000000A")


def counted(label: str, size: int) -> bytes:
    """Bytes that look random and are the same everywhere: SHAKE-256 of a label."""
    return hashlib.shake_256(label.encode()).digest(size)


def envelope_vector(number: int, size: int) -> dict[str, object]:
    """One envelope."""
    binding = Binding(
        document=DocumentId(DOCUMENTS[number % 2]), version=number + 1, role=("original", "pages")[number % 2]
    )
    key, salt, data = counted(f"key {number}", 32), counted(f"salt {number}", 32), counted(f"data {number}", size)
    envelope = b"".join(_seal_stream(BytesIO(data), key, binding, salt))
    return {
        "document": binding.document,
        "version": binding.version,
        "role": binding.role,
        "key": key.hex(),
        "salt": salt.hex(),
        "data": {"shake256": f"data {number}", "bytes": size},
        "envelope": envelope.hex() if size <= WRITTEN_OUT else None,
        "envelope_sha256": hashlib.sha256(envelope).hexdigest(),
    }


def field_vector(number: int, value: str) -> dict[str, object]:
    """One sealed field."""
    binding = Binding(document=DocumentId(DOCUMENTS[0]), version=number + 1, role="fields")
    key, salt = counted(f"field key {number}", 32), counted(f"field salt {number}", 16)
    sealed = _seal_small(value.encode(), key, binding.context("strongroom field 1", "holder"), salt)
    return {
        "document": binding.document,
        "version": binding.version,
        "role": binding.role,
        "column": "holder",
        "key": key.hex(),
        "value": value,
        "sealed": sealed.hex(),
    }


def vectors() -> dict[str, object]:
    """All vectors of format version 1."""
    return {
        "format": 1,
        "envelopes": [envelope_vector(number, size) for number, size in enumerate(SIZES)],
        "fields": [field_vector(number, value) for number, value in enumerate(["", "Ada Example", "张三"])],
    }


if __name__ == "__main__":
    json.dump(vectors(), sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
