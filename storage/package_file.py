"""The signature of a year-end package: Ed25519 with the house's key, over what the manifest is."""

from typing import Final

from storage.crypto.keyring import Keyring
from storage.crypto.signing import Signer
from storage.statement_file import Sort
from strongroom.package import FORMAT

PACKAGE: Final = Sort(member="package", purpose="package", format=FORMAT, title="package")


def signer_of(keyring: Keyring) -> Signer:
    """The house's signer of packages."""
    return Signer.open(keyring, PACKAGE.purpose)
