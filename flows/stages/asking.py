"""Asking customers: what is to be asked for, what came or is not needed any more, and which letters are due.

A letter waits until a person allows it, unless the settings say otherwise; ``flows.stages.letters`` sends it. Every
step decides anew on what it finds and is a transaction of its own: run twice, or killed and run again, it ends the
same.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from flows.stages.chasing import ACTOR
from flows.stages.working_days import house_zone, working_days
from flows.stages.workroom import Workroom
from storage.records.asking import Ask, Asks, Quota
from storage.records.copies import Copies
from storage.records.letters import Letters
from storage.records.profiles import Profiles
from storage.records.running import KEPT_STATES
from storage.records.succeeding import succession
from storage.records.wanting import chased, copies_wanted
from strongroom.asking import Ending, Wanted, Why, escalates, letter_step, order_of
from strongroom.checklist import Filed, Standing, gaps, needs_of
from strongroom.document import State
from strongroom.errors import NotFound
from strongroom.expiry import FIELD
from strongroom.ids import DocumentId

_UNDECIDED: Final = frozenset({State.RECEIVED, State.READING, State.IN_REVIEW})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run did, or would do: ids and reasons. ``opened`` are counts of new asks by why."""

    opened: int
    proposed: tuple[str, ...]
    escalated: tuple[str, ...]
    closed: tuple[tuple[str, Ending], ...]

    @property
    def told(self) -> str:
        """The counts."""
        return (
            f"{self.opened} asked for, {len(self.proposed)} letters due, {len(self.escalated)} escalated, "
            f"{len(self.closed)} settled"
        )

    def rows(self) -> list[dict[str, str]]:
        """One row for each ask that changed, for the dashboard: no customer and no paper."""
        changed = [*((ask, "letter due") for ask in self.proposed), *((ask, "escalated") for ask in self.escalated)]
        return [{"ask": ask, "what": what} for ask, what in (*changed, *((ask, why.value) for ask, why in self.closed))]


def ask_customers(work: Workroom, now: dt.datetime) -> Asked:
    """Settle what came, ask for what is wanted, propose the letters that are due, and tell leads of what takes long."""
    asks, letters = Asks(work.records.transactions), Letters(work.records.transactions)
    closed = tuple(_settled(work, asks.open(), now))
    for ask, why in closed:
        asks.close(ask.id, why, actor=ACTOR, now=now)
    begun = [asks.begin(one, quota(work), actor=ACTOR, now=now) for one in _wanted(work, asks.open(), now)]
    due = _due(work, asks.open(), now)
    proposed = [ask.id for ask, number in due if letters.propose(ask.id, number, actor=ACTOR, now=now)]
    if work.settings.asks.sending == "automatic":
        # All that wait, and not those of this run alone: one that was cut off before this proposed some.
        for ask in asks.open():
            if ask.letter and ask.letter.waits:
                letters.allow(ask.id, actor=ACTOR, now=now)
    late = _late(work, asks.open(), now)
    for ask in late:
        asks.escalate(ask.id, actor=ACTOR, now=now)
    return Asked(
        opened=sum(made is not None for made in begun),
        proposed=tuple(proposed),
        escalated=tuple(ask.id for ask in late),
        closed=tuple((ask.id, why) for ask, why in closed),
    )


def plan(work: Workroom, now: dt.datetime) -> Asked:
    """What ``ask_customers`` would do now; nothing is changed. Of new asks only their number is known."""
    going_on = Asks(work.records.transactions).open()
    closed = tuple(_settled(work, going_on, now))
    ended = {ask.id for ask, _ in closed}
    left = [ask for ask in going_on if ask.id not in ended]
    return Asked(
        opened=sum(1 for _ in _wanted(work, left, now)),
        proposed=tuple(ask.id for ask, _ in _due(work, left, now)),
        escalated=tuple(ask.id for ask in _late(work, left, now)),
        closed=tuple((ask.id, why) for ask, why in closed),
    )


def quota(work: Workroom) -> Quota:
    """How much may be handed in for one ask."""
    return Quota(files=work.settings.asks.files, bytes=work.settings.asks.max_bytes)


def _wanted(work: Workroom, asks: Iterable[Ask], now: dt.datetime) -> Iterator[Wanted]:
    """What customers who can be written to are to be asked for beside these open asks.

    Thousands may be open for months. ``Asks.begin`` looks once more, in a transaction that writes: one for each of them
    every day would be in the way of people.
    """
    asked = {(ask.customer, ask.why, ask.document or ask.kinds) for ask in asks}
    profiles = Profiles(work.records.transactions)
    reached: dict[bytes, bool] = {}
    for one in (*chased(work.records.transactions), *copies_wanted(work.records.transactions), *_missing(work, now)):
        if (one.customer, one.why, one.document or one.kinds) in asked:
            continue
        if one.customer not in reached:
            reached[one.customer] = bool(profiles.of(one.customer).contact.mail)
        if reached[one.customer]:
            yield one


def _missing(work: Workroom, now: dt.datetime) -> Iterator[Wanted]:
    for filed in Profiles(work.records.transactions).all_filed():
        for gap in gaps(filed, work.sorts, _day(work, now)):
            if gap.standing is Standing.MISSING:
                yield Wanted(customer=filed.hash, why=Why.MISSING, kinds=gap.need.kinds)


def _settled(work: Workroom, asks: tuple[Ask, ...], now: dt.datetime) -> Iterator[tuple[Ask, Ending]]:
    awaited = Copies(work.records.transactions).open()
    copies, owed = {copy.code for copy in awaited}, frozenset(copy.document for copy in awaited)
    missing = any(ask.why is Why.MISSING for ask in asks)
    files = {one.hash: one for one in Profiles(work.records.transactions).all_filed()} if missing else {}
    for ask in asks:
        if ask.why is Why.COPY:
            ending = None if ask.code in copies else Ending.CAME
        elif ask.why is Why.MISSING:
            # Who is in none of them is to hold nothing: what was missing is not needed any more.
            filed = files.get(ask.customer, Filed(hash=ask.customer, sort=None))
            ending = _ending_of_missing(work, filed, ask, now)
        else:
            ending = _ending_of_renewal(work, ask, owed)
        if ending is not None:
            yield ask, ending


def _is_awaited(work: Workroom, ask: Ask, now: dt.datetime) -> bool:
    """Whether what is asked for has not come: while it waits for a person here no letter goes out, and no lead is told.

    Asked last: it reads the whole file of the customer.
    """
    if ask.why is not Why.MISSING:
        return True
    return _standing(work, Profiles(work.records.transactions).filed(ask.customer), ask, now) is Standing.MISSING


def _standing(work: Workroom, filed: Filed, ask: Ask, now: dt.datetime) -> Standing:
    found = {gap.need.kinds: gap.standing for gap in gaps(filed, work.sorts, _day(work, now))}
    return found.get(ask.kinds, Standing.MET)


def _ending_of_missing(work: Workroom, filed: Filed, ask: Ask, now: dt.datetime) -> Ending | None:
    if all(need.kinds != ask.kinds for need in needs_of(filed, work.sorts)):
        return Ending.SETTLED
    is_open = _standing(work, filed, ask, now) in (Standing.MISSING, Standing.WAITING)
    return None if is_open else Ending.CAME


def _ending_of_renewal(work: Workroom, ask: Ask, owed: frozenset[DocumentId]) -> Ending | None:
    if ask.document is None:
        return Ending.SETTLED
    try:
        row = work.records.for_policy(ask.document)
    except NotFound:
        return Ending.SETTLED  # destroyed
    if row.state in _UNDECIDED or (row.state is State.QUARANTINED and ask.document in owed):
        return None  # it is looked at anew, or comes anew: what the customer was sent goes on being true till then
    expiry = row.readings.get(FIELD)
    if row.state not in KEPT_STATES or expiry is None or expiry.value != ask.expires_on:
        return Ending.SETTLED
    return Ending.CAME if succession(work.records.transactions, ask.document).successor else None


def _due(work: Workroom, asks: Iterable[Ask], now: dt.datetime) -> list[tuple[Ask, int]]:
    is_working = working_days(work.settings.calendar)
    steps = (
        (
            ask,
            letter_step(
                ask.why,
                opened=_day(work, ask.opened_at),
                expires_on=ask.expires_on,
                on=_day(work, now),
                is_working=is_working,
            ),
        )
        for ask in asks
    )
    return [
        (ask, number)
        for ask, number in steps
        if number is not None and _is_later(ask, number) and _is_awaited(work, ask, now)
    ]


def _late(work: Workroom, asks: Iterable[Ask], now: dt.datetime) -> list[Ask]:
    is_working = working_days(work.settings.calendar)
    return [
        ask
        for ask in asks
        if ask.escalated_at is None
        and escalates(
            ask.why,
            opened=_day(work, ask.opened_at),
            expires_on=ask.expires_on,
            on=_day(work, now),
            is_working=is_working,
        )
        and _is_awaited(work, ask, now)
    ]


def _is_later(ask: Ask, number: int) -> bool:
    """Whether the letter of a step comes after all that were proposed, as ``Letters.propose`` asks once more."""
    return all(order_of(ask.why, letter.step) < order_of(ask.why, number) for letter in ask.letters)


def _day(work: Workroom, moment: dt.datetime) -> dt.date:
    return moment.astimezone(house_zone(work.settings)).date()
