"""Waiting papers are shared out: teams of the settings, people of the house, and the policy asked of each of them."""

import datetime as dt
from dataclasses import dataclass

from flows.stages.chasing import ACTOR
from flows.stages.office import Office
from flows.stages.working_days import house_zone, reminders
from flows.stages.workroom import Workroom
from storage.records.absences import Absences
from storage.records.accounts import Accounts
from storage.records.assigning import Assigning
from storage.records.queueing import Queue
from storage.records.users import User
from strongroom import assigning
from strongroom.assigning import Move, Task, Team, team_of
from strongroom.fold import fold
from strongroom.ids import DocumentId
from strongroom.permissions import Action, Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Soon:
    """A paper that is due soon, and who is told: whom it is for, else its team; None is whoever may decide on it."""

    document: DocumentId
    people: frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _House:
    """What is shared out, among whom."""

    tasks: tuple[Task, ...]
    teams: tuple[Team, ...]
    away: frozenset[str]


def plan_assignment(work: Workroom, now: dt.datetime) -> tuple[Move, ...]:
    """What ``assign`` would write; nothing is changed."""
    house = _house(work, now)
    return assigning.assign(house.tasks, house.teams, house.away)


def assign(work: Workroom, now: dt.datetime) -> tuple[Move, ...]:
    """Share out what nobody works on, and return what is for somebody else now."""
    return Assigning(work.records.transactions).carry_out(plan_assignment(work, now), actor=ACTOR, now=now)


def due_soon(work: Workroom, now: dt.datetime) -> tuple[Soon, ...]:
    """What is due within ``review.remind_hours`` and not overdue."""
    if not work.settings.review.remind_hours:
        return ()
    house = _house(work, now)
    reminder_from = reminders(work.settings)
    return tuple(
        Soon(document=task.document, people=_told(task, house))
        for task in house.tasks
        if reminder_from(task.due_at) <= now < task.due_at
    )


def _house(work: Workroom, now: dt.datetime) -> _House:
    transactions = work.records.transactions
    everybody = [user for user in Accounts(transactions).everybody() if user.disabled_at is None]
    teams = _teams(work, everybody)
    needed = Assigning(transactions).assignees().union(*(team.members for team in teams))
    deciders = [_queue(work, user, now) for user in everybody if user.actor in needed]
    customers = frozenset[str]().union(*(team.customers for team in teams))
    return _House(
        tasks=Assigning(transactions).tasks(deciders, sorted(customers), now=now),
        teams=teams,
        away=Absences(transactions).away(now.astimezone(house_zone(work.settings)).date()),
    )


def nobodies(work: Workroom) -> dict[str, tuple[str, ...]]:
    """Names in the settings of teams by which nobody may sign in, by their team; teams without any are left out."""
    known = {fold(user.name) for user in Accounts(work.records.transactions).everybody() if user.disabled_at is None}
    found = {
        team.name: tuple(name for name in team.members if fold(name) not in known)
        for team in work.settings.review.teams
    }
    return {team: names for team, names in found.items() if names}


def _teams(work: Workroom, everybody: list[User]) -> tuple[Team, ...]:
    """The teams of the settings. A name that is nobody's (any more) is passed over: the others go on working."""
    known = {fold(user.name): user.actor for user in everybody}
    return tuple(
        Team(
            name=team.name,
            members=frozenset(known[fold(name)] for name in team.members if fold(name) in known),
            kinds=frozenset(team.kinds),
            customers=frozenset(team.customers),
        )
        for team in work.settings.review.teams
    )


def _queue(work: Workroom, user: User, now: dt.datetime) -> Queue:
    """What somebody may decide on, as their own review station asks for it."""
    actor = Actor(id=user.actor, roles=user.roles, customers=user.customers)
    office = Office(work=work, actor=actor, now=lambda: now)
    return Queue(actor=user.actor, now=now, first=office.reach(Action.REVIEW), further=office.reach(Action.APPROVE))


def _told(task: Task, house: _House) -> frozenset[str] | None:
    if task.assignee is not None:
        return frozenset({task.assignee})
    return team_of(task, house.teams, house.away) or None
