"""Sealing what goes into the database: fields under a key of their document, and keyed hashes to find them by.

Each document has one field key beside the keys of its blobs, so that destroying the keys of the document destroys its
fields in every copy of the database. A sealed value is bound to its document and to its place (table, column and row):
moved to another row it does not open.
"""

import json
import struct
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from storage.crypto.envelope import Binding, seal_field, unseal_field
from storage.crypto.hashes import field_key, normal_form, token_hash, value_hash
from storage.crypto.keyring import Keyring, house_key_id
from strongroom.errors import KeyMissing
from strongroom.ids import DocumentId

EQUALITY: Final = "equality"
"""What the house key is for by which things are known for good: contents, names, accounts, customers, matters."""
FIRST_GENERATION: Final = 1
"""Of the house's keys for finding (``generations.py``)."""


class Hashes:
    """Keyed hashes with the house's keys, which are fetched once."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._search_keys: dict[int, bytes] = {}
        self._field_keys: dict[tuple[str, str], bytes] = {}

    def equality(self, field: str, value: str) -> bytes:
        """The hash by which something is known for good; ``field`` says what it is."""
        return self._hashed(field, value, EQUALITY, FIRST_GENERATION)

    def equalities(self, values: Iterable[tuple[str, str]]) -> frozenset[bytes]:
        """The same of many; those without a letter or digit are left out, for all of them are equal."""
        return frozenset(self.equality(field, value) for field, value in values if normal_form(value))

    def values(self, values: Iterable[tuple[str, str]], purpose: str, generation: int) -> frozenset[bytes]:
        """The hashes by which equal values of fields are found, in a generation and by its key (``values_purpose``).

        Values without a letter or digit are left out.

        Raises:
            KeyMissing: the key is gone.
        """
        return frozenset(self._hashed(name, value, purpose, generation) for name, value in values if normal_form(value))

    def tokens(self, tokens: Iterable[str], generation: int) -> tuple[int, ...]:
        """The hashes of search tokens, in ascending order so that they say nothing of the order in the text.

        Raises:
            KeyMissing: the search key of this generation is gone.
        """
        key = self._search_key(generation)
        return tuple(sorted(token_hash(token, key) for token in tokens))

    def _hashed(self, field: str, value: str, purpose: str, generation: int) -> bytes:
        known = self._field_keys.get((purpose, field))
        if known is None:
            known = field_key(field, generation_key(self._keyring, purpose, generation))
            self._field_keys[purpose, field] = known
        return value_hash(value, known)

    def _search_key(self, generation: int) -> bytes:
        if generation not in self._search_keys:
            self._search_keys[generation] = generation_key(self._keyring, search_purpose(generation), generation)
        return self._search_keys[generation]


class Seals:
    """Seals and opens the fields of documents. It remembers field keys, so it lives no longer than a transaction."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._keys: dict[DocumentId, bytes] = {}

    def seal(self, document: DocumentId, place: str, value: bytes) -> bytes:
        """Seal a value for its place: ``table.column`` and what tells the row."""
        return seal_field(value, self._key(document), _binding(document), place)

    def open(self, document: DocumentId, place: str, sealed: bytes) -> bytes:
        """Open a sealed value (Tampered when it is not from this place, KeyMissing when it was shredded)."""
        return unseal_field(sealed, self._key(document), _binding(document), place)

    def seal_json(self, document: DocumentId, place: str, value: Mapping[str, Any]) -> bytes:
        """Seal a JSON object."""
        return self.seal(document, place, pack(value))

    def open_json(self, document: DocumentId, place: str, sealed: bytes) -> dict[str, Any]:
        """Open a JSON object."""
        return unpack(self.open(document, place, sealed))

    def seal_text(self, document: DocumentId, place: str, text: str) -> bytes:
        """Seal a long text, compressed first: nobody else chooses parts of it and sees its length (CRIME)."""
        return self.seal(document, place, zlib.compress(text.encode()))

    def open_text(self, document: DocumentId, place: str, sealed: bytes) -> str:
        """Open a long text."""
        return zlib.decompress(self.open(document, place, sealed)).decode()

    def seal_numbers(self, document: DocumentId, place: str, numbers: Iterable[int]) -> bytes:
        """Seal signed 64-bit numbers."""
        given = tuple(numbers)
        return self.seal(document, place, struct.pack(f">{len(given)}q", *given))

    def open_numbers(self, document: DocumentId, place: str, sealed: bytes) -> tuple[int, ...]:
        """Open signed 64-bit numbers."""
        packed = self.open(document, place, sealed)
        return struct.unpack(f">{len(packed) // 8}q", packed)

    def fetch(self, documents: Iterable[DocumentId]) -> None:
        """Fetch the field keys of many documents at once; those that are gone show when they are needed."""
        wanted = {field_key_id(document): document for document in documents if document not in self._keys}
        for key_id, key in self._keyring.get_many(wanted).items():
            self._keys[wanted[key_id]] = key

    def _key(self, document: DocumentId) -> bytes:
        if document not in self._keys:
            self._keys[document] = self._keyring.get(field_key_id(document))
        return self._keys[document]


def pack(value: Mapping[str, Any]) -> bytes:
    """A JSON object as the bytes that are sealed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(raw: bytes) -> dict[str, Any]:
    """The JSON object of opened bytes."""
    value: dict[str, Any] = json.loads(raw)
    return value


def search_purpose(generation: int) -> str:
    """What the house key of a generation of the search index is for (``Keyring.house``)."""
    return "search" if generation == FIRST_GENERATION else f"search-{generation}"


def values_purpose(generation: int, *, since: int) -> str:
    """What the house key is for under which a generation has the values of fields.

    Databases from before they had generations (``since`` is a later one than the first) have them under the key of
    what is known for good, until they come to a generation that has a key of its own.
    """
    if generation < since:
        return EQUALITY
    return "values" if generation == FIRST_GENERATION else f"values-{generation}"


def generation_key(keyring: Keyring, purpose: str, generation: int) -> bytes:
    """A house key of a generation.

    The first is made when it is first used. Later ones are made when their building begins, and never in passing:
    a key that was lost, made anew, would leave an index that answers everything with nothing.
    """
    return keyring.house(purpose) if generation == FIRST_GENERATION else keyring.get(house_key_id(purpose))


def field_key_id(document: DocumentId) -> str:
    """The id of a document's field key."""
    return f"fields:{document}"


def make_field_key(keyring: Keyring, document: DocumentId) -> None:
    """Make the field key of a document that is about to be recorded; durable on return, and harmless twice."""
    try:
        keyring.get(field_key_id(document))
    except KeyMissing:
        keyring.create(field_key_id(document), document)


def _binding(document: DocumentId) -> Binding:
    return Binding(document=document, version=0, role="record")
