"""The file of a customer as one person may see it: their papers, what is missing, what expires; and doubles made one.

A customer is there for a person who may know of one of their papers, and is told as absent to everybody else.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from flows.stages.office import REFUSED_ACT, Office
from flows.stages.working_days import house_zone
from storage.audit import AuditEvent
from storage.records.customer_files import CustomerFiles, File
from storage.records.holding import Hold, Holds
from storage.records.merging import Merge, Merges
from storage.records.profiles import Profile, Profiles
from storage.records.values import DocumentSummary
from strongroom.checklist import AHEAD, Gap, gaps
from strongroom.contact import Contact, checked_mail
from strongroom.document import State
from strongroom.errors import BadForm, Denied, NotFound
from strongroom.expiry import FIELD
from strongroom.ids import DocumentId
from strongroom.permissions import Action, Forbidden, Target, decide

MOST_PAPERS: Final = 300
_ASKED: Final = 10
_KEPT: Final = frozenset({State.FILED, State.ARCHIVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A customer in a list. ``id`` is the keyed hash of the name, in hex."""

    id: str
    name: str = field(repr=False)
    newest: DocumentSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """A paper that expires soon or has expired."""

    row: DocumentSummary
    on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A merge that can be undone, and what the double was called."""

    merge: Merge
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """Everything of a customer that the person may see. ``more`` says that papers were cut.

    ``complete`` says that the file is to hold something and does, as far as they know; ``profile`` is None for who may
    not change it.
    """

    id: str
    name: str = field(repr=False)
    papers: tuple[DocumentSummary, ...]
    wanted: tuple[str, ...]
    gaps: tuple[Gap, ...]
    complete: bool
    profile: Profile | None
    expiring: tuple[Expiring, ...]
    holds: tuple[Hold, ...]
    joined: tuple[Joined, ...]
    more: bool


@dataclass(frozen=True, kw_only=True)
class CustomerRoom:
    """The customers as one person may see and use them."""

    office: Office

    def listed(self, *, limit: int, offset: int) -> tuple[Line, ...]:
        """Customers, the one with the newest paper first."""
        files = self._files.listed(limit=limit, offset=offset, papers=_ASKED)
        return self._lines([(one.hash, self._first_known(one.papers)) for one in files])

    def named(self, text: str, *, limit: int) -> tuple[Line, ...]:
        """Customers whose names hold these words."""
        found = self.office.find('customer:"' + text.replace('"', " ") + '"', limit=20 * limit)
        newest: dict[bytes, DocumentId] = {}
        for row in found.rows:
            if hashed := self._files.hash_of(row.customer or ""):
                newest.setdefault(hashed, row.id)
        return self._lines(list(newest.items())[:limit])

    def one(self, customer: str) -> CustomerView:
        """One customer (NotFound where the person may know of none of their papers)."""
        found = self._files.one(_hash(customer), papers=MOST_PAPERS + 1)
        rows = self._shown(found.papers[:MOST_PAPERS])
        if not rows:
            self._refused(Action.FIND, "not_found")
            raise NotFound(customer="?")
        today = self.office.now().astimezone(house_zone(self.office.work.settings)).date()
        expiring = sorted(_expiring(rows, today), key=lambda one: one.on)
        name = rows[0].customer or ""
        filed = self._profiles.filed(found.hash)
        shown = self.shown_gaps(gaps(filed, self.office.work.sorts, today), name)
        return CustomerView(
            id=customer,
            name=name,
            papers=rows,
            wanted=found.wanted,
            gaps=shown,
            complete=bool(filed.sort or filed.wanted) and not shown,
            profile=self._profiles.of(found.hash) if self.may_change(name) else None,
            expiring=tuple(expiring),
            holds=self._holds(rows[0]),
            joined=self._joined(found),
            more=len(found.papers) > MOST_PAPERS,
        )

    def want(self, customer: str, kinds: Iterable[str]) -> None:
        """Say which kinds a complete file has besides its checklist (NotFound, Denied; BadForm for what is no kind)."""
        name = self._ask(customer, Action.REVIEW)
        wanted = tuple(kinds)
        if not name or any(kind not in self.office.work.kinds for kind in wanted):
            raise BadForm(field="kinds")
        self._files.want(_hash(customer), wanted, actor=self._actor, now=self.office.now())

    def describe(self, customer: str, sort: str | None, contact: Contact) -> None:
        """Say of which sort a customer is, and how they are written to (NotFound, Denied, BadForm)."""
        self._ask(customer, Action.REVIEW)
        if sort is not None and sort not in self.office.work.sorts:
            raise BadForm(field="sort")
        profile = Profile(sort=sort, contact=replace(contact, mail=checked_mail(contact.mail)))
        self._profiles.set(_hash(customer), profile, actor=self._actor, now=self.office.now())

    def known(self, hashes: Iterable[bytes]) -> tuple[Line, ...]:
        """These customers, without those of whom the person may know of no paper."""
        files = [self._files.one(hashed, papers=_ASKED) for hashed in hashes]
        return self._lines([(one.hash, self._first_known(one.papers)) for one in files])

    def shown_gaps(self, found: Iterable[Gap], customer: str) -> tuple[Gap, ...]:
        """Those of which the person may know whether papers are there: what they may not know of is not said to be
        missing, for it may well be there.
        """
        return tuple(gap for gap in found if all(self._may_find_kind(kind, customer) for kind in gap.need.kinds))

    def merge(self, double: str, into: str) -> int:
        """Give the papers of one customer to another, and return how many (NotFound, Denied, Held, BadForm).

        Papers that the person may not change stay: restricted ones, of which they may not even know.
        """
        self._ask(double, Action.REVIEW)
        name = self._ask(into, Action.REVIEW)
        reach = self.office.reach(Action.REVIEW)
        done = self._merges.merge(_hash(double), name, actor=self._actor, now=self.office.now(), reach=reach)
        return len(done.papers)

    def undo(self, customer: str, merge: str) -> int:
        """Take a merge into this customer back, and return how many papers went back (NotFound, Denied, Held)."""
        self._ask(customer, Action.REVIEW)
        if merge not in {one.id for one in self._merges.into(_hash(customer))}:
            raise NotFound(merge=merge)
        reach = self.office.reach(Action.REVIEW)
        return self._merges.undo(merge, actor=self._actor, now=self.office.now(), reach=reach)

    def may_change(self, customer: str) -> bool:
        """Whether the person may say what a file needs, and merge it."""
        return not isinstance(self._decide(Action.REVIEW, customer), Forbidden)

    def _lines(self, newest: Sequence[tuple[bytes, DocumentId | None]]) -> tuple[Line, ...]:
        wanted = {document: hashed for hashed, document in newest if document}
        rows = self._shown(tuple(wanted))
        return tuple(Line(id=wanted[row.id].hex(), name=row.customer or "", newest=row) for row in rows)

    def _first_known(self, papers: Iterable[DocumentId]) -> DocumentId | None:
        for document in papers:
            try:
                row = self.office.work.records.for_policy(document)
            except NotFound:
                continue
            if self.office.may(Action.FIND, row):
                return document
        return None

    def _shown(self, papers: Sequence[DocumentId]) -> tuple[DocumentSummary, ...]:
        if not papers:
            return ()
        rows = self.office.work.records.summaries(papers, actor=self._actor, now=self.office.now())
        return tuple(row for row in rows if self.office.may(Action.FIND, row))

    def _may_find_kind(self, kind: str, customer: str) -> bool:
        if kind not in self.office.work.kinds:
            return False
        target = Target(
            document=DocumentId(""),
            state=State.FILED,
            sensitivity=self.office.work.kinds[kind].sensitivity,
            customer=customer,
        )
        verdict = decide(self.office.person, Action.FIND, target, purpose="list", now=self.office.now())
        return not isinstance(verdict, Forbidden)

    def _holds(self, row: DocumentSummary) -> tuple[Hold, ...]:
        if not self.office.may(Action.HOLD, row):
            return ()
        found = Holds(self.office.work.records.transactions).covering(row.id)
        return tuple(hold for hold in found if hold.document is None)

    def _joined(self, found: File) -> tuple[Joined, ...]:
        merges = self._merges.into(found.hash)
        return tuple(Joined(merge=one, name=self._merges.former_customer(one.id) or "?") for one in merges)

    def _ask(self, customer: str, action: Action) -> str:
        """The customer's name, if the person may do this with all of their papers."""
        first = self._first_known(self._files.one(_hash(customer), papers=_ASKED).papers)
        if first is None:
            self._refused(Action.FIND, "not_found")
            raise NotFound(customer="?")
        name = self.office.work.records.for_policy(first).customer or ""
        verdict = self._decide(action, name)
        if isinstance(verdict, Forbidden):
            self._refused(action, verdict.code)
            raise Denied(reason=verdict.code)
        return name

    def _decide(self, action: Action, customer: str) -> object:
        # All papers of a customer, the most sensitive among them: who acts on all has to be allowed to act on each.
        target = Target(document=DocumentId(""), state=State.FILED, customer=customer)
        return decide(self.office.person, action, target, purpose="customer", now=self.office.now())

    def _refused(self, action: Action, code: str) -> None:
        facts = {"action": action.value, "code": code}
        event = AuditEvent(at=self.office.now(), actor=self._actor, action=REFUSED_ACT, facts=facts)
        self.office.work.records.transactions.note(event)

    @property
    def _actor(self) -> str:
        return self.office.actor.id

    @property
    def _files(self) -> CustomerFiles:
        return CustomerFiles(self.office.work.records.transactions)

    @property
    def _profiles(self) -> Profiles:
        return Profiles(self.office.work.records.transactions)

    @property
    def _merges(self) -> Merges:
        return Merges(self.office.work.records.transactions)


def _expiring(rows: Iterable[DocumentSummary], today: dt.date) -> Iterable[Expiring]:
    for row in rows:
        reading = row.readings.get(FIELD)
        if row.state in _KEPT and reading and isinstance(reading.value, dt.date) and reading.value <= today + AHEAD:
            yield Expiring(row=row, on=reading.value)


def _hash(customer: str) -> bytes:
    try:
        return bytes.fromhex(customer)
    except ValueError:
        raise NotFound(customer="?") from None
