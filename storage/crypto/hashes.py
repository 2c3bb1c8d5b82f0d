"""Keyed hashes: what lets equal values be found without the values.

Who has the database and not the key learns which rows are equal, and nothing of what they hold.
"""

import unicodedata

from storage.crypto.framing import frame
from storage.crypto.primitives import keyed_hash


def equality_hash(field: str, value: str, key: bytes) -> bytes:
    """The hash by which equal values of one field are found: 32 bytes, HMAC-SHA256 of the normal form.

    Each field has a key of its own, so that the same number in two fields gives two hashes.
    """
    return value_hash(value, field_key(field, key))


def field_key(field: str, key: bytes) -> bytes:
    """The key for the values of one field."""
    return keyed_hash(key, frame("strongroom equality 1", field))


def value_hash(value: str, key: bytes) -> bytes:
    """The hash of a value under the key of its field."""
    return keyed_hash(key, normal_form(value).encode())


def token_hash(token: str, key: bytes) -> int:
    """The hash of a search token: 64 bits as a signed integer, which both databases store as one number.

    The token is hashed as it is; who cuts text into tokens also brings them into one form.
    """
    return int.from_bytes(keyed_hash(key, token.encode())[:8], "big", signed=True)


def normal_form(value: str) -> str:
    """Letters, digits and their marks alone, in one width and one case: "ＡＢ 12-3" and "ab123" are one number.

    May be empty ("--"): such a value equals every other of its sort, so it is not worth a hash.
    """
    folded = unicodedata.normalize("NFKC", value).casefold()
    kept = "".join(character for character in folded if unicodedata.category(character)[0] in "LNM")
    # Once more: folding, and dropping what stood between a letter and its accent, can leave pairs that compose.
    return unicodedata.normalize("NFKC", kept)
