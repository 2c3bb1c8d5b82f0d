"""The keyring: keys that are kept before they are used, found again, moved nowhere, rewrapped and destroyed."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from storage.crypto import keyring as keyring_module
from storage.crypto.keyring import Keyring, Swap, WrappedKey
from storage.crypto.local import LocalProvider
from storage.crypto.memory_keys import MemoryKeys
from strongroom.errors import Denied, KeyMissing, Tampered, WrongKey

OLD, NEW = LocalProvider("kek-old", bytes(32)), LocalProvider("kek-new", bytes(range(32)))


@pytest.fixture
def keys() -> MemoryKeys:
    return MemoryKeys()


@pytest.fixture
def keyring(keys: MemoryKeys) -> Keyring:
    return Keyring(OLD, keys)


def test_a_created_key_has_256_bits_and_is_found_again(keyring: Keyring) -> None:
    key = keyring.create("blob-1", "document-1")
    assert len(key) == 32
    assert keyring.get("blob-1") == key


def test_every_blob_has_a_key_of_its_own(keyring: Keyring) -> None:
    assert keyring.create("blob-1", "document-1") != keyring.create("blob-2", "document-1")


def test_creating_again_gives_the_same_key(keyring: Keyring) -> None:
    assert keyring.create("blob-1", "document-1") == keyring.create("blob-1", "document-1")


def test_an_id_cannot_be_given_to_a_second_document(keyring: Keyring) -> None:
    keyring.create("blob-1", "document-1")
    with pytest.raises(Tampered):
        keyring.create("blob-1", "document-2")


def test_the_key_rests_wrapped(keyring: Keyring, keys: MemoryKeys) -> None:
    key = keyring.create("blob-1", "document-1")
    assert key not in keys.get("blob-1").wrapped


def test_a_wrapped_key_opens_only_under_its_own_id_and_document(keyring: Keyring, keys: MemoryKeys) -> None:
    keyring.create("blob-1", "document-1")
    stolen = keys.get("blob-1")
    for moved in [replace(stolen, id="blob-2"), replace(stolen, document="document-2")]:
        other = MemoryKeys()
        other.add(moved)
        with pytest.raises(Tampered):
            Keyring(OLD, other).get(moved.id)


def test_every_changed_byte_of_a_wrapped_key_is_refused(keyring: Keyring, keys: MemoryKeys) -> None:
    keyring.create("blob-1", "document-1")
    good = keys.get("blob-1")
    for position in range(len(good.wrapped)):
        changed = bytearray(good.wrapped)
        changed[position] ^= 1
        other = MemoryKeys()
        other.add(replace(good, wrapped=bytes(changed)))
        with pytest.raises(Tampered):
            Keyring(OLD, other).get("blob-1")


def test_a_key_of_another_provider_is_told_from_a_changed_one(keyring: Keyring, keys: MemoryKeys) -> None:
    keyring.create("blob-1", "document-1")
    with pytest.raises(WrongKey):
        Keyring(NEW, keys).get("blob-1")


def test_the_keys_of_a_destroyed_document_are_missing(keyring: Keyring) -> None:
    for blob in ("blob-1", "blob-2"):
        keyring.create(blob, "document-1")
    kept = keyring.create("blob-3", "document-2")
    assert keyring.destroy("document-1") == 2
    for blob in ("blob-1", "blob-2"):
        with pytest.raises(KeyMissing):
            keyring.get(blob)
    assert keyring.get("blob-3") == kept


def test_house_keys_are_made_once_and_differ_by_purpose(keyring: Keyring) -> None:
    assert keyring.house("search") == keyring.house("search")
    assert keyring.house("search") != keyring.house("equality")


def test_house_keys_are_the_same_for_all_who_ask_first(keyring: Keyring) -> None:
    with ThreadPoolExecutor(16) as racers:
        assert len(set(racers.map(keyring.house, ["search"] * 64))) == 1


def test_house_keys_cannot_be_destroyed_as_if_a_document(keyring: Keyring) -> None:
    kept = keyring.house("search")
    with pytest.raises(Denied):
        keyring.destroy("")
    assert keyring.house("search") == kept


def test_after_rewrapping_the_same_keys_open_under_the_new_provider_alone(keyring: Keyring, keys: MemoryKeys) -> None:
    before = {blob: keyring.create(blob, "document-1") for blob in ("blob-1", "blob-2", "blob-3")}
    keys.promote(NEW.id, over=OLD.id)
    assert Keyring(NEW, keys, find=find).rewrap(OLD.id) == 3
    assert {blob: Keyring(NEW, keys).get(blob) for blob in before} == before
    assert keys.counts() == {NEW.id: 3}
    with pytest.raises(WrongKey):
        keyring.get("blob-1")


def test_a_keyring_that_has_not_heard_of_a_promotion_goes_on_reading_and_writing(keys: MemoryKeys) -> None:
    keyring = Keyring(OLD, keys, find=find)
    first = keyring.create("blob-1", "document-1")
    keys.promote(NEW.id, over=OLD.id)
    second = keyring.create("blob-2", "document-1")
    Keyring(NEW, keys, find=find).rewrap(OLD.id)
    assert (keyring.get("blob-1"), keyring.get("blob-2")) == (first, second)
    assert keys.counts() == {NEW.id: 2}


def test_a_keyring_without_the_current_key_writes_nothing(keyring: Keyring, keys: MemoryKeys) -> None:
    keyring.create("blob-1", "document-1")
    with pytest.raises(WrongKey):
        Keyring(NEW, keys).create("blob-2", "document-1")
    assert keys.counts() == {OLD.id: 1}


def test_rewrapping_that_was_cut_off_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring_module, "_BATCH", 2)
    keys = KeysThatFail(after=2)
    keyring = Keyring(OLD, keys, find=find)
    before = {f"blob-{number}": keyring.create(f"blob-{number}", "document-1") for number in range(9)}
    keys.promote(NEW.id, over=OLD.id)
    keyring = Keyring(NEW, keys, find=find)
    with pytest.raises(Interrupted):
        keyring.rewrap(OLD.id)
    assert keys.counts() == {OLD.id: 5, NEW.id: 4}
    keys.after = 99
    assert keyring.rewrap(OLD.id) == 5
    assert {blob: Keyring(NEW, keys).get(blob) for blob in before} == before


def test_a_key_destroyed_while_rewrapping_stays_destroyed() -> None:
    keys = KeysThatAreDestroyedMeanwhile()
    keyring = Keyring(OLD, keys, find=find)
    keyring.create("blob-1", "document-1")
    keys.promote(NEW.id, over=OLD.id)
    assert keyring.rewrap(OLD.id) == 0
    with pytest.raises(KeyMissing):
        keys.get("blob-1")


def test_a_key_that_does_not_open_is_left_and_holds_up_no_other(keys: MemoryKeys) -> None:
    keyring = Keyring(OLD, keys, find=find)
    for number in range(3):
        keyring.create(f"blob-{number}", "document-1")
    good = keys.get("blob-1")
    bad = replace(good, wrapped=good.wrapped[:-1] + bytes([good.wrapped[-1] ^ 1]))
    keys.replace([Swap(old=good, new=bad)])
    keys.promote(NEW.id, over=OLD.id)
    assert keyring.rewrap(OLD.id) == 2
    assert keys.counts() == {OLD.id: 1, NEW.id: 2}
    assert keys.get("blob-1") == bad


def find(kek: str) -> LocalProvider:
    """Both."""
    return {OLD.id: OLD, NEW.id: NEW}[kek]


class Interrupted(BaseException):
    """The process was killed."""


class KeysThatFail(MemoryKeys):
    """A process that is killed after some replacements."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def replace(self, swaps: Iterable[Swap]) -> int:
        if self.after == 0:
            raise Interrupted
        self.after -= 1
        return super().replace(swaps)


class KeysThatAreDestroyedMeanwhile(MemoryKeys):
    """Somebody destroys a document while its keys are being listed."""

    def under(self, kek: str) -> Iterator[WrappedKey]:
        for key in super().under(kek):
            self.destroy(key.document)
            yield key
