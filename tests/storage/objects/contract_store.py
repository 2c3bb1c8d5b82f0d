"""What every ``ObjectStore`` promises.

A store's own test module subclasses ``StoreContract`` as ``Test...`` and gives a fixture ``store``. Stores may be
shared between tests: each test keeps to keys of its own.
"""

import hashlib
import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.objects.store import ObjectStore
from strongroom.errors import KeyTaken, ObjectMissing

RACERS = 16
MIB = 2**20


class StoreContract:
    """The contract."""

    @pytest.mark.parametrize("size", [0, 1, 4095, 4097, MIB + 85, 4 * MIB, 9 * MIB + 1])
    def test_bytes_of_every_size_come_back(self, store: ObjectStore, size: int) -> None:
        data = pattern(size)
        store.put(f"sizes/{size}", data)
        assert store.get(f"sizes/{size}") == data

    def test_the_same_bytes_again_are_a_success(self, store: ObjectStore) -> None:
        for _ in range(2):
            store.put("same/again", b"paper")
        assert store.get("same/again") == b"paper"

    def test_other_bytes_under_a_key_are_refused_and_change_nothing(self, store: ObjectStore) -> None:
        store.put("taken/key", b"paper")
        with pytest.raises(KeyTaken):
            store.put("taken/key", b"other")
        assert store.get("taken/key") == b"paper"

    def test_of_many_at_once_one_wins_and_all_others_are_told(self, store: ObjectStore) -> None:
        def race(racer: int) -> int | None:
            try:
                store.put("race/key", pattern(10_000 + racer))
            except KeyTaken:
                return None
            return racer

        with ThreadPoolExecutor(RACERS) as racers:
            winners = [winner for winner in racers.map(race, range(RACERS)) if winner is not None]
        assert len(winners) == 1
        assert store.get("race/key") == pattern(10_000 + winners[0])

    def test_many_at_once_with_the_same_bytes_all_succeed(self, store: ObjectStore) -> None:
        with ThreadPoolExecutor(RACERS) as racers:
            list(racers.map(lambda _: store.put("agree/key", b"paper"), range(RACERS)))
        assert store.get("agree/key") == b"paper"

    def test_an_absent_object_is_missing(self, store: ObjectStore) -> None:
        with pytest.raises(ObjectMissing):
            store.get("absent/key")

    def test_a_deleted_object_is_missing_and_may_be_deleted_again(self, store: ObjectStore) -> None:
        store.put("delete/key", b"paper")
        store.put("delete/key2", b"kept")
        for _ in range(2):
            store.delete("delete/key")
        with pytest.raises(ObjectMissing):
            store.get("delete/key")
        assert list(store.keys("delete/")) == ["delete/key2"]
        assert store.get("delete/key2") == b"kept"

    def test_a_key_may_be_used_again_after_its_object_was_deleted(self, store: ObjectStore) -> None:
        store.put("reuse/key", b"paper")
        store.delete("reuse/key")
        store.put("reuse/key", b"other")
        assert store.get("reuse/key") == b"other"

    def test_a_listing_is_complete_beyond_a_thousand_keys_and_in_order(self, store: ObjectStore) -> None:
        keys = [f"many/{number:04}" for number in range(1_001)]
        with ThreadPoolExecutor(8) as workers:
            list(workers.map(lambda key: store.put(key, key.encode()), keys))
        assert list(store.keys("many/")) == keys
        assert list(itertools.islice(store.keys("many/"), 3)) == keys[:3]

    def test_a_prefix_need_not_end_at_a_slash(self, store: ObjectStore) -> None:
        for key in ("prefix/ab", "prefix/abc", "prefix/b"):
            store.put(key, b"")
        assert list(store.keys("prefix/ab")) == ["prefix/ab", "prefix/abc"]
        assert list(store.keys("prefix/none")) == []

    @pytest.mark.parametrize(
        "key",
        ["", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/.b", "a\x00", "a b", "a%b", "ä", "a\n", "a" * 201],
    )
    def test_what_is_no_key_is_refused(self, store: ObjectStore, key: str) -> None:
        for verb in (store.get, store.delete, lambda key: store.put(key, b"")):
            with pytest.raises(ValueError, match="not an object key"):
                verb(key)

    def test_a_working_store_says_so_and_can_be_flushed(self, store: ObjectStore) -> None:
        store.check()
        store.flush()


def pattern(size: int) -> bytes:
    """Bytes that differ for each size and do not repeat."""
    return hashlib.shake_256(str(size).encode()).digest(size)
