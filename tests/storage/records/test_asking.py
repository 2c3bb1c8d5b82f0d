"""What customers are asked for: once each, by letters that somebody allowed, through links that let in and not out."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from storage.records.ask_links import AskLinks
from storage.records.ask_tables import ask_letters, ask_links, asks
from storage.records.asking import Ask, Asks, Quota, Way
from storage.records.customer_files import CustomerFiles
from storage.records.dispositions import Dispositions
from storage.records.letters import Letters
from storage.records.store import Records
from storage.records.succeeding import succession
from storage.records.tables import arrivals, documents
from strongroom.asking import Ending, Wanted, Why
from strongroom.errors import NotFound
from strongroom.ids import DocumentId
from strongroom.notice import ATTEMPTS
from tests.storage.records.invented import NOW, filed, invoice, passport
from tests.storage.records.test_dispositions import DUE, approved

TEA = "Mommsen Tee GmbH"
LATER = NOW + dt.timedelta(days=1)
QUOTA = Quota(files=2, bytes=100)


@pytest.fixture
def desk(records: Records) -> Asks:
    return Asks(records.transactions)


@pytest.fixture
def letters(records: Records) -> Letters:
    return Letters(records.transactions)


@pytest.fixture
def links(records: Records) -> AskLinks:
    return AskLinks(records.transactions)


def missing(records: Records, customer: str = TEA) -> Wanted:
    filed(records, invoice(customer=customer))
    hashed = CustomerFiles(records.transactions).hash_of(customer) or b""
    return Wanted(customer=hashed, why=Why.MISSING, kinds=("passport", "visa"))


def begun(records: Records, desk: Asks) -> str:
    made = desk.begin(missing(records), QUOTA, actor="user:ann", now=NOW)
    assert made is not None
    return made


def only(desk: Asks) -> Ask:
    (one,) = desk.open()
    return one


def test_the_same_is_asked_for_once_until_it_came(records: Records, desk: Asks) -> None:
    wanted = missing(records)
    first = desk.begin(wanted, QUOTA, actor="user:ann", now=NOW)
    assert first is not None
    assert desk.begin(wanted, QUOTA, actor="schedule", now=LATER) is None
    assert desk.begin(replace(wanted, kinds=("visa",)), QUOTA, actor="schedule", now=LATER)
    assert desk.close(first, Ending.CAME, actor="schedule", now=LATER)
    assert not desk.close(first, Ending.CAME, actor="schedule", now=LATER)
    again = desk.begin(wanted, QUOTA, actor="schedule", now=LATER)
    assert again not in (None, first)


def test_who_is_no_customer_is_asked_for_nothing(desk: Asks) -> None:
    wanted = Wanted(customer=b"nobody", why=Why.MISSING, kinds=("visa",))
    assert desk.begin(wanted, QUOTA, actor="schedule", now=NOW) is None


def test_an_ask_has_a_code_of_its_own_or_the_one_that_was_given_out(records: Records, desk: Asks) -> None:
    begun(records, desk)
    paper = filed(records, passport(customer="Pinkel"))
    hashed = CustomerFiles(records.transactions).hash_of("Pinkel") or b""
    copy = Wanted(customer=hashed, why=Why.COPY, kinds=("passport",), document=paper, code="7K3M-9QX2")
    desk.begin(copy, QUOTA, actor="user:ann", now=LATER)
    first, second = desk.open()
    assert (9, "-") == (len(first.code), first.code[4])
    assert ("7K3M-9QX2", paper) == (second.code, second.document)
    assert (second,) == desk.open(hashed)


def test_a_letter_waits_for_leave_and_is_sent_once(records: Records, desk: Asks, letters: Letters) -> None:
    ask = begun(records, desk)
    assert letters.propose(ask, 1, actor="schedule", now=NOW)
    assert not letters.propose(ask, 1, actor="schedule", now=NOW)
    assert () == letters.to_send(LATER)
    assert 1 == letters.allow(ask, actor="user:ann", now=NOW)
    with pytest.raises(NotFound):
        letters.allow(ask, actor="user:ben", now=NOW)
    assert [ask] == [one.id for one in letters.to_send(LATER)]
    letters.sent(ask, 1, Way.MAIL, actor="schedule", now=LATER)
    assert () == letters.to_send(LATER)
    letter = only(desk).letter
    assert letter is not None
    assert ("user:ann", Way.MAIL) == (letter.allowed_by, letter.sent)


def test_a_later_letter_takes_the_place_of_one_that_was_not_sent(
    records: Records, desk: Asks, letters: Letters
) -> None:
    ask = begun(records, desk)
    letters.propose(ask, 1, actor="schedule", now=NOW)
    letters.allow(ask, actor="user:ann", now=NOW)
    assert letters.propose(ask, 2, actor="schedule", now=LATER)
    assert () == letters.to_send(LATER)
    assert not letters.propose(ask, 1, actor="schedule", now=LATER)
    assert [(1, False), (2, True)] == [(letter.step, letter.waits) for letter in only(desk).letters]


def test_what_cannot_be_sent_is_tried_later_and_given_up_in_the_end(
    records: Records, desk: Asks, letters: Letters
) -> None:
    ask, now = begun(records, desk), NOW
    letters.propose(ask, 1, actor="schedule", now=now)
    letters.allow(ask, actor="user:ann", now=now)
    for _ in range(ATTEMPTS):
        (one,) = letters.to_send(now)
        assert one.letter is not None
        letters.not_sent(ask, one.letter, actor="schedule", now=now)
        assert () == letters.to_send(now)
        now += dt.timedelta(days=1)
    letter = only(desk).letter
    assert letter is not None
    assert letter.given_up


def test_a_link_takes_so_many_files_and_bytes_and_no_more(records: Records, desk: Asks, links: AskLinks) -> None:
    ask = begun(records, desk)
    tokens = [links.make(ask, until=LATER, actor="schedule", now=NOW) for _ in range(2)]
    with pytest.raises(NotFound):
        links.spend(tokens[0], QUOTA.bytes + 1, now=NOW)
    assert ask == links.spend(tokens[0], 60, now=NOW).id
    with pytest.raises(NotFound):
        links.spend(tokens[1], 60, now=NOW)  # both share what is left
    links.spend(tokens[1], 30, now=NOW)
    with pytest.raises(NotFound):
        links.by_token(tokens[0], now=NOW)


def test_a_link_ends_on_its_day_with_its_ask_and_in_an_incident(records: Records, desk: Asks, links: AskLinks) -> None:
    ask = begun(records, desk)
    first = links.make(ask, until=LATER, actor="schedule", now=NOW)
    with pytest.raises(NotFound):
        links.by_token(first, now=LATER)
    second = links.make(ask, until=LATER, actor="schedule", now=NOW)
    assert (1, 0) == tuple(links.revoke_all(actor="user:ann", now=NOW) for _ in range(2))
    third = links.make(ask, until=LATER, actor="schedule", now=NOW)
    assert ask == links.by_token(third, now=NOW)[0].id
    desk.close(ask, Ending.WITHDRAWN, actor="user:ann", now=NOW)
    for token in (first, second, third, "guessed"):
        with pytest.raises(NotFound):
            links.by_token(token, now=NOW)
    with pytest.raises(NotFound):
        links.make(ask, until=LATER, actor="schedule", now=NOW)


def test_the_secret_of_a_link_rests_nowhere(records: Records, desk: Asks, links: AskLinks) -> None:
    token = links.make(begun(records, desk), until=LATER, actor="schedule", now=NOW)
    rows = records.transactions.read(lambda session: session.connection.execute(select(ask_links)).all())
    assert 1 == len(rows)
    assert token.encode() not in rows[0].token_hash
    assert token not in str(rows)


def test_the_lead_is_told_once(records: Records, desk: Asks) -> None:
    ask = begun(records, desk)
    desk.escalate(ask, actor="schedule", now=NOW)
    desk.escalate(ask, actor="schedule", now=LATER)
    assert NOW == only(desk).escalated_at


def test_asks_go_with_the_last_paper_of_their_customer(
    records: Records, desk: Asks, letters: Letters, links: AskLinks
) -> None:
    ends = Dispositions(records.transactions)
    document = approved(records, ends)
    whose = CustomerFiles(records.transactions).hash_of(records.for_policy(document).customer or "") or b""
    wanted = Wanted(customer=whose, why=Why.MISSING, kinds=("visa",))
    ask = desk.begin(wanted, QUOTA, actor="schedule", now=NOW) or ""
    letters.propose(ask, 1, actor="schedule", now=NOW)
    links.make(ask, until=LATER, actor="schedule", now=NOW)
    kept = begun(records, desk)
    assert ends.condemn(document, actor="clock", now=DUE).obstacle is None
    assert [kept] == [one.id for one in desk.open()]

    def left(table: object) -> int:
        count = select(func.count()).select_from(table)  # type: ignore[arg-type]
        return int(records.transactions.read(lambda session: session.connection.execute(count).scalar_one()))

    assert [1, 0, 0] == [left(table) for table in (asks, ask_letters, ask_links)]


def test_what_was_handed_in_for_a_renewal_renews_though_nothing_else_says_so(records: Records, desk: Asks) -> None:
    old, ask = _asked_renewal(records, desk)
    later = dict(passport().values) | {"number": "Y7654321Q", "expiry": dt.date(2037, 5, 1)}
    new = filed(records, passport(customer=TEA, values=later))
    assert succession(records.transactions, old).successor is None  # the number is another
    _handed_in(records, new, ask)
    assert new == succession(records.transactions, old).successor
    assert old == succession(records.transactions, new).predecessor
    assert (new,) == only(desk).came


def _asked_renewal(records: Records, desk: Asks) -> tuple[DocumentId, str]:
    old = filed(records, passport(customer=TEA))
    hashed = CustomerFiles(records.transactions).hash_of(TEA) or b""
    wanted = Wanted(customer=hashed, why=Why.RENEWAL, kinds=("passport",), document=old, expires_on=dt.date(2027, 5, 1))
    return old, desk.begin(wanted, QUOTA, actor="schedule", now=NOW) or ""


def _handed_in(records: Records, document: DocumentId, ask: str) -> None:
    number = select(documents.c.number).where(documents.c.id == document).scalar_subquery()
    given = update(arrivals).where(arrivals.c.document == number).values(actor=f"ask:{ask}")
    records.transactions.write(lambda session: session.connection.execute(given))
