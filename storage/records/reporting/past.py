"""What the audit trail says of a time."""

import datetime as dt
import json
from collections.abc import Iterator, Set
from typing import Any

from storage.audit import read_instant, written_instant
from storage.records import trail
from storage.records.session import Session


def said(session: Session, since: dt.datetime, until: dt.datetime, actions: Set[str]) -> Iterator[dict[str, Any]]:
    """The facts of the events of some actions in [since, until), oldest first."""
    span = trail.span(session.connection, since=written_instant(since), until=written_instant(until))
    if span is None:
        return
    for event in trail.events(session.connection, after=span[0] - 1, upto=span[1], actions=actions):
        # The span holds some of a moment outside, for events stand in the order in which they were committed.
        if since <= read_instant(event.at) < until:
            yield json.loads(event.facts)
