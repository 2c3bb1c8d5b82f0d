"""Invented programs elsewhere that a desk of a test tells of what happens."""

import datetime as dt

from desk.desk import Desk
from storage.records.endpoints import Endpoints
from storage.records.outbox import Outbox
from strongroom.webhook import ATTEMPTS, Answer, Event, Problem


def an_endpoint(desk: Desk) -> str:
    """One that took a message, gave one up, was stopped by that, and has one waiting; returns its id."""
    transactions, now = desk.work.records.transactions, desk.now()
    endpoints, outbox = Endpoints(transactions), Outbox(transactions)
    made = endpoints.make("ERP", "https://erp.example.org/hooks", Event, actor="user:1", now=now)
    for minutes, answers in (
        (-60, [Answer(status=204)]),
        (-50, [Answer(status=503, problem=Problem.STATUS)] * ATTEMPTS),
    ):
        outbox.ping(made.id, actor="user:1", now=now + dt.timedelta(minutes=minutes))
        (message,) = outbox.due(made.id, now=now, limit=1)
        for answer in answers:
            outbox.answered(message, answer, now=now + dt.timedelta(minutes=minutes))
    outbox.ping(made.id, actor="user:1", now=now)
    return made.id
