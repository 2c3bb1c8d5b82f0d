"""The key room: what a person can do with the house's keys, asked of the policy first and recorded.

Events name key-encryption keys by their ids and count data keys; no key is ever in one.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flows.stages.office import REFUSED_ACT
from flows.stages.workroom import Workroom
from storage.audit import AuditEvent, FactValue
from storage.crypto.rotation import KekStatus, Rotated, check_retirable, retire, rotate, statuses
from storage.records.rebuilding import Progress, Rebuilding, Rebuilt
from storage.records.requesting import Requests
from strongroom.errors import Denied
from strongroom.permissions import Action, Actor, Forbidden, decide
from strongroom.request import Request, RequestKind, Stage

_LOOKED_THROUGH: Final = 100


class KeyAction(StrEnum):
    """What an audit event says was done with keys."""

    ROTATION_BEGUN = "key_rotation_begun"
    ROTATED = "keys_rotated"
    RETIRED = "key_retired"
    RESEALED = "key_file_resealed"


def facts_of(done: Rotated) -> dict[str, FactValue]:
    """What an audit event says of a rotation."""
    return {"to": done.to, "rewrapped": done.rewrapped, "left": sum(done.left.values())}


ROTATIONS: Final = (KeyAction.ROTATION_BEGUN, KeyAction.ROTATED)
"""What tells when a key-encryption key came into use. The beginning too: a rotation may die before its end is told."""


def rotate_on_record(work: Workroom, *, actor: str, now: Callable[[], dt.datetime]) -> Rotated:
    """Begin a rotation, or finish one, for the product itself; people come through ``KeyRoom``."""
    # Before it and after it: one that died on the way has its beginning in the audit.
    note_key_event(work, KeyAction.ROTATION_BEGUN, {}, actor=actor, now=now())
    done = rotate(work.providers, work.keyring, work.keys)
    note_key_event(work, KeyAction.ROTATED, facts_of(done), actor=actor, now=now())
    return done


def note_key_event(work: Workroom, act: str, facts: Mapping[str, FactValue], *, actor: str, now: dt.datetime) -> None:
    """Record what was done with keys."""
    work.records.transactions.note(AuditEvent(at=now, actor=actor, action=act, facts=facts))


@dataclass(frozen=True, kw_only=True)
class KeyRoom:
    """The keys as one person may manage them. Every method raises Denied for who may not operate the machine."""

    work: Workroom
    actor: Actor
    now: Callable[[], dt.datetime]

    def list(self) -> tuple[KekStatus, ...]:
        """All key-encryption keys, oldest first, with how many data keys are under each."""
        self._ask()
        return statuses(self.work.providers, self.work.keys)

    def rotate(self) -> Rotated:
        """Begin a rotation, or finish the one that was begun (``storage.crypto.rotation.rotate``)."""
        self._ask()
        return rotate_on_record(self.work, actor=self.actor.id, now=self.now)

    def search(self) -> Progress:
        """The generations of the search key, and how far the newest one is."""
        self._ask()
        return self._rebuilding().progress()

    def rotate_search(self) -> Rebuilt:
        """Build the index under a new search key, or finish doing so (``storage.records.rebuilding``)."""
        self._ask()
        return self._rebuilding().rotate(actor=self.actor.id)

    def ask_retirement(self, kek: str, reason: str) -> str:
        """Ask another person that a key-encryption key be destroyed; return the id of the request.

        There is no other way to destroy one, at the terminal either: what is under it in a backup is gone with it, for
        good, and no mistake of one person is to end so.

        Raises:
            KeysInUse, NoSuchKey: as ``retire_approved``; nothing was asked. BadForm: no reason.
        """
        self._ask()
        check_retirable(self.work.providers, self.work.keys, kek)
        return self._requests.ask(RequestKind.KEY_RETIREMENT, (kek,), reason, actor=self.actor.id, now=self.now())

    def asked(self, kek: str) -> Request | None:
        """One's own request to destroy a key, where it waits for an answer or was approved."""
        self._ask()
        wanted = {Stage.WAITING, Stage.APPROVED}
        mine = self._requests.of(self.actor.id, limit=_LOOKED_THROUGH)
        found = (one for one in mine if one.kind is RequestKind.KEY_RETIREMENT and one.subjects == (kek,))
        return next((one for one in found if one.stage(self.now()) in wanted), None)

    def retire_approved(self, request: str) -> bool:
        """Destroy a key-encryption key that nothing is under, by a request of one's own that another person approved.

        False where somebody else keeps the key, who now may destroy it. The request is used up.

        Raises:
            NotFound, WrongStage: there is no such request, or it is not approved, or was used.
            KeysInUse, NoSuchKey: as ``storage.crypto.rotation.retire`` says; nothing was done.
        """
        self._ask()
        kind = RequestKind.KEY_RETIREMENT
        for subject in self._requests.one(request).subjects:
            check_retirable(self.work.providers, self.work.keys, subject)
        (kek,) = self._requests.carry_out(request, kind, actor=self.actor.id, now=self.now())
        destroyed = retire(self.work.providers, self.work.keys, kek)
        self._note(KeyAction.RETIRED, {"kek": kek, "destroyed": int(destroyed)})
        return destroyed

    def change_passphrase(self, new: str) -> None:
        """Seal the key file under another passphrase.

        Raises:
            BadSettings: no key file is in use.
        """
        self._ask()
        self.work.providers.change_passphrase(new)
        self._note(KeyAction.RESEALED, {})

    @property
    def _requests(self) -> Requests:
        return Requests(self.work.records.transactions)

    def _rebuilding(self) -> Rebuilding:
        return Rebuilding(self.work.records.transactions, self.now)

    def _ask(self) -> None:
        verdict = decide(self.actor, Action.OPERATE, None, purpose="", now=self.now())
        if isinstance(verdict, Forbidden):
            self._note(REFUSED_ACT, {"action": Action.OPERATE.value, "code": verdict.code})
            raise Denied(reason=verdict.code)

    def _note(self, act: str, facts: Mapping[str, FactValue]) -> None:
        note_key_event(self.work, act, facts, actor=self.actor.id, now=self.now())
