"""Signing in from a new place is told once, and freezes the account where the house wants that; never the last one."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import text

from flows.stages.unusual import frozen_people, plan, watch
from flows.stages.workroom import Workroom
from storage.crypto.profile import CHEAPEST
from storage.records.accounts import Accounts
from storage.records.door import Door
from storage.records.sessions import Origin
from storage.records.users import User
from strongroom.permissions import StaffRole
from strongroom.settings import Unusual
from strongroom.unusual import Oddity, Sign
from tests.storage.records.invented import NOW

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
HOME, NEXT_DESK, ABROAD = "203.0.113.9", "203.0.113.77", "2001:db8:7::1"


def person(work: Workroom, name: str, role: StaffRole) -> tuple[User, str]:
    return Accounts(work.records.transactions, profile=CHEAPEST).add(name, "", frozenset({role}), by="x", now=NOW)


def sign_in(work: Workroom, name: str, password: str, address: str, at: dt.datetime) -> None:
    door = Door(Accounts(work.records.transactions, profile=CHEAPEST))
    door.sign_in(name, password, Origin(address=address, agent="test"), now=at)


def freezing(work: Workroom) -> Workroom:
    unusual = Unusual(freeze=(Sign.NEW_PLACE,))
    return replace(work, settings=work.settings.model_copy(update={"unusual": unusual}))


def moved(user: User) -> tuple[Oddity, ...]:
    return (Oddity(who=user.actor, sign=Sign.NEW_PLACE, count=1),)


def test_the_first_place_is_not_new_nor_is_one_near_it_and_a_new_one_is_told_once(work: Workroom) -> None:
    user, password = person(work, "rita", StaffRole.REVIEWER)
    sign_in(work, "rita", password, HOME, NOW)
    sign_in(work, "rita", password, NEXT_DESK, NOW + HOUR)
    assert () == watch(work, NOW + HOUR)
    sign_in(work, "rita", password, ABROAD, NOW + 2 * HOUR)
    later = NOW + 3 * HOUR
    assert moved(user) == plan(work, later) == watch(work, later)
    assert () == watch(work, later + HOUR)
    sign_in(work, "rita", password, ABROAD, later + 2 * DAY)
    assert () == watch(work, later + 2 * DAY)
    assert frozenset() == frozen_people(work, moved(user))


def test_the_account_is_frozen_where_the_house_wants_it_and_thawed_it_stays_so(work: Workroom) -> None:
    house = freezing(work)
    person(work, "ada", StaffRole.ADMIN)
    user, password = person(work, "rita", StaffRole.REVIEWER)
    sign_in(work, "rita", password, HOME, NOW)
    sign_in(work, "rita", password, ABROAD, NOW + HOUR)
    assert moved(user) == watch(house, NOW + 2 * HOUR)
    assert {user.actor} == frozen_people(work, moved(user))
    Accounts(work.records.transactions).enable(user.id, by="user:ada", now=NOW + 3 * HOUR)
    assert () == watch(house, NOW + 4 * HOUR)
    assert frozenset() == frozen_people(work, moved(user))


def test_the_last_administrator_is_told_of_and_not_frozen(work: Workroom) -> None:
    admin, password = person(work, "ada", StaffRole.ADMIN)
    sign_in(work, "ada", password, HOME, NOW)
    sign_in(work, "ada", password, ABROAD, NOW + HOUR)
    assert moved(admin) == watch(freezing(work), NOW + 2 * HOUR)
    assert frozenset() == frozen_people(work, moved(admin))


@pytest.mark.parametrize("shown", [HOME, "203.0.113", "2001:db8:7"])
def test_no_address_and_no_network_lies_in_the_table(work: Workroom, shown: str) -> None:
    for name in ("rita", "mona"):
        _, password = person(work, name, StaffRole.REVIEWER)
        sign_in(work, name, password, HOME, NOW)
        sign_in(work, name, password, ABROAD, NOW)
    rows = work.records._database.read(
        lambda connection: connection.execute(text("SELECT place FROM sign_in_places")).scalars().all()
    )
    assert 4 == len(set(rows)), "two people in one network cannot be told to be so"
    assert all(shown.encode() not in row for row in rows)
