"""Customers are asked for what expires, is missing, or was no good copy: once, in time, and until it came.

A run that is done twice, or cut off after any of its steps and done again, ends as a run done once.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from flows.stages.asking import Asked, ask_customers, plan
from flows.stages.chasing import chase
from flows.stages.letters import send_letters
from flows.stages.messenger import AppriseMessenger
from flows.stages.notices import Desk, deliver
from flows.stages.office import Office
from flows.stages.workroom import Workroom
from storage.crypto.profile import CHEAPEST
from storage.records import transactions as rooms
from storage.records.accounts import Accounts
from storage.records.asking import Ask, Asks, Letter, Way
from storage.records.copies import Copies
from storage.records.customer_files import CustomerFiles
from storage.records.letters import Letters
from storage.records.profiles import Profile, Profiles
from storage.records.session import Session
from storage.records.stations import Stations
from strongroom.asking import Ending, Why
from strongroom.better_copy import Fault
from strongroom.checklist import Filed
from strongroom.contact import Contact
from strongroom.errors import BadSettings
from strongroom.ids import DocumentId
from strongroom.notice import Message, Wishes
from strongroom.permissions import Actor, StaffRole
from tests.flows.test_notices import Mailbox, mailbox, smtp  # noqa: F401 - fixtures
from tests.storage.records.invented import NOW, filed, invoice, passport

TEA, PINKEL = "Mommsen Tee GmbH", "Pinkel GmbH"
DAY = dt.timedelta(days=1)
DUE = dt.datetime(2027, 2, 1, 9, 0, tzinfo=dt.UTC)
"""A Monday, 89 days before the passport of ``invented`` expires."""
EXPIRED = dt.datetime(2027, 5, 20, 9, 0, tzinfo=dt.UTC)
DESK = "https://desk.example.org"


class Killed(BaseException):
    """The process dies here: nothing catches it."""


@dataclass
class Postman:
    """Takes letters, unless it is told not to."""

    takes: bool = True
    sent: list[tuple[str, Message]] = field(default_factory=list)

    def send(self, address: str, message: Message) -> bool:
        if self.takes:
            self.sent.append((address, message))
        return self.takes


@pytest.fixture
def house(work: Workroom) -> Workroom:
    """One that can write to customers."""
    settings = work.settings
    asks = settings.asks.model_copy(update={"mail": _secret(work, "mailto://127.0.0.1:25")})
    notices = settings.notices.model_copy(update={"link": DESK})
    return replace(work, settings=settings.model_copy(update={"asks": asks, "notices": notices}))


def automatic(house: Workroom) -> Workroom:
    asks = house.settings.asks.model_copy(update={"sending": "automatic"})
    return replace(house, settings=house.settings.model_copy(update={"asks": asks}))


def _secret(work: Workroom, value: str) -> object:
    return type(work.settings.asks.mail)(value)


def known(work: Workroom, customer: str, *, sort: str | None = None, mail: str = "ada@example.org") -> bytes:
    hashed = CustomerFiles(work.records.transactions).hash_of(customer) or b""
    profile = Profile(sort=sort, contact=Contact(mail=mail, language="en"))
    Profiles(work.records.transactions).set(hashed, profile, actor="user:ann", now=NOW)
    return hashed


def owing(work: Workroom) -> None:
    """Three customers: a passport expires, a file lacks two papers, and a copy is no good."""
    filed(work.records, passport(customer=TEA))
    known(work, TEA)
    filed(work.records, invoice(customer=PINKEL))
    known(work, PINKEL, sort="employee_foreign")
    bad = filed(work.records, invoice(customer="Kohl GmbH", sure=False))
    known(work, "Kohl GmbH")
    Copies(work.records.transactions).ask(bad, Fault.DARK, seen=1, stage=None, actor="user:ann", now=NOW)


def run(work: Workroom, now: dt.datetime) -> Asked:
    chase(work, now)
    return ask_customers(work, now)


def asked(work: Workroom) -> list[tuple[object, ...]]:
    """What is asked for, without what differs from run to run."""
    return sorted(
        (
            ask.customer,
            ask.why.value,
            ask.kinds,
            ask.document or "",
            ask.escalated_at is not None,
            tuple((letter.step, letter.waits, letter.sent) for letter in ask.letters),
        )
        for ask in Asks(work.records.transactions).open()
    )


def only(work: Workroom) -> Ask:
    (one,) = Asks(work.records.transactions).open()
    return one


def test_customers_are_asked_for_what_expires_is_missing_or_was_no_good_copy(house: Workroom) -> None:
    owing(house)
    found = run(house, DUE)
    whys = [why for _, why, *_ in asked(house)]
    assert {"renewal": 1, "missing": 4, "copy": 1} == {why: whys.count(why) for why in whys}
    assert (6, 6, ()) == (found.opened, len(found.proposed), found.closed)
    assert "@" not in str(found.rows())


def test_who_cannot_be_written_to_is_not_asked(house: Workroom) -> None:
    filed(house.records, passport(customer=TEA))
    known(house, TEA, mail="")
    filed(house.records, passport(customer=PINKEL))
    assert 0 == run(house, DUE).opened


def test_a_dry_run_says_what_a_run_would_do_and_changes_nothing(house: Workroom) -> None:
    owing(house)
    chase(house, DUE)
    planned = plan(house, DUE)
    assert [] == asked(house)
    assert planned.opened == ask_customers(house, DUE).opened
    assert plan(house, DUE).opened == 0


def test_a_second_run_asks_for_nothing_more(house: Workroom) -> None:
    owing(house)
    run(house, DUE)
    before = asked(house)
    again = run(house, DUE)
    assert (0, ()) == (again.opened, again.proposed)
    assert before == asked(house)


def test_a_run_that_is_cut_off_anywhere_and_done_again_ends_the_same(
    house: Workroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = automatic(house)
    owing(work)
    chase(work, DUE)
    for after in range(1, 100):
        with dying(monkeypatch, after):
            try:
                ask_customers(work, DUE)
                break  # each run gets further than the one before
            except Killed:
                continue
    ends = asked(work)
    assert 6 == len(ends)
    # Each letter was proposed once, and allowed.
    assert [((letter.step, False, None),) for letter in _newest(work)] == [one[-1] for one in ends]
    ask_customers(work, DUE)
    assert ends == asked(work)


def _newest(work: Workroom) -> list[Letter]:
    """The newest letter of each ask, in the order of ``asked``."""
    asks = sorted(
        Asks(work.records.transactions).open(),
        key=lambda ask: (ask.customer, ask.why.value, ask.kinds, ask.document or ""),
    )
    return [ask.letter for ask in asks if ask.letter]


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch, after: int) -> Iterator[None]:
    """Die right after so many writes were committed."""
    real, done = rooms.Transactions.write, [0]

    def write(self: rooms.Transactions, work: Callable[[Session], object]) -> object:
        given = real(self, work)
        done[0] += 1
        if done[0] >= after:
            raise Killed
        return given

    with monkeypatch.context() as patch:
        patch.setattr(rooms.Transactions, "write", write)
        yield


def test_a_renewed_paper_ends_the_asking_and_takes_the_place_of_the_old(house: Workroom) -> None:
    first = dict(passport().values) | {"document_number": "X1234567Q"}
    filed(house.records, passport(customer=TEA, values=first))
    known(house, TEA)
    run(house, DUE)
    ask = only(house)
    filed(house.records, passport(customer=TEA, values=first | {"expiry": dt.date(2037, 5, 1)}), now=DUE)
    done = run(house, DUE + DAY)
    assert ((ask.id, Ending.CAME),) == done.closed
    assert () == Asks(house.records.transactions).open()
    assert 0 == run(house, DUE + 2 * DAY).opened


def test_asking_goes_on_while_a_paper_is_looked_at_anew_or_a_better_copy_of_it_is_awaited(house: Workroom) -> None:
    """The customer has the letter, and its link is to take what they send."""
    document = filed(house.records, passport(customer=TEA))
    known(house, TEA)
    run(house, DUE)
    ask = only(house)
    Stations(house.records.transactions).reopen(document, actor="user:ann", now=DUE, due_at=DUE)
    assert () == run(house, DUE).closed
    seen = Stations(house.records.transactions).versions(document)[0].number
    copies = Copies(house.records.transactions)
    code = copies.ask(document, Fault.DARK, seen=seen, stage=None, actor="user:ann", now=DUE).code
    assert () == run(house, DUE).closed
    assert ask.id in {one.id for one in Asks(house.records.transactions).open()}
    copies.close(code, actor="user:ann", now=DUE)
    assert (ask.id, Ending.SETTLED) in run(house, DUE).closed


def test_what_is_not_needed_any_more_is_not_asked_for_any_more(house: Workroom) -> None:
    owing(house)
    run(house, DUE)
    known(house, PINKEL)  # they are of no sort any more
    (copy,) = Copies(house.records.transactions).open()
    Copies(house.records.transactions).close(copy.code, actor="user:ann", now=DUE)
    endings = sorted(why.value for _, why in run(house, DUE + DAY).closed)
    assert ["came", "settled", "settled", "settled", "settled"] == endings
    assert Why.RENEWAL is only(house).why


def test_a_missing_paper_that_came_ends_the_asking(house: Workroom) -> None:
    filed(house.records, invoice(customer=TEA))
    CustomerFiles(house.records.transactions).want(known(house, TEA), ["passport"], actor="user:ann", now=NOW)
    run(house, NOW)
    filed(house.records, passport(customer=TEA))
    assert [Ending.CAME] == [why for _, why in run(house, NOW + DAY).closed]


def test_nobody_is_asked_for_a_paper_that_waits_for_a_person_here(house: Workroom) -> None:
    filed(house.records, invoice(customer=TEA, sure=False))
    CustomerFiles(house.records.transactions).want(known(house, TEA), ["invoice"], actor="user:ann", now=NOW)
    assert 0 == run(house, NOW).opened


def test_a_customers_file_is_read_anew_only_where_a_letter_is_due_or_a_lead_is_to_be_told(
    house: Workroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(house.records, invoice(customer=PINKEL))
    known(house, PINKEL, sort="employee_foreign")
    read: list[bytes] = []
    whole = Profiles.filed

    def reading(self: Profiles, hashed: bytes) -> Filed:
        read.append(hashed)
        return whole(self, hashed)

    monkeypatch.setattr(Profiles, "filed", reading)
    first = run(house, DUE)
    assert 1 < first.opened == len(first.proposed) == len(read)
    run(house, DUE + DAY)
    assert first.opened == len(read)


def test_each_step_has_a_letter_and_the_lead_is_told_in_the_end(house: Workroom) -> None:
    filed(house.records, passport(customer=TEA))
    known(house, TEA)
    steps: list[str] = []
    for day in (0, 1, 60, 61, 82, 96, 100):
        steps += run(house, DUE + day * DAY).proposed
    ask = only(house)
    assert [90, 30, 7, 0] == [letter.step for letter in ask.letters]
    assert 4 == len(steps)
    assert ask.escalated_at is not None
    assert dt.date(2027, 5, 8) <= ask.escalated_at.date() <= dt.date(2027, 5, 17)


def test_a_letter_goes_when_somebody_allowed_it_and_once(house: Workroom) -> None:
    filed(house.records, passport(customer=TEA))
    known(house, TEA)
    run(house, DUE)
    postman = Postman()
    assert (0, 0) == send_letters(house, postman, DUE)
    Letters(house.records.transactions).allow(only(house).id, actor="user:ann", now=DUE)
    assert [(1, 0), (0, 0)] == [send_letters(house, postman, DUE) for _ in range(2)]
    ((address, message),) = postman.sent
    assert address.endswith("to=ada@example.org")
    assert f"{DESK}/u/" in message.body
    assert TEA not in message.body
    letter = only(house).letter
    assert letter is not None
    assert letter.sent is Way.MAIL


def test_letters_go_by_themselves_where_the_settings_say_so(house: Workroom) -> None:
    owing(house)
    run(automatic(house), DUE)
    postman = Postman()
    assert (6, 0) == send_letters(house, postman, DUE)


def test_a_letter_that_is_not_taken_is_tried_again(house: Workroom) -> None:
    filed(house.records, passport(customer=TEA))
    known(house, TEA)
    run(automatic(house), DUE)
    assert (0, 1) == send_letters(house, Postman(takes=False), DUE)
    postman = Postman()
    assert (0, 0) == send_letters(house, postman, DUE)
    assert (1, 0) == send_letters(house, postman, DUE + dt.timedelta(hours=1))


@pytest.mark.parametrize("lacking", ["mail", "link", "address"])
def test_letters_wait_while_something_is_not_said(house: Workroom, lacking: str) -> None:
    filed(house.records, passport(customer=TEA))
    known(house, TEA)
    run(automatic(house), DUE)
    settings = house.settings
    if lacking == "mail":
        settings = settings.model_copy(update={"asks": settings.asks.model_copy(update={"mail": _secret(house, "")})})
    elif lacking == "link":
        settings = settings.model_copy(update={"notices": settings.notices.model_copy(update={"link": ""})})
    else:
        known(house, TEA, mail="")
    assert (0, 0) == send_letters(replace(house, settings=settings), Postman(), DUE)
    letter = only(house).letter
    assert letter is not None
    assert letter.ended_at is None


def test_what_is_no_mail_account_is_told(house: Workroom) -> None:
    filed(house.records, passport(customer=TEA))
    known(house, TEA)
    run(automatic(house), DUE)
    asks = house.settings.asks.model_copy(update={"mail": _secret(house, "slack://a/b/c")})
    wrong = replace(house, settings=house.settings.model_copy(update={"asks": asks}))
    with pytest.raises(BadSettings):
        send_letters(wrong, Postman(), DUE)


@pytest.mark.servers
def test_a_letter_arrives_by_mail_in_the_language_of_the_customer(
    house: Workroom,
    smtp: int,  # noqa: F811
    mailbox: Mailbox,  # noqa: F811
) -> None:
    filed(house.records, passport(customer=TEA))
    known(house, TEA)
    run(automatic(house), DUE)
    account = f"mailto://127.0.0.1:{smtp}?from=strongroom@example.org"
    asks = house.settings.asks.model_copy(update={"mail": _secret(house, account)})
    work = replace(house, settings=house.settings.model_copy(update={"asks": asks}))
    assert (1, 0) == send_letters(work, AppriseMessenger(), DUE)
    (mail,) = mailbox.mails
    assert "ada@example.org" in str(mail["to"])
    texts = [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
    assert any("expires within 90 days: Passport" in text and f"{DESK}/u/" in text for text in texts)


def test_the_team_is_told_of_letters_that_wait_and_the_lead_of_who_does_not_answer(house: Workroom) -> None:
    accounts = Accounts(house.records.transactions, profile=CHEAPEST)
    admin = Office(work=house, actor=Actor(id="user:x", roles=frozenset({StaffRole.ADMIN})), now=lambda: NOW)
    for name, role in (("rita", StaffRole.REVIEWER), ("mona", StaffRole.MANAGER), ("otto", StaffRole.OPERATOR)):
        accounts.add(name, name, frozenset({role}), by="x", now=NOW)
        Desk(office=admin).set_channel(name, [f"jsons://hooks.example.org/{name}"], Wishes())
    document: DocumentId = filed(house.records, passport(customer=TEA))
    known(house, TEA)
    ask_customers_late(house)
    postman = Postman()
    deliver(house, postman, EXPIRED)
    told = {address.rpartition("/")[2]: message.body for address, message in postman.sent}
    assert not any(words in told.get("otto", "") for words in ("wait for leave", "has not answered"))
    assert "wait for leave (1)" in told["rita"]
    assert "has not answered" not in told["rita"]
    assert f"has not answered: {only(house).id}" in told["mona"]
    assert document in told["mona"]


def ask_customers_late(work: Workroom) -> None:
    """Ask in time, and again when the paper has expired."""
    for now in (DUE, EXPIRED):
        run(work, now)
