"""Papers that came apart and belong together: the front and the back of a card, the pages of one invoice.

They are bound into one document, in the order that a person gives; the parts are kept as they came, and say what they
are a part of. Taking the whole apart has the parts read again.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Protocol

from extractors.intake import PDF
from flows.stages.filing_children import FROM
from flows.stages.office import kind_of
from flows.stages.pictures import has_pictures
from flows.stages.station import PURPOSE, Station
from storage.records.joining import Join, Joins
from storage.records.values import Arrival, DocumentSummary
from strongroom.document import Role
from strongroom.errors import BadCorrection, NotFound
from strongroom.ids import ArrivalId, BlobId, DocumentId, child_id, new_id
from strongroom.permissions import Action

MOST: Final = 20
"""How many papers are joined at once."""
_SHOWN: Final = 12
_LOOKED_AT: Final = 24
"""Filed papers among which those are that are shown."""
_BATCH: Final = dt.timedelta(minutes=10)
"""Papers that came within this time of each other came in one go."""
_WHOLE: Final = 1 << 33
"""Where the places begin of documents that were joined; those of papers inside others count from 0."""


class Binder(Protocol):
    """Binds files into one; processes apart from the keys in production."""

    def bind(self, files: Sequence[bytes], mark: str) -> bytes:
        """One PDF of all pages (Refused: they cannot be bound. Unavailable: nobody can do it now)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A paper that may belong to another one, and the version of it that was looked at."""

    row: DocumentSummary
    version: int
    same_batch: bool
    same_customer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What a document was joined of, as far as the person may know of the parts."""

    join: Join
    parts: tuple[DocumentSummary, ...]


@dataclass(frozen=True, kw_only=True)
class Joining:
    """These acts of one person."""

    station: Station
    binder: Binder

    def neighbours(self, document: DocumentId) -> tuple[Neighbour, ...]:
        """What may belong to a document: what came with it, then papers of its customer, then what came about then.

        They wait for review, and this person may decide on them; or they are filed, came with it or are of its
        customer, and this person may send them back to review, for joining them is no less.
        """
        self.station.ask(document)
        mine = self.station.office.work.records.for_policy(document)
        waiting = ((one.summary, one.version) for one in self.station.queue())
        found = [
            Neighbour(
                row=row,
                version=version,
                same_batch=abs(row.received_at - mine.received_at) <= _BATCH,
                same_customer=mine.customer is not None and row.customer == mine.customer,
            )
            for row, version in (*waiting, *self._filed_near(document))
            if row.id != document and row.page_count
        ]
        return tuple(sorted(found, key=lambda one: _distance(one, mine))[:_SHOWN])

    def _filed_near(self, document: DocumentId) -> Iterable[tuple[DocumentSummary, int]]:
        office, records = self.station.office, self.station.office.work.records
        joins, reach = Joins(records.transactions), office.reach(Action.REVIEW)
        near = joins.filed_near(document, _BATCH, reach=reach, limit=_LOOKED_AT)
        versions = {one.document: one.version for one in near if has_pictures(one.media)}
        if not versions:
            return ()
        rows = records.summaries(list(versions), actor=office.actor.id, now=office.now())
        return [(row, versions[row.id]) for row in rows if office.may(Action.REVIEW, row)]

    def version(self, document: DocumentId) -> int:
        """The newest version of what is known of a document."""
        return self.station.versions(document)[0].number

    def join(self, parts: Mapping[DocumentId, int], *, customer: str | None) -> DocumentId:
        """Make one document of these, in this order, and return its id; each is named with the version that was seen.

        ``customer`` is whose it is, where they were not all of the same one. Done again after a crash before the end,
        nothing is doubled: the id of the whole is made of its parts and their versions.

        Raises:
            NotFound, Denied, OwnWork: the person may not decide on one of them; restricted ones nobody may.
            BadCorrection: fewer than two papers (``parts``), or not one customer (``customer``).
            Refused: they cannot be bound. Overtaken, IllegalMove: somebody else was faster.
        """
        if not 2 <= len(parts) <= MOST:
            raise BadCorrection(field="parts")
        office = self.station.office
        for part in parts:
            self.station.ask(part)
            office.ask(Action.READ, part, PURPOSE)
        rows = [office.work.records.for_policy(part) for part in parts]
        if not all(has_pictures(self.station.media(row.id)) for row in rows):
            raise BadCorrection(field="parts")
        owner = _owner(rows, customer)
        whole = _id_of(parts)
        files = [self.station.openable(part, PURPOSE) for part in parts]
        arrival = self._arrival(whole, self.binder.bind(files, f"joined {whole}"), rows, owner)
        Joins(office.work.records.transactions).join(parts, arrival, actor=office.actor.id, now=office.now())
        return whole

    def whole(self, document: DocumentId) -> Whole | None:
        """What a document was joined of; None where it was not."""
        office = self.station.office
        office.ask(Action.VIEW, document, "")
        join = Joins(office.work.records.transactions).of(document)
        if join is None:
            return None
        return Whole(join=join, parts=tuple(self._known(join.parts)))

    def take_apart(self, document: DocumentId) -> tuple[DocumentId, ...]:
        """Set a joined document aside and have its parts read again (NotFound: it was not joined; IllegalMove)."""
        office = self.station.office
        self.station.ask(document)
        joins = Joins(office.work.records.transactions)
        return joins.take_apart(document, actor=office.actor.id, now=office.now())

    def _known(self, parts: Iterable[DocumentId]) -> Iterable[DocumentSummary]:
        for part in parts:
            try:
                row = self.station.office.work.records.for_policy(part)
            except NotFound:
                continue
            if self.station.office.may(Action.FIND, row):
                yield row

    def _arrival(self, whole: DocumentId, data: bytes, rows: Sequence[DocumentSummary], owner: str | None) -> Arrival:
        work, now = self.station.office.work, self.station.office.now()
        blob = work.vault.put(data, document=whole, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(now)))
        work.store.flush()
        tags = (tag for row in rows for tag in row.tags if tag not in kind_of(row, work.kinds).tags)
        return Arrival(
            id=ArrivalId(whole),
            document=whole,
            blob=blob,
            content_hash=work.records.content_hash(hashlib.sha256(data).hexdigest()),
            media=PDF,
            original_name=f"{PurePath(rows[0].original_name).stem or 'joined'}.pdf",
            folder_tags=tuple(dict.fromkeys(tag for tag in tags if not tag.startswith((FROM, "page-", "pages-")))),
            customer=owner,
            # Whole only when the last of it had come.
            received_at=max(row.received_at for row in rows).astimezone(dt.UTC),
            actor=self.station.office.actor.id,
        )


def _distance(one: Neighbour, mine: DocumentSummary) -> tuple[bool, bool, dt.timedelta]:
    apart = abs(one.row.received_at - mine.received_at)
    return not (one.same_batch and one.same_customer), not (one.same_batch or one.same_customer), apart


def _owner(rows: Sequence[DocumentSummary], said: str | None) -> str | None:
    """Whose the whole is: nobody decides by accident that one customer's paper is another's."""
    named = {row.customer for row in rows if row.customer}
    if said:
        if said not in named:
            raise BadCorrection(field="customer")
        return said
    if len(named) > 1:
        raise BadCorrection(field="customer")
    return next(iter(named), None)


def _id_of(parts: Mapping[DocumentId, int]) -> DocumentId:
    first, *_ = parts
    named = " ".join(f"{part}/{version}" for part, version in parts.items())
    return DocumentId(child_id(first, _WHOLE + int.from_bytes(hashlib.sha256(named.encode()).digest()[:8])))
