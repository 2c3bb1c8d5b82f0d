"""``archive`` and ``unarchive``."""

from collections.abc import Iterable
from contextlib import closing

import typer

from cli.faces import ExitCode, document_id, office
from flows.stages.archiving import Archiving, bring_back
from flows.stages.reader_pool import ReaderPool
from strongroom.permissions import Action


def run(*, dry_run: bool) -> ExitCode:
    """Do what the nightly flow does, or say what it would do; unhealthy where a document failed."""
    with office() as desk:
        desk.ask_at_large(Action.OPERATE)
        archiving = Archiving(desk.work, now=desk.now)
        if dry_run:
            plan = archiving.plan()
            for document in plan.unused:
                typer.echo(document)
            typer.echo(f"{len(plan.unused)} to archive, {len(plan.recalled)} asked for, {plan.strays} to tidy up")
            return ExitCode.FINE
        with closing(ReaderPool(desk.work.settings, size=1)) as readers:
            done = archiving.run(readers)
    for document, code in done.failed:
        typer.echo(f"{document}  {code}", err=True)
    typer.echo(
        f"{len(done.archived)} archived, {len(done.brought_back)} brought back, {len(done.waking)} waking, "
        f"{done.tidied} tidied up, {len(done.failed)} failed"
    )
    return ExitCode.UNHEALTHY if done.failed else ExitCode.FINE


def bring_all_back(documents: Iterable[str]) -> ExitCode:
    """Ask for each, and say which are here and which have to be waited for."""
    with office() as desk:
        for document in documents:
            here = bring_back(desk, document_id(document))
            typer.echo(f"{document} is back" if here else f"{document} is being woken; it comes back by itself")
    return ExitCode.FINE
