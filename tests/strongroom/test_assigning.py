"""Who works on which waiting paper: the least loaded of the first team that takes it, never who is away or may not."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.assigning import Move, Task, Team, assign
from strongroom.ids import DocumentId

DUE = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
PEOPLE = ("ann", "ben", "cid")
ALL = frozenset(PEOPLE)
HOUSE = Team(name="house", members=ALL)


def task(document: str, **changes: object) -> Task:
    plain = Task(document=DocumentId(document), kind="invoice", due_at=DUE, able=ALL)
    return replace(plain, **changes)  # type: ignore[arg-type]


def team(*members: str, kinds: tuple[str, ...] = (), customers: tuple[str, ...] = ()) -> Team:
    return Team(name="t", members=frozenset(members), kinds=frozenset(kinds), customers=frozenset(customers))


CASES: dict[str, tuple[list[Task], list[Team], set[str], dict[str, str | None]]] = {
    "the least loaded": ([task("a", assignee="ann"), task("b")], [team("ann", "ben")], set(), {"b": "ben"}),
    "a seat is load": ([task("a", seat="ann"), task("b")], [team("ann", "ben")], set(), {"b": "ben"}),
    "what is theirs and before them counts once": (
        [task("a", seat="ann", assignee="ann"), task("b", assignee="ben"), task("c", assignee="ben"), task("d")],
        [team("ann", "ben")],
        set(),
        {"d": "ann"},
    ),
    "of equals the lower id": ([task("a")], [team("ben", "ann")], set(), {"a": "ann"}),
    "what is due first goes first": (
        [task("a", due_at=DUE + dt.timedelta(hours=1)), task("b")],
        [team("ann", "ben")],
        set(),
        {"b": "ann", "a": "ben"},
    ),
    "a team of the kind": ([task("a")], [team("ann", kinds=("receipt",)), team("ben")], set(), {"a": "ben"}),
    "a team of the customer": (
        [task("a", customers=frozenset({"Reef"})), task("b")],
        [team("ben", customers=("Reef", "Bay"))],
        set(),
        {"a": "ben"},
    ),
    "of kind and customer both": (
        [task("a", customers=frozenset({"Reef"}))],
        [team("ben", kinds=("receipt",), customers=("Reef",))],
        set(),
        {},
    ),
    "the next team where nobody of the first may": (
        [task("a", able=frozenset({"ben"}))],
        [team("ann"), team("ben")],
        set(),
        {"a": "ben"},
    ),
    "nobody fits": ([task("a", able=frozenset())], [HOUSE], set(), {}),
    "no team": ([task("a")], [], set(), {}),
    "not who is away": ([task("a")], [team("ann", "ben")], {"ann"}, {"a": "ben"}),
    "of who is away, to another": ([task("a", assignee="ann")], [team("ann", "ben")], {"ann"}, {"a": "ben"}),
    "of who is away, to anybody": ([task("a", assignee="ann")], [team("ann")], {"ann"}, {"a": None}),
    "of who may no longer": (
        [task("a", assignee="ann", able=frozenset({"ben"}))],
        [team("ann", "ben")],
        set(),
        {"a": "ben"},
    ),
    "whom a colleague chose keeps it": ([task("a", assignee="cid")], [team("ann")], set(), {}),
    "what somebody works on is left alone": ([task("a", seat="cid", assignee="ann")], [team("ben")], {"ann"}, {}),
}


@pytest.mark.parametrize(("tasks", "teams", "away", "wanted"), CASES.values(), ids=CASES.keys())
def test_papers_go_to(tasks: list[Task], teams: list[Team], away: set[str], wanted: dict[str, str | None]) -> None:
    assert wanted == {str(move.document): move.new for move in assign(tasks, teams, away)}


def test_a_move_says_whose_it_was() -> None:
    (move,) = assign([task("a", assignee="ann")], [team("ann", "ben")], {"ann"})
    assert Move(document=DocumentId("a"), old="ann", new="ben") == move


_TASKS = st.lists(
    st.builds(
        lambda able, assignee, seat, hours: {
            "able": able,
            "assignee": assignee,
            "seat": seat,
            "due_at": DUE + dt.timedelta(hours=hours),
        },
        st.frozensets(st.sampled_from(PEOPLE)),
        st.sampled_from((*PEOPLE, None)),
        st.sampled_from((*PEOPLE, None)),
        st.integers(0, 3),
    ),
    max_size=12,
).map(lambda found: [task(f"{number:02d}", **one) for number, one in enumerate(found)])


@given(_TASKS, st.frozensets(st.sampled_from(PEOPLE)))
def test_nobody_is_given_what_they_may_not_decide_on_or_anything_while_away(
    tasks: list[Task], away: frozenset[str]
) -> None:
    known = {one.document: one for one in tasks}
    for move in assign(tasks, [HOUSE], away):
        assert move.new is None or (move.new in known[move.document].able and move.new not in away)


@given(_TASKS, st.frozensets(st.sampled_from(PEOPLE)))
def test_a_second_run_moves_nothing(tasks: list[Task], away: frozenset[str]) -> None:
    moved = {move.document: move.new for move in assign(tasks, [HOUSE], away)}
    after = [replace(one, assignee=moved.get(one.document, one.assignee)) for one in tasks]
    assert () == assign(after, [HOUSE], away)


@given(st.integers(0, 40), st.randoms())
def test_where_everybody_may_everything_loads_differ_by_one_at_most(count: int, chance: object) -> None:
    tasks = [task(f"{number:02d}") for number in range(count)]
    chance.shuffle(tasks)  # type: ignore[attr-defined]
    moves = assign(tasks, [HOUSE], ())
    loads = Counter(move.new for move in moves)
    assert count == len(moves)
    assert max(loads[one] for one in PEOPLE) - min(loads[one] for one in PEOPLE) <= 1
