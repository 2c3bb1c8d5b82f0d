"""The audit chain for others: events as JSON lines that verify without the database and without this product.

The first line says which events follow and the hash of the event before them; the last has the checkpoint, and the
proof that the last event stands in its tree. As every hash commits to all events before it, that proves every line.
``docs/audit.md`` is the format, ``docs/verify_audit.py`` verifies it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from storage.audit import GENESIS, ChainedEvent, checked
from storage.checkpoint import Checkpoint
from storage.merkle import consistency_ranges, inclusion_ranges, prove
from storage.records import trail
from storage.records.session import Session

FORMAT: Final = "strongroom audit export 1"


def export(session: Session, span: tuple[int, int], checkpoint: Checkpoint, since: Checkpoint | None) -> Iterator[str]:
    """The lines of an export of the events from the first to the last of ``span``; the checkpoint is behind both.

    With ``since``, a checkpoint that somebody kept, the last line also proves that nothing before it was changed.

    Raises:
        AuditBroken: the events do not follow from each other.
    """
    first, last = span
    connection = session.connection
    previous = trail.hash_at(connection, first - 1) or GENESIS
    yield _line({"format": FORMAT, "from": first, "to": last, "previous": previous.hex()})
    events = trail.events(connection, after=first - 1, upto=last)
    for event in checked(events, sequence=first - 1, previous=previous):
        yield _line(_event(event))
    leaves = list(trail.hashes(connection, upto=checkpoint.size))
    proof: dict[str, Any] = {"checkpoint": checkpoint.note}
    proof["inclusion"] = _hexadecimal(prove(leaves, inclusion_ranges(last - 1, checkpoint.size)))
    if since is not None:
        proof["consistency"] = _hexadecimal(prove(leaves, consistency_ranges(since.size, checkpoint.size)))
    yield _line(proof)


def _event(event: ChainedEvent) -> dict[str, Any]:
    return {
        "sequence": event.sequence,
        "at": event.at,
        "actor": event.actor,
        "action": event.action,
        "document": event.document,
        "facts": event.facts,
        "hash": event.hash.hex(),
    }


def _hexadecimal(hashes: Iterable[bytes]) -> list[str]:
    return [one.hex() for one in hashes]


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False) + "\n"
