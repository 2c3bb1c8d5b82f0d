"""What every ``WrappedKeys`` promises.

A store's own test module subclasses ``KeysContract`` as ``Test...`` and gives a fixture ``keys``: a fresh, empty store.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from storage.crypto.keyring import WrappedKey, WrappedKeys
from strongroom.errors import KeyMissing

RACERS = 16


def wrapped(number: int, *, document: str = "document-1", kek: str = "kek-1") -> WrappedKey:
    """An invented wrapped key; its bytes are distinct for each number."""
    return WrappedKey(
        id=f"key-{number:05}", document=document, kek=kek, wrapped=bytes([1]) + number.to_bytes(64, "big")
    )


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

    def test_keys_are_listed_and_counted_by_their_provider(self, keys: WrappedKeys) -> None:
        for number in (2, 1):
            keys.add(wrapped(number))
        keys.add(wrapped(3, kek="kek-2"))
        assert list(keys.under("kek-1")) == [wrapped(1), wrapped(2)]
        assert list(keys.under("kek-3")) == []
        assert (keys.count("kek-1"), keys.count("kek-2"), keys.count("kek-3")) == (2, 1, 0)

    def test_a_key_is_replaced_only_where_exactly_the_old_one_is(self, keys: WrappedKeys) -> None:
        old, new = wrapped(1), replace(wrapped(1), kek="kek-2", wrapped=b"new")
        assert keys.replace(old, new) is False
        keys.add(old)
        assert keys.replace(replace(old, wrapped=b"not this"), new) is False
        assert keys.get(old.id) == old
        assert keys.replace(old, new) is True
        assert keys.get(old.id) == new
        assert keys.replace(old, new) is False

    def test_all_keys_are_seen_once_while_each_is_being_replaced(self, keys: WrappedKeys) -> None:
        count = 1_201
        for number in range(count):
            keys.add(wrapped(number))
        seen = []
        for old in keys.under("kek-1"):
            seen.append(old.id)
            keys.replace(old, replace(old, kek="kek-2"))
        assert seen == [wrapped(number).id for number in range(count)]
        assert (keys.count("kek-1"), keys.count("kek-2")) == (0, count)
