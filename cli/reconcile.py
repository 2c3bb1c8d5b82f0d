"""``reconcile``: records, objects and inbox compared."""

import json
from dataclasses import asdict

import typer
from rich.table import Table

from cli.faces import ExitCode, office, printer, sentence
from flows.stages.reconcile import at_random, reconcile, survey
from strongroom.permissions import Action


def run(*, dry_run: bool, sample: int, as_json: bool) -> ExitCode:
    """Print what does not agree; unhealthy where somebody has to look."""
    compare = survey if dry_run else reconcile
    with office() as desk:
        desk.ask_at_large(Action.OPERATE)
        done = compare(
            desk.work,
            sample=sample,
            choose=at_random,
            actor=desk.actor.id,
            now=desk.now,
        )
        language = desk.work.settings.language
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in done.findings], indent=1))
        return ExitCode.UNHEALTHY if done.open else ExitCode.FINE
    if done.findings:
        table = Table("fault", "document", "blob", "", box=None, pad_edge=False)
        for one in done.findings:
            told = sentence(one.code, {}, language) if one.code else ""
            table.add_row(one.fault.value, one.document, one.blob, "repaired" if one.repaired else told)
        printer().print(table)
    typer.echo(f"{done.blobs} blobs compared, {done.opened} documents opened, {done.open} findings to look at")
    return ExitCode.UNHEALTHY if done.open else ExitCode.FINE
