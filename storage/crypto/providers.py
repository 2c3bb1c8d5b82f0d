"""From settings to key-encryption keys: the provider in use, and those that were used before it."""

import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from storage.crypto.credential import open_credential
from storage.crypto.key_file import KeyFile
from storage.crypto.keyring import KeyProvider, Keyring, WrappedKeys
from storage.crypto.source import KeySource
from strongroom.errors import BadSettings, WrongKey
from strongroom.settings import Settings
from strongroom.settings_keys import ProviderName


class Providers:
    """Every key-encryption key that the settings give. Safe to use from many threads.

    A key-encryption key that was once seen stays known for the life of the process: somebody may have read a wrapped
    key just before it was rewrapped.
    """

    def __init__(self, source: KeySource, former: Sequence[KeySource] = ()) -> None:
        self._source = source
        self._former = tuple(former)
        self._known: dict[str, KeyProvider] = {}
        self._lock = Lock()

    def newest(self) -> KeyProvider:
        """The newest key-encryption key of the provider in use: where a rotation goes to."""
        return self._source.load()[-1]

    def ids(self) -> tuple[str, ...]:
        """The ids of all key-encryption keys, those of former providers first, then by age."""
        return tuple(one.id for source in (*self._former, self._source) for one in source.load())

    def find(self, kek: str) -> KeyProvider:
        """Open a key-encryption key by its id; one that is not known is looked for at the sources once more.

        Raises:
            WrongKey: no source has it.
        """
        known = self._known.get(kek)
        if known is not None:
            return known
        with self._lock:
            for source in (self._source, *self._former):
                self._known.update({one.id: one for one in source.load()})
                if kek in self._known:
                    return self._known[kek]
        raise WrongKey(wanted=kek, given=self.newest().id)

    def make_first(self) -> None:
        """Have the provider in use make its first key-encryption key, if it has none and can."""
        self._source.make_first()

    def make(self) -> KeyProvider:
        """Make a new key-encryption key at the provider in use, durable on return.

        Raises:
            BadSettings: only its keeper can; ``problem`` says how.
        """
        self._source.make()
        return self.newest()

    def forget(self, kek: str) -> bool:
        """Destroy a key-encryption key where it is kept; False where only its keeper can.

        That nothing is under it is for the caller to have settled (``WrappedKeys.retire``).
        """
        for source in (self._source, *self._former):
            if kek in [one.id for one in source.load()]:
                return source.forget(kek)
        return False

    def change_passphrase(self, new: str) -> None:
        """Seal the key file in use, or the former one, under another passphrase.

        Raises:
            BadSettings: there is none.
        """
        files = [source for source in (self._source, *self._former) if isinstance(source, KeyFile)]
        if not files:
            raise BadSettings(setting="keys.provider", problem="only a key file has a passphrase")
        files[0].change_passphrase(new)

    def close(self) -> None:
        """Let go of connections."""
        for source in (self._source, *self._former):
            source.close()


def open_providers(settings: Settings, *, key_file: Path) -> Providers:
    """The providers that the settings name. Nothing is read yet, but for a credential.

    Raises:
        BadSettings: an option that the provider needs is missing or not one.
    """
    return Providers(
        _open(settings.keys.provider, settings, key_file),
        [_open(source, settings, key_file) for source in settings.keys.former],
    )


def open_keyring(providers: Providers, keys: WrappedKeys) -> Keyring:
    """A keyring that wraps with the current key-encryption key, which is found now: a wrong key shows at the start.

    Raises:
        WrongKey: the passphrase is wrong, or no provider has the current key-encryption key.
        KeyFileMissing: there are data keys, and no key file.
        KeysUnavailable, BadSettings: as for ``KeySource.load``.
    """
    current = keys.current()
    if current is None:
        providers.make_first()
    provider = providers.newest() if current is None else providers.find(current)
    return Keyring(provider, keys, find=providers.find)


def _open(source: ProviderName, settings: Settings, key_file: Path) -> KeySource:
    options = settings.keys
    if source == "file":
        return KeyFile(key_file, options.passphrase.get_secret_value())
    if source == "credential":
        return open_credential(options.credential.get_secret_value(), os.environ)
    if source == "kms":
        # boto3 and httpx take a while to import, and one machine with a key file needs neither here.
        from storage.crypto.kms import KmsKeys

        return KmsKeys(options.kms.arns)
    from storage.crypto.transit import TransitKeys

    return TransitKeys(options.vault)
