"""``dispose list|request|approve|cancel|run|register``."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict

import typer
from rich.table import Column, Table

from cli.faces import ExitCode, document_id, office, printer, sentence
from flows.stages.backing_up import back_up_keys_after_destruction
from flows.stages.keeping import Keeping
from strongroom.ids import DocumentId


def listed(*, as_json: bool) -> None:
    """Print the dispositions under way."""
    with office() as desk:
        found = Keeping(desk).dispositions()
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1, default=str))
        return
    table = Table(
        Column("document", no_wrap=True, min_width=26),
        Column("kind", overflow="fold"),
        Column("free since", no_wrap=True, min_width=10),
        "rule",
        Column("stage", overflow="fold"),
        Column("by", overflow="fold"),
        Column("not before", min_width=10),
        box=None,
        pad_edge=False,
    )
    for one in found:
        by = ", ".join(filter(None, (one.requested_by, one.approved_by)))
        due = f"{one.due_at:%Y-%m-%d %H:%M}" if one.due_at else ""
        stage = f"{one.stage.value}{' (held)' if one.held else ''}"
        table.add_row(one.document, one.kind or "", one.ends.isoformat(), one.basis, stage, by, due)
    printer().print(table)
    typer.echo(f"{len(found)} under way; each needs a request and another person's approval")


def request(documents: Iterable[str]) -> None:
    """Ask for the destruction of documents."""
    _each(documents, lambda keeping, document: keeping.request(document), "requested; another person has to approve it")


def approve(documents: Iterable[str]) -> None:
    """Approve what another person asked for."""
    with office() as desk:
        for document in map(document_id, documents):
            due_at = Keeping(desk).approve(document)
            typer.echo(f"{document} approved; it can be cancelled until {due_at:%Y-%m-%d %H:%M} UTC")


def cancel(documents: Iterable[str]) -> None:
    """Take requests and approvals back."""
    _each(documents, lambda keeping, document: keeping.cancel(document), "cancelled")


def plan() -> ExitCode:
    """Print what a run would do now, and do nothing."""
    with office() as desk:
        verdicts = Keeping(desk).plan()
    for verdict in verdicts:
        typer.echo(f"{verdict.document} {verdict.obstacle.value if verdict.obstacle else 'would be destroyed'}")
    typer.echo(f"{sum(verdict.obstacle is None for verdict in verdicts)} would be destroyed; nothing was changed")
    return ExitCode.FINE


def carry_out() -> ExitCode:
    """Carry out what is due, and print what became of each."""
    done = failed = 0
    with office() as desk:
        for outcome in Keeping(desk).carry_out():
            done += outcome.certificate is not None
            failed += outcome.failure is not None
            if outcome.failure is not None:
                told = sentence(outcome.failure, {}, desk.work.settings.language)
            else:
                told = outcome.obstacle.value if outcome.obstacle else f"destroyed, certificate {outcome.certificate}"
            typer.echo(f"{outcome.document} {told}")
        if done:
            back_up_keys_after_destruction(desk.work, actor=desk.actor.id, now=desk.now)
    typer.echo(f"{done} destroyed")
    return ExitCode.BROKEN if failed else ExitCode.FINE


def register(*, as_json: bool, limit: int, offset: int) -> None:
    """Print the register of destructions."""
    with office() as desk:
        issued = Keeping(desk).register(limit=limit, offset=offset)
    if as_json:
        typer.echo(json.dumps([json.loads(one.body) for one in issued], ensure_ascii=False, indent=1))
        return
    table = Table(
        Column("certificate", no_wrap=True, min_width=26), "document", "step", "issued", box=None, pad_edge=False
    )
    for one in issued:
        table.add_row(one.id, one.document, one.step, f"{one.issued_at:%Y-%m-%d %H:%M}")
    printer().print(table)


def _each(documents: Iterable[str], act: Callable[[Keeping, DocumentId], None], told: str) -> None:
    with office() as desk:
        for document in map(document_id, documents):
            act(Keeping(desk), document)
            typer.echo(f"{document} {told}")
