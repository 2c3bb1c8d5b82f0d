"""``strongroom``: the command line. Each command is a file of its own, loaded when it is asked for."""

from pathlib import Path
from typing import Annotated

import typer

from cli.faces import Faces

app = typer.Typer(
    name="strongroom",
    cls=Faces,
    help="Takes in scanned papers, reads and names them, keeps them encrypted, and finds them again.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
review = typer.Typer(help="Work on what the machine is unsure of.", no_args_is_help=True)
app.add_typer(review, name="review")
hold = typer.Typer(help="Keep documents from being destroyed, whatever their rule says.", no_args_is_help=True)
app.add_typer(hold, name="hold")
dispose = typer.Typer(
    help="Destroy what may no longer be kept: two people, a wait, a certificate.", no_args_is_help=True
)
app.add_typer(dispose, name="dispose")
certificate = typer.Typer(help="Certificates of destruction.", no_args_is_help=True)
app.add_typer(certificate, name="certificate")
keys = typer.Typer(help="The keys that data keys are wrapped by.", no_args_is_help=True)
app.add_typer(keys, name="keys")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Reason = Annotated[str, typer.Option("--reason", help="Why sensitive contents are opened; it is recorded.")]


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
) -> None:
    """Read files without storing anything and without any server; print what would be filed."""
    from cli.read import run

    raise typer.Exit(run(paths, jsonl=jsonl, workers=workers))


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
def status(as_json: Json = False) -> None:
    """Documents by state, queue age, quarantine and the health of each component; exit 0 only when all is healthy."""
    from cli.status import status as run

    raise typer.Exit(run(as_json=as_json))


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


@keys.command("rotate")
def keys_rotate() -> None:
    """Wrap every data key by a new key, while people work; run again after a crash, it goes on where it stopped."""
    from cli.keys import rotate

    raise typer.Exit(rotate())


@keys.command("retire")
def keys_retire(
    key: Annotated[str, typer.Argument(help="Its id, as 'keys list' shows it.")],
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Destroy a key-encryption key that no data key is under."""
    from cli.keys import retire

    retire(key, sure=sure)


@keys.command("passphrase")
def keys_passphrase() -> None:
    """Seal the key file under a new passphrase, which is asked for; no data key is rewrapped."""
    from cli.keys import change_passphrase

    change_passphrase()


@hold.command("add")
def hold_add(
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept encrypted.")],
    matter: Annotated[str, typer.Option("--matter", help="The case it is for.")],
    document: Annotated[str | None, typer.Option("--document", help="The id of one document.")] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", help="All papers of a customer, later ones too.")
    ] = None,
) -> None:
    """Place a hold on a document or on a customer."""
    from cli.hold import add as run

    run(document=document, customer=customer, matter=matter, reason=reason)


@hold.command("list")
def hold_list(as_json: Json = False) -> None:
    """The holds in force."""
    from cli.hold import listed

    listed(as_json=as_json)


@hold.command("lift")
def hold_lift(hold: str, reason: Annotated[str, typer.Option("--reason", help="Why it ends.")]) -> None:
    """End a hold."""
    from cli.hold import lift

    lift(hold, reason=reason)


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
) -> None:
    """Write the newest certificate of a destroyed document to a file."""
    from cli.certificate import export as run

    run(document, to=to)


@certificate.command("key")
def certificate_key() -> None:
    """The public key that this house signs with; publish it where others can compare."""
    from cli.certificate import key

    key()


@certificate.command("verify")
def certificate_verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    key: Annotated[str, typer.Option("--key", help="The public key of the house; this house's unless told.")] = "",
) -> None:
    """Verify a certificate of destruction, a .json or a .pdf."""
    from cli.certificate import verify

    verify(file, key=key)


if __name__ == "__main__":
    app()
