"""What every ``WrappedKeys`` promises.

A store's own test module subclasses ``KeysContract`` as ``Test...`` and gives a fixture ``keys``: a fresh, empty store.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from storage.crypto.keyring import Swap, WrappedKey, WrappedKeys
from strongroom.errors import KeyMissing, KeysInUse, WrongKey

RACERS = 16


def wrapped(number: int, *, document: str = "document-1", kek: str = "kek-1") -> WrappedKey:
    """An invented wrapped key; its bytes are distinct for each number."""
    return WrappedKey(
        id=f"key-{number:05}", document=document, kek=kek, wrapped=bytes([1]) + number.to_bytes(64, "big")
    )


def under(key: WrappedKey, kek: str) -> Swap:
    """The key, and it under another key-encryption key."""
    return Swap(old=key, new=replace(key, kek=kek, wrapped=bytes(byte ^ 0xFF for byte in key.wrapped)))


class KeysContract:
    """The contract."""

    def test_a_key_comes_back_as_it_was_added(self, keys: WrappedKeys) -> None:
        assert keys.add(wrapped(1)) == wrapped(1)
        assert keys.get("key-00001") == wrapped(1)

    def test_bytes_of_every_value_come_back(self, keys: WrappedKeys) -> None:
        key = replace(wrapped(1), wrapped=bytes(range(256)))
        keys.add(key)
        assert keys.get(key.id) == key

    def test_a_key_that_never_was_is_missing(self, keys: WrappedKeys) -> None:
        with pytest.raises(KeyMissing):
            keys.get("key-00001")

    def test_the_first_key_under_an_id_stays(self, keys: WrappedKeys) -> None:
        keys.add(wrapped(1))
        other = replace(wrapped(1), document="document-2", wrapped=b"other")
        assert keys.add(other) == wrapped(1)
        assert keys.get("key-00001") == wrapped(1)

    def test_of_many_at_once_all_are_given_the_same_key(self, keys: WrappedKeys) -> None:
        rivals = [replace(wrapped(1), wrapped=bytes([racer])) for racer in range(RACERS)]
        with ThreadPoolExecutor(RACERS) as racers:
            kept = set(racers.map(keys.add, rivals))
        assert kept == {keys.get("key-00001")}

    def test_destroying_takes_all_keys_of_one_document_and_no_other(self, keys: WrappedKeys) -> None:
        for number in (1, 2):
            keys.add(wrapped(number))
        keys.add(wrapped(3, document="document-2"))
        assert keys.destroy("document-1") == 2
        for number in (1, 2):
            with pytest.raises(KeyMissing):
                keys.get(wrapped(number).id)
        assert keys.get("key-00003") == wrapped(3, document="document-2")

    def test_destroying_again_finds_nothing(self, keys: WrappedKeys) -> None:
        keys.add(wrapped(1))
        keys.destroy("document-1")
        assert keys.destroy("document-1") == 0

    def test_many_keys_come_back_at_once_and_those_that_are_gone_are_left_out(self, keys: WrappedKeys) -> None:
        kept = {key.id: key for key in (keys.add(wrapped(number)) for number in range(3))}
        assert keys.get_many([*kept, "key-99999"]) == kept
        assert keys.get_many([]) == {}

    def test_one_key_is_discarded_and_its_documents_others_stay(self, keys: WrappedKeys) -> None:
        for number in (1, 2):
            keys.add(wrapped(number))
        assert keys.discard("key-00001") is True
        assert keys.discard("key-00001") is False
        assert keys.get_many(["key-00001", "key-00002"]) == {"key-00002": wrapped(2)}

    def test_keys_are_listed_and_counted_by_their_provider(self, keys: WrappedKeys) -> None:
        for number in (2, 1):
            keys.add(wrapped(number))
        keys.promote("kek-2", over="kek-1")
        keys.add(wrapped(3, kek="kek-2"))
        assert list(keys.under("kek-1")) == [wrapped(1), wrapped(2)]
        assert list(keys.under("kek-3")) == []
        assert keys.counts() == {"kek-1": 2, "kek-2": 1}

    def test_the_first_key_makes_its_provider_the_current_one(self, keys: WrappedKeys) -> None:
        assert keys.current() is None
        keys.add(wrapped(1))
        assert keys.current() == "kek-1"

    def test_no_key_is_added_under_another_provider_than_the_current_one(self, keys: WrappedKeys) -> None:
        keys.add(wrapped(1))
        with pytest.raises(WrongKey):
            keys.add(wrapped(2, kek="kek-2"))
        assert keys.promote("kek-2", over="kek-1") is True
        with pytest.raises(WrongKey):
            keys.add(wrapped(2))
        keys.add(wrapped(2, kek="kek-2"))
        assert keys.counts() == {"kek-1": 1, "kek-2": 1}

    def test_a_key_that_is_there_is_given_also_to_who_has_not_heard_of_the_promotion(self, keys: WrappedKeys) -> None:
        keys.add(wrapped(1))
        keys.promote("kek-2", over="kek-1")
        assert keys.add(wrapped(1)) == wrapped(1)

    def test_only_over_the_current_one_is_promoted(self, keys: WrappedKeys) -> None:
        assert keys.promote("kek-2", over="kek-1") is False
        keys.add(wrapped(1))
        assert keys.promote("kek-3", over="kek-2") is False
        assert keys.current() == "kek-1"

    def test_a_key_is_replaced_only_where_exactly_the_old_one_is(self, keys: WrappedKeys) -> None:
        old, other = wrapped(1), wrapped(2)
        keys.add(other)
        keys.promote("kek-2", over="kek-1")
        assert keys.replace([under(old, "kek-2")]) == 0
        with pytest.raises(KeyMissing):
            keys.get(old.id)
        assert keys.replace([under(replace(other, wrapped=b"not this"), "kek-2"), under(other, "kek-2")]) == 1
        assert keys.get(other.id) == under(other, "kek-2").new
        assert keys.replace([under(other, "kek-2")]) == 0
        assert keys.replace([]) == 0

    def test_nothing_is_replaced_by_what_is_not_under_the_current_provider(self, keys: WrappedKeys) -> None:
        keys.add(wrapped(1))
        keys.add(wrapped(2))
        keys.promote("kek-2", over="kek-1")
        with pytest.raises(WrongKey):
            keys.replace([under(wrapped(1), "kek-2"), under(wrapped(2), "kek-3")])
        assert keys.counts() == {"kek-1": 2}

    def test_all_keys_are_seen_once_while_each_is_being_replaced(self, keys: WrappedKeys) -> None:
        count = 1_201
        for number in range(count):
            keys.add(wrapped(number))
        keys.promote("kek-2", over="kek-1")
        seen = []
        for number, old in enumerate(keys.under("kek-1")):
            seen.append(old)
            if number % 100 == 0:
                keys.replace([under(one, "kek-2") for one in seen[-100:]])
        assert seen == [wrapped(number) for number in range(count)]
        assert keys.counts() == {"kek-2": count}

    def test_a_provider_is_retired_only_when_it_is_not_current_and_nothing_is_under_it(self, keys: WrappedKeys) -> None:
        keys.add(wrapped(1))
        keys.add(wrapped(2))
        with pytest.raises(KeysInUse):
            keys.retire("kek-1")
        keys.promote("kek-2", over="kek-1")
        keys.replace([under(wrapped(1), "kek-2")])
        with pytest.raises(KeysInUse) as refused:
            keys.retire("kek-1")
        assert refused.value.facts == {"kek": "kek-1", "count": 1}
        keys.replace([under(wrapped(2), "kek-2")])
        keys.retire("kek-1")

    def test_after_a_promotion_no_key_comes_under_the_old_provider_from_anybody(self, keys: WrappedKeys) -> None:
        keys.add(wrapped(0))

        def add(number: int) -> None:
            try:
                keys.add(wrapped(number))
            except WrongKey:
                keys.add(wrapped(number, kek="kek-2"))

        with ThreadPoolExecutor(RACERS) as racers:
            adding = [racers.submit(add, number) for number in range(1, 65)]
            keys.promote("kek-2", over="kek-1")
            under_the_old_one = keys.counts()["kek-1"]
            for one in adding:
                one.result()
        assert keys.counts()["kek-1"] == under_the_old_one
        assert sum(keys.counts().values()) == 65
