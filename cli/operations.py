"""The commands of operations: pauses, workers, and what expires. Each is carried out in a file of its own."""

from typing import Annotated

import typer

What = Annotated[str, typer.Argument(help="intake, maintenance (everything), or the name of a schedule.")]


def pause(what: What) -> None:
    """Stop taking in, stop one schedule, or stop everything, until it is resumed; restarts keep it."""
    from cli.pausing import pause as run

    run(what)


def resume(what: What) -> None:
    """Let what was paused go on."""
    from cli.pausing import resume as run

    run(what)


def worker() -> None:
    """Read and file on this machine what others took in: with the settings of the others, PostgreSQL and S3."""
    from flows.worker_service import main

    main()


def expiring(
    days: Annotated[int, typer.Option(min=0, max=3650, help="How far to look ahead.")] = 90,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Papers that expire soon or have expired, and how far they are chased."""
    from cli.expiring import run

    run(days=days, as_json=as_json)
