"""Key source: a key of HashiCorp Vault's transit engine (or OpenBao's), which never leaves it.

https://developer.hashicorp.com/vault/api-docs/secret/transit: ``read key``, ``encrypt`` and ``decrypt``.

Each version of the transit key is a key-encryption key of its own. Who administers Vault rotates it there; the new
version is seen here, and ``strongroom keys rotate`` then rewraps what the older ones wrapped. The token needs ``read``
on ``keys/<key>`` and ``update`` on ``encrypt/<key>`` and ``decrypt/<key>``.

Vault writes a ciphertext as ``vault:v3:`` and Base64. The version is in the id of the provider and the rest is kept as
bytes: Base64 has several spellings for the same bytes, and a wrapped key should have one.
"""

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, Field

from strongroom.errors import BadSettings, KeysUnavailable, Tampered
from strongroom.settings_keys import Transit

_TIMEOUT_SECONDS: Final = 10.0
# What the versions of Vault and OpenBao say to a ciphertext, or to associated data, that is not what it was.
_REFUSALS: Final = ("message authentication failed", "could not decrypt", "invalid ciphertext")


class _Answer(BaseModel):
    """The ``data`` of an answer; Vault may say more than is asked for."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class _Key(_Answer):
    type: str
    derived: bool = False
    keys: dict[int, int | str] = Field(min_length=1)
    """When each version was made."""


class _Ciphertext(_Answer):
    ciphertext: str


class _Plaintext(_Answer):
    plaintext: str


A = TypeVar("A", bound=_Answer)


class _Vault:
    """The engine, spoken to over HTTP."""

    def __init__(self, settings: Transit, token_file: Path) -> None:
        self._token_file = token_file
        self._base = f"{settings.address}/v1/{settings.mount}"
        namespace = {"X-Vault-Namespace": settings.namespace} if settings.namespace else {}
        self._client = httpx.Client(headers={"X-Vault-Request": "true", **namespace}, timeout=_TIMEOUT_SECONDS)
        self._key = settings.key
        self.name = f"{settings.mount}/{settings.key}"

    def ask(self, wanted: type[A], verb: str, body: Mapping[str, object] | None = None) -> A:
        """The answer to ``encrypt`` or ``decrypt`` with a body, or to ``keys`` without one."""
        method = "GET" if body is None else "POST"
        try:
            # Read at each call: tokens live for hours and services for months.
            token = self._token_file.read_text(encoding="ascii").strip()
            answer = self._client.request(
                method, f"{self._base}/{verb}/{self._key}", json=body, headers={"X-Vault-Token": token}
            )
        except (OSError, UnicodeDecodeError):
            raise KeysUnavailable(reason="token_file") from None
        except httpx.HTTPError as error:
            raise KeysUnavailable(reason=type(error).__name__) from None
        if answer.status_code == httpx.codes.BAD_REQUEST and any(said in answer.text for said in _REFUSALS):
            raise Tampered
        try:
            return wanted.model_validate(answer.raise_for_status().json()["data"])
        except (httpx.HTTPStatusError, ValueError, KeyError, TypeError):
            # 403: the token; 404: the mount or the key; 503: Vault is sealed. 200: not Vault. Not the text: it may
            # quote us.
            raise KeysUnavailable(status=answer.status_code) from None

    def close(self) -> None:
        """Close all connections."""
        self._client.close()


class TransitProvider:
    """A ``KeyProvider`` for one version of the transit key."""

    def __init__(self, vault: _Vault, version: int, made: int | str) -> None:
        self._vault = vault
        self._version = version
        self._made = made

    @property
    def id(self) -> str:
        """Mount, key, version, and when it was made: a key that is deleted and made anew is another key."""
        return f"vault:{self._vault.name}:v{self._version}:{self._made}"

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Have Vault encrypt, with this version."""
        body = {"plaintext": _text(key), "associated_data": _text(context), "key_version": self._version}
        prefix, _, ciphertext = self._vault.ask(_Ciphertext, "encrypt", body).ciphertext.rpartition(":")
        if prefix != self._prefix:
            raise KeysUnavailable(reason="key_version")
        return _bytes(ciphertext)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Have Vault decrypt, with this version."""
        body = {"ciphertext": f"{self._prefix}:{_text(wrapped)}", "associated_data": _text(context)}
        return _bytes(self._vault.ask(_Plaintext, "decrypt", body).plaintext)

    @property
    def _prefix(self) -> str:
        return f"vault:v{self._version}"


class TransitKeys:
    """A ``KeySource``."""

    def __init__(self, settings: Transit) -> None:
        if not settings.address or settings.token_file is None:
            raise BadSettings(setting="keys.vault", problem="address and token_file are needed")
        self._vault = _Vault(settings, settings.token_file)

    def load(self) -> tuple[TransitProvider, ...]:
        """The versions that can decrypt, as Vault tells them now."""
        key = self._vault.ask(_Key, "keys")
        if key.type != "aes256-gcm96" or key.derived:
            raise BadSettings(setting="keys.vault.key", problem="the transit key has to be aes256-gcm96, not derived")
        return tuple(TransitProvider(self._vault, version, made) for version, made in sorted(key.keys.items()))

    def make_first(self) -> None:
        """Keys are made in Vault."""

    def make(self) -> None:
        """Refuse."""
        raise BadSettings(
            setting="keys.vault.key", problem="rotate the transit key in Vault, and then give this command again"
        )

    def forget(self, kek: str) -> bool:  # noqa: ARG002 - it is not kept here
        """Only who administers Vault can take a version out of use (min_decryption_version, trim)."""
        return False

    def close(self) -> None:
        """Close all connections."""
        self._vault.close()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise KeysUnavailable(reason="base64") from None
