"""The commands of notices. Each is carried out in ``cli.notices``."""

from typing import Annotated, Literal

import typer

notices = typer.Typer(help="Who is told what outside the product: by mail or in chat rooms.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name that the person signs in with.")]


@notices.command("list")
def notices_list(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Who is told how, and how many notices wait for them; addresses are not shown."""
    from cli.notices import listed

    listed(as_json=as_json)


@notices.command("channel")
def notices_channel(
    name: Name,
    language: Annotated[Literal["en", "zh-CN"], typer.Option("--language", help="Of the notices.")] = "en",
    zone: Annotated[str, typer.Option("--zone", help="Where their hours are, as Asia/Shanghai.")] = "UTC",
    digest: Annotated[int | None, typer.Option("--digest", help="One message a day, at this hour.")] = None,
    quiet: Annotated[str, typer.Option("--quiet", help="Hours in which nothing goes out, as 22-7.")] = "",
) -> None:
    """Tell somebody at the addresses of Apprise on standard input, one a line: they hold passwords and tokens."""
    from cli.notices import channel, wishes_of

    wishes = wishes_of(language=language, zone=zone, digest=digest, quiet=quiet)
    channel(name, typer.get_text_stream("stdin"), wishes)


@notices.command("stop")
def notices_stop(name: Name) -> None:
    """Tell somebody nothing any more."""
    from cli.notices import remove

    remove(name)


@notices.command("send")
def notices_send(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent; nothing is.")] = False,
) -> None:
    """Send what goes now, without waiting for the schedule."""
    from cli.notices import send

    send(dry_run=dry_run)
