"""``expiring``: the papers that run out, soonest first."""

import datetime as dt
import json
from dataclasses import asdict

import typer
from rich.table import Table

from cli.faces import office, printer
from flows.stages.chasing import open_chases
from flows.stages.working_days import house_zone
from strongroom.permissions import Action

_MOST = 1000


def run(*, days: int, as_json: bool) -> None:
    """Print the kept papers that expire within so many days, or have expired and were not renewed."""
    with office() as desk:
        desk.ask_at_large(Action.OPERATE)
        today = desk.now().astimezone(house_zone(desk.work.settings)).date()
        found = open_chases(desk.work).expiring(today + dt.timedelta(days=days), limit=_MOST)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], indent=1, default=str))
        return
    table = Table("document", "kind", "expires", "days left", "chased", box=None, pad_edge=False)
    for one in found:
        left = (one.expires_on - today).days
        chased = "" if one.chased is None else f"{one.chased} days before" if one.chased else "expired"
        table.add_row(one.document, one.kind, one.expires_on.isoformat(), str(left), chased)
    printer().print(table)
    whose = "; 'strongroom show DOCUMENT' says whose it is" if found else ""
    typer.echo(f"{len(found)} expire within {days} days or have expired{whose}")
