"""Checkpoints of the audit chain: a C2SP checkpoint (tlog-checkpoint) with two lines more.

    strongroom/audit/9f3c0b61d2a4e875        origin: the name of the key
    123456                                   how many events the tree holds
    <base64>                                 the root of the tree over their hashes (storage.merkle)
    head <base64>                            the hash of the last of them
    peaks <base64>                           the peaks of the tree, one behind the other

``head`` shows in one look whether the chain still is what it was; ``peaks`` are all that is needed to go on appending,
and prove themselves, for the root follows from them.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Final, Self

from storage.crypto.notes import NoteSigner, NoteVerifier
from storage.merkle import Tree
from strongroom.errors import BadProof, BadSignature

PURPOSE: Final = "audit"
_HASH_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The chain at one moment. ``note`` is the signed text."""

    size: int
    root: bytes
    head: bytes
    peaks: tuple[bytes, ...]
    note: str

    @classmethod
    def sign(cls, tree: Tree, head: bytes, signer: NoteSigner) -> Self:
        """A checkpoint of a tree whose last leaf is ``head``."""
        root, peaks = tree.root(), tree.peaks
        lines = (
            signer.verifier.name,
            str(tree.size),
            _encoded(root),
            f"head {_encoded(head)}",
            f"peaks {_encoded(b''.join(peaks))}",
        )
        note = signer.sign("".join(f"{line}\n" for line in lines))
        return cls(size=tree.size, root=root, head=head, peaks=peaks, note=note)

    @classmethod
    def open(cls, note: str, verifier: NoteVerifier) -> Self:
        """A checkpoint that this key signed.

        Raises:
            BadSignature: it is none, was changed, or another key signed it.
        """
        origin, *rest = verifier.open(note).splitlines()
        try:
            size, root, head, peaks = rest
            joined = _decoded(peaks.removeprefix("peaks "))
            found = cls(
                size=int(size),
                root=_decoded(root),
                head=_decoded(head.removeprefix("head ")),
                peaks=tuple(joined[at : at + _HASH_BYTES] for at in range(0, len(joined), _HASH_BYTES)),
                note=note,
            )
            whole = origin == verifier.name and found.tree().root() == found.root
        except (ValueError, binascii.Error, BadProof):
            whole = False
        if not whole:
            raise BadSignature(problem="it is no checkpoint of an audit chain")
        return found

    def tree(self) -> Tree:
        """The tree, to go on appending to."""
        return Tree(self.size, self.peaks)


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
