"""The commands about who may see what: requests and grants, access reviews, restriction, and what was known when."""

import datetime as dt
from typing import Annotated

import typer

from strongroom.permissions import Action

access = typer.Typer(help="Ask for access for a time, answer others, and review who has what.", no_args_is_help=True)
restrict = typer.Typer(
    help="Keep papers from every use but keeping them, where they may not be destroyed yet.", no_args_is_help=True
)

_TIMES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept encrypted.")]
Words = Annotated[str, typer.Option("--reason", help="What the person who asked is told.")]
Pending = Annotated[str, typer.Argument(help="Its id, as 'access list' shows it.")]


@access.command("request")
def access_request(
    reason: Why,
    until: Annotated[dt.datetime, typer.Option("--until", formats=_TIMES, help="When it ends, UTC; 90 days at most.")],
    document: Annotated[str | None, typer.Option("--document", help="The id of one document.")] = None,
    customer: Annotated[str | None, typer.Option("--customer", help="All papers of a customer.")] = None,
    may: Annotated[
        list[Action] | None, typer.Option("--may", help="find, view, reveal, read or download; may be repeated.")
    ] = None,
) -> None:
    """Ask for access to a document or to a customer's papers, for a time."""
    from cli.access import request

    request(document=document, customer=customer, actions=may or [Action.VIEW], until=until, reason=reason)


@access.command("list")
def access_list(as_json: Json = False) -> None:
    """What waits for your answer, what you asked for, and the grants in force."""
    from cli.access import listed

    listed(as_json=as_json)


@access.command("approve")
def access_approve(pending: Pending, reason: Words = "") -> None:
    """Give leave to what another person asked for: access, an export, the end of a key, a destruction."""
    from cli.access import approve

    approve(pending, reason)


@access.command("refuse")
def access_refuse(pending: Pending, reason: Words = "") -> None:
    """Refuse what another person asked for."""
    from cli.access import refuse

    refuse(pending, reason)


@access.command("withdraw")
def access_withdraw(pending: Pending) -> None:
    """Take back what you asked for."""
    from cli.access import withdraw

    withdraw(pending)


@access.command("revoke")
def access_revoke(
    grant: Annotated[str | None, typer.Argument(help="Its id, as 'access list' shows it.")] = None,
    who: Annotated[str, typer.Option("--who", help="Every grant and link of somebody, by name or id.")] = "",
    everybody: Annotated[bool, typer.Option("--all", help="Every grant and link there is.")] = False,
) -> None:
    """End a grant at once; or, in an incident, all grants and links to outside, somebody's or everybody's."""
    from cli.access import revoke, revoke_all

    if (grant is not None) + bool(who) + everybody != 1:
        raise typer.BadParameter("give the id of a grant, or --who, or --all", param_hint="GRANT")
    if grant is not None:
        revoke(grant)
    else:
        revoke_all(who or None)


@access.command("review")
def access_review(as_json: Json = False) -> None:
    """Everybody with their roles, scope and grants, and when their access is to be confirmed."""
    from cli.access_review import listed

    listed(as_json=as_json)


@access.command("confirm")
def access_confirm(name: Annotated[str, typer.Argument(help="As they sign in, or their id.")]) -> None:
    """Say that somebody still needs what they have."""
    from cli.access_review import confirm

    confirm(name)


@access.command("bind")
def access_bind(
    name: Annotated[str, typer.Argument(help="As they sign in, or their id.")],
    customer: Annotated[list[str] | None, typer.Option("--customer", help="Whose papers; may be repeated.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="The papers of the whole house.")] = False,
) -> None:
    """Bind somebody to the papers of some customers; what is granted to them for a time comes on top."""
    from cli.access_review import bind

    if bool(customer) == everybody:
        raise typer.BadParameter("give customers or --all, and not both", param_hint="--customer")
    bind(name, frozenset(customer or ()) or None)


@access.command("lapse")
def access_lapse(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say whose access would end, and change nothing.")] = False,
) -> None:
    """End the access that nobody confirmed, or that nobody used, for too long."""
    from cli.access_review import lapse

    lapse(dry_run=dry_run)


@restrict.command("add")
def restrict_add(document: str, reason: Why) -> None:
    """Restrict a document: it is kept, and only records managers see it."""
    from cli.restrict import add

    add(document, reason)


@restrict.command("lift")
def restrict_lift(document: str, reason: Why) -> None:
    """Let a document be used again."""
    from cli.restrict import lift

    lift(document, reason)


@restrict.command("show")
def restrict_show(document: str) -> None:
    """The restrictions of a document, and why they were ordered."""
    from cli.restrict import show

    show(document)


def history(
    document: str,
    versions: Annotated[
        list[int] | None, typer.Option("--version", help="Given twice, say what differs between two versions.")
    ] = None,
    as_json: Json = False,
    reason: Annotated[str, typer.Option("--reason", help="Why sensitive contents are opened; it is recorded.")] = "",
) -> None:
    """Tell all that was done with a document and what each version changed, or what differs between two versions."""
    from cli.history import compared, told

    given = versions or []
    if len(given) not in (0, 2):
        raise typer.BadParameter("give two versions, or none", param_hint="--version")
    if given:
        compared(document, given[0], given[1], reason=reason, as_json=as_json)
    else:
        told(document, reason=reason, as_json=as_json)


def bring_back(
    document: str,
    version: Annotated[int, typer.Option("--version", min=1, help="As 'history' numbers them.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept encrypted.")],
) -> None:
    """Make an earlier version of what is known of a document the newest; nothing that came between is lost."""
    from cli.history import restored

    restored(document, version, reason=reason)
