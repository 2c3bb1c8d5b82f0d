"""Key source: key-encryption keys that somebody else keeps and hands to this process when it starts.

They come in the setting ``keys.credential`` (``STRONGROOM_KEYS__CREDENTIAL``), or as the systemd credential
``strongroom-keys`` (``LoadCredentialEncrypted=strongroom-keys:...``), which systemd decrypts with the machine's TPM and
shows to this service alone. The text is one key or more of 64 hexadecimal digits, oldest first, apart by white space;
``openssl rand -hex 32`` makes one.

The id of a key is derived from the key itself: nothing else has to be kept with it, and a wrong key has a wrong id.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from storage.crypto.framing import frame
from storage.crypto.local import LocalProvider
from storage.crypto.primitives import derive
from strongroom.errors import BadSettings, KeysUnavailable

FOLDER: Final = "CREDENTIALS_DIRECTORY"
"""The environment variable in which systemd says where the credentials of a service are."""
NAME: Final = "strongroom-keys"
_KEY: Final = re.compile(r"[0-9a-fA-F]{64}")


class Credential:
    """A ``KeySource``."""

    def __init__(self, text: str) -> None:
        keys = text.split()
        if not keys or not all(_KEY.fullmatch(key) for key in keys):
            # Not which one: a mistyped key is still most of a key.
            raise BadSettings(setting="keys.credential", problem="each key has to be 64 hexadecimal digits")
        self._loaded = tuple(_provider(bytes.fromhex(key)) for key in keys)

    def load(self) -> tuple[LocalProvider, ...]:
        """The keys that were given at the start."""
        return self._loaded

    def make_first(self) -> None:
        """It was given, or there is no credential."""

    def make(self) -> None:
        """Refuse."""
        raise BadSettings(
            setting="keys.credential",
            problem="add a new key behind the others, start all services anew, and then rotate",
        )

    def forget(self, kek: str) -> bool:  # noqa: ARG002 - it is not kept here
        """Only who keeps the credential can take a key out of it."""
        return False

    def close(self) -> None:
        """Nothing is open."""


def open_credential(given: str, environment: Mapping[str, str]) -> Credential:
    """The credential that was given, or else that of systemd.

    Raises:
        BadSettings: there is none, or it is not one.
        KeysUnavailable: it cannot be read.
    """
    if given:
        return Credential(given)
    if FOLDER not in environment:
        raise BadSettings(setting="keys.credential", problem=f"it is empty, and there is no {FOLDER}")
    try:
        return Credential((Path(environment[FOLDER]) / NAME).read_text(encoding="ascii", errors="replace"))
    except OSError as error:
        raise KeysUnavailable(errno=error.errno or 0) from None


def _provider(key: bytes) -> LocalProvider:
    # Derived apart from everything the key wraps with: who reads the id learns nothing of the key.
    name = derive(key, salt=b"", info=frame("strongroom key id 1"), size=16)
    return LocalProvider(f"credential:{name.hex()}", key)
