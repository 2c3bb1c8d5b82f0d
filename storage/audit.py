"""The audit chain: what an event is, and how each hash commits to all events before it.

    hash(n) = SHA-256( hash(n-1) || n || at || actor || action || document || facts )

``hash(0)`` is 32 zero bytes, ``n`` is eight bytes big endian, and each text is UTF-8 behind its length in four bytes
big endian. ``at`` is UTC as ``2026-11-21T18:48:26.123456Z``; ``facts`` is JSON with sorted keys and no blanks.

An event holds ids, counts and codes only, so that the chain stays whole when a document is destroyed. The chain shows
whatever was edited, removed, inserted or moved; that its end was cut off, or that all of it was written anew, shows
only against a checkpoint kept elsewhere.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from strongroom.errors import AuditBroken

FactValue = int | float | str | Sequence[str]

GENESIS: Final = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """Something that was done, by whom, when, and to which document (empty where to none)."""

    at: dt.datetime
    actor: str
    action: str
    document: str = ""
    facts: Mapping[str, FactValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainedEvent:
    """An event as it is stored. All texts are exactly those that were hashed."""

    sequence: int
    at: str
    actor: str
    action: str
    document: str
    facts: str
    hash: bytes


def chain(event: AuditEvent, *, sequence: int, previous: bytes) -> ChainedEvent:
    """Give an event its place behind the one with the hash ``previous``."""
    texts = stored_texts(event)
    return ChainedEvent(
        sequence=sequence,
        at=texts[0],
        actor=texts[1],
        action=texts[2],
        document=texts[3],
        facts=texts[4],
        hash=_hash(previous, sequence, texts),
    )


def stored_texts(event: AuditEvent) -> tuple[str, str, str, str, str]:
    """``at``, ``actor``, ``action``, ``document`` and ``facts`` as they are hashed and stored."""
    facts = json.dumps(event.facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return written_instant(event.at), event.actor, event.action, event.document, facts


def read_instant(at: str) -> dt.datetime:
    """The time of a stored event."""
    return dt.datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%f%z")


def verify(events: Iterable[ChainedEvent], *, sequence: int = 0, previous: bytes = GENESIS) -> tuple[int, bytes]:
    """Walk events in order, from behind the one with this sequence and hash; return the last one's.

    Raises:
        AuditBroken: ``sequence`` is the first event that was altered, or where one is missing or one too many.
    """
    for event in checked(events, sequence=sequence, previous=previous):
        sequence, previous = event.sequence, event.hash
    return sequence, previous


def checked(events: Iterable[ChainedEvent], *, sequence: int = 0, previous: bytes = GENESIS) -> Iterator[ChainedEvent]:
    """The same events, each given on when it was found to follow from the one before.

    Raises:
        AuditBroken: as for ``verify``.
    """
    for event in events:
        sequence += 1
        texts = (event.at, event.actor, event.action, event.document, event.facts)
        if event.sequence != sequence or event.hash != _hash(previous, sequence, texts):
            raise AuditBroken(sequence=sequence)
        previous = event.hash
        yield event


def written_instant(at: dt.datetime) -> str:
    """A time as events are stored with it: texts in the order of the times."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _hash(previous: bytes, sequence: int, texts: Iterable[str]) -> bytes:
    digest = hashlib.sha256(previous + sequence.to_bytes(8, "big"))
    for text in texts:
        raw = text.encode()
        digest.update(len(raw).to_bytes(4, "big") + raw)
    return digest.digest()
