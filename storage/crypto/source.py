"""What a place that key-encryption keys come from has to offer. Each such place is one file beside this one."""

from typing import Protocol

from storage.crypto.keyring import KeyProvider


class KeySource(Protocol):
    """A key file, a credential, a KMS: the keeper of one or more key-encryption keys. Safe to use from many threads."""

    def load(self) -> tuple[KeyProvider, ...]:
        """Every key-encryption key that it has now, oldest first, at least one; asked again when one is not known.

        Raises:
            BadSettings: what it was given cannot be used; ``setting`` and ``problem`` say why.
            WrongKey: it does not open with the passphrase given.
            KeysUnavailable: it does not answer.
        """

    def make_first(self) -> None:
        """Make the first key-encryption key where that is done here and there is none; only for a vault without keys.

        Raises:
            KeysUnavailable: it cannot be made.
        """

    def make(self) -> None:
        """Make a new key-encryption key, durable on return: the last that ``load`` gives from now on.

        Raises:
            BadSettings: only its keeper can; ``problem`` says how.
            WrongKey, KeysUnavailable: as for ``load``.
        """

    def forget(self, kek: str) -> bool:
        """Destroy a key-encryption key for good; False where only its keeper can. That it opens nothing is settled."""

    def close(self) -> None:
        """Let go of connections."""
