"""The commands of custody: holds, dispositions, certificates, backups. Each is carried out in a file of its own."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Kept = Annotated[
    Path | None,
    typer.Option("--checkpoint", exists=True, dir_okay=False, help="A checkpoint that you kept: it has to be in that."),
]

hold = typer.Typer(help="Keep documents from being destroyed, whatever their rule says.", no_args_is_help=True)
dispose = typer.Typer(
    help="Destroy what may no longer be kept: two people, a wait, a certificate.", no_args_is_help=True
)
retention = typer.Typer(help="The rules that say how long papers are kept.", no_args_is_help=True)
certificate = typer.Typer(help="Certificates of destruction.", no_args_is_help=True)
backup = typer.Typer(help="Back up data and keys to the places that the settings name; without a command, now.")


@hold.command("add")
def hold_add(
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept encrypted.")],
    matter: Annotated[str, typer.Option("--matter", help="The case it is for.")],
    document: Annotated[str | None, typer.Option("--document", help="The id of one document.")] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", help="All papers of a customer, later ones too.")
    ] = None,
    search: Annotated[str | None, typer.Option("--search", help="All papers that a search finds now.")] = None,
) -> None:
    """Place a hold on a document, on a customer, or on what a search finds."""
    from cli.hold import add as run

    run(document=document, customer=customer, search=search, matter=matter, reason=reason)


@hold.command("list")
def hold_list(as_json: Json = False) -> None:
    """The holds in force."""
    from cli.hold import listed

    listed(as_json=as_json)


@hold.command("lift")
def hold_lift(
    reason: Annotated[str, typer.Option("--reason", help="Why it ends.")],
    hold: Annotated[str | None, typer.Argument(help="The id of one hold.")] = None,
    matter: Annotated[str | None, typer.Option("--matter", help="All holds of a case instead.")] = None,
) -> None:
    """End a hold, or all holds of a matter."""
    from cli.hold import lift

    lift(hold, matter=matter, reason=reason)


@retention.command("show")
def retention_show(as_json: Json = False) -> None:
    """The rules in force."""
    from cli.retention import show

    show(as_json=as_json)


@retention.command("defaults")
def retention_defaults(
    to: Annotated[Path, typer.Option("--to", help="The file to write; it must not exist.")] = Path("retention.toml"),
) -> None:
    """Write the product's own rules to a file, to begin with."""
    from cli.retention import defaults

    defaults(to)


@retention.command("preview")
def retention_preview(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)], as_json: Json = False
) -> None:
    """Say what rules in a file would change, were they adopted; nothing is changed."""
    from cli.retention import preview

    preview(file, as_json=as_json)


@retention.command("adopt")
def retention_adopt(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put the rules in a file in force, after showing what they change."""
    from cli.retention import adopt

    adopt(file, sure=sure)


@retention.command("undated")
def retention_undated(as_json: Json = False) -> None:
    """Papers that are kept until somebody gives the date that their rule starts from."""
    from cli.retention import undated

    undated(as_json=as_json)


@retention.command("ended")
def retention_ended(
    customer: str,
    on: Annotated[str, typer.Option("--on", help="The day, as 2026-12-31; without it, the relationship goes on.")] = "",
) -> None:
    """Note when the relationship with a customer ended: some rules count from then."""
    from cli.retention import ended

    ended(customer, on)


@dispose.command("list")
def dispose_list(as_json: Json = False) -> None:
    """What the rules allow to be destroyed, and how far each decision is."""
    from cli.dispose import listed

    listed(as_json=as_json)


@dispose.command("request")
def dispose_request(documents: list[str]) -> None:
    """Ask that documents which the schedule found be destroyed: the first of two people."""
    from cli.dispose import request

    request(documents)


@dispose.command("approve")
def dispose_approve(documents: list[str]) -> None:
    """Approve what another person asked for: the second of two people. It is carried out after the cooling-off."""
    from cli.dispose import approve

    approve(documents)


@dispose.command("cancel")
def dispose_cancel(documents: list[str]) -> None:
    """Take a request or an approval back."""
    from cli.dispose import cancel

    cancel(documents)


@dispose.command("run")
def dispose_run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
) -> None:
    """Carry out what is approved and whose cooling-off is over, as the nightly flow does."""
    from cli.dispose import carry_out, plan

    raise typer.Exit(plan() if dry_run else carry_out())


@dispose.command("register")
def dispose_register(
    as_json: Json = False,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 50,
    offset: Annotated[int, typer.Option(min=0)] = 0,
) -> None:
    """What was destroyed, newest first."""
    from cli.dispose import register

    register(as_json=as_json, limit=limit, offset=offset)


@certificate.command("export")
def certificate_export(
    document: str,
    to: Annotated[Path, typer.Option("--to", help="The file to write, .json or .pdf; it must not exist.")],
    checkpoint: Kept = None,
) -> None:
    """Write the newest certificate of a destroyed document, with its proof from the audit chain, to a file."""
    from cli.certificate import export as run

    run(document, to=to, kept=checkpoint)


@certificate.command("key")
def certificate_key() -> None:
    """The public key that this house signs with; publish it where others can compare."""
    from cli.certificate import key

    key()


@certificate.command("verify")
def certificate_verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    key: Annotated[str, typer.Option("--key", help="The public key of the house; this house's unless told.")] = "",
    audit_key: Annotated[
        str, typer.Option("--audit-key", help="The verifier key of its audit chain; this house's unless told.")
    ] = "",
    checkpoint: Kept = None,
) -> None:
    """Verify a certificate of destruction, a .json or a .pdf, and its proof from the audit chain."""
    from cli.certificate import verify

    verify(file, key=key, audit_key=audit_key, kept=checkpoint)


@backup.callback(invoke_without_command=True)
def backup_now(context: typer.Context) -> None:
    """Back up now, unless another command follows."""
    if context.invoked_subcommand is None:
        from cli.backup import back_up

        raise typer.Exit(back_up())


@backup.command("list")
def backup_list(as_json: Json = False) -> None:
    """The backups that are kept."""
    from cli.backup import listed

    listed(as_json=as_json)


@backup.command("drill")
def backup_drill() -> None:
    """Restore the newest backup into a scratch place, prove it, and say how long it took."""
    from cli.backup import drill

    drill()
