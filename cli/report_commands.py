"""The commands of reports. Each is carried out in ``cli.report``."""

from pathlib import Path
from typing import Annotated

import typer

report = typer.Typer(help="What the house tells itself each month: PDF and workbook.", no_args_is_help=True)

Month = Annotated[str, typer.Option("--month", help="As 2026-10; the last whole month unless told.")]
Out = Annotated[Path | None, typer.Option("--out", help="A .pdf or .xlsx to write, not encrypted; it must not exist.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Say whether it would be made, and do nothing.")]


@report.command("list")
def report_list(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """The reports that are filed, newest first."""
    from cli.report import listed

    listed(as_json=as_json)


@report.command("management")
def report_management(month: Month = "", out: Out = None, dry_run: Dry = False) -> None:
    """Volumes, straight-through share, review times, error rate, open work; made and filed if it was not yet."""
    from cli.report import make

    make("management", month, out, dry_run=dry_run)


@report.command("finance")
def report_finance(month: Month = "", out: Out = None, dry_run: Dry = False) -> None:
    """Bills by state, seller and currency, tax, largest changes, likely doubles; made and filed if it was not yet."""
    from cli.report import make

    make("finance", month, out, dry_run=dry_run)


@report.command("compliance")
def report_compliance(month: Month = "", out: Out = None, dry_run: Dry = False) -> None:
    """What is held and why, expires, was destroyed, and who saw what; made and filed if it was not yet."""
    from cli.report import make

    make("compliance", month, out, dry_run=dry_run)


@report.command("subject")
def report_subject(
    customer: Annotated[str, typer.Option("--customer", help="Whose papers; asks another person's leave.")] = "",
    request: Annotated[str, typer.Option("--request", help="The id of the approved request.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why; it is recorded with each paper.")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="The ZIP to write, not encrypted.")] = None,
) -> None:
    """All that is held on one customer: first ask with --customer, then fetch with --request and --out."""
    from cli.subject import ask, fetch

    if bool(customer) is bool(request) or bool(request) is not (out is not None):
        raise typer.BadParameter("either --customer, or --request with --out")
    if out is None:
        ask(customer, reason)
    else:
        fetch(request, reason, out)
