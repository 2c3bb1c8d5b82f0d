"""Tables on the dashboard: codes, counts, and ids that lead to the desk, in so many rows as a browser bears."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from prefect.artifacts import create_table_artifact

from flows.stages.places import Places
from strongroom.ids import is_id
from strongroom.settings import Settings

MOST_ROWS: Final = 500
"""A night after a changed rule may propose a hundred thousand papers: the dashboard keeps each table in one piece of
its database and draws it whole. The commands that the description names list all.
"""
_PAGES: Final = {"document": "/documents/", "ask": "/asks#"}
"""Columns that hold ids of what the desk has a page for."""


def show_table(settings: Settings, *, key: str, table: Sequence[Mapping[str, object]], description: str) -> None:
    """Put a table on the dashboard under a key; ``description`` says what it is."""
    desk = desk_of(settings)
    rows = [{column: _cell(column, value, desk) for column, value in row.items()} for row in table[:MOST_ROWS]]
    if len(table) > MOST_ROWS:
        description += f" The first {MOST_ROWS} of {len(table)}."
    create_table_artifact(key=key, table=rows, description=description)


def desk_of(settings: Settings) -> str:
    """Where people reach the desk: what the house says of it, or on this machine the desk that runs here; else empty.

    Of the latter the dashboard's own door tells: both answer on the loopback.
    """
    if settings.notices.link:
        return settings.notices.link.rstrip("/")
    with suppress(OSError, ValueError, KeyError, TypeError):  # nothing runs here, or it says so at this moment
        return str(json.loads((Places(settings).run / "addresses.json").read_text())["desk"])
    return ""


def _cell(column: str, value: object, desk: str) -> object:
    if not desk or column not in _PAGES or not isinstance(value, str) or not is_id(value):
        return value
    return f"[{value}]({desk}{_PAGES[column]}{value})"
