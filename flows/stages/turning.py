"""Turning pages for good: a person sets upright what the reader did not, and everybody sees it so from then on.

Nothing is read anew by it: words and places turn with their page. The original stays as it came.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.stages.pictures import has_pictures
from flows.stages.station import Station
from storage.records.turning import Turned, turn_pages
from strongroom.codec import pages_to_json
from strongroom.document import Role
from strongroom.errors import BadCorrection, NotFound
from strongroom.ids import BlobId, DocumentId, new_id


@dataclass(frozen=True, kw_only=True)
class Turning:
    """This act of one person."""

    station: Station

    def keep(self, document: DocumentId, by: Mapping[int, int], *, seen: int) -> int:
        """Turn pages, counted from 1, further clockwise by 90, 180 or 270 degrees, and return the new version.

        Raises:
            NotFound, Denied, OwnWork: the person may not decide on it, or there is no such page.
            BadCorrection: its format has no pictures to turn.
            Overtaken, IllegalMove: somebody else was faster; nothing was written.
        """
        self.station.ask(document)
        if not has_pictures(self.station.media(document)):
            raise BadCorrection(field="page")
        pages = self.station.pages(document)
        unknown = by.keys() - {page.number for page in pages}
        if unknown:
            raise NotFound(page=min(unknown))
        office = self.station.office
        work, now = office.work, office.now()
        # What is put here and overtaken below is nobody's, and swept away as after a crash.
        kept = work.vault.put(
            pages_to_json([page.turned_by(by.get(page.number, 0)) for page in pages]),
            document=document,
            role=Role.PAGES,
            version=seen + 1,
            blob=BlobId(new_id(now)),
        )
        work.store.flush()
        turned = Turned(by=by, pages=kept, seen=seen)
        return turn_pages(work.records.transactions, document, turned, actor=office.actor.id, now=now)
