"""The age of keys: a rotation that is due is begun where the house wants that, and otherwise proposed.

Nothing is retired here: the old key-encryption key goes when a person says so (``KeyRoom.retire``).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flows.stages.key_room import ROTATIONS, KeyAction, facts_of, note_key_event, rotate_on_record
from flows.stages.workroom import Workroom
from storage.crypto.rotation import Rotated, resume
from storage.records.caring import Cares
from strongroom.concern import rotation_is_due


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAge:
    """The key-encryption key in use and since when it is that; whether it is due. None before the first document."""

    current: str | None
    since: dt.datetime | None
    due: bool


def age(work: Workroom, now: dt.datetime) -> KeyAge:
    """How old the key in use is; nothing is changed."""
    current = work.keys.current()
    if current is None:
        return KeyAge(current=None, since=None, due=False)
    since = Cares(work.records.transactions).key_since(current, rotations=ROTATIONS, now=now)
    return KeyAge(current=current, since=since, due=rotation_is_due(since, work.settings.keys.rotate_days, now))


def rotate_if_due(work: Workroom, *, actor: str, now: Callable[[], dt.datetime]) -> Rotated | None:
    """Rotate the key in use if it is due and the house wants that; None where nothing was to be done.

    One that was cut off is finished first: its key is the one in use, and too young to be due.
    """
    cut_off = resume(work.providers, work.keyring, work.keys)
    if cut_off is not None and cut_off.rewrapped:
        note_key_event(work, KeyAction.ROTATED, facts_of(cut_off), actor=actor, now=now())
        return cut_off
    found = age(work, now())
    if found.current is None or not found.due or work.settings.keys.rotation != "begin":
        return None
    # Its age is remembered first: once the beginning is on record, the trail alone would have it that it is a new key,
    # and a run that dies before the promotion would leave it in use.
    Cares(work.records.transactions).note_key(found.current, rotations=ROTATIONS, now=now())
    return rotate_on_record(work, actor=actor, now=now)
