"""Papers are shared out by the flow: only to who may decide on them and is there; and a word before they are due."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from flows.stages.assigning import Soon, assign, due_soon, nobodies, plan_assignment
from flows.stages.notices import plan
from flows.stages.workroom import Workroom
from storage.crypto.profile import CHEAPEST
from storage.records.absences import Absence, Absences
from storage.records.accounts import Accounts
from storage.records.noticing import Channel, Notices
from storage.records.stations import Stations
from storage.records.users import User
from strongroom.ids import DocumentId
from strongroom.notice import Wishes
from strongroom.permissions import StaffRole
from strongroom.settings_review import Review, Team
from tests.storage.records.invented import NOW, filed, invoice, passport

MONDAY = NOW + dt.timedelta(days=2)
HOUSE = Team(name="house", members=("Ann", "ben", "nobody"))


def house(work: Workroom, *teams: Team) -> Workroom:
    return replace(work, settings=work.settings.model_copy(update={"review": Review(teams=teams)}))


def person(work: Workroom, name: str, role: StaffRole = StaffRole.REVIEWER) -> User:
    return Accounts(work.records.transactions, profile=CHEAPEST).add(name, name, frozenset({role}), by="x", now=NOW)[0]


def whose(work: Workroom, documents: Iterable[DocumentId]) -> list[str | None]:
    stations = Stations(work.records.transactions)
    return [task.assignee for one in documents if (task := stations.task(one))]


def test_a_team_shares_its_papers_and_a_second_run_changes_nothing(work: Workroom) -> None:
    work = house(work, HOUSE)
    ann, ben = person(work, "ann"), person(work, "ben")
    papers = [filed(work.records, invoice(sure=False)) for _ in range(4)]
    assert 4 == len(plan_assignment(work, NOW))
    assert [None] * 4 == whose(work, papers), "planning changes nothing"
    assert 4 == len(assign(work, NOW))
    assert {ann.actor: 2, ben.actor: 2} == Counter(whose(work, papers))
    assert () == assign(work, NOW)


def test_names_of_teams_that_are_nobodys_are_told(work: Workroom) -> None:
    work = house(work, HOUSE, Team(name="desk", members=("ann",)))
    assert {"house": ("Ann", "ben", "nobody"), "desk": ("ann",)} == nobodies(work)
    person(work, "adam", StaffRole.ADMIN)
    ann = person(work, "ann")
    person(work, "ben")
    assert {"house": ("nobody",)} == nobodies(work)
    Accounts(work.records.transactions).disable(ann.id, by="x", now=NOW)
    assert {"house": ("Ann", "nobody"), "desk": ("ann",)} == nobodies(work)


def test_whom_the_policy_refuses_is_given_nothing_and_who_leaves_or_is_away_keeps_nothing(work: Workroom) -> None:
    work = house(work, HOUSE)
    ann, ben = person(work, "ann"), person(work, "ben", StaffRole.OPERATOR)
    card = filed(work.records, passport(sure=False))
    assign(work, NOW)
    assert [ann.actor] == whose(work, [card])
    person(work, "adam", StaffRole.ADMIN)  # whoever changes roles leaves one
    accounts, day = Accounts(work.records.transactions), NOW.date()
    accounts.set_roles(ben.id, frozenset({StaffRole.REVIEWER}), by="x", now=NOW)
    Absences(work.records.transactions).set(ann.id, Absence(first=day, last=day), by="x", now=NOW)
    assign(work, NOW)
    assert [ben.actor] == whose(work, [card])
    accounts.set_roles(ben.id, frozenset({StaffRole.OPERATOR}), by="x", now=NOW)
    assign(work, NOW)
    assert [None] == whose(work, [card])


def test_without_teams_papers_stay_free(work: Workroom) -> None:
    person(work, "ann")
    filed(work.records, invoice(sure=False))
    assert () == assign(work, NOW)


def test_before_it_is_due_whom_a_paper_is_for_is_told_once_and_else_the_team(work: Workroom) -> None:
    work = house(work, HOUSE)
    ann, ben = person(work, "ann"), person(work, "ben")
    mine, free = (filed(work.records, invoice(sure=False), now=MONDAY) for _ in range(2))
    Stations(work.records.transactions).hand_over(mine, ann.actor, note="", actor="x", now=NOW)
    due = MONDAY + dt.timedelta(hours=24)
    soon = due - dt.timedelta(hours=3)
    assert () == due_soon(work, MONDAY)
    assert () == due_soon(work, due), "then it is overdue"
    told = {one.document: one.people for one in due_soon(work, soon)}
    assert {mine: frozenset({ann.actor}), free: frozenset({ann.actor, ben.actor})} == told
    assert Soon(document=free, people=None) in due_soon(house(work), soon)
    assert () == due_soon(
        replace(work, settings=work.settings.model_copy(update={"review": Review(remind_hours=0)})), soon
    )
    queue = Notices(work.records.transactions)
    for who in (ann, ben):
        queue.set_channel(
            Channel(person=who.actor, addresses=("jsons://hooks.example.org",), wishes=Wishes()), actor="x", now=NOW
        )
    assert {ann.actor: 2, ben.actor: 1} == {one.person: one.sent for one in plan(work, soon)}
