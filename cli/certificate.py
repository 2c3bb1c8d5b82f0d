"""``certificate export|key|verify``."""

from pathlib import Path

import typer

from cli.faces import document_id, office, workroom
from flows.stages.certifying import proven_file
from flows.stages.keeping import Keeping
from flows.stages.proving import check_audit_proof, check_certificate, house_key, house_verifier, write_new
from storage.certificate_pdf import certificate_pdf
from storage.certificate_proof import has_proof
from storage.crypto.notes import NoteVerifier
from strongroom.errors import BadSignature


def export(document: str, *, to: Path, kept: Path | None) -> None:
    """Write the newest certificate of a document, with its proof from the audit chain, to a new file.

    Raises:
        BadProof: the checkpoint that was kept is older than the destruction.
    """
    if to.exists() or to.is_symlink():
        raise typer.BadParameter("the file exists; nothing is overwritten", param_hint="--to")
    with office() as desk:
        issued = Keeping(desk).certificate(document_id(document))
        file = proven_file(desk, issued, kept.read_text(encoding="utf-8") if kept else None)
    write_new(to, certificate_pdf(file) if to.suffix.lower() == ".pdf" else file.encode())
    typer.echo(f"{to} written: certificate {issued.id} ({issued.step})")
    if not has_proof(file):
        typer.echo("without a proof from the audit chain: it came back from a backup before that event", err=True)


def key() -> None:
    """Print the public key of this house."""
    with workroom() as work:
        typer.echo(house_key(work).hex())


def verify(file: Path, *, key: str, audit_key: str, kept: Path | None) -> None:
    """Verify a certificate, and its proof from the audit chain, against keys that were given, or this house's.

    Raises:
        BadSignature: it was changed, or another key signed it.
        BadProof: the proof that it carries does not show its event in the chain.
    """
    data = file.read_bytes()
    known = kept.read_text(encoding="utf-8") if kept else None
    said = check_certificate(data, _public_key(key))
    typer.echo(f"genuine: document {said['document']['id']} {said['step']} at {said['destruction']['completed_at']}")
    if key and not audit_key:
        typer.echo("its proof from the audit chain was not checked: give --audit-key too", err=True)
        return
    proven = check_audit_proof(data, _verifier(audit_key), known)
    if proven is None:
        typer.echo("it carries no proof from the audit chain", err=True)
        return
    typer.echo(f"proven: event {proven.sequence} of the audit chain, {proven.at}, in its checkpoint of {proven.size}")


def _public_key(key: str) -> bytes:
    if not key:
        with workroom() as work:
            return house_key(work)
    try:
        return bytes.fromhex(key)
    except ValueError:
        raise BadSignature(problem="the key to compare with is not hexadecimal") from None


def _verifier(audit_key: str) -> NoteVerifier:
    if audit_key:
        return NoteVerifier.read(audit_key)
    with workroom() as work:
        return house_verifier(work)
