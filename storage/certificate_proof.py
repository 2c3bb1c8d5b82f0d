"""That the event which condemned a document stands in the audit chain: a proof for who has neither chain nor vault.

It is a third member of a certificate's file, ``audit_proof``. The certificate names the event by its number and hash
(and is signed); the proof brings the event itself, a checkpoint of the chain (signed, and anchored elsewhere), and the
hashes that lead from the one to the root of the other (RFC 6962, 2.1.1). Who kept a checkpoint of their own has the
proof made for that one. ``docs/certificate-format.md`` says how to check it by hand.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from storage.audit import GENESIS, ChainedEvent, verify
from storage.checkpoint import Checkpoint
from storage.crypto.notes import NoteVerifier
from storage.merkle import check_inclusion, inclusion_ranges, prove
from storage.records import trail
from storage.records.session import Session
from storage.records.values import Action
from strongroom.errors import AuditBroken, BadProof, BadSignature

PROOF: Final = "audit_proof"
_TEXTS: Final = ("at", "actor", "action", "document", "facts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What was shown: the event's number, when it was done, and how many events the checkpoint is of."""

    sequence: int
    at: str
    size: int


def named_event(file: str) -> int:
    """The number of the event that a certificate names."""
    number: int = json.loads(file)["certificate"]["audit"]["sequence"]
    return number


def with_proof(file: str, session: Session, checkpoint: Checkpoint) -> str:
    """The file of a certificate with the proof that its event stands in the chain of a checkpoint.

    Raises:
        BadProof: the chain does not have that event, as after a restore from a backup that is older.
    """
    entry = json.loads(file)
    named = entry["certificate"]["audit"]
    number = int(named["sequence"])
    if not 0 < number <= checkpoint.size:
        raise BadProof
    event = next(trail.events(session.connection, after=number - 1, upto=number), None)
    if event is None or event.hash.hex() != named["hash"]:
        raise BadProof
    leaves = list(trail.hashes(session.connection, upto=checkpoint.size))
    entry[PROOF] = {
        "previous": (leaves[number - 2] if number > 1 else GENESIS).hex(),
        "event": {name: getattr(event, name) for name in _TEXTS},
        "checkpoint": checkpoint.note,
        "inclusion": [one.hex() for one in prove(leaves, inclusion_ranges(number - 1, checkpoint.size))],
    }
    return json.dumps(entry, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def has_proof(file: str) -> bool:
    """Whether the file of a certificate carries a proof."""
    return PROOF in json.loads(file)


def check_proof(file: str, verifier: NoteVerifier, kept: str | None = None) -> Proven:
    """What the proof in a file shows; the certificate itself has to be verified before (``storage.certificate``).

    ``kept`` is a checkpoint that somebody kept: then the proof has to be for that one.

    Raises:
        BadSignature: there is no proof, its checkpoint is not of this chain, or not the one that was kept.
        BadProof: it does not show that this document was condemned by that event.
    """
    entry = json.loads(file)
    said = entry["certificate"]
    try:
        given = entry[PROOF]
        event = ChainedEvent(
            sequence=int(said["audit"]["sequence"]),
            hash=bytes.fromhex(said["audit"]["hash"]),
            **{name: str(given["event"][name]) for name in _TEXTS},
        )
        previous, path = bytes.fromhex(given["previous"]), [bytes.fromhex(one) for one in given["inclusion"]]
        note = str(given["checkpoint"])
    except (KeyError, TypeError, ValueError):
        raise BadSignature(problem="it carries no proof from the audit chain") from None
    checkpoint = Checkpoint.open(note, verifier)
    if kept is not None and Checkpoint.open(kept, verifier).root != checkpoint.root:
        raise BadSignature(problem="its proof is for another checkpoint than the one that was kept")
    _check_event(event, previous, said)
    check_inclusion(event.hash, event.sequence - 1, size=checkpoint.size, root=checkpoint.root, proof=path)
    return Proven(sequence=event.sequence, at=event.at, size=checkpoint.size)


def _check_event(event: ChainedEvent, previous: bytes, said: dict[str, Any]) -> None:
    try:
        verify([event], sequence=event.sequence - 1, previous=previous)
    except AuditBroken:
        raise BadProof from None
    if event.action != Action.CONDEMNED or event.document != said["document"]["id"]:
        raise BadProof
