"""Certificates of destruction as they are handed out: with the proof from the audit chain, where the chain has it."""

from flows.stages.audit_room import anchors_of
from flows.stages.office import Office
from storage.certificate_proof import named_event, with_proof
from storage.checkpoint import Checkpoint
from storage.records.endings import Issued
from strongroom.errors import BadProof


def proven_file(office: Office, issued: Issued, kept: str | None = None) -> str:
    """The file of a certificate with its proof, for a checkpoint that was kept or else for the newest.

    Whoever may have the certificate may have the proof: it shows one event, which the certificate tells anyway.
    Without a checkpoint behind the event the chain is anchored first. Where the chain does not have the event any
    more (it came back from a backup that is older), the file is given without a proof.

    Raises:
        BadSignature: what was kept is no checkpoint of this house.
        BadProof: what was kept is older than the event, or of a chain that does not have it.
    """
    anchors = anchors_of(office.work, office.now)
    transactions = office.work.records.transactions
    if kept is not None:
        theirs = Checkpoint.open(kept, anchors.verifier)
        return transactions.read(lambda session: with_proof(issued.body, session, theirs))
    newest = anchors.newest()
    if newest is None or newest.size < named_event(issued.body):
        newest = anchors.anchor(office.actor.id, now=office.now) or newest
    if newest is None:
        return issued.body
    checkpoint = newest
    try:
        return transactions.read(lambda session: with_proof(issued.body, session, checkpoint))
    except BadProof:
        return issued.body
