"""What was written in any format version opens for ever, with the product and without it."""

import hashlib
import importlib.util
import json
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from storage.crypto.envelope import Binding, _seal_stream, unseal, unseal_field
from storage.crypto.key_file_format import read_generations
from storage.crypto.local import LocalProvider
from strongroom.ids import DocumentId
from tests.storage.crypto.make_vectors import counted, vectors

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
KEY_FILES = json.loads((Path(__file__).parent / "key_files.json").read_text())
SCRIPT = Path(__file__).parents[3] / "docs" / "decrypt_envelope.py"


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("decrypt_envelope", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _opened(vector: dict[str, Any]) -> tuple[bytes, bytes, Binding, bytes]:
    """Envelope, key, binding, data."""
    binding = Binding(document=DocumentId(vector["document"]), version=vector["version"], role=vector["role"])
    data = counted(vector["data"]["shake256"], vector["data"]["bytes"])
    key = bytes.fromhex(vector["key"])
    if vector["envelope"] is not None:
        return bytes.fromhex(vector["envelope"]), key, binding, data
    return b"".join(_seal_stream(BytesIO(data), key, binding, bytes.fromhex(vector["salt"]))), key, binding, data


@pytest.mark.parametrize("vector", VECTORS["envelopes"], ids=lambda vector: str(vector["data"]["bytes"]))
def test_an_envelope_of_old_opens_in_the_product_and_in_the_script(vector: dict[str, Any]) -> None:
    envelope, key, binding, data = _opened(vector)
    assert hashlib.sha256(envelope).hexdigest() == vector["envelope_sha256"]
    assert unseal(envelope, key, binding) == data
    assert _script().decrypt(envelope, key, binding.document, binding.version, binding.role) == data


@pytest.mark.parametrize("vector", VECTORS["fields"], ids=lambda vector: vector["value"])
def test_a_field_of_old_opens(vector: dict[str, Any]) -> None:
    binding = Binding(document=DocumentId(vector["document"]), version=vector["version"], role=vector["role"])
    sealed, key = bytes.fromhex(vector["sealed"]), bytes.fromhex(vector["key"])
    assert unseal_field(sealed, key, binding, vector["column"]).decode() == vector["value"]


@pytest.mark.parametrize(
    "vector", KEY_FILES["key_files"], ids=lambda vector: f"{vector['file']['format']} {bool(vector['passphrase'])}"
)
def test_a_key_file_of_old_opens_and_so_do_the_data_keys_under_it(vector: dict[str, Any]) -> None:
    generations = read_generations(json.dumps(vector["file"]).encode(), vector["passphrase"])
    context, data_key = bytes.fromhex(KEY_FILES["context"]), bytes.fromhex(KEY_FILES["data_key"])
    for generation, known in zip(generations, vector["opens"], strict=True):
        assert generation.id == known["id"]
        provider = LocalProvider(generation.id, generation.key)
        assert provider.unwrap(bytes.fromhex(known["wrapped"]), context) == data_key


def test_the_vectors_are_what_their_script_makes() -> None:
    assert vectors() == VECTORS


def test_the_script_refuses_what_the_product_refuses() -> None:
    envelope, key, binding, _ = _opened(VECTORS["envelopes"][2])
    decrypt = _script().decrypt
    place = (binding.document, binding.version, binding.role)
    for position in range(len(envelope)):
        changed = envelope[:position] + bytes([envelope[position] ^ 1]) + envelope[position + 1 :]
        with pytest.raises((ValueError, InvalidTag)):
            decrypt(changed, key, *place)
    for length in range(len(envelope)):
        with pytest.raises((ValueError, InvalidTag)):
            decrypt(envelope[:length], key, *place)
    with pytest.raises(ValueError, match="another"):
        decrypt(envelope, key, binding.document, binding.version + 1, binding.role)


def test_the_script_is_short_and_needs_cryptography_alone() -> None:
    lines = SCRIPT.read_text().splitlines()
    assert len(lines) <= 80
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported == {"cryptography", "getpass", "hmac", "json", "pathlib", "sys", "unicodedata"}
