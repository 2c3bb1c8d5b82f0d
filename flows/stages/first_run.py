"""The one-time code of the first run: a secret that only whoever started the product, or owns its files, can know."""

from contextlib import suppress
from pathlib import Path

from storage.crypto.one_time import new_password
from storage.crypto.primitives import equal
from storage.durable import create_once
from storage.records.accounts import Accounts


def offered_code(accounts: Accounts, place: Path) -> str | None:
    """The code to show whoever starts the product, made at first; None once somebody can sign in."""
    if not accounts.is_new():
        return None
    if not place.exists():
        with suppress(FileExistsError):
            create_once(place, new_password().encode())
    return place.read_text()


def is_code(place: Path, typed: str) -> bool:
    """Whether this is the code. Its 98 bits are not to be guessed, so tries need no counting."""
    try:
        code = place.read_text()
    except FileNotFoundError:
        return False
    return equal(code.encode(), typed.strip().casefold().encode())
