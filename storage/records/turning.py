"""Pages that a person turned for good: kept with what is known of a document, whose original stays as it came."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import delete

from storage.audit import AuditEvent, FactValue
from storage.records.bodies import Body, write_blob
from storage.records.describing import readable, write_description
from storage.records.session import Session
from storage.records.tables import blobs
from storage.records.transactions import Transactions
from storage.records.values import Blob
from strongroom.document import Role, State
from strongroom.errors import IllegalMove, Overtaken
from strongroom.ids import DocumentId
from strongroom.reading import Source


class TurningAction(StrEnum):
    """What an audit event says was done with pages."""

    TURNED = "pages_turned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """By how many clockwise degrees which pages were turned, all pages as they stand then, and the version seen."""

    by: Mapping[int, int]
    pages: Blob
    seen: int


def turn_pages(
    transactions: Transactions, document: DocumentId, turned: Turned, *, actor: str, now: dt.datetime
) -> int:
    """Write the next version of a document that goes on waiting, its pages turned, and return its number.

    Raises:
        Overtaken: the version that was seen is no longer the newest. IllegalMove: it does not wait for review.
    """

    def work(session: Session) -> int:
        row = session.document(document)
        if row.version != turned.seen:
            raise Overtaken(version=row.version)
        if row.state != State.IN_REVIEW:
            raise IllegalMove(old=row.state, new=State.IN_REVIEW.value)
        before = readable(session, row)
        version = write_description(session, row, before, further(before, turned.by), actor=actor, now=now)
        write_blob(session, row, turned.pages)
        # Those of an earlier stay in the archive show the pages as they stood; without them they are drawn anew there.
        small = (blobs.c.document == row.number, blobs.c.role == Role.THUMBNAIL.value)
        session.connection.execute(delete(blobs).where(*small))
        facts: dict[str, FactValue] = {"version": version, "pages": [str(page) for page in sorted(turned.by)]}
        session.note(AuditEvent(at=now, actor=actor, action=TurningAction.TURNED, document=document, facts=facts))
        return version

    return transactions.write(work)


def further(body: Body, by: Mapping[int, int]) -> Body:
    """What is known once pages are turned further, each by so many clockwise degrees."""
    return turned_to(body, {**body.turns, **{page: body.turns.get(page, 0) + more for page, more in by.items()}})


def turned_to(body: Body, turns: Mapping[int, int]) -> Body:
    """What is known once people have turned the pages by so much in all; a page that is not named stands as read."""
    extraction = body.extraction
    readings = {
        name: replace(reading, source=_placed(reading.source, body.turns, turns))
        for name, reading in extraction.readings.items()
    }
    return replace(
        body,
        extraction=replace(extraction, readings=readings),
        turns={page: degrees % 360 for page, degrees in turns.items() if degrees % 360},
    )


def _placed(source: Source, before: Mapping[int, int], after: Mapping[int, int]) -> Source:
    if source.box is None or source.page is None:
        return source
    more = after.get(source.page, 0) - before.get(source.page, 0)
    return replace(source, box=source.box.turned(more % 360))
