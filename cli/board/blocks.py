"""The parts of the board: each a title and rows of one line, drawn from a snapshot alone."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from cli.board.snapshot import Clock, Key, Snapshot
from cli.board.words import span, word
from flows.timekeeper import Schedule
from storage.records.pausing import MAINTENANCE
from strongroom.document import State
from strongroom.messages import Language, explain

_GIGABYTE: Final = 2**30
_LATE: Final = dt.timedelta(minutes=2)
"""A run begins within seconds of its time; one that is later waits for another, or for nobody."""
_KEY_SHOWN: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line. ``needs_somebody`` is whether it stays where there is no room for all."""

    cells: tuple[Text, ...]
    needs_somebody: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows under a title; ``columns`` name what stands beside each other."""

    title: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = ()


def troubles(snapshot: Snapshot, language: Language) -> tuple[Row, ...]:
    """What somebody should look at: pauses, concerns, and components that are not well."""
    return (*_pauses(snapshot, language), *_concerns(snapshot, language), *_ill(snapshot, language))


def blocks(snapshot: Snapshot, language: Language) -> tuple[Block, ...]:
    """All but the schedules, in the order of what is wanted most."""
    parts = (
        ("queue", _queue(snapshot, language)),
        ("papers", _papers(snapshot, language)),
        ("errors", _errors(snapshot, language)),
        ("keys", (*_key(snapshot, language), *_disks(snapshot, language))),
        ("components", _components(snapshot, language)),
    )
    return tuple(Block(title=word(title, language), rows=tuple(rows)) for title, rows in parts)


def schedules(snapshot: Snapshot, language: Language) -> Block:
    """Every schedule: what its newest run came to, when one last did well, and when it begins next; soonest first."""
    title = word("schedules", language)
    clock = snapshot.clock
    if clock is None:
        return Block(title=title, rows=(_told("no_clock", language),))

    def begins(one: Schedule) -> tuple[bool, dt.datetime, str]:
        at = clock.begins.get(one.id)
        return at is None, at or snapshot.at, one.flow

    rows = tuple(_schedule(one, clock, snapshot.at, language) for one in sorted(clock.schedules, key=begins))
    return Block(title=title, rows=rows, columns=("", word("last", language), word("next", language)))


def _schedule(one: Schedule, clock: Clock, now: dt.datetime, language: Language) -> Row:
    good = word("never", language) if one.succeeded_at is None else _ago(now - one.succeeded_at, language)
    at = clock.begins.get(one.id)
    is_late = at is not None and now - at > _LATE
    if one.paused:
        then = Text(word("paused", language), style="yellow")
    elif at is None:
        then = Text("–")
    elif is_late:
        then = Text(word("late", language, age=_span(now - at, language)), style="yellow")
    else:
        then = Text(word("in", language, time=_span(at - now, language)))
    name = Text(one.flow, style="red" if one.failure else "")
    cells = (name, Text(good), then, *((Text(one.failure, style="red"),) if one.failure else ()))
    return Row(cells=cells, needs_somebody=bool(one.failure) or one.paused or is_late)


def _pauses(snapshot: Snapshot, language: Language) -> Iterator[Row]:
    for name, since in (snapshot.kept.paused if snapshot.kept else {}).items():
        told = word("maintenance", language) if name == MAINTENANCE else word("pause", language, name=name)
        age = _span(snapshot.at - since, language)
        cells = (Text(told, style="yellow"), Text(word("resume", language, age=age, name=name)))
        yield Row(cells=cells, needs_somebody=True)


def _concerns(snapshot: Snapshot, language: Language) -> Iterator[Row]:
    for one, since in (snapshot.kept.concerns if snapshot.kept else {}).items():
        message = explain(one.trouble.value, {"subject": one.subject, "step": one.step}, language)
        told = word("since", language, age=_span(snapshot.at - since, language))
        yield Row(cells=(Text(message.sentence, style="red"), Text(told), Text(message.way_out)), needs_somebody=True)


def _ill(snapshot: Snapshot, language: Language) -> Iterator[Row]:
    ill = [one.component for one in snapshot.components if not one.healthy]
    if ill:
        told = f"{', '.join(ill)}: {word('not_well', language)}"
        yield Row(cells=(Text(told, style="red"), Text(word("doctor", language))), needs_somebody=True)


def _queue(snapshot: Snapshot, language: Language) -> Iterator[Row]:
    kept = snapshot.kept
    yield _count("arriving", snapshot.arriving, language)
    if kept is None:
        yield _told("no_vault", language)
        return
    measured = kept.measured
    yield _count("waiting", measured.waiting, language)
    if measured.oldest_seconds:
        yield Row(cells=(Text(word("oldest", language)), Text(span(measured.oldest_seconds, language))))
    for document, pages in kept.reading.items():
        yield Row(cells=(Text(document), Text(word("page", language, done=pages.done, of=pages.of))))
    for key, count in (("lapsed", measured.lapsed), ("overdue", measured.overdue_reviews), ("chased", measured.chased)):
        if count:
            yield _count(key, count, language)


def _papers(snapshot: Snapshot, language: Language) -> Iterator[Row]:
    if snapshot.kept is None:
        yield _told("no_vault", language)
        return
    states = snapshot.kept.measured.states
    there = [state for state in State if states.get(state)]
    yield from (_count(state.value, states[state], language) for state in there)
    if not there:
        yield _told("none", language)


def _errors(snapshot: Snapshot, language: Language) -> Iterator[Row]:
    found = [
        (code, count, whose)
        for whose, part in (("of_papers", snapshot.kept), ("of_runs", snapshot.clock))
        for code, count in (part.errors if part else {}).items()
    ]
    for code, count, whose in sorted(found, key=lambda one: (-one[1], one[0])):
        cells = (Text(code, style="red"), Text(str(count), justify="right"), Text(word(whose, language), style="dim"))
        yield Row(cells=cells, needs_somebody=True)
    if not found:
        yield _told("none", language)


def _key(snapshot: Snapshot, language: Language) -> Iterator[Row]:
    key = snapshot.kept.key if snapshot.kept else None
    if key is None:
        return
    named = Text(word("key", language, id=key.id[:_KEY_SHOWN]))
    age = Text(word("key_since", language, age=_span(snapshot.at - key.since, language)))
    is_due = key.due is not None and key.due <= snapshot.at
    yield Row(cells=(named, age, *_due(key, snapshot.at, language)), needs_somebody=is_due)


def _due(key: Key, now: dt.datetime, language: Language) -> Iterator[Text]:
    if key.due is None:
        return
    if key.due <= now:
        yield Text(word("key_overdue", language), style="yellow")
    else:
        yield Text(word("key_due", language, time=_span(key.due - now, language)))


def _disks(snapshot: Snapshot, language: Language) -> Iterator[Row]:
    for subject, room in snapshot.disks.items():
        told = word("disk", language, free=room.free // _GIGABYTE, total=room.total // _GIGABYTE)
        yield Row(cells=(Text(subject), Text(told)))


def _components(snapshot: Snapshot, language: Language) -> Iterator[Row]:
    for one in snapshot.components:
        mark = Text(word("well" if one.healthy else "not_well", language), style="green" if one.healthy else "red")
        yield Row(cells=(Text(one.component), mark, Text(one.address, style="dim")), needs_somebody=not one.healthy)


def _count(key: str, count: int, language: Language) -> Row:
    return Row(cells=(Text(word(key, language)), Text(f"{count:,}", justify="right")))


def _told(key: str, language: Language) -> Row:
    return Row(cells=(Text(word(key, language), style="dim"),))


def _ago(age: dt.timedelta, language: Language) -> str:
    return word("ago", language, age=_span(age, language))


def _span(age: dt.timedelta, language: Language) -> str:
    return span(age.total_seconds(), language)
