"""``access review|confirm|lapse``."""

import datetime as dt
import json

import typer
from rich.table import Table

from cli.faces import cell, office, plain, printer
from flows.stages.access_review import AccessReview, Entitled, to_lapse
from flows.stages.access_review import lapse as end_access
from strongroom.permissions import Action


def listed(*, as_json: bool) -> None:
    """Print who may see what."""
    with office() as desk:
        people = AccessReview(desk).everybody()
    if as_json:
        typer.echo(json.dumps([_as_dict(one) for one in people], ensure_ascii=False, indent=1))
        return
    table = Table("who", "roles", "customers", "grants", "signed in", "confirmed", "to confirm by", box=None)
    for one in people:
        scope = "all" if one.user.customers is None else ", ".join(sorted(one.user.customers)) or "none"
        table.add_row(
            cell(one.user.title),
            ", ".join(sorted(role.value for role in one.user.roles)),
            cell(scope),
            str(len(one.grants)),
            f"{one.standing.signed_in_at:%Y-%m-%d}" if one.standing.signed_in_at else "never",
            f"{one.standing.confirmed_at:%Y-%m-%d}" if one.standing.confirmed_at else "never",
            f"{one.due:%Y-%m-%d}" if one.due else "let in no more",
        )
    printer().print(table)
    typer.echo(
        f"{len(people)} people; 'access list' shows the grants, 'access confirm' says that access is needed still"
    )


def confirm(name: str) -> None:
    """Confirm somebody's access."""
    with office() as desk:
        user = AccessReview(desk).confirm(name)
    typer.echo(f"{user.actor} keeps what they have")


def bind(name: str, customers: frozenset[str] | None) -> None:
    """Bind somebody to the papers of some customers, or of all."""
    with office() as desk:
        user = AccessReview(desk).bind(name, customers)
    whose = "all customers" if customers is None else ", ".join(sorted(map(plain, customers)))
    typer.echo(f"{user.actor} sees the papers of {whose}")


def lapse(*, dry_run: bool) -> None:
    """End what nobody confirmed or used, or say what would end."""
    with office() as desk:
        desk.ask_at_large(Action.MANAGE_USERS)
        found = to_lapse(desk.work, desk.now()) if dry_run else end_access(desk.work, desk.now, actor=desk.actor.id)
    for one in found:
        spared = " (spared: the last administrator)" if one.spared else ""
        typer.echo(f"user:{one.user} {one.why.value}{spared}")
    typer.echo(f"{len(found)} {'would end' if dry_run else 'ended'}")


def _as_dict(one: Entitled) -> dict[str, object]:
    return {
        "id": one.user.actor,
        "name": one.user.title,
        "roles": sorted(role.value for role in one.user.roles),
        "customers": None if one.user.customers is None else sorted(one.user.customers),
        "grants": [grant.id for grant in one.grants],
        "signed_in_at": _text(one.standing.signed_in_at),
        "confirmed_at": _text(one.standing.confirmed_at),
        "confirmed_by": one.standing.confirmed_by,
        "due": _text(one.due),
        "disabled": one.user.disabled_at is not None,
    }


def _text(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None
