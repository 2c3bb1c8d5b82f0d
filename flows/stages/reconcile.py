"""Reconciliation: records, objects and inbox compared in both directions.

What is missing, unreadable or left lying is told, by id and code. One thing is repaired: a blob that nobody recorded is
deleted. That would be the end of a paper if it were the records that are wrong, so it is done only where nothing says
that they may be: the audit chain is not behind its anchors, the blob is younger than the last restore, and there are no
more such blobs than crashes leave.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Final

from flows.stages.audit_room import anchors_of
from flows.stages.inbox import claims
from flows.stages.workroom import Workroom
from storage.audit import AuditEvent
from storage.records.audit_search import TrailQuestion, search
from storage.records.freezing import frozen
from storage.records.reconciling import Compared, Stored, chosen, compare, left, still_expected
from storage.records.values import Action
from storage.vault import StoredBlob, orphans, read
from strongroom.document import Role
from strongroom.errors import AuditBroken, Broken, NotFound, ObjectAsleep
from strongroom.ids import DocumentId, made_at
from strongroom.in_order import some

GRACE: Final = dt.timedelta(hours=1)
"""What is younger may be work in progress."""
MOST_ORPHANS: Final = 50
"""A crash leaves one blob or two. More at once look like records that are older than the objects."""
MOST_TOLD: Final = 1000
"""Findings of one sort that are listed; beyond, a vault has lost its store or its records, and a number says so."""
PURPOSE: Final = "reconcile"


class Fault(StrEnum):
    """What does not agree."""

    OBJECT_MISSING = "object_missing"
    ORPHAN = "orphan"
    UNREADABLE = "unreadable"
    LEASE_LEFT = "lease_left"
    CLAIM_LEFT = "claim_left"
    CHAIN_BROKEN = "chain_broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that does not agree. ``document`` is the arrival of a claim; ``code`` is of ``strongroom.messages``."""

    fault: Fault
    document: str = ""
    blob: str = ""
    code: str = ""
    repaired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """All that was looked at. ``unreadable`` are documents of the sample that did not open, and the code of why.

    ``untold`` counts missing and orphaned blobs beyond the first ``MOST_TOLD`` of each.
    """

    missing: tuple[Stored, ...]
    left: tuple[DocumentId, ...]
    orphans: tuple[StoredBlob, ...]
    unreadable: tuple[tuple[DocumentId, str], ...]
    claims: tuple[str, ...]
    chain: str = ""
    untold: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What was compared, and what did not agree; ``untold`` are findings beyond those that are listed."""

    blobs: int
    opened: int
    findings: tuple[Finding, ...]
    untold: int = 0

    @property
    def open(self) -> int:
        """How many findings somebody has to look at."""
        return sum(not one.repaired for one in self.findings) + self.untold


Choose = Callable[[Iterable[DocumentId], int], Iterable[DocumentId]]


def at_random(many: Iterable[DocumentId], few: int) -> tuple[DocumentId, ...]:
    """A few out of many, so that in time every document is tried."""
    return some(many, few, pick=random.randrange)


def judge(seen: Sighting) -> tuple[Finding, ...]:
    """What does not agree, worst first."""
    found = [Finding(fault=Fault.CHAIN_BROKEN, code=seen.chain)] if seen.chain else []
    found += [Finding(fault=Fault.OBJECT_MISSING, document=document, blob=blob) for document, blob in seen.missing]
    found += [Finding(fault=Fault.UNREADABLE, document=document, code=code) for document, code in seen.unreadable]
    found += [Finding(fault=Fault.LEASE_LEFT, document=document) for document in seen.left]
    found += [Finding(fault=Fault.CLAIM_LEFT, document=arrival) for arrival in seen.claims]
    found += [Finding(fault=Fault.ORPHAN, document=one.document, blob=one.blob) for one in seen.orphans]
    return tuple(found)


def repairable(seen: Sighting, *, restored_at: dt.datetime | None) -> tuple[StoredBlob, ...]:
    """The blobs that may be deleted. A blob whose file still lies in the inbox is recorded when that is taken again."""
    if seen.chain or len(seen.orphans) > MOST_ORPHANS:
        return ()
    return tuple(
        one
        for one in seen.orphans
        if one.document not in seen.claims and (restored_at is None or made_at(one.blob) > restored_at)
    )


def reconcile(work: Workroom, *, sample: int, choose: Choose, actor: str, now: Callable[[], dt.datetime]) -> Reconciled:
    """Compare, repair, and record that it was done."""
    seen, done = _look(work, sample=sample, choose=choose, actor=actor, now=now)
    if frozen(work.records.transactions) is None:
        mended = repairable(seen, restored_at=_restored_at(work))
        for one in mended:
            work.vault.discard(one)
        gone = {one.blob for one in mended}
        findings = (replace(one, repaired=one.fault is Fault.ORPHAN and one.blob in gone) for one in done.findings)
        done = replace(done, findings=tuple(findings))
    found = len(done.findings) + done.untold
    facts = {"blobs": done.blobs, "opened": done.opened, "findings": found, "repaired": found - done.open}
    work.records.transactions.note(AuditEvent(at=now(), actor=actor, action=Action.RECONCILED, facts=facts))
    return done


def survey(work: Workroom, *, sample: int, choose: Choose, actor: str, now: Callable[[], dt.datetime]) -> Reconciled:
    """Compare, and change nothing."""
    _, done = _look(work, sample=sample, choose=choose, actor=actor, now=now)
    return done


def _look(
    work: Workroom, *, sample: int, choose: Choose, actor: str, now: Callable[[], dt.datetime]
) -> tuple[Sighting, Reconciled]:
    before = now() - GRACE
    transactions = work.records.transactions
    compared = compare(
        transactions, lambda: ((one.document, one.blob) for one in work.vault.stored(now() + GRACE)), most=MOST_TOLD
    )
    unrecorded = orphans(work.vault, work.records, before)
    lost = tuple(islice(unrecorded, MOST_TOLD))
    opened = chosen(transactions, choose, sample)
    unreadable = [(document, code) for document in opened if (code := _opens(work, document, actor, now)) is not None]
    seen = Sighting(
        missing=_missing(work, compared),
        left=left(transactions, before),
        orphans=lost,
        unreadable=tuple(unreadable),
        claims=tuple(sorted({one.arrival for one in claims(work.settings.inbox) if made_at(one.arrival) < before})),
        chain=_chain(work, now),
        untold=compared.more + sum(1 for _ in unrecorded),
    )
    return seen, Reconciled(blobs=compared.blobs, opened=len(opened), findings=judge(seen), untold=seen.untold)


def _missing(work: Workroom, compared: Compared) -> tuple[Stored, ...]:
    # Looked for once more: what was moved into the archive, brought back or destroyed during the walk is not missing.
    lost = (one for one in compared.missing if not work.vault.holds(*one))
    return still_expected(work.records.transactions, lost)


def _opens(work: Workroom, document: DocumentId, actor: str, now: Callable[[], dt.datetime]) -> str | None:
    try:
        read(work.vault, work.records, document, Role.ORIGINAL, actor=actor, purpose=PURPOSE, now=now())
    except NotFound:
        return None  # destroyed since it was chosen
    except ObjectAsleep:
        return None  # it is listed; what lies in a deep archive is opened when it is brought back
    except Broken as error:
        return error.code
    return None


def _chain(work: Workroom, now: Callable[[], dt.datetime]) -> str:
    try:
        anchors_of(work, now).check()
    except AuditBroken as error:
        return error.code
    return ""


def _restored_at(work: Workroom) -> dt.datetime | None:
    found = search(work.records.transactions, TrailQuestion(action=Action.RESTORED), limit=1)
    return found[0].entry.at if found else None
