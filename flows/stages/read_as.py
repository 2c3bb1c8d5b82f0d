"""Reading a paper as another kind: a person says what it is, and its fields are read anew from the words seen before.

Nothing is recognised again; words, codes and zones are what the first reading kept. What an attached XML said is not
kept with the pages; where there is one, the kind is not in doubt.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.codes import stated
from extractors.mrz import find_mrz
from extractors.readers.extract import extract
from storage.records.bodies import Body
from strongroom.confidence import decide
from strongroom.content import Content, Structured
from strongroom.kind import Kind
from strongroom.naming import file_name
from strongroom.page import Page
from strongroom.reading import Extraction
from strongroom.settings import Filing


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is known of the paper itself, whatever its kind."""

    pages: Sequence[Page]
    media: str
    received: dt.date


def read_as(kind: Kind, body: Body, sheet: Sheet, *, filing: Filing) -> Body:
    """What is known of a document once a person has said its kind."""
    extraction = read_anew(kind, sheet.pages, media=sheet.media)
    classification = replace(body.classification, kind=kind.id, subkind=None, confidence=1.0, reasons=("person",))
    own = tuple(tag for tag in body.tags if tag not in kind.tags)
    return Body(
        classification=classification,
        extraction=extraction,
        decision=decide(kind, classification, extraction, filing=filing),
        name=file_name(kind, extraction.readings, received=sheet.received, media=sheet.media),
        tags=(*kind.tags, *own),
        customer=body.customer,
        turns=body.turns,
    )


def read_anew(kind: Kind, pages: Sequence[Page], *, media: str) -> Extraction:
    """Read pages that were seen before as a kind."""
    structured = tuple(fact for page in pages for fact in _stated_on(page))
    return extract(kind, Content(media=media, pages=tuple(pages), structured=structured))


def _stated_on(page: Page) -> Iterator[Structured]:
    yield from stated(page.codes, page=page.number)
    zone = find_mrz(page)
    if zone is not None:
        yield zone
