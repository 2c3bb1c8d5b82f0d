"""Anchors: checkpoints of the audit chain, kept where the database's administrator cannot reach them.

Each lies under a key of its own that is written once (``audit-anchors/<series>/<number of events>``), in the object
store or in a bucket apart, under object lock where there is one. The chain by itself shows whatever was changed within
it; against an anchor it also shows that its end is gone, or that all of it was written anew. Each anchor is an event
too, so that one that was taken away is missed.

A restore may bring back a chain that ends before the newest anchor, and what follows then contradicts that anchor for
ever. So whoever runs the house begins a new series in the settings, where no administrator of the database can. Anchors
of former series hold as far as the restored chain went.
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from storage.audit import GENESIS, AuditEvent, ChainedEvent, FactValue, checked
from storage.checkpoint import PURPOSE, Checkpoint
from storage.crypto.keyring import Keyring
from storage.crypto.notes import NoteSigner, NoteVerifier
from storage.merkle import Tree
from storage.objects.store import ObjectStore
from storage.records import trail
from storage.records.session import Session
from storage.records.transactions import Transactions
from storage.records.values import Action
from strongroom.errors import (
    AnchorForged,
    AuditBroken,
    AuditRewritten,
    AuditTruncated,
    BadSignature,
    KeyTaken,
    ObjectMissing,
)

PREFIX: Final = "audit-anchors/"
_DIGITS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A chain that holds. ``missing`` are sizes at which it was anchored, and no anchor lies there any more.

    ``before_restore`` are those of them that were anchored before the records came back from a backup: the store of
    then may be gone with the machine of then.
    """

    events: int
    anchors: int
    missing: tuple[int, ...]
    before_restore: tuple[int, ...]


class Anchors:
    """The anchors of one house's chain."""

    def __init__(self, transactions: Transactions, store: ObjectStore, keyring: Keyring, *, series: int = 1) -> None:
        self._transactions = transactions
        self._series = series
        self._store = store
        self._signer = NoteSigner.open(keyring, PURPOSE)

    @property
    def verifier(self) -> NoteVerifier:
        """What others verify checkpoints with."""
        return self._signer.verifier

    def anchor(self, actor: str, *, now: Callable[[], dt.datetime]) -> Checkpoint | None:
        """Check what came since the newest anchor, and anchor it; None where nothing came.

        Raises:
            AuditBroken, AuditRewritten, AuditTruncated, AnchorForged: it is not as it was; nothing is anchored.
        """
        last = self.newest()
        made = self._transactions.read(lambda session: self._grown(session, last))
        if made is None:
            return None
        try:
            self._store.put(f"{self._prefix()}{made.size:0{_DIGITS}d}", made.note.encode())
        except KeyTaken:
            raise AuditRewritten(sequence=last.size + 1 if last else 1, size=made.size) from None
        self._store.flush()
        # After it: an event of an anchor that was never put would be missed for ever.
        facts: dict[str, FactValue] = {"size": made.size, "root": made.root.hex()}
        self._transactions.note(AuditEvent(at=now(), actor=actor, action=Action.ANCHORED, facts=facts))
        return made

    def check(self) -> None:
        """Check what came since the newest anchor, and anchor nothing (raises as ``anchor`` does)."""
        last = self.newest()
        self._transactions.read(lambda session: self._grown(session, last))

    def newest(self) -> Checkpoint | None:
        """The newest anchor (AnchorForged when this house did not sign it)."""
        keys = list(self._store.keys(self._prefix()))
        return self._opened(keys[-1]) if keys else None

    def verify(self, kept: Checkpoint | None = None) -> Verified:
        """Walk the chain from its first event, and compare it with every anchor and with a checkpoint kept elsewhere.

        Raises:
            AuditBroken: ``sequence`` is the first event that was altered, removed, inserted or moved.
            AuditRewritten: the chain holds together and is not what was anchored.
            AuditTruncated: it ends before what was anchored.
            AnchorForged: an anchor was not signed by this house.
        """
        anchors = {anchor.size: anchor for anchor in map(self._opened, self._store.keys(self._prefix()))}
        former = [self._opened(key) for series in range(1, self._series) for key in self._store.keys(_prefix(series))]
        due = anchors | ({kept.size: kept} if kept and kept.size not in anchors else {})
        walk = self._transactions.read(lambda session: _walk(session, due, frozenset(one.size for one in former)))
        for one in former:
            if one.size < walk.restored:
                _compare(one, walk.roots[one.size], sequence=1)
        if kept is not None:
            _compare(kept, walk.roots[kept.size], sequence=1)
        # Listed once more, for one may have been anchored while we walked.
        there = {_size(key) for key in self._store.keys(PREFIX)}
        missing = [size for size in walk.anchored if size not in there]
        return Verified(
            events=walk.events,
            anchors=len(anchors),
            missing=tuple(size for size in missing if walk.anchored[size] > walk.restored),
            before_restore=tuple(size for size in missing if walk.anchored[size] <= walk.restored),
        )

    def _grown(self, session: Session, last: Checkpoint | None) -> Checkpoint | None:
        connection = session.connection
        size, head = (last.size, last.head) if last else (0, GENESIS)
        end = trail.ends(connection)
        if end.sequence < size:
            raise AuditTruncated(sequence=end.sequence + 1, size=size)
        if size and trail.hash_at(connection, size) != head:
            raise AuditRewritten(sequence=1, size=size)
        tree, fresh = last.tree() if last else Tree(), 0
        for event in checked(trail.events(connection, after=size, upto=end.last), sequence=size, previous=head):
            tree.append(event.hash)
            head = event.hash
            # That the chain was anchored is no reason to anchor it again, or an idle house would do so for ever.
            fresh += event.action != Action.ANCHORED
        if (tree.size, head) != (end.sequence, end.hash):
            raise AuditBroken(sequence=tree.size + 1)
        return Checkpoint.sign(tree, head, self._signer) if fresh else None

    def _prefix(self) -> str:
        return _prefix(self._series)

    def _opened(self, key: str) -> Checkpoint:
        size = _size(key)
        try:
            anchor = Checkpoint.open(self._store.get(key).decode(), self.verifier)
        except (BadSignature, UnicodeDecodeError, ObjectMissing):
            raise AnchorForged(sequence=size) from None
        if anchor.size != size:
            raise AnchorForged(sequence=size)
        return anchor


@dataclass(slots=True, kw_only=True)
class _Walk:
    """What a walk along the chain saw: the events that say that it was anchored, by size, and its roots at sizes."""

    events: int
    anchored: dict[int, int]
    roots: dict[int, bytes]
    restored: int


def _walk(session: Session, anchors: dict[int, Checkpoint], former: frozenset[int]) -> _Walk:
    tree, walk, good = Tree(), _Walk(events=0, anchored={}, roots={}, restored=0), 0
    end = trail.ends(session.connection)
    for event in checked(trail.events(session.connection, upto=end.last)):
        tree.append(event.hash)
        _remember(walk, event)
        if event.sequence in former:
            walk.roots[tree.size] = tree.root()
        if event.sequence in anchors:
            walk.roots[tree.size] = tree.root()
            _compare(anchors[tree.size], walk.roots[tree.size], sequence=good + 1)
            good = tree.size
    walk.events = tree.size
    beyond = [size for size in anchors if size > tree.size]
    if beyond:
        raise AuditTruncated(sequence=tree.size + 1, size=max(beyond))
    if tree.size != end.sequence:
        raise AuditBroken(sequence=tree.size + 1)
    return walk


def _remember(walk: _Walk, event: ChainedEvent) -> None:
    if event.action == Action.ANCHORED:
        walk.anchored[int(json.loads(event.facts)["size"])] = event.sequence
    elif event.action == Action.RESTORED:
        walk.restored = event.sequence


def _compare(anchor: Checkpoint, root: bytes, *, sequence: int) -> None:
    if anchor.root != root:
        raise AuditRewritten(sequence=sequence, size=anchor.size)


def _prefix(series: int) -> str:
    # All numbers with their zeros: the order of keys is that of numbers, and the last key is that of the newest.
    return f"{PREFIX}{series:04d}/"


def _size(key: str) -> int:
    name = key.rpartition("/")[2]
    if len(name) != _DIGITS or not name.isdecimal():
        raise AnchorForged(sequence=0)
    return int(name)
