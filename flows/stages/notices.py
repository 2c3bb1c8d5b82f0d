"""Notices: gathered from what stands open, asked of the policy for each person, and sent as each of them wishes.

A run that is killed between sending and recording it sends the same once more: at least once, and never not at all.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from flows.stages.access_review import soon_to_lapse
from flows.stages.assigning import Soon, due_soon
from flows.stages.chasing import unanswered
from flows.stages.decisions import Decisions
from flows.stages.messenger import Messenger
from flows.stages.office import Office
from flows.stages.workroom import Workroom
from storage.audit import AuditEvent
from storage.records.accounts import Accounts
from storage.records.asking import Ask, Asks
from storage.records.noticing import Channel, Notices
from storage.records.packaged import Packages
from storage.records.reporting.filing import reports
from storage.records.telling import News, news
from storage.records.users import User
from storage.records.values import DocumentSummary
from strongroom.document import State
from strongroom.errors import BadForm, NotFound
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.notice import Due, Event, Waiting, Wishes, checked_address, checked_wishes, due_now, trial, written
from strongroom.permissions import Action, Actor, Forbidden, Target, decide

_NEW_REPORT: Final = dt.timedelta(days=7)
"""Longer than any digest or quiet hours put a notice off."""
_MOST_REPORTS: Final = 50

_TRIED: Final = "notice_tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a run did for one person: notices sent, failed (to be tried again or given up), and left for later."""

    person: str
    sent: int = 0
    failed: int = 0
    later: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Who is told how, as it may be shown: services, and no addresses. ``waiting`` counts notices."""

    person: str
    services: tuple[str, ...]
    wishes: Wishes
    waiting: int


def plan(work: Workroom, now: dt.datetime) -> tuple[Told, ...]:
    """What ``deliver`` would send; nothing is sent or changed."""
    queue = Notices(work.records.transactions)
    told = []
    for channel, dues in _gathered(work, queue, now):
        waiting = queue.plan(channel.person, dues, now=now)
        going = len(due_now(waiting, channel.wishes, now))
        told.append(Told(person=channel.person, sent=going, later=len(waiting) - going))
    return tuple(told)


def deliver(work: Workroom, messenger: Messenger, now: dt.datetime) -> tuple[Told, ...]:
    """Send everybody what goes to them at this moment, as one message."""
    queue = Notices(work.records.transactions)
    told = []
    for channel, dues in _gathered(work, queue, now):
        queue.keep(channel.person, dues, now=now)
        waiting = queue.waiting(channel.person)
        going = due_now(waiting, channel.wishes, now)
        took = _send(work, messenger, channel, going)
        if took:
            queue.sent(channel.person, going, failed=len(channel.addresses) - took, now=now)
        elif going:
            queue.not_sent(channel.person, going, now=now)
        told.append(
            Told(
                person=channel.person,
                sent=len(going) if took else 0,
                failed=0 if took else len(going),
                later=len(waiting) - len(going),
            )
        )
    return tuple(told)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Channels, as one person may set them: whoever manages users, for they say who somebody is."""

    office: Office

    def listed(self) -> tuple[Subscription, ...]:
        """Who is told how (Denied)."""
        self.office.ask_at_large(Action.MANAGE_USERS)
        queue = self._queue()
        counts = queue.counts()
        return tuple(
            Subscription(
                person=one.person,
                services=tuple(address.split(":", 1)[0] for address in one.addresses),
                wishes=one.wishes,
                waiting=counts.get(one.person, 0),
            )
            for one in queue.channels()
        )

    def set_channel(self, name: str, addresses: Iterable[str], wishes: Wishes) -> str:
        """Tell somebody, by the name they sign in with, at these addresses; return their id.

        Raises:
            Denied; NotFound: nobody has this name. BadForm: no address, or ``checked_address`` or ``checked_wishes``
                refuses one.
        """
        self.office.ask_at_large(Action.MANAGE_USERS)
        person = self._named(name)
        wanted = tuple(dict.fromkeys(checked_address(one) for one in addresses))
        if not wanted:
            raise BadForm(field="address")
        channel = Channel(person=person, addresses=wanted, wishes=checked_wishes(wishes))
        self._queue().set_channel(channel, actor=self.office.actor.id, now=self.office.now())
        return person

    def remove_channel(self, name: str) -> bool:
        """Tell somebody nothing any more; False where they were told nothing (Denied, NotFound)."""
        self.office.ask_at_large(Action.MANAGE_USERS)
        return self._queue().remove_channel(self._named(name), actor=self.office.actor.id, now=self.office.now())

    def attempt(self, name: str, messenger: Messenger) -> tuple[int, int]:
        """Send somebody a trial message; return how many of their addresses took it, and how many there are.

        Raises:
            Denied; NotFound: nobody has this name, or they are told nothing.
        """
        self.office.ask_at_large(Action.MANAGE_USERS)
        person = self._named(name)
        found = next((one for one in self._queue().channels() if one.person == person), None)
        if found is None:
            raise NotFound(user="?")
        took = sum(messenger.send(address, trial(found.wishes.language)) for address in found.addresses)
        event = AuditEvent(at=self.office.now(), actor=self.office.actor.id, action=_TRIED, facts={"count": took})
        self.office.work.records.transactions.note(event)
        return took, len(found.addresses)

    def _named(self, name: str) -> str:
        everybody = Accounts(self.office.work.records.transactions).everybody()
        found = next((user for user in everybody if user.name == name), None)
        if found is None:
            raise NotFound(user="?")
        return found.actor

    def _queue(self) -> Notices:
        return Notices(self.office.work.records.transactions)


@dataclass(frozen=True, kw_only=True)
class _Papers:
    """What notices are about, looked up once for everybody: papers, which nobody sees, and access that lapses soon."""

    work: Workroom
    lapsing: tuple[str, ...]
    soon: tuple[Soon, ...]
    unanswered: frozenset[DocumentId]
    known: dict[DocumentId, DocumentSummary | None] = field(default_factory=dict)

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """What customers are asked for."""
        return Asks(self.work.records.transactions).open()

    def may(self, office: Office, action: Action, document: DocumentId) -> bool:
        if document not in self.known:
            self.known[document] = self._found(document)
        row = self.known[document]
        return row is not None and office.may(action, row)

    def _found(self, document: DocumentId) -> DocumentSummary | None:
        try:
            return self.work.records.for_policy(document)
        except NotFound:
            return None  # destroyed since it was gathered


def _gathered(work: Workroom, queue: Notices, now: dt.datetime) -> Iterator[tuple[Channel, frozenset[Due]]]:
    """Everybody with a channel, and what they are to be told at present: those who left, nothing."""
    channels = queue.channels()
    if not channels:
        return
    people = _people(work)
    found = news(work.records.transactions, now)
    lapsing = tuple(one.user for one in soon_to_lapse(work, now))
    papers = _Papers(
        work=work, lapsing=lapsing, soon=due_soon(work, now), unanswered=unanswered(work, found.chases, now)
    )
    fresh = reports(work.records.transactions, since=now - _NEW_REPORT, limit=_MOST_REPORTS)
    packed = Packages(work.records.transactions).since(now - _NEW_REPORT)
    for channel in channels:
        user = people.get(channel.person)
        if user is None:
            yield channel, frozenset()
            continue
        actor = Actor(id=user.actor, roles=user.roles, customers=user.customers)
        office = Office(work=work, actor=actor, now=lambda: now)
        told = (Due(event=Event.REPORT_READY, subject=one) for one in fresh if papers.may(office, Action.READ, one))
        yield channel, frozenset((*_dues(office, found, papers), *told, *_packed(office, packed, papers)))


def _packed(office: Office, packages: Iterable[DocumentId], papers: _Papers) -> Iterator[Due]:
    """Packages of a year, to whoever may let others have one: nobody else has anything to do with it unasked."""
    for package in packages:
        if papers.may(office, Action.GRANT_ACCESS, package):
            yield Due(event=Event.PACKAGE_READY, subject=package)


def _people(work: Workroom) -> Mapping[str, User]:
    everybody = Accounts(work.records.transactions).everybody()
    return {user.actor: user for user in everybody if user.disabled_at is None}


def _dues(office: Office, found: News, papers: _Papers) -> Iterator[Due]:
    """What one person is told: only of papers that they may work on, by the one policy."""
    yield from _reviews(office, found, papers)
    yield from _of_the_house(office, found, papers.lapsing)
    yield from _expiring(office, found, papers)
    for call in found.calls:
        if call.person == office.actor.id and papers.may(office, Action.FIND, call.document):
            yield Due(event=Event.MENTIONED, subject=call.document)
    if _may_at_large(office, Action.READ_AUDIT):
        for odd in found.oddities:
            if odd.person != office.actor.id:
                yield Due(event=Event.UNUSUAL_ACCESS, subject=f"{odd.person} {odd.sign.value}", step=odd.event)
    if _may_at_large(office, Action.MANAGE_WEBHOOKS):
        yield from (Due(event=Event.WEBHOOK_STOPPED, subject=endpoint) for endpoint in found.stopped)
    yield from _asks(office, papers.asks)
    yield from _of_oneself(office, found)
    for pending in Decisions(office).to_answer():
        yield Due(event=Event.REQUEST_WAITS, subject=pending.id)


def _expiring(office: Office, found: News, papers: _Papers) -> Iterator[Due]:
    leads = _may_at_large(office, Action.MEASURE)
    for chase in found.chases:
        # Whoever may send the customer a link is who writes to them.
        if papers.may(office, Action.SHARE, chase.document):
            yield Due(event=Event.EXPIRES, subject=chase.document, step=chase.days_before)
        if leads and chase.document in papers.unanswered and papers.may(office, Action.FIND, chase.document):
            yield Due(event=Event.EXPIRY_ESCALATED, subject=chase.document)


def _of_the_house(office: Office, found: News, lapsing: Iterable[str]) -> Iterator[Due]:
    """What is about no paper: the machine, and access that ends soon."""
    if _may_at_large(office, Action.OPERATE):
        for one in found.concerns:
            yield Due(event=Event.CARE, subject=f"{one.trouble} {one.subject}", step=one.step)
    if _may_of_all(office, Action.PROPOSE_DISPOSITION):  # whoever may ask which they are
        yield from (Due(event=Event.DATES_MISSING, subject=kind) for kind in found.undated)
    confirms = _may_at_large(office, Action.CONFIRM_ACCESS)
    for user in lapsing:
        if confirms or office.actor.id == f"user:{user}":
            yield Due(event=Event.ACCESS_LAPSES, subject=user)


def _of_oneself(office: Office, found: News) -> Iterator[Due]:
    """What is about the person's own account, and goes to nobody else."""
    for user in found.awaited:
        if office.actor.id == f"user:{user}":
            yield Due(event=Event.IDENTITY_AWAITED, subject=user)
    for one in found.bound:
        if office.actor.id == f"user:{one.user}":
            yield Due(event=Event.IDENTITY_BOUND, subject=one.user, step=one.minute)
    for reset in found.resets:
        if office.actor.id == f"user:{reset.user}":
            yield Due(event=Event.ACCOUNT_RESET, subject=reset.user, step=reset.event)


def _reviews(office: Office, found: News, papers: _Papers) -> Iterator[Due]:
    leads = _may_at_large(office, Action.MEASURE)
    for one in papers.soon:
        told = one.people is None or office.actor.id in one.people
        if told and papers.may(office, Action.REVIEW, one.document):
            yield Due(event=Event.REVIEW_DUE_SOON, subject=one.document)
    for task in found.reviews:
        if papers.may(office, Action.REVIEW, task.document):
            yield Due(event=Event.REVIEW_OVERDUE, subject=task.document, step=task.reminders)
        if task.escalated and leads and papers.may(office, Action.FIND, task.document):
            yield Due(event=Event.REVIEW_ESCALATED, subject=task.document)


def _asks(office: Office, asks: tuple[Ask, ...]) -> Iterator[Due]:
    """Letters that wait, to whoever may allow them all; what takes long, to leads. Of the whole house alone: whose an
    ask is is not looked up for a notice.
    """
    if office.person.customers is not None:
        return
    waiting = sum(ask.letter is not None and ask.letter.waits for ask in asks)
    target = Target(document=DocumentId(""), state=State.FILED)
    may_review = not isinstance(decide(office.person, Action.REVIEW, target, purpose="", now=office.now()), Forbidden)
    if waiting and may_review:
        yield Due(event=Event.LETTERS_WAIT, subject="asks", step=waiting)
    if _may_at_large(office, Action.MEASURE):
        for ask in asks:
            if ask.escalated_at is not None:
                yield Due(event=Event.ASK_ESCALATED, subject=ask.id)


def _may_of_all(office: Office, action: Action) -> bool:
    """Whether somebody may act on every paper of the house, the most sensitive among them."""
    target = Target(document=DocumentId(""), state=State.FILED, sensitivity=Sensitivity.IDENTITY)
    return not isinstance(decide(office.person, action, target, purpose="keeping", now=office.now()), Forbidden)


def _may_at_large(office: Office, action: Action) -> bool:
    return not isinstance(decide(office.person, action, None, purpose="", now=office.now()), Forbidden)


def _send(work: Workroom, messenger: Messenger, channel: Channel, going: tuple[Waiting, ...]) -> int:
    """Send to each address of somebody; return how many took it."""
    if not going:
        return 0
    message = written((one.due for one in going), channel.wishes.language, work.settings.notices.link)
    return sum([messenger.send(address, message) for address in channel.addresses])
