"""Reading one region of a page again, because a reviewer drew a box around it. Nothing is written by it."""

from dataclasses import dataclass
from typing import Protocol

from extractors.region import printed, typed_as
from flows.stages.office import Office
from flows.stages.pictures import has_pictures
from flows.stages.station import PURPOSE, Station
from strongroom.errors import BadCorrection, NotFound
from strongroom.ids import DocumentId
from strongroom.kind import Type
from strongroom.page import Box


class RegionReader(Protocol):
    """Reads boxes; a process apart from the keys in production."""

    def region(self, data: bytes, number: int, box: Box, *, degrees: int, wanted: Type) -> str:
        """What stands in a box of a page, as a field of this type is typed (Refused, Unavailable)."""

    def warm(self) -> None:
        """Have the models loaded before they are needed (Unavailable)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A box that a person drew on a page, counted from 1, for a field."""

    field: str
    page: int
    box: Box


@dataclass(frozen=True, kw_only=True)
class Redrawing:
    """The pen of one person."""

    station: Station
    reader: RegionReader

    def read(self, document: DocumentId, drawn: Drawn) -> str:
        """What the paper says inside the box, as the field is typed.

        Raises:
            NotFound: there is no such page. BadCorrection: the kind has no such field.
            Refused, Unavailable: the page cannot be read, or not now.
        """
        office = self.station.office
        pages = self.station.pages(document)
        page = next((page for page in pages if page.number == drawn.page), None)
        if page is None:
            raise NotFound(page=drawn.page)
        wanted = _type_of(office, document, drawn.field)
        if page.source in ("text", "xml") or not has_pictures(self.station.media(document)):
            # What a machine printed is exact: no picture of it can be read better.
            return typed_as(printed(page, drawn.box), wanted)
        opens = self.station.openable(document, PURPOSE)
        return self.reader.region(opens, drawn.page, drawn.box, degrees=page.turned, wanted=wanted)


def _type_of(office: Office, document: DocumentId, field: str) -> Type:
    kind = office.work.kind(office.work.records.for_policy(document).kind)
    known = kind.by_name.get(field)
    if known is None:
        raise BadCorrection(field=field)
    return known.type
