"""A snapshot as a picture of one size. Pure: the same snapshot, language and size give the same picture.

Every row is one line, so that heights are known before anything is drawn. What needs somebody stands on top; of a list
that is too long for the terminal the rows that need somebody stay, and the rest is counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.board.blocks import Block, Row, blocks, schedules, troubles
from cli.board.snapshot import Snapshot
from cli.board.words import word
from strongroom.messages import Language

_TWO_COLUMNS = 110
"""From so many columns on the schedules stand beside the rest."""
_ABOVE = 3
"""So many blocks stand above the schedules where there is one column."""
_GAP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Columns and lines of a terminal; without lines there is no end below."""

    width: int
    height: int | None


def draw(snapshot: Snapshot, language: Language, size: Size) -> RenderableType:
    """The board."""
    left, right, wrong = blocks(snapshot, language), schedules(snapshot, language), troubles(snapshot, language)
    is_well = not wrong and not any(row.needs_somebody for row in right.rows)
    top = [_head(snapshot, language, is_well=is_well), *map(_line, wrong)][: size.height]
    if size.width >= _TWO_COLUMNS:
        room = None if size.height is None else size.height - len(top) - 1
        if room is not None and room < 1:
            return Group(*top)
        sides = Table.grid(expand=True, padding=(0, _GAP, 0, 0))
        for ratio in (1, 1):
            sides.add_column(ratio=ratio, no_wrap=True, overflow="crop")
        sides.add_row(Group(*_fitted(left, room, language)), Group(*_fitted([right], room, language)))
        return Group(*top, Text(), sides)
    room = None if size.height is None else size.height - len(top)
    # What is wrong with disks and components stands on top already, and the schedules stand nowhere else.
    return Group(*top, *_fitted([*left[:_ABOVE], right, *left[_ABOVE:]], room, language))


def _fitted(shown: Sequence[Block], room: int | None, language: Language) -> Iterator[RenderableType]:
    """The blocks one below the other; the last one that has no room is cut, and those behind it are left out."""
    for number, block in enumerate(shown):
        rows: Sequence[Row] = block.rows
        if room is not None:
            room -= bool(number) + 1 + bool(block.columns)  # a line between, the title, the names of columns
            if room < 1:
                return
            rows = _cut(rows, room, language)
            room -= len(rows)
        if number:
            yield Text()
        yield from _drawn(block, rows)


def _cut(rows: Sequence[Row], room: int, language: Language) -> Sequence[Row]:
    if len(rows) <= room:
        return rows
    kept = sorted(range(len(rows)), key=lambda place: (not rows[place].needs_somebody, place))[: room - 1]
    told = Row(cells=(Text(word("more", language, count=len(rows) - len(kept)), style="dim"),))
    return [*(rows[place] for place in sorted(kept)), told]


def _drawn(block: Block, rows: Sequence[Row]) -> Iterator[RenderableType]:
    table = Table.grid(padding=(0, _GAP, 0, 0))
    for _ in range(max(len(block.columns), *(len(row.cells) for row in rows))):
        table.add_column(no_wrap=True, overflow="ellipsis")
    if block.columns:
        table.add_row(*block.columns, style="dim")
    for row in rows:
        table.add_row(*row.cells)
    yield Text(block.title, style="bold", no_wrap=True, overflow="ellipsis")
    yield table


def _head(snapshot: Snapshot, language: Language, *, is_well: bool) -> Text:
    at = snapshot.at.astimezone(snapshot.zone)
    head = Text.assemble(("Strongroom", "bold"), f"  {at:%Y-%m-%d %H:%M:%S %Z}  ", no_wrap=True, overflow="ellipsis")
    if is_well:
        head.append(word("all_well", language), style="green")
    return head.append(f"  {word('leave', language)}", style="dim")


def _line(row: Row) -> Text:
    line = Text("  ").join(row.cells)
    line.no_wrap, line.overflow = True, "ellipsis"
    return line
