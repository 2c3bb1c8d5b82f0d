"""``strongroom``: the command line. Each command is a file of its own, loaded when it is asked for."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from cli import access_commands, archive_commands, custody, guard_commands, operations
from cli.customer_commands import customers
from cli.faces import Faces
from cli.learning_commands import learning
from cli.notice_commands import notices
from cli.options import tell
from cli.report_commands import report

app = typer.Typer(
    name="strongroom",
    cls=Faces,
    help="Takes in scanned papers, reads and names them, keeps them encrypted, and finds them again.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_KEEPING: Final = "Keeping and destroying"
_GUARDING: Final = "Guarding and running"

review = typer.Typer(help="Work on what the machine is unsure of.", no_args_is_help=True)
app.add_typer(review, name="review")
kinds = typer.Typer(help="What sorts of paper there are, and the house's own.", no_args_is_help=True)
app.add_typer(kinds, name="kinds")
keys = typer.Typer(help="The keys that data keys are wrapped by.", no_args_is_help=True)
app.add_typer(keys, name="keys", rich_help_panel=_GUARDING)
app.add_typer(access_commands.access, name="access", rich_help_panel=_GUARDING)
app.add_typer(learning, name="learning", rich_help_panel=_GUARDING)
app.add_typer(notices, name="notices", rich_help_panel=_GUARDING)
app.add_typer(guard_commands.audit, name="audit", rich_help_panel=_GUARDING)
app.add_typer(guard_commands.freeze, name="freeze", rich_help_panel=_GUARDING)
app.add_typer(guard_commands.thaw, name="thaw", rich_help_panel=_GUARDING)
app.add_typer(guard_commands.sessions, name="sessions", rich_help_panel=_GUARDING)
app.command("reconcile", rich_help_panel=_GUARDING)(guard_commands.reconcile)
app.command()(access_commands.history)
app.command()(access_commands.bring_back)
app.command(rich_help_panel=_GUARDING)(operations.pause)
app.command(rich_help_panel=_GUARDING)(operations.resume)
app.command(rich_help_panel=_GUARDING)(operations.worker)
app.command(rich_help_panel=_KEEPING)(operations.expiring)
app.add_typer(customers, name="customers", rich_help_panel=_KEEPING)
app.command(rich_help_panel=_KEEPING)(archive_commands.archive)
app.command(rich_help_panel=_KEEPING)(archive_commands.unarchive)
app.add_typer(archive_commands.package, name="package", rich_help_panel=_KEEPING)
app.add_typer(custody.hold, name="hold", rich_help_panel=_KEEPING)
app.add_typer(custody.retention, name="retention", rich_help_panel=_KEEPING)
app.add_typer(access_commands.restrict, name="restrict", rich_help_panel=_KEEPING)
app.add_typer(custody.dispose, name="dispose", rich_help_panel=_KEEPING)
app.add_typer(custody.certificate, name="certificate", rich_help_panel=_KEEPING)
app.add_typer(report, name="report", rich_help_panel=_KEEPING)
app.add_typer(custody.backup, name="backup", rich_help_panel=_GUARDING)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Reason = Annotated[str, typer.Option("--reason", help="Why sensitive contents are opened; it is recorded.")]


@app.callback()
def options(
    told: Annotated[
        list[str] | None, typer.Option("--set", help="Any setting, as name=value; may be repeated.", show_default=False)
    ] = None,
) -> None:
    """Take settings from the command line, before any command reads them."""
    tell(told or [])


@app.command()
def up(
    samples: Annotated[bool, typer.Option(help="Draw sample papers into an empty inbox at the first start.")] = True,
    data: Annotated[Path | None, typer.Option(help="The data folder.")] = None,
    inbox: Annotated[Path | None, typer.Option(help="The watched folder.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Stop when everything in the inbox is filed.")] = False,
) -> None:
    """Start everything on this machine and stay up until Ctrl-C."""
    from cli.up import run

    raise typer.Exit(run(data=data, inbox=inbox, samples=samples, once=once))


@app.command()
def read(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.", exists=True)],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one JSON object for each document.")] = False,
    workers: Annotated[int, typer.Option(help="Reading processes; 0 is one for each core.")] = 0,
    show: Annotated[
        Path | None, typer.Option(help="Write a page (HTML, not encrypted) of what was read where.")
    ] = None,
) -> None:
    """Read files without storing anything and without any server; print what would be filed."""
    from cli.read import run

    raise typer.Exit(run(paths, jsonl=jsonl, workers=workers, show=show))


@app.command()
def unlock(document: str) -> None:
    """Read a document that waits for its password, which is asked for and not kept."""
    from cli.unlock import run

    raise typer.Exit(run(document))


@app.command()
def separators(
    file: Annotated[Path, typer.Argument(help="The PDF to write; it must not exist.")],
    kind: Annotated[str | None, typer.Option(help="The kind of the papers behind the sheet.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag for them; may be repeated.")] = None,
    owner: Annotated[str | None, typer.Option(help="Whose papers they are.")] = None,
    sheets: Annotated[int, typer.Option(min=1, max=100)] = 1,
) -> None:
    """Write sheets to print and lay between papers that are scanned in one go."""
    from cli.separators import run

    run(file, kind=kind, tags=tag or [], owner=owner, sheets=sheets)


@app.command()
def add(paths: Annotated[list[Path], typer.Argument(help="Files or folders.", exists=True)]) -> None:
    """Take files into the vault; the files themselves stay where they are."""
    from cli.add import run

    raise typer.Exit(run(paths))


@app.command()
def find(
    query: Annotated[list[str], typer.Argument(help='Words, "phrases", field:value, field<value.')],
    as_json: Json = False,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 20,
    offset: Annotated[int, typer.Option(min=0)] = 0,
) -> None:
    """Search by words in Chinese and English, and by fields."""
    from cli.find import find as run

    run(" ".join(query), as_json=as_json, limit=limit, offset=offset)


@app.command()
def show(document: str, as_json: Json = False, reason: Reason = "") -> None:
    """Show one document. Sensitive readings are masked unless a reason is given."""
    from cli.find import show as run

    run(document, as_json=as_json, reason=reason)


@app.command()
def export(
    document: str,
    to: Annotated[Path, typer.Option("--to", help="The file to write; it must not exist.")],
    reason: Reason = "",
) -> None:
    """Write the unchanged original of a document to a file."""
    from cli.find import export as run

    run(document, to=to, reason=reason)


@app.command()
def status(
    as_json: Json = False,
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and show it anew until Ctrl-C.")] = False,
    seconds: Annotated[float, typer.Option(min=0.5, help="How often, with --watch.")] = 2.0,
) -> None:
    """Documents by state, queue age, quarantine and the health of each component; exit 0 only when all is healthy."""
    from cli.board.watching import watch as stay
    from cli.status import status as run

    raise typer.Exit(stay(seconds=seconds) if watch else run(as_json=as_json))


@app.command()
def doctor() -> None:
    """Check every component and say what to do."""
    from cli.status import doctor as run

    raise typer.Exit(run())


@app.command()
def samples(folder: Path, seed: int = 1) -> None:
    """Draw the sample papers, of invented people and companies, into a folder."""
    from cli.samples.draw import draw_samples

    for path in draw_samples(folder, seed=seed):
        typer.echo(path)


@review.command("list")
def review_list(as_json: Json = False) -> None:
    """What waits for a person, and why."""
    from cli.review import listed

    listed(as_json=as_json)


@review.command("accept")
def review_accept(document: str, reason: Reason = "") -> None:
    """File a document as it was read."""
    from cli.review import settle

    settle(document, "accept", reason=reason)


@review.command("correct")
def review_correct(
    document: str,
    fields: Annotated[list[str] | None, typer.Argument(help="field=value; an empty value removes a reading.")] = None,
    kind: Annotated[str | None, typer.Option(help="The right kind.")] = None,
    reason: Reason = "",
) -> None:
    """Correct readings or the kind, and file the document."""
    from cli.review import settle

    settle(document, "correct", fields=fields or [], kind=kind, reason=reason)


@review.command("again")
def review_again(document: str) -> None:
    """Send a document from quarantine or review back to be read."""
    from cli.review import again

    again(document)


@review.command("reject")
def review_reject(document: str, reason: Reason = "") -> None:
    """Set a document aside: it goes to quarantine, and nothing of it is lost."""
    from cli.review import settle

    settle(document, "reject", reason=reason)


@keys.command("list")
def keys_list(as_json: Json = False) -> None:
    """All key-encryption keys, and how many data keys are under each."""
    from cli.keys import listed

    listed(as_json=as_json)


class Rotatable(StrEnum):
    """Which key is made anew."""

    DATA = "data"
    SEARCH = "search"


@keys.command("rotate")
def keys_rotate(
    what: Annotated[
        Rotatable, typer.Argument(help="data: what wraps the data keys; search: what the search index is hashed with.")
    ] = Rotatable.DATA,
) -> None:
    """Change a key for a new one, while people work; run again after a crash, it goes on where it stopped."""
    from cli.keys import rotate, rotate_search

    raise typer.Exit(rotate() if what is Rotatable.DATA else rotate_search())


@keys.command("retire")
def keys_retire(
    key: Annotated[str, typer.Argument(help="Its id, as 'keys list' shows it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; for who approves it, and the audit.")] = "",
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Destroy a key-encryption key that no data key is under: once to ask for it, again when another has approved."""
    from cli.keys import retire

    retire(key, reason=reason, sure=sure)


@keys.command("passphrase")
def keys_passphrase() -> None:
    """Seal the key file under a new passphrase, which is asked for; no data key is rewrapped."""
    from cli.keys import change_passphrase

    change_passphrase()


@app.command(rich_help_panel=_GUARDING)
def restore(
    backup: Annotated[
        str | None, typer.Option("--backup", help="The id of the backup; the newest unless told.")
    ] = None,
) -> None:
    """Restore a backup into an empty installation. Stop everything else that uses it first."""
    from cli.restore import run

    run(backup)


@kinds.command("list")
def kinds_list(as_json: Json = False) -> None:
    """Every kind: its title, where it comes from, how long it is kept, its fields."""
    from cli.kinds import listed

    listed(as_json=as_json)


@kinds.command("check")
def kinds_check(file: Annotated[Path, typer.Argument(help="A TOML file.", exists=True, dir_okay=False)]) -> None:
    """Say whether a file with a kind of the house's own is sound."""
    from cli.kinds import check

    check(file)


if __name__ == "__main__":
    app()
