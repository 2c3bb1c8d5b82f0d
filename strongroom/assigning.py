"""Who works on which waiting paper: by team, and within a team whoever has least to do. Pure.

A paper that is for somebody who is there and may decide on it stays theirs, whoever said so; what a person has in
front of them is left alone. A paper that fits no team, or whose team has nobody there who may, is anybody's.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from strongroom.ids import DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """People who work on papers of some ``kinds`` and ``customers``; of all, where these are empty.

    ``members`` are ids under which acts are recorded; the order of a team's members says nothing.
    """

    name: str
    members: frozenset[str]
    kinds: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()

    def takes(self, task: "Task") -> bool:
        """Whether such a paper is theirs."""
        of_kind = not self.kinds or task.kind in self.kinds
        return of_kind and (not self.customers or bool(self.customers & task.customers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A paper that waits. ``assignee`` is whom it is for, ``seat`` who has it in front of them.

    ``able`` are those who may decide on it: the policy lets them, and where it confirms what others decided they had
    no part in that. ``customers`` are those that teams name whose paper it is.
    """

    document: DocumentId
    kind: str
    due_at: dt.datetime
    able: frozenset[str]
    customers: frozenset[str] = field(default=frozenset(), repr=False)
    assignee: str | None = None
    seat: str | None = None

    def is_left(self, away: Collection[str]) -> bool:
        """Whether nobody works on it or is going to."""
        lost = self.assignee is None or self.assignee in away or self.assignee not in self.able
        return lost and self.seat is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A paper that is to be for somebody else than before; None is anybody."""

    document: DocumentId
    old: str | None
    new: str | None


def assign(tasks: Iterable[Task], teams: Sequence[Team], away: Collection[str]) -> tuple[Move, ...]:
    """Share out what nobody works on, what is due first before the rest. Of equals in load the lower id gets it.

    The load of a person is all that is for them or in front of them, of whatever team.
    """
    waiting = sorted(tasks, key=lambda task: (task.due_at, task.document))
    loads = Counter(
        person for task in waiting if not task.is_left(away) for person in {task.assignee, task.seat} - {None}
    )
    moves = []
    for task in waiting:
        if not task.is_left(away):
            continue
        new = _chosen(task, teams, loads, away)
        loads[new] += 1
        if new != task.assignee:
            moves.append(Move(document=task.document, old=task.assignee, new=new))
    return tuple(moves)


def team_of(task: Task, teams: Iterable[Team], away: Collection[str]) -> frozenset[str]:
    """Those of the first team that takes a paper who are there and may decide on it; nobody, where there is none."""
    for team in teams:
        ready = (team.members & task.able) - frozenset(away)
        if ready and team.takes(task):
            return ready
    return frozenset()


def _chosen(task: Task, teams: Iterable[Team], loads: Counter[str | None], away: Collection[str]) -> str | None:
    ready = team_of(task, teams, away)
    return min(ready, key=lambda person: (loads[person], person)) if ready else None
