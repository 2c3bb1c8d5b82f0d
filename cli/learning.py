"""``learning list|train|promote|rollback``: the models that were learned from what people confirmed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import typer
from rich.table import Table

from cli.faces import office, printer
from flows.stages.learning import Learning
from strongroom.permissions import Action


def listed(*, as_json: bool) -> None:
    """Print every model, newest first."""
    with _room() as room:
        found = room.models.all()
    if as_json:
        rows = [
            {
                **asdict(one),
                "blob": one.blob.id,
                "trained_at": one.trained_at.isoformat(),
                "promoted_at": str(one.promoted_at or ""),
            }
            for one in found
        ]
        typer.echo(json.dumps(rows, indent=1))
        return
    table = Table("model", "standing", "trained", "papers", "frozen: right, wrong", "before", box=None, pad_edge=False)
    for one in found:
        trained = f"{one.trained_at:%Y-%m-%d %H:%M}"
        table.add_row(
            one.id,
            one.standing.value,
            trained,
            str(one.papers),
            _votes(one.scores["votes"]),
            _votes(one.scores["before"]),
        )
    printer().print(table)


def train(*, dry_run: bool) -> None:
    """Learn now, or say what would be learned from."""
    with _room() as room:
        plan = room.plan()
        done = None if dry_run else room.train()
    table = Table("kind", "papers that people confirmed", box=None, pad_edge=False)
    for kind, papers in plan.papers.items():
        table.add_row(kind, str(papers))
    printer().print(table)
    if done is None:
        typer.echo(f"{plan.frozen} of them are frozen: no model learns from them. Nothing was done.")
        return
    typer.echo(f"on the frozen papers: {_votes(asdict(done.votes))}; before: {_votes(asdict(done.before))}")
    typer.echo(
        f"{done.model} is in use" if done.in_use else f"{done.model} is kept aside: it is worse, or too few judge"
    )


def promote(model: str) -> None:
    """Put a model in use."""
    with _room() as room:
        room.promote(model)
    typer.echo(f"{model} is in use; running services take it with their next batch")


def roll_back() -> None:
    """Go back to the model before."""
    with _room() as room:
        before = room.roll_back()
    typer.echo(f"{before} is in use again" if before else "no model is in use: the rules decide")


@contextmanager
def _room() -> Iterator[Learning]:
    with office() as desk:
        desk.ask_at_large(Action.OPERATE)
        yield Learning(work=desk.work, actor=desk.actor.id, now=desk.now)


def _votes(votes: dict[str, Any]) -> str:
    return f"{votes['right']}, {votes['wrong']} of {votes['papers']}"
