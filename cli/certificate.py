"""``certificate export|key|verify``."""

from pathlib import Path

import typer

from cli.faces import document_id, office, workroom
from flows.stages.keeping import Keeping
from flows.stages.proving import check_certificate, house_key, write_new
from strongroom.errors import BadSignature


def export(document: str, *, to: Path) -> None:
    """Write the newest certificate of a document to a new file."""
    if to.exists() or to.is_symlink():
        raise typer.BadParameter("the file exists; nothing is overwritten", param_hint="--to")
    with office() as desk:
        keeping = Keeping(desk)
        issued = keeping.certificate(document_id(document))
        data = keeping.pdf(issued) if to.suffix.lower() == ".pdf" else issued.body.encode()
    write_new(to, data)
    typer.echo(f"{to} written: certificate {issued.id} ({issued.step})")


def key() -> None:
    """Print the public key of this house."""
    with workroom() as work:
        typer.echo(house_key(work).hex())


def verify(file: Path, *, key: str) -> None:
    """Verify a certificate against a key that was given, or this house's.

    Raises:
        BadSignature: it was changed, or another key signed it.
    """
    data = file.read_bytes()
    if key:
        try:
            public_key = bytes.fromhex(key)
        except ValueError:
            raise BadSignature(problem="the key to compare with is not hexadecimal") from None
    else:
        with workroom() as work:
            public_key = house_key(work)
    said = check_certificate(data, public_key)
    typer.echo(f"genuine: document {said['document']['id']} {said['step']} at {said['destruction']['completed_at']}")
