"""Certificates of destruction: what was destroyed, by which rule, by whose decision, how, and what was checked after.

The file is JSON of one object with two members: ``certificate``, the statement, and ``signature``. What is signed is
the line ``strongroom certificate 1``, a line feed, and the statement in canonical form: members sorted by name, no
blanks, UTF-8 (RFC 8785, for there are no fractions in it). ``docs/certificate-format.md`` says what each member means.

There are two certificates for each document. ``shredded``: its keys and all of its objects are gone from the vault.
``erased``: the last backup of keys that could hold its keys has expired; from then on nothing opens it anywhere.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final, Literal

from storage.records.endings import Ending
from storage.statement_file import Sort

CERTIFICATE: Final = Sort(
    member="certificate",
    purpose="certificate",
    format="strongroom certificate of destruction 1",
    title="certificate of destruction",
)
Step = Literal["shredded", "erased"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """How long copies outlive the vault: backups of keys, and of data, which no key opens."""

    keys_days: int
    data_days: int


def statement(
    ending: Ending,
    *,
    certificate: str,
    step: Step,
    now: dt.datetime,
    copies: Copies,
    software: str,
) -> dict[str, Any]:
    """What a certificate says. Ids, dates and rules: no personal data but who decided, by their ids."""
    shredded_at = ending.shredded_at or now
    return {
        "format": CERTIFICATE.format,
        "id": certificate,
        "step": step,
        "issued_at": _time(now),
        "software": software,
        "document": {
            "id": ending.document,
            "kind": ending.kind or "",
            "media": ending.media,
            "pages": ending.page_count or 0,
            "received_at": _time(ending.received_at),
            "filed_at": _time(ending.filed_at) if ending.filed_at else "",
        },
        "retention": {
            "basis": ending.basis,
            "starts": ending.starts.isoformat(),
            "ended": ending.ends.isoformat(),
        },
        "decision": {
            "proposed_at": _time(ending.proposed_at),
            "requested_by": ending.requested_by,
            "requested_at": _time(ending.requested_at),
            "approved_by": ending.approved_by,
            "approved_at": _time(ending.approved_at),
            "cooling_off_until": _time(ending.due_at),
        },
        "holds": {"checked_at": _time(ending.condemned_at), "in_force": 0},
        "destruction": {
            "method": "the data keys were destroyed, then every version of every object was deleted",
            "completed_at": _time(shredded_at),
            **(ending.inventory or {}),
        },
        "verification": {"objects_left": 0, "keys_left": 0},
        "copies": {
            "key_backups_expire": (shredded_at + dt.timedelta(days=copies.keys_days)).date().isoformat(),
            "data_backups_expire": (shredded_at + dt.timedelta(days=copies.data_days)).date().isoformat(),
            "data_backups": "hold encrypted copies that no key opens",
            "erasure": "complete" if step == "erased" else "complete when the key backups have expired",
        },
        "audit": {"sequence": ending.audit[0], "hash": ending.audit[1]},
    }


def _time(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
