"""Statements that the house signs and hands out as files: JSON of the statement and its signature, side by side.

The file is one object with two members: the statement, under the name of its sort, and ``signature``. What is signed is
the canonical form of the statement under the purpose of its sort (``storage.crypto.signing``).
"""

import json
from dataclasses import dataclass
from typing import Any

from storage.crypto.signing import Signature, Signer, verify
from strongroom.errors import BadSignature


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A sort of statement: the member that holds it, what it is signed for, and the format that it says it has.

    ``title`` is what it is called where a file turns out to be none.
    """

    member: str
    purpose: str
    format: str
    title: str


def signed(sort: Sort, said: dict[str, Any], signer: Signer) -> str:
    """The file that is handed out: a statement with its signature."""
    signature = signer.sign(canonical(said))
    entry = {
        sort.member: said,
        "signature": {
            "algorithm": "Ed25519",
            "public_key": signature.public_key.hex(),
            "value": signature.value.hex(),
        },
    }
    return json.dumps(entry, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def verified(sort: Sort, file: str, *, public_key: bytes) -> dict[str, Any]:
    """The statement of a file that the house with this key signed.

    Raises:
        BadSignature: it is none of the sort, was changed, or another key signed it; ``problem`` says which.
    """
    try:
        entry = json.loads(file)
        said, given = entry[sort.member], entry["signature"]
        signature = Signature(public_key=bytes.fromhex(given["public_key"]), value=bytes.fromhex(given["value"]))
        statement = canonical(said)
        is_ours = said["format"] == sort.format
    except (ValueError, KeyError, TypeError):
        raise BadSignature(problem=f"it is no {sort.title}") from None
    verify(statement, signature, purpose=sort.purpose)
    if not is_ours:
        raise BadSignature(problem=f"it is no {sort.title}")
    if signature.public_key != public_key:
        raise BadSignature(problem="it was signed with another key than the one it is compared with")
    found: dict[str, Any] = said
    return found


def canonical(said: dict[str, Any]) -> bytes:
    """The bytes that are signed: members sorted by name, no blanks, UTF-8 (RFC 8785 where there are no fractions)."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
