"""Certificates as files: checked against a key, written for their owner alone."""

import os
from pathlib import Path
from typing import Any

from flows.stages.workroom import Workroom
from storage.certificate import CERTIFICATE
from storage.certificate_pdf import attached_certificate
from storage.certificate_proof import Proven, check_proof, has_proof
from storage.checkpoint import PURPOSE as CHECKPOINTS
from storage.crypto.notes import NoteSigner, NoteVerifier
from storage.crypto.signing import Signer
from storage.statement_file import verified
from strongroom.errors import BadSignature


def house_key(work: Workroom) -> bytes:
    """The public key that this house signs certificates with."""
    return Signer.open(work.keyring, CERTIFICATE.purpose).public_key


def house_verifier(work: Workroom) -> NoteVerifier:
    """What checkpoints of this house's audit chain verify with."""
    return NoteSigner.open(work.keyring, CHECKPOINTS).verifier


def check_certificate(data: bytes, public_key: bytes) -> dict[str, Any]:
    """The statement of a certificate, JSON or PDF, that the house with this key signed.

    Raises:
        BadSignature: it is none, was changed, or another key signed it.
    """
    return verified(CERTIFICATE, _file(data), public_key=public_key)


def check_audit_proof(data: bytes, verifier: NoteVerifier, kept: str | None) -> Proven | None:
    """What the proof in a certificate shows of the audit chain; None where it carries none.

    Raises:
        BadSignature, BadProof: it does not show it; with ``kept``, also where there is none.
    """
    file = _file(data)
    return check_proof(file, verifier, kept) if kept is not None or has_proof(file) else None


def _file(data: bytes) -> str:
    try:
        return attached_certificate(data) if data.startswith(b"%PDF") else data.decode()
    except UnicodeDecodeError:
        raise BadSignature(problem="it is no certificate of destruction") from None


def write_new(path: Path, data: bytes) -> None:
    """Write a file (0600) that is not there yet."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
