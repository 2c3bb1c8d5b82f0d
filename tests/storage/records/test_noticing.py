"""The queue of notices holds what there is to tell, tells it once, and keeps addresses sealed."""

import datetime as dt

import pytest
from sqlalchemy import select, text, update

from storage.records.comments import Comments
from storage.records.notice_tables import notice_channels
from storage.records.noticing import Channel, NoticeAction, Notices
from storage.records.store import Records
from storage.records.telling import Called, Odd, Reminded, news
from storage.records.watching import tell_once
from strongroom.errors import Tampered
from strongroom.notice import ATTEMPTS, Due, Event, Quiet, Wishes
from strongroom.unusual import Oddity, Sign
from tests.storage.records.invented import NOW, filed, passport

ANN = "user:01ANN"
ADDRESS = "mailtos://ann:correct-horse@mail.example.org"
CALL = Due(event=Event.MENTIONED, subject="01A")
REMINDER = Due(event=Event.REVIEW_OVERDUE, subject="01B", step=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def notices(records: Records) -> Notices:
    return Notices(records.transactions)


def due(notices: Notices) -> list[Due]:
    return [one.due for one in notices.waiting(ANN)]


def test_what_was_told_is_told_once_and_again_after_it_was_gone(notices: Notices) -> None:
    notices.keep(ANN, [CALL, REMINDER], now=NOW)
    notices.keep(ANN, [CALL, REMINDER], now=NOW)
    assert [CALL, REMINDER] == due(notices)
    notices.sent(ANN, notices.waiting(ANN), failed=0, now=NOW)
    notices.keep(ANN, [CALL, REMINDER], now=NOW)
    assert [] == due(notices)
    notices.keep(ANN, [REMINDER], now=NOW)
    notices.keep(ANN, [CALL, REMINDER], now=NOW)
    assert [CALL] == due(notices)


def test_what_was_done_meanwhile_is_not_told(notices: Notices) -> None:
    second = Due(event=Event.REVIEW_OVERDUE, subject="01B", step=2)
    notices.keep(ANN, [CALL, REMINDER], now=NOW)
    notices.keep(ANN, [second], now=NOW + HOUR)
    assert [second] == due(notices)
    assert {ANN: 1} == notices.counts()
    notices.keep(ANN, [], now=NOW + HOUR)
    assert {} == notices.counts()


def test_a_plan_is_what_would_wait_and_changes_nothing(notices: Notices) -> None:
    notices.keep(ANN, [CALL, REMINDER], now=NOW)
    notices.sent(ANN, [one for one in notices.waiting(ANN) if one.due == CALL], failed=0, now=NOW)
    fresh = Due(event=Event.EXPIRES, subject="01C", step=7)
    assert [REMINDER, fresh] == [one.due for one in notices.plan(ANN, [CALL, REMINDER, fresh], now=NOW)]
    assert [] == [one.due for one in notices.plan(ANN, [CALL], now=NOW)]
    assert [REMINDER] == due(notices)


def test_failures_are_tried_later_and_given_up_at_last(records: Records, notices: Notices) -> None:
    notices.keep(ANN, [CALL], now=NOW)
    for attempt in range(1, ATTEMPTS):
        assert 0 == notices.not_sent(ANN, notices.waiting(ANN), now=NOW)
        (waiting,) = notices.waiting(ANN)
        assert attempt == waiting.attempts
        assert waiting.not_before is not None
        assert waiting.not_before > NOW
    assert 1 == notices.not_sent(ANN, notices.waiting(ANN), now=NOW)
    assert [] == due(notices)
    assert [NoticeAction.GIVEN_UP] == actions(records)


def test_a_channel_is_kept_as_it_was_told_and_its_address_sealed(records: Records, notices: Notices) -> None:
    wishes = Wishes(language="zh-CN", zone="Asia/Shanghai", digest=9, quiet=Quiet(start=22, end=7))
    channel = Channel(person=ANN, addresses=(ADDRESS,), wishes=wishes)
    notices.set_channel(
        Channel(person=ANN, addresses=("jsons://old.example.org",), wishes=Wishes()), actor="x", now=NOW
    )
    notices.set_channel(channel, actor="admin", now=NOW)
    assert (channel,) == notices.channels()
    body = records._database.read(lambda connection: connection.execute(select(notice_channels.c.body)).scalar_one())
    assert b"correct-horse" not in body
    assert "correct-horse" not in repr(channel)
    facts = records._database.read(lambda connection: connection.execute(text("SELECT facts FROM audit_events")).all())
    assert "example.org" not in str(facts)


def test_an_address_moved_to_somebody_else_does_not_open(records: Records, notices: Notices) -> None:
    notices.set_channel(Channel(person=ANN, addresses=(ADDRESS,), wishes=Wishes()), actor="admin", now=NOW)
    moved = update(notice_channels).values(person="user:01EVE")
    records._database.write(lambda connection: connection.execute(moved))
    with pytest.raises(Tampered):
        notices.channels()


def test_who_has_no_channel_any_more_has_no_queue(records: Records, notices: Notices) -> None:
    notices.set_channel(Channel(person=ANN, addresses=(ADDRESS,), wishes=Wishes()), actor="admin", now=NOW)
    notices.keep(ANN, [CALL], now=NOW)
    assert notices.remove_channel(ANN, actor="admin", now=NOW)
    assert not notices.remove_channel(ANN, actor="admin", now=NOW)
    assert ((), {}) == (notices.channels(), notices.counts())
    assert [NoticeAction.CHANNEL_SET, NoticeAction.CHANNEL_REMOVED] == actions(records)


def test_news_are_reminders_calls_and_oddities_until_they_are_dealt_with(records: Records) -> None:
    document = filed(records, passport(sure=False))
    later = NOW + dt.timedelta(days=3)
    assert () == news(records.transactions, later).reviews
    records.remind(document, now=later)
    said = Comments(records.transactions)
    said.write(document, "@Ann", calls=[ANN], actor="user:01BEN", now=later)
    odd = Oddity(who="user:01BEN", sign=Sign.MANY_DENIED, count=30)
    tell_once(records.transactions, [odd], since=NOW, now=later)
    found = news(records.transactions, later)
    assert (Reminded(document=document, reminders=1, escalated=False),) == found.reviews
    assert (Called(person=ANN, document=document),) == found.calls
    (told,) = found.oddities
    assert isinstance(told, Odd)
    assert (odd.who, odd.sign) == (told.person, told.sign)
    said.read_by(ANN, document, now=later)
    after = news(records.transactions, later + 2 * dt.timedelta(days=1))
    assert ((), ()) == (after.calls, after.oddities)


def actions(records: Records) -> list[str]:
    wanted = text("SELECT action FROM audit_events WHERE action LIKE 'notice%' ORDER BY sequence")
    return list(records._database.read(lambda connection: connection.execute(wanted).scalars().all()))
