"""``report list|management|finance|compliance``: monthly reports, filed once and written out on demand."""

import json
from pathlib import Path

import typer
from rich.table import Table

from cli.faces import office, printer
from cli.new_file import refuse_existing, write_new
from flows.stages.reporting.room import Reports
from strongroom.errors import BadForm
from strongroom.reports.family import Family
from strongroom.reports.period import month_before, month_of

_ENDINGS = {".pdf": Reports.file, ".xlsx": Reports.workbook}


def listed(*, as_json: bool) -> None:
    """Print the reports, newest first."""
    with office() as desk:
        found = Reports(office=desk).listed()
    if as_json:
        rows = [{"document": one.row.id, "report": one.family.value, "period": one.period} for one in found]
        typer.echo(json.dumps(rows, indent=1))
        return
    table = Table("document", "report", "period", "pages", "made", box=None, pad_edge=False)
    for one in found:
        made = f"{one.row.received_at:%Y-%m-%d %H:%M}"
        table.add_row(one.row.id, one.family.value, one.period, str(one.row.page_count or ""), made)
    printer().print(table)


def make(name: str, month: str, out: Path | None, *, dry_run: bool) -> None:
    """File the report of a month, if it is not there, and write it to a file where one is named."""
    family = Family(name)
    if out is not None:
        refuse_existing(out, option="--out")
        if out.suffix.lower() not in _ENDINGS:
            raise BadForm(field="out")
    with office() as desk:
        room = Reports(office=desk)
        today = room.making.today()
        period = month_of(month, today=today) if month else month_before(today)
        if dry_run:
            there = room.making.is_filed(family, period)
            typer.echo(f"{family.value} {period.name}: {'is there' if there else 'would be made'}; nothing was done")
            return
        done = room.order(family, month or period.name)
        if out is not None:
            write_new(out, _ENDINGS[out.suffix.lower()](room, done.document), option="--out")
    typer.echo(f"{family.value} {period.name}: {done.document}{'' if done.report else ' (was there)'}")
    if out is not None:
        typer.echo(f"{out} written; it is not encrypted")
