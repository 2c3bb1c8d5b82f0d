"""The outbox tells each endpoint of each event once, whoever is killed when, and keeps addresses and secrets sealed."""

import datetime as dt

import pytest
from sqlalchemy import select, text, update

from storage.records import outbox as module
from storage.records.endpoints import MOST, Endpoint, Endpoints, WebhookAction
from storage.records.outbox import KEPT, Outbox, Outgoing
from storage.records.store import Records
from storage.records.telling import news
from storage.records.webhook_tables import webhook_endpoints
from strongroom.errors import BadForm, NotFound, Tampered
from strongroom.webhook import ATTEMPTS, OVERLAP, PING, Answer, Event, Health, Problem
from tests.storage.records.invented import NOW, filed, invoice

URL = "https://erp.example.org/hooks/correct-horse"
TAKEN = Answer(status=204)
REFUSED = Answer(status=500, problem=Problem.STATUS)
DAY = dt.timedelta(days=1)


@pytest.fixture
def endpoints(records: Records) -> Endpoints:
    return Endpoints(records.transactions)


@pytest.fixture
def outbox(records: Records) -> Outbox:
    return Outbox(records.transactions)


@pytest.fixture
def erp(endpoints: Endpoints) -> Endpoint:
    return endpoints.make("ERP", URL, [Event.FILED], actor="adam", now=NOW)


def due(outbox: Outbox, endpoint: Endpoint, now: dt.datetime = NOW) -> tuple[Outgoing, ...]:
    return outbox.due(endpoint.id, now=now, limit=100)


def actions(records: Records) -> list[str]:
    with records.transactions._database.engine.connect() as connection:
        return list(connection.execute(text("SELECT action FROM audit_events ORDER BY sequence")).scalars())


def give_up(outbox: Outbox, message: Outgoing) -> bool:
    left = ATTEMPTS - next(one.attempts for one in outbox.newest(message.endpoint, limit=9) if one.id == message.id)
    return [outbox.answered(message, REFUSED, now=NOW + DAY) for _ in range(left)][-1]


def test_an_endpoint_is_told_once_of_what_happened_since_it_was_made(
    records: Records, endpoints: Endpoints, outbox: Outbox
) -> None:
    filed(records, invoice())
    erp = endpoints.make("ERP", URL, [Event.FILED], actor="adam", now=NOW)
    document = filed(records, invoice())
    filed(records, invoice(sure=False))  # goes to review, of which this endpoint is not told
    assert 1 == outbox.gather(erp, now=NOW)
    assert 0 == outbox.gather(erp, now=NOW)
    (message,) = due(outbox, erp)
    assert document in message.body
    assert "document.filed" == message.event
    assert {erp.id: 1} == outbox.waiting()


def test_each_endpoint_has_messages_of_its_own(records: Records, endpoints: Endpoints, outbox: Outbox) -> None:
    both = [endpoints.make(name, URL, [Event.FILED, Event.RECEIVED], actor="adam", now=NOW) for name in "ab"]
    filed(records, invoice())
    assert [2, 2] == [outbox.gather(one, now=NOW) for one in both]
    outbox.answered(due(outbox, both[0])[0], TAKEN, now=NOW)
    assert [1, 2] == [len(due(outbox, one)) for one in both]
    assert ["document.received", "document.filed"] == [one.event for one in due(outbox, both[1])]


def test_what_does_not_fit_into_the_outbox_stays_in_the_trail(
    records: Records, outbox: Outbox, erp: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BACKLOG", 2)
    documents = [filed(records, invoice()) for _ in range(5)]
    told: list[Outgoing] = []
    for _ in range(8):
        outbox.gather(erp, now=NOW)
        told += (waiting := due(outbox, erp))
        assert len(waiting) <= 2
        for message in waiting:
            outbox.answered(message, TAKEN, now=NOW)
    assert documents == [next(one for one in documents if one in message.body) for message in told]


def test_what_was_not_taken_is_tried_later_and_given_up_in_the_end(
    records: Records, outbox: Outbox, endpoints: Endpoints, erp: Endpoint
) -> None:
    filed(records, invoice())
    outbox.gather(erp, now=NOW)
    (message,) = due(outbox, erp)
    assert not outbox.answered(message, REFUSED, now=NOW)
    assert () == due(outbox, erp)
    (again,) = due(outbox, erp, NOW + dt.timedelta(minutes=1))
    assert (message.id, message.body, 1) == (again.id, again.body, again.attempts)
    assert give_up(outbox, message)
    (dead,) = outbox.newest(erp.id, limit=9)
    assert dead.given_up
    assert (500, Problem.STATUS) == (dead.status, dead.problem)
    assert Health.STOPPED is endpoints.one(erp.id).health
    assert (erp.id,) == news(records.transactions, NOW).stopped
    assert [WebhookAction.GIVEN_UP, WebhookAction.STOPPED] == actions(records)[-2:]


def test_an_endpoint_that_takes_other_messages_is_not_stopped_for_one(
    records: Records, outbox: Outbox, endpoints: Endpoints, erp: Endpoint
) -> None:
    for _ in range(2):
        filed(records, invoice())
    outbox.gather(erp, now=NOW)
    bad, good = due(outbox, erp)
    outbox.answered(good, TAKEN, now=NOW)
    assert not give_up(outbox, bad)
    assert Health.ACTIVE is endpoints.one(erp.id).health


def test_a_receiver_that_wants_no_more_is_stopped_at_once(
    records: Records, outbox: Outbox, endpoints: Endpoints, erp: Endpoint
) -> None:
    filed(records, invoice())
    outbox.gather(erp, now=NOW)
    assert outbox.answered(due(outbox, erp)[0], Answer(status=410, problem=Problem.GONE), now=NOW)
    assert Health.STOPPED is endpoints.one(erp.id).health


def test_it_goes_on_from_where_it_stopped(
    records: Records, outbox: Outbox, endpoints: Endpoints, erp: Endpoint
) -> None:
    for _ in range(2):
        filed(records, invoice())
    outbox.gather(erp, now=NOW)
    first, second = due(outbox, erp)
    outbox.answered(second, REFUSED, now=NOW)
    assert give_up(outbox, first)
    endpoints.resume(erp.id, actor="adam", now=NOW)
    (waiting,) = due(outbox, erp)
    assert (second.id, 0) == (waiting.id, waiting.attempts)
    outbox.again(erp.id, first.id, actor="adam", now=NOW)
    assert {first.id, second.id} == {one.id for one in due(outbox, erp)}


def test_a_message_of_a_person_waits_like_any_other(outbox: Outbox, erp: Endpoint) -> None:
    outbox.ping(erp.id, actor="adam", now=NOW)
    outbox.ping(erp.id, actor="adam", now=NOW)
    assert [PING, PING] == [one.event for one in due(outbox, erp)]
    with pytest.raises(NotFound):
        outbox.ping("01NOBODY", actor="adam", now=NOW)
    with pytest.raises(NotFound):
        outbox.again(erp.id, "01NOTHING", actor="adam", now=NOW)


def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not(
    records: Records, outbox: Outbox, erp: Endpoint
) -> None:
    for _ in range(2):
        filed(records, invoice())
    outbox.gather(erp, now=NOW)
    outbox.answered(due(outbox, erp)[0], TAKEN, now=NOW)
    outbox.forget_old(now=NOW + KEPT + DAY)
    assert 1 == len(outbox.newest(erp.id, limit=9))
    assert 1 == len(due(outbox, erp))


def test_an_endpoint_that_is_removed_is_forgotten_with_what_was_on_its_way(
    records: Records, outbox: Outbox, endpoints: Endpoints, erp: Endpoint
) -> None:
    filed(records, invoice())
    outbox.gather(erp, now=NOW)
    (message,) = due(outbox, erp)
    endpoints.remove(erp.id, actor="adam", now=NOW)
    assert not outbox.answered(message, TAKEN, now=NOW)
    assert 0 == outbox.gather(erp, now=NOW)
    assert () == endpoints.all()
    with pytest.raises(NotFound):
        endpoints.one(erp.id)


def test_a_new_secret_overlaps_with_the_old_for_a_day(endpoints: Endpoints, erp: Endpoint) -> None:
    new = endpoints.rotate(erp.id, actor="adam", now=NOW)
    assert new == endpoints.one(erp.id)
    assert (new.secret, erp.secret) == new.secrets(NOW + OVERLAP - dt.timedelta(seconds=1))
    assert (new.secret,) == new.secrets(NOW + OVERLAP)
    assert new.secret != erp.secret


def test_address_and_secrets_are_sealed_and_open_nowhere_else(
    records: Records, endpoints: Endpoints, erp: Endpoint
) -> None:
    other = endpoints.make("other", "https://other.example.org", [Event.FILED], actor="adam", now=NOW)

    def bodies() -> dict[str, bytes]:
        read = select(webhook_endpoints.c.id, webhook_endpoints.c.body)
        return records.transactions.read(lambda session: dict(map(tuple, session.connection.execute(read))))

    kept = bodies()
    assert not any(word in kept[erp.id] for word in (b"correct-horse", b"ERP", erp.secret.encode()))
    shown = repr(erp)
    assert "correct-horse" not in shown
    assert erp.secret not in shown
    assert "https://erp.example.org" == erp.host
    swapped = update(webhook_endpoints).where(webhook_endpoints.c.id == other.id).values(body=kept[erp.id])
    records.transactions.write(lambda session: session.connection.execute(swapped))
    with pytest.raises(Tampered):
        endpoints.one(other.id)


def test_an_endpoint_is_told_of_something_and_there_are_not_too_many(endpoints: Endpoints) -> None:
    with pytest.raises(BadForm):
        endpoints.make("ERP", URL, [], actor="adam", now=NOW)
    for _ in range(MOST):
        endpoints.make("ERP", URL, [Event.FILED], actor="adam", now=NOW)
    with pytest.raises(BadForm):
        endpoints.make("ERP", URL, [Event.FILED], actor="adam", now=NOW)


def test_each_act_is_in_the_audit_trail_and_no_address(records: Records, endpoints: Endpoints, erp: Endpoint) -> None:
    for act in (endpoints.pause, endpoints.resume, endpoints.rotate, endpoints.remove):
        act(erp.id, actor="adam", now=NOW)
    assert [WebhookAction.MADE, WebhookAction.PAUSED, WebhookAction.RESUMED, WebhookAction.ROTATED] == actions(records)[
        :4
    ]
    with records.transactions._database.engine.connect() as connection:
        facts = connection.execute(text("SELECT facts FROM audit_events")).scalars().all()
    assert not any("example" in fact or "whsec" in fact for fact in facts)
