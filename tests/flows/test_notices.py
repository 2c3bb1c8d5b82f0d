"""People are told of what they may work on, once, by a real mail; and what they did meanwhile is not told."""

import datetime as dt
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from flows.stages.chasing import open_chases
from flows.stages.decisions import Decisions
from flows.stages.messenger import AppriseMessenger
from flows.stages.notices import Desk, Told, deliver, plan
from flows.stages.office import Office
from flows.stages.workroom import Workroom
from storage.crypto.profile import CHEAPEST
from storage.records.accounts import Accounts
from storage.records.door import Door
from storage.records.identities import Identities, Vouched
from storage.records.rulebooks import RuleBooks, Undated
from storage.records.sessions import Origin
from storage.records.users import User
from strongroom.errors import BadForm, Denied, NotFound
from strongroom.ids import DocumentId
from strongroom.messages import Language
from strongroom.notice import ATTEMPTS, Message, Quiet, Wishes
from strongroom.permissions import Action, Actor, StaffRole
from strongroom.request import Access
from tests.storage.records.invented import HOLDER, NOW, filed, passport

HOOK = "jsons://hooks.example.org/strongroom"
HOUR = dt.timedelta(hours=1)
LATER = NOW + dt.timedelta(days=2)


@dataclass
class Postman:
    """Takes messages, unless it is told not to."""

    takes: bool = True
    sent: list[Message] = field(default_factory=list)

    def send(self, address: str, message: Message) -> bool:
        if self.takes:
            self.sent.append(message)
        return self.takes


@dataclass
class Mailbox:
    """What an SMTP server took."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def smtp(mailbox: Mailbox) -> Iterator[int]:
    """The port of a real SMTP server on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def person(work: Workroom, name: str, *roles: StaffRole) -> User:
    return Accounts(work.records.transactions, profile=CHEAPEST).add(name, name, frozenset(roles), by="x", now=NOW)[0]


def office(work: Workroom, actor: str, *roles: StaffRole) -> Office:
    return Office(work=work, actor=Actor(id=actor, roles=frozenset(roles)), now=lambda: NOW)


def desk(work: Workroom) -> Desk:
    return Desk(office=office(work, "user:admin", StaffRole.ADMIN))


def overdue(work: Workroom) -> DocumentId:
    document = filed(work.records, passport(sure=False))
    assert work.records.remind(document, now=LATER)
    return document


@pytest.mark.servers
def test_a_mail_arrives_in_the_language_of_its_reader_with_ids_and_links_only(
    work: Workroom, smtp: int, mailbox: Mailbox
) -> None:
    reviewer = person(work, "rita", StaffRole.REVIEWER)
    address = f"mailto://127.0.0.1:{smtp}?from=strongroom@example.org&to=rita@example.org"
    desk(work).set_channel("rita", [address], Wishes(language="zh-CN"))
    document = overdue(work)
    assert (Told(person=reviewer.actor, sent=1),) == deliver(work, AppriseMessenger(), LATER)
    assert (Told(person=reviewer.actor),) == deliver(work, AppriseMessenger(), LATER)
    (mail,) = mailbox.mails
    parts = [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
    assert any("审核已超期" in part and document in part for part in parts)
    assert not any(HOLDER.split()[0] in part for part in parts)
    assert "待处理" in str(mail["subject"])


def test_each_is_told_of_what_they_may_work_on_and_no_more(work: Workroom) -> None:
    people = {
        name: person(work, name, role)
        for name, role in [
            ("rita", StaffRole.REVIEWER),
            ("mona", StaffRole.MANAGER),
            ("otto", StaffRole.OPERATOR),
            ("adam", StaffRole.ADMIN),
        ]
    }
    for name in people:
        desk(work).set_channel(name, [HOOK], Wishes())
    document = overdue(work)
    access = Access(actions=frozenset({Action.VIEW}), until=NOW + 99 * HOUR, document=document)
    made = Decisions(office(work, people["mona"].actor, StaffRole.MANAGER)).ask_access(access, "why")
    other = Decisions(office(work, people["otto"].actor, StaffRole.OPERATOR)).ask_access(access, "why")
    told = {one.person: one.sent for one in deliver(work, Postman(), LATER)}
    # The manager does not answer her own request.
    assert [1, 2, 0, 0] == [told[people[name].actor] for name in people]
    postman = Postman()
    Decisions(office(work, people["mona"].actor, StaffRole.MANAGER)).refuse(other, "no")
    boss = person(work, "boss", StaffRole.MANAGER)
    desk(work).set_channel("boss", [HOOK], Wishes())
    deliver(work, postman, LATER)
    assert 1 == len(postman.sent), boss
    assert made in postman.sent[0].body
    assert other not in postman.sent[0].body


def test_of_an_identity_at_the_provider_its_person_alone_is_told_at_night_too_and_by_no_address(work: Workroom) -> None:
    accounts = Accounts(work.records.transactions, profile=CHEAPEST)
    rita = person(work, "rita", StaffRole.REVIEWER)
    person(work, "adam", StaffRole.ADMIN)
    for name in ("rita", "adam"):
        desk(work).set_channel(name, [HOOK], Wishes(language="zh-CN", quiet=Quiet(start=0, end=23)))
    identities, origin = Identities(accounts), Origin(address="", agent="")
    Door(accounts).admit(rita, origin, now=NOW)  # somebody uses the account
    identities.expect(rita.id, "rita@example.org", by="user:adam", now=NOW)
    postman = Postman()
    assert {rita.actor: 1} == {one.person: one.sent for one in deliver(work, postman, NOW) if one.sent}
    vouched = Vouched(issuer="https://login.example.org", subject="s-1", address="rita@example.org")
    identities.join(rita, vouched, now=NOW)
    assert {rita.actor: 1} == {one.person: one.sent for one in deliver(work, postman, NOW) if one.sent}
    assert [True, True] == [rita.id in one.body and "身份提供方" in one.body for one in postman.sent]
    assert "example.org" not in "".join(one.body for one in postman.sent)


@pytest.mark.parametrize(("language", "words"), [("en", "Your password and second factor"), ("zh-CN", "第二重验证")])
def test_of_a_reset_its_person_alone_is_told_once_and_at_night_too_and_not_of_their_own(
    work: Workroom, language: Language, words: str
) -> None:
    accounts = Accounts(work.records.transactions, profile=CHEAPEST)
    rita, adam = person(work, "rita", StaffRole.REVIEWER), person(work, "adam", StaffRole.ADMIN)
    for name in ("rita", "adam"):
        desk(work).set_channel(name, [HOOK], Wishes(language=language, quiet=Quiet(start=0, end=23)))
    accounts.reset(rita.id, by=adam.actor, now=NOW)
    accounts.reset(adam.id, by=adam.actor, now=NOW)
    postman = Postman()
    assert {rita.actor: 1} == {one.person: one.sent for one in deliver(work, postman, NOW) if one.sent}
    assert words in postman.sent[0].body
    assert [] == [one for one in deliver(work, postman, NOW + HOUR) if one.sent]


def test_a_lead_is_told_of_an_expired_paper_that_no_customer_can_be_asked_for_until_it_is_renewed(
    work: Workroom,
) -> None:
    for name, role in (("rita", StaffRole.REVIEWER), ("mona", StaffRole.MANAGER)):
        person(work, name, role)
        desk(work).set_channel(name, [HOOK], Wishes())
    expired = NOW.date() - dt.timedelta(days=1)
    values = {"name": HOLDER, "number": "X1", "expiry": expired}
    document = filed(work.records, passport(values=values))

    def told(days: int) -> list[str]:
        now, postman = NOW + dt.timedelta(days=days), Postman()
        open_chases(work).close_settled(actor="schedule", now=now)
        open_chases(work).open_due(actor="schedule", now=now)
        deliver(work, postman, now)
        return sorted(line for one in postman.sent for line in one.body.splitlines())

    assert [f"A paper has expired: {document}"] == told(3)
    assert [f"A paper has expired, was not renewed, and its customer cannot be asked: {document}"] == told(12)
    filed(work.records, passport(values={**values, "expiry": expired.replace(year=expired.year + 10)}))
    assert [] == told(13)


def test_whoever_may_ask_which_papers_wait_for_a_date_is_told_of_their_kind_once(work: Workroom) -> None:
    for name, role in (("remo", StaffRole.RECORDS_MANAGER), ("rita", StaffRole.REVIEWER)):
        person(work, name, role)
        desk(work).set_channel(name, [HOOK], Wishes())
    books, postman = RuleBooks(work.records.transactions), Postman()
    for count in (1, 2):
        books.note_undated(Undated(kinds={"contract": count}))
        deliver(work, postman, NOW)
    (only,) = postman.sent
    assert only.body.endswith(": contract")


def test_what_no_address_took_is_tried_later_and_given_up_at_last(work: Workroom) -> None:
    person(work, "rita", StaffRole.REVIEWER)
    desk(work).set_channel("rita", [HOOK], Wishes())
    overdue(work)
    broken, now, tries = Postman(takes=False), LATER, 0
    for _ in range(20):
        tries += sum(one.failed for one in deliver(work, broken, now))
        assert not any(one.failed for one in deliver(work, broken, now + dt.timedelta(minutes=4)))
        now += 7 * HOUR
    assert ATTEMPTS == tries


def test_quiet_hours_and_a_dry_run_send_nothing(work: Workroom) -> None:
    reviewer = person(work, "rita", StaffRole.REVIEWER)
    hour = LATER.hour
    desk(work).set_channel("rita", [HOOK], Wishes(quiet=Quiet(start=hour, end=(hour + 2) % 24)))
    overdue(work)
    postman = Postman()
    assert (Told(person=reviewer.actor, later=1),) == deliver(work, postman, LATER)
    later = LATER + 2 * HOUR
    assert (Told(person=reviewer.actor, sent=1),) == plan(work, later)
    assert [] == postman.sent
    assert (Told(person=reviewer.actor, sent=1),) == deliver(work, postman, later)


def test_who_left_is_told_nothing(work: Workroom) -> None:
    person(work, "adam", StaffRole.ADMIN)
    reviewer = person(work, "rita", StaffRole.REVIEWER)
    desk(work).set_channel("rita", [HOOK], Wishes())
    overdue(work)
    Accounts(work.records.transactions).disable(reviewer.id, by="x", now=NOW)
    assert (Told(person=reviewer.actor),) == deliver(work, Postman(), LATER)


def test_only_who_manages_users_sets_channels_and_only_safe_ones(work: Workroom) -> None:
    person(work, "rita", StaffRole.REVIEWER)
    with pytest.raises(Denied):
        Desk(office=office(work, "user:rita", StaffRole.REVIEWER)).set_channel("rita", [HOOK], Wishes())
    with pytest.raises(NotFound):
        desk(work).set_channel("nobody", [HOOK], Wishes())
    for addresses in ([], ["mailto://mail.example.org?to=a@example.org"]):
        with pytest.raises(BadForm):
            desk(work).set_channel("rita", addresses, Wishes())
    desk(work).set_channel("rita", [HOOK], Wishes(digest=9))
    (found,) = desk(work).listed()
    assert (("jsons",), Wishes(digest=9)) == (found.services, found.wishes)
    assert desk(work).remove_channel("rita")
    assert () == desk(work).listed()
