"""Verify an export of Strongroom's audit chain. Needs nothing of Strongroom, only `cryptography` (docs/audit.md).

    python verify_audit.py EXPORT VERIFIER-KEY [CHECKPOINT-KEPT]

The verifier key is what `strongroom audit key` printed when it was handed to you; do not take it from the export.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def check(holds: object, otherwise: str) -> None:
    """Stop where something does not hold."""
    if not holds:
        sys.exit(otherwise)


def framed(text: str) -> bytes:
    """UTF-8 behind its length."""
    return len(text.encode()).to_bytes(4, "big") + text.encode()


def chain(lines: list[dict], sequence: int, previous: bytes) -> bytes:
    """The hash of the last event; each follows from the one before."""
    for line in lines:
        texts = (line["at"], line["actor"], line["action"], line["document"], line["facts"])
        found = hashlib.sha256(previous + sequence.to_bytes(8, "big") + b"".join(map(framed, texts))).digest()
        check((line["sequence"], line["hash"]) == (sequence, found.hex()), f"event {sequence} is not as it was")
        sequence, previous = sequence + 1, found
    return previous


def checkpoint(note: str, key: str) -> tuple[int, bytes]:
    """How many events a signed note is for, and the root of the tree over their hashes."""
    name, _, public = key.strip().split("+", 2)
    text, _, signatures = note.rpartition("\n\n")
    signed = next(line.split(" ")[2] for line in signatures.splitlines() if line.startswith(f"— {name} "))
    verifier = Ed25519PublicKey.from_public_bytes(base64.b64decode(public)[1:])
    verifier.verify(base64.b64decode(signed)[4:], f"{text}\n".encode())
    origin, size, root = text.split("\n")[:3]
    check(origin == name, "the checkpoint is of another chain")
    return int(size), base64.b64decode(root)


def node(left: bytes, right: bytes) -> bytes:
    """A node of the tree."""
    return hashlib.sha256(b"\1" + left + right).digest()


def included(size: int, index: int, leaf: bytes, proof: list[bytes]) -> bytes:
    """The root of a tree in which the leaf has this place (RFC 6962, 2.1.1)."""
    if size == 1:
        return leaf
    split = 1 << (size - 1).bit_length() - 1
    if index < split:
        return node(included(split, index, leaf, proof[:-1]), proof[-1])
    return node(proof[-1], included(size - split, index - split, leaf, proof[:-1]))


def grown(old: int, size: int, known: bytes | None, proof: list[bytes]) -> tuple[bytes, bytes]:
    """The roots of the old and of the new tree (RFC 6962, 2.1.2); ``known`` is the old one where it is not proven."""
    if old == size:
        root = proof[0] if known is None else known
        return root, root
    split = 1 << (size - 1).bit_length() - 1
    if old <= split:
        before, after = grown(old, split, known, proof[:-1])
        return before, node(after, proof[-1])
    before, after = grown(old - split, size - split, None, proof[:-1])
    return node(proof[-1], before), node(proof[-1], after)


def main(export: str, key: str, kept: str | None = None) -> None:
    """Verify an export and, where a checkpoint was kept, that nothing before it was changed since."""
    first, *events, last = map(json.loads, Path(export).read_text(encoding="utf-8").splitlines())
    head = chain(events, first["from"], bytes.fromhex(first["previous"]))
    check(len(events) == first["to"] - first["from"] + 1, "events are missing at the end")
    size, root = checkpoint(last["checkpoint"], key)
    proof = [bytes.fromhex(text) for text in last["inclusion"]]
    leaf = hashlib.sha256(b"\0" + head).digest()
    check(included(size, first["to"] - 1, leaf, proof) == root, "the last event is not in the signed tree")
    sys.stdout.write(f"events {first['from']} to {first['to']} are as they were written; {size} were signed for" + "\n")
    if kept:
        old, old_root = checkpoint(Path(kept).read_text(encoding="utf-8"), key)
        proof = [bytes.fromhex(text) for text in last["consistency"]]
        check(grown(old, size, old_root, proof) == (old_root, root), "the chain was changed since your checkpoint")
        sys.stdout.write(f"nothing was changed in the {old} events of the checkpoint that you kept" + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
