"""The networks from which somebody has signed in: keyed hashes, so that the table tells of nobody where they were.

The hash takes in whose it is: two people in one network have two hashes, and who reads the database cannot tell that
they were in the same place.
"""

import datetime as dt
from collections import Counter

from sqlalchemy import exists, insert, select

from storage.crypto.framing import frame
from storage.crypto.primitives import keyed_hash
from storage.records.account_tables import sign_in_places
from storage.records.session import Session
from storage.records.transactions import Transactions
from strongroom.place import network_of
from strongroom.unusual import Oddity, Sign


def note_place(session: Session, user: str, address: str, *, key: bytes, now: dt.datetime) -> None:
    """Remember from where somebody has just signed in; what is no address is no place."""
    network = network_of(address)
    if not network:
        return
    hashed = keyed_hash(key, frame("sign_in_places", user, network))
    known = select(sign_in_places).where(sign_in_places.c.user == user, sign_in_places.c.place == hashed)
    if session.connection.execute(known).first() is None:
        session.connection.execute(insert(sign_in_places).values(user=user, place=hashed, first_at=now))


def new_places(transactions: Transactions, *, since: dt.datetime, until: dt.datetime) -> tuple[Oddity, ...]:
    """Who signed in from where they never had, in (since, until]; nobody's very first place is new."""
    before = sign_in_places.alias("before")
    had_others = exists().where(before.c.user == sign_in_places.c.user, before.c.first_at < sign_in_places.c.first_at)
    wanted = select(sign_in_places.c.user).where(
        sign_in_places.c.first_at > since, sign_in_places.c.first_at <= until, had_others
    )
    found = transactions.read(lambda session: Counter(session.connection.execute(wanted).scalars()))
    return tuple(Oddity(who=f"user:{user}", sign=Sign.NEW_PLACE, count=count) for user, count in sorted(found.items()))
