"""Rotation: every data key is wrapped anew by another key-encryption key, while people work, and the old one retired.

The steps, each of which may be the last before a crash and be run again:

1. A new key-encryption key is made where it is kept, durably. Nothing is under it.
2. It is promoted in the database of wrapped keys. From now on nothing new comes under the old one, from any process:
   who has not heard of the promotion is refused, and told, by the database itself.
3. The keys under the old one are rewrapped, batch after batch; each is swapped only if it still is what was read. Both
   key-encryption keys are there, so whoever reads a data key finds it under the one or the other.
4. When nothing is left under the old one, it may be retired: only then is it destroyed.

Data keys do not change, and no object is touched.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.crypto.keyring import Keyring, WrappedKeys
from storage.crypto.providers import Providers
from strongroom.errors import KeysInUse, NoSuchKey


@dataclass(frozen=True, slots=True, kw_only=True)
class KekStatus:
    """A key-encryption key: how many data keys are under it, and whether a provider has it."""

    id: str
    count: int
    current: bool
    held: bool
    """False: no provider that is configured has it, so what is under it cannot be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """What a rotation did. ``left`` counts the data keys that are not under ``to``, by their key-encryption key.

    Data keys that do not authenticate, or whose key-encryption key no provider has, are left where they are: somebody
    has to look at them.
    """

    to: str
    rewrapped: int
    left: Mapping[str, int]


def statuses(providers: Providers, keys: WrappedKeys) -> tuple[KekStatus, ...]:
    """All key-encryption keys that a provider has or that data keys are under, oldest first as far as is known."""
    counts, current, held = keys.counts(), keys.current(), providers.ids()
    lost = sorted({*counts, *([current] if current else [])} - set(held))
    return tuple(
        KekStatus(id=kek, count=counts.get(kek, 0), current=kek == current, held=kek in held) for kek in (*lost, *held)
    )


def rotate(providers: Providers, keyring: Keyring, keys: WrappedKeys) -> Rotated:
    """Finish the rotation that is under way; if none is, begin one and finish it.

    Raises:
        BadSettings: no rotation is under way, and a new key can only be made by its keeper; ``problem`` says how.
        KeysUnavailable: a provider or the database does not answer; what was done is done.
    """
    current = keys.current()
    if current is None:
        # Nothing was ever wrapped: there is nothing that an older key could have been used for.
        return Rotated(to=providers.newest().id, rewrapped=0, left={})
    if providers.newest().id == current:
        done = _rewrap(providers, keyring, keys, to=current)
        if done:
            return Rotated(to=current, rewrapped=done, left=_left(keys, current))
        providers.make()
    # Refused where another rotation was faster: then its key is the current one, and this run helps it along.
    keys.promote(providers.newest().id, over=current)
    to = keys.current() or current
    done = _rewrap(providers, keyring, keys, to=to)
    return Rotated(to=to, rewrapped=done, left=_left(keys, to))


def is_under_way(providers: Providers, keys: WrappedKeys) -> bool:
    """Whether a key was promoted and some data keys are still under another one that a provider has."""
    current = keys.current()
    # One is looked for under each: to count them all, every hour, would cost more than the rest of the hour's work.
    others = {*providers.ids()} - {current}
    return current is not None and any(next(iter(keys.under(kek)), None) is not None for kek in others)


def resume(providers: Providers, keyring: Keyring, keys: WrappedKeys) -> Rotated | None:
    """Finish the rotation that is under way; None where none is. It begins none.

    What does not open stays where it is, and is told as left each time.

    Raises:
        KeysUnavailable: a provider or the database does not answer; what was done is done.
    """
    current = keys.current()
    if current is None or not is_under_way(providers, keys):
        return None
    done = _rewrap(providers, keyring, keys, to=current)
    return Rotated(to=current, rewrapped=done, left=_left(keys, current))


def retire(providers: Providers, keys: WrappedKeys, kek: str) -> bool:
    """Destroy a key-encryption key that nothing is under; False where it is kept by somebody else, who now may.

    Raises:
        KeysInUse: it is the current one, was made after it and may be promoted yet, or there are data keys under it.
        NoSuchKey: no provider has it, and nothing is under it.
    """
    keys.retire(kek)
    check_retirable(providers, keys, kek)
    return providers.forget(kek)


def check_retirable(providers: Providers, keys: WrappedKeys, kek: str) -> None:
    """Return if a key-encryption key may be retired at this moment (KeysInUse, NoSuchKey as ``retire``)."""
    current, count = keys.current(), keys.counts().get(kek, 0)
    if count or kek == current:
        raise KeysInUse(kek=kek, count=count)
    held = providers.ids()
    if kek not in held:
        raise NoSuchKey(kek=kek)
    if current is None or current in held[: held.index(kek)]:
        # It may become the current one yet: by the first data key, or by a rotation that is about to promote it.
        # Promotions only go forward, so what is behind the current one stays behind.
        raise KeysInUse(kek=kek, count=0)


def _rewrap(providers: Providers, keyring: Keyring, keys: WrappedKeys, *, to: str) -> int:
    # What is under a key that nobody has stays where it is, and is told as left: it must not hold up all others.
    held = set(providers.ids())
    return sum(keyring.rewrap(kek) for kek in _left(keys, to) if kek in held)


def _left(keys: WrappedKeys, to: str) -> Mapping[str, int]:
    return {kek: count for kek, count in keys.counts().items() if kek != to}
