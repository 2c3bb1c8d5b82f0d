"""The watch: after each day it compares what the house did with the law as told a second time, and believes nothing.

Each evening it looks at what changed that day, at how many papers there are, and at the part of the audit chain that is
new; each quarter at everything that was destroyed and a sample of what was not, each year at the whole chain. What was
right in an evening can only be made wrong by a change, which is seen in the evening of its day, or by somebody who goes
behind the records, whom the quarter shows.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Integer, literal_column, select

from flows.stages.archiving import Archived
from storage.audit import GENESIS, verify
from storage.certificate import CERTIFICATE
from storage.crypto.signing import Signer
from storage.records import trail
from storage.records.clock_tables import chases
from storage.records.ending_tables import certificates, dispositions
from storage.records.request_tables import restriction_orders
from storage.records.sealing import field_key_id
from storage.records.tables import documents
from storage.statement_file import verified
from strongroom.document import State
from strongroom.errors import KeyMissing, NotFound
from strongroom.ids import DocumentId
from tests.sim.house import COOLING_OFF, UNUSED_DAYS, House
from tests.sim.law import NEVER, Law, Paper, first_free_day, use_ends

SLACK: Final = 12
"""Days in which a calendar has a working day, on which it is said that a paper has expired."""
_SAMPLE: Final = 200
STEPS: Final = (90, 30, 7, -SLACK)
_EXPIRE: Final = ("passport", "contract")
"""The kinds of which a paper says when it expires."""


class Watch:
    """Invariants over the days. Each raises AssertionError on the day on which it is broken."""

    def __init__(self, house: House, papers: dict[str, Paper]) -> None:
        self._house = house
        self._papers = papers
        self._chased: dict[str, int] = {}
        self._expiring: dict[dt.date, list[tuple[str, int]]] = {}
        self._audited = (0, GENESIS)
        self._public_key = Signer.open(house.keyring, CERTIFICATE.purpose).public_key
        self._certified = ""
        self._ordered = ""
        self._chases = 0
        self.counts: Counter[str] = Counter()
        self.away: dict[str, Paper] = {}

    def expect(self, papers: Iterable[Paper]) -> None:
        """Remember when papers that expire have to have been chased."""
        for paper in papers:
            if paper.kind in _EXPIRE and paper.date is not None:
                for step in STEPS:
                    day = max(paper.date - dt.timedelta(days=step), paper.filed)
                    self._expiring.setdefault(day, []).append((paper.document, step))

    def day(self, now: dt.datetime, law: Law, left: dict[str, dt.date]) -> None:
        """Everything that must be true in the evening."""
        for row in self._read(_ended(after=self._certified)):
            assert row.issued_at == now, "certified on another day"
            if row.step == "shredded":
                self._check_destroyed(row, now.date(), law, left)
            else:
                self._check_certified(self._papers[row.document_id], row.body)
            self._certified = row.certificate
            self.counts[row.step] += 1
        self._check_restricted(now, law, left)
        self._check_chased(now)
        self._check_counts()
        self._check_audit()

    def moved(self, done: Archived, on: dt.date) -> None:
        """What went to the archive was old and held by nobody, and lies there alone; what came back was asked for."""
        for document in done.archived:
            paper = self._papers[document]
            assert not paper.holds, "archived under a hold"
            assert paper.filed <= on - dt.timedelta(days=UNUSED_DAYS), "archived early"
            assert paper.asked_for is None or paper.asked_for <= on - dt.timedelta(days=UNUSED_DAYS), "archived in use"
            self._check_places(paper, near=1, far=1)
            self.away[document] = paper
        for document in done.brought_back:
            assert self._papers[document].asked_for is not None, "brought back unasked"
            self._check_places(self._papers[document], near=2, far=0)
            self.away.pop(document)
        self.counts["archived"] += len(done.archived)
        self.counts["brought back"] += len(done.brought_back)

    def _check_places(self, paper: Paper, *, near: int, far: int) -> None:
        tiers = self._house.tiers
        lie = len(list(tiers.near_keys(f"{paper.document}/"))), len(list(tiers.far_keys(f"{paper.document}/")))
        assert lie == (near, far), "it lies where it should not"
        self.counts["checks"] += 1

    def _check_restricted(self, now: dt.datetime, law: Law, left: dict[str, dt.date]) -> None:
        on = now.date()
        for row in self._read(_ordered(after=self._ordered)):
            assert row.set_at == now, "restricted on another day"
            self._ordered = row.order
            paper = self._papers[row.id]
            assert use_ends(paper, law) <= on, "restricted while it may be used"
            assert paper.holds or first_free_day(paper, law, left.get(paper.customer)) > on, "nothing keeps it"
            self.counts["restricted"] += 1
            self.counts["checks"] += 1

    def whole(self) -> None:
        """What is gone can still not be read, and of what is there a sample can."""
        living = [paper for paper in self._papers.values() if paper.gone is None]
        for paper in living[:: len(living) // _SAMPLE + 1]:
            self._check_readable(paper)
        for paper in self._papers.values():
            if paper.gone is not None:
                self._check_unreadable(paper)

    def chain(self) -> None:
        """The whole audit chain, from its first event."""
        assert self._house.records.audit_verify() == self._audited[0]
        self.counts["checks"] += 1

    def _check_counts(self) -> None:
        counts = self._house.records.counts()
        here = counts[State.FILED] + counts[State.ARCHIVED]
        gone = self.counts["shredded"]
        assert (here, counts[State.DESTROYED]) == (len(self._papers) - gone, gone), "something went uncertified"
        assert counts[State.ARCHIVED] == len(self.away), "something was archived unseen"
        self.counts["checks"] += 1

    def overdue(self, on: dt.date, law: Law, left: dict[str, dt.date], *, days: int) -> list[str]:
        """What has been free to go for long and is still there."""
        since = on - dt.timedelta(days=days)
        return [
            paper.document
            for paper in self._papers.values()
            if paper.gone is None
            and not paper.holds
            and max(paper.last_held, paper.filed) < since
            and first_free_day(paper, law, left.get(paper.customer)) < since
        ]

    def _check_destroyed(self, row: Any, on: dt.date, law: Law, left: dict[str, dt.date]) -> None:
        paper = self._papers[row.document_id]
        free = first_free_day(paper, law, left.get(paper.customer))
        assert free != NEVER, "destroyed without a date"
        assert free <= on, "destroyed early"
        assert not paper.holds, "destroyed under a hold"
        assert row.requested_by != row.approved_by, "destroyed by one person"
        assert row.requested_by is not None
        assert row.approved_by is not None
        assert row.approved_at + COOLING_OFF <= row.condemned_at, "destroyed without a wait"
        assert paper.last_held <= row.approved_at.date(), "held after it was approved"
        self._check_certified(paper, row.body)
        self._check_unreadable(paper)
        self._check_forgotten(paper)
        paper.gone = on
        self.away.pop(paper.document, None)

    def _check_certified(self, paper: Paper, certificate: str) -> None:
        said = verified(CERTIFICATE, certificate, public_key=self._public_key)
        assert said["document"]["id"] == paper.document, "the certificate is of another paper"
        self.counts["checks"] += 1

    def _check_unreadable(self, paper: Paper) -> None:
        """No object is left, and what a thief or a backup kept of one does not open."""
        tiers, place = self._house.tiers, f"{paper.document}/"
        assert not [*tiers.near_keys(place), *tiers.far_keys(place)], "its objects are there after its destruction"
        for key in (*paper.blobs, field_key_id(DocumentId(paper.document))):
            assert not self._opens(key), "it can be read after its destruction"
        self.counts["checks"] += 1

    def _check_readable(self, paper: Paper) -> None:
        assert all(self._opens(blob) for blob in paper.blobs), "a paper that is kept cannot be read"
        self.counts["checks"] += 1

    def _check_forgotten(self, paper: Paper) -> None:
        try:
            self._house.records.for_policy(DocumentId(paper.document))
        except NotFound:
            return
        raise AssertionError("it is found after its destruction")

    def _opens(self, key: str) -> bool:
        try:
            self._house.keyring.get(key)
        except KeyMissing:
            return False
        return True

    def _check_chased(self, now: dt.datetime) -> None:
        for row in self._read(_chased(after=self._chases)):
            assert row.opened_at == now, "chased on another day"
            self._chases = row.place
            self._chased[row.id] = min(row.days_before, self._chased.get(row.id, 999))
            self.counts["chased"] += 1
        for document, step in self._expiring.pop(now.date(), ()):
            paper = self._papers[document]
            if paper.gone is None and paper.renewed is None:
                assert self._chased.get(document, 999) <= max(step, 0), f"not chased {step} days before"
                self.counts["expiries watched"] += 1
                self.counts["checks"] += 1

    def _check_audit(self) -> None:
        def walk(connection: Connection) -> tuple[int, bytes]:
            sequence, previous = self._audited
            new = trail.events(connection, after=sequence)
            end = verify(new, sequence=sequence, previous=previous)
            found = trail.ends(connection)
            assert (found.sequence, found.hash) == end, "the chain does not end where its head says"
            self.counts["events verified"] = end[0]
            return end

        self._audited = self._house.records._database.read(walk)

    def _read(self, query: Any) -> Sequence[Any]:
        return self._house.records._database.read(lambda connection: connection.execute(query).all())


def _ended(*, after: str) -> Any:
    return (
        select(
            certificates.c.id.label("certificate"),
            certificates.c.step,
            certificates.c.body,
            certificates.c.issued_at,
            documents.c.id.label("document_id"),
            dispositions,
        )
        .join(documents, documents.c.number == certificates.c.document)
        .join(dispositions, dispositions.c.document == documents.c.number)
        .where(certificates.c.id > after)
        .order_by(certificates.c.id)
    )


def _ordered(*, after: str) -> Any:
    return (
        select(documents.c.id, restriction_orders.c.id.label("order"), restriction_orders.c.set_at)
        .join(restriction_orders, documents.c.number == restriction_orders.c.document)
        .where(restriction_orders.c.id > after)
        .order_by(restriction_orders.c.id)
    )


def _chased(*, after: int) -> Any:
    # SQLite numbers rows by itself in the order in which they came; none is ever removed.
    place = literal_column("chases.rowid", Integer).label("place")
    return (
        select(documents.c.id, chases.c.days_before, chases.c.opened_at, place)
        .join(chases, documents.c.number == chases.c.document)
        .where(place > after)
        .order_by(place)
    )
