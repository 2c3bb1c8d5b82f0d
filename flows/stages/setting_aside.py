"""What a reviewer does with a paper that is not to be filed as it is: duplicates, bad copies, several in one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from extractors.split import Part
from flows.stages.filing_children import FilingChildren, Unpacker
from flows.stages.office import kind_of
from flows.stages.station import PURPOSE, Station
from storage.records.copies import AskedCopy, Copies
from storage.records.values import Assignment, Correction, DocumentSummary, Lease
from strongroom.better_copy import Fault
from strongroom.document import Role
from strongroom.errors import BadCorrection
from strongroom.ids import DocumentId
from strongroom.permissions import Action

_MOST_TWINS = 5
_PLACES = 1 << 32
"""Where the places begin of papers that a person cut out; those of the machine count from 0."""


@dataclass(frozen=True, kw_only=True)
class SettingAside:
    """These acts of one person."""

    station: Station
    unpacker: Unpacker

    def twins(self, document: DocumentId) -> tuple[DocumentSummary, ...]:
        """Documents that may be the same paper: they share a number that papers of this kind have to themselves."""
        self.station.ask(document)
        office = self.station.office
        row = office.work.records.for_policy(document)
        fields = kind_of(row, office.work.kinds).fields
        found: dict[DocumentId, DocumentSummary] = {}
        for field in fields:
            reading = row.readings.get(field.name)
            if field.exact and reading is not None and '"' not in reading.text:
                for other in office.find(f'{field.name}:"{reading.text}"', limit=_MOST_TWINS + 1).rows:
                    found[other.id] = other
        found.pop(document, None)
        return tuple(found.values())[:_MOST_TWINS]

    def mark_duplicate(self, document: DocumentId, of: DocumentId, *, seen: int) -> None:
        """Set a document aside as another one once more.

        Raises:
            NotFound: there is no such other one, or the person may not know of it. BadCorrection: it is the same.
            Overtaken, IllegalMove, OwnWork: as for settling.
        """
        self.station.ask(document)
        if of == document:
            raise BadCorrection(field="of")
        self.station.office.ask(Action.FIND, of, PURPOSE)
        correction = Correction(verdict="duplicate", seen=seen, facts={"document": of})
        self.station.office.settle(document, correction)

    def ask_better_copy(self, document: DocumentId, fault: Fault, *, seen: int) -> AskedCopy:
        """Set a document aside until the customer sends a better copy; they are to quote the code.

        Raises:
            Overtaken, IllegalMove, OwnWork: as for settling.
        """
        self.station.ask(document)
        office = self.station.office
        copies = Copies(office.work.records.transactions)
        return copies.ask(document, fault, seen=seen, stage=None, actor=office.actor.id, now=office.now())

    def split(self, document: DocumentId, begins: Iterable[int], *, seen: int) -> int:
        """Make each run of pages a document of its own, and file this one as what they came in; return how many.

        ``begins`` are the pages, from 1, at which a new paper begins. The children are safe before anything is
        decided, and have ids of their pages: done again after a crash, nothing is doubled, whatever the cut is then.

        Raises:
            BadCorrection: that is no cut. Refused: the file cannot be taken apart.
            Overtaken, IllegalMove, OwnWork: as for settling; the children may be there by then.
        """
        self.station.ask(document)
        office = self.station.office
        row = office.work.records.for_policy(document)
        parts = runs(row.page_count or 0, begins)
        if len(parts) < 2:
            raise BadCorrection(field="begins")
        view = office.show(document, purpose=PURPOSE)
        original = next(blob for blob in view.blobs if blob.role is Role.ORIGINAL)
        data = self.station.openable(document, PURPOSE)
        kind = kind_of(row, office.work.kinds)
        now = office.now()
        parent = Assignment(
            lease=Lease(
                document=document, worker=office.actor.id, fence=0, attempt=0, version=view.version, expires_at=now
            ),
            blob=original,
            media=view.media,
            original_name=row.original_name,
            folder_tags=tuple(tag for tag in row.tags if tag not in kind.tags),
            customer=row.customer,
            received_at=row.received_at.astimezone(dt.UTC),
        )
        filing = FilingChildren(work=office.work, unpacker=self.unpacker, now=office.now)
        count = filing.run(parent, data, parts, places=[_place(part) for part in parts])
        office.settle(document, Correction(verdict="split", seen=seen))
        return count


def runs(pages: int, begins: Iterable[int]) -> tuple[Part, ...]:
    """The runs of pages from 1 to ``pages`` that begin at these; what is no page is left out."""
    starts = sorted({1, *(number for number in begins if 1 < number <= pages)})
    ends = [*(start - 1 for start in starts[1:]), pages]
    return tuple(
        Part(pages=tuple(range(start, end + 1)), certain=True) for start, end in zip(starts, ends, strict=True)
    )


def _place(part: Part) -> int:
    return _PLACES + (part.pages[0] << 16) + part.pages[-1]
