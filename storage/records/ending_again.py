"""Documents that were destroyed after the data was backed up, ended once more when that data comes back."""

import datetime as dt
from typing import Any

from sqlalchemy import delete, insert, select

from storage.audit import AuditEvent
from storage.records.ending_tables import certificates, dispositions
from storage.records.endings import Issued
from storage.records.ghosts import forget_all_but_the_row
from storage.records.session import Session
from storage.records.tables import blobs, documents
from storage.records.transactions import Transactions
from storage.records.values import Action
from strongroom.disposition import Stage
from strongroom.document import State


def end_again(
    transactions: Transactions, certificate: Issued, said: dict[str, Any], *, actor: str, now: dt.datetime
) -> bool:
    """Bring records that came back to what a certificate says; say whether they were behind it.

    ``said`` is what the certificate states, verified. A document that these records do not know needs no end.
    """

    def work(session: Session) -> bool:
        row = session.connection.execute(
            select(documents).where(documents.c.id == certificate.document).with_for_update()
        ).one_or_none()
        there = select(certificates.c.id).where(certificates.c.id == certificate.id)
        if row is None or session.connection.execute(there).first():
            return False
        if row.state != State.DESTROYED:
            forget_all_but_the_row(session, row)
        session.connection.execute(delete(blobs).where(blobs.c.document == row.number))
        session.connection.execute(delete(dispositions).where(dispositions.c.document == row.number))
        session.connection.execute(insert(dispositions).values(document=row.number, **_columns(certificate, said)))
        session.connection.execute(
            insert(certificates).values(
                id=certificate.id,
                document=row.number,
                step=certificate.step,
                issued_at=certificate.issued_at,
                body=certificate.body,
            )
        )
        action = Action.DESTROYED if certificate.step == "shredded" else Action.ERASED
        facts: dict[str, int | str] = {"certificate": certificate.id, "again": 1}
        session.note(AuditEvent(at=now, actor=actor, action=action, document=certificate.document, facts=facts))
        return True

    return transactions.write(work)


def _columns(certificate: Issued, said: dict[str, Any]) -> dict[str, Any]:
    decision, retention = said["decision"], said["retention"]
    return {
        "stage": Stage.DESTROYED.value,
        "basis": retention["basis"],
        "started_on": dt.date.fromisoformat(retention["starts"]),
        "ended_on": dt.date.fromisoformat(retention["ended"]),
        "proposed_at": dt.datetime.fromisoformat(decision["proposed_at"]),
        "requested_at": dt.datetime.fromisoformat(decision["requested_at"]),
        "requested_by": decision["requested_by"],
        "approved_at": dt.datetime.fromisoformat(decision["approved_at"]),
        "approved_by": decision["approved_by"],
        "due_at": dt.datetime.fromisoformat(decision["cooling_off_until"]),
        "condemned_at": dt.datetime.fromisoformat(said["holds"]["checked_at"]),
        "shredded_at": dt.datetime.fromisoformat(said["destruction"]["completed_at"]),
        "erased_at": certificate.issued_at if certificate.step == "erased" else None,
    }
