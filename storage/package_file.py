"""The signature of a year-end package: Ed25519 with the house's key, over what the manifest is.

``signature.json`` is one object with the members ``package``, the statement, and ``signature``, as a certificate of
destruction has them; what is signed is its canonical form under the purpose ``package``.
"""

import json
from typing import Any, Final

from storage.certificate import canonical
from storage.crypto.keyring import Keyring
from storage.crypto.signing import Signature, Signer, verify
from strongroom.errors import BadSignature
from strongroom.package import FORMAT

PURPOSE: Final = "package"


def signer_of(keyring: Keyring) -> Signer:
    """The house's signer of packages."""
    return Signer.open(keyring, PURPOSE)


def signed_package(said: dict[str, Any], signer: Signer) -> str:
    """The file: a statement with its signature."""
    signature = signer.sign(canonical(said))
    given = {"algorithm": "Ed25519", "public_key": signature.public_key.hex(), "value": signature.value.hex()}
    return json.dumps({"package": said, "signature": given}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def verified_package(file: str, *, public_key: bytes) -> dict[str, Any]:
    """The statement of a package that the house with this key signed.

    Raises:
        BadSignature: it is none, was changed, or another key signed it; ``problem`` says which.
    """
    try:
        entry = json.loads(file)
        said, given = entry["package"], entry["signature"]
        signature = Signature(public_key=bytes.fromhex(given["public_key"]), value=bytes.fromhex(given["value"]))
        signed = canonical(said)
        is_ours = said["format"] == FORMAT
    except (ValueError, KeyError, TypeError):
        raise BadSignature(problem="it is no package") from None
    verify(signed, signature, purpose=PURPOSE)
    if not is_ours:
        raise BadSignature(problem="it is no package")
    if signature.public_key != public_key:
        raise BadSignature(problem="it was signed with another key than the one it is compared with")
    found: dict[str, Any] = said
    return found
