"""The "read" stage for one file: structured data first, then a text layer, else recognition."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extractors.codes import read_codes, stated
from extractors.engines.engine import OcrEngine
from extractors.formats import cn_invoice, image, ofd, pdf, pdf_structure
from extractors.formats.archive import Package
from extractors.formats.einvoice_xml import read_invoice
from extractors.intake import OFD, PDF, XML, inspect
from extractors.mrz import find_mrz
from extractors.picture import Picture, evened, turned
from extractors.second_look import second_look
from strongroom.content import Content, Structured
from strongroom.errors import Damaged, UnpacksTooLarge
from strongroom.page import Page
from strongroom.settings import Limits

Progress = Callable[[int, int], None]
"""Called after each page with the pages done and the pages in all."""


def open_content(
    data: bytes, engine: OcrEngine, limits: Limits, *, progress: Progress = lambda _done, _all: None
) -> Content:
    """Read one file, page by page: at no time is more than one page held as a picture.

    Raises:
        Refused: what ``inspect`` raises, and the same for faults that only reading finds.
    """
    inspected = inspect(data, limits)
    reading = _Reading(data, engine, limits, progress, inspected.pages or 0)
    if inspected.media == PDF:
        pages, written = tuple(reading.pdf()), _embedded(pdf_structure.embedded_xml(data))
    elif inspected.media == OFD:
        pages, written = reading.ofd()
    elif inspected.media == XML:
        pages, written = (), _embedded([data])
    else:
        pages, written = tuple(reading.pictures(inspected.media)), ()
    seen = [fact for page in pages for fact in _stated_on(page)]
    return Content(media=inspected.media, pages=pages, structured=(*written, *seen))


@dataclass(frozen=True, slots=True)
class _Reading:
    _data: bytes
    _engine: OcrEngine
    _limits: Limits
    _progress: Progress
    _count: int

    def pdf(self) -> Iterator[Page]:
        with pdf.open_pdf(self._data, self._limits) as pages:
            for number, page in enumerate(pages, start=1):
                yield self._recognised(page.picture(), number) if page.layer is None else _printed(page, number)
                self._progress(number, self._count)

    def pictures(self, media: str) -> Iterator[Page]:
        for number, picture in enumerate(image.pictures(self._data, media, self._limits), start=1):
            yield self._recognised(picture, number)
            self._progress(number, self._count)

    def ofd(self) -> tuple[tuple[Page, ...], tuple[Structured, ...]]:
        content = ofd.read_ofd(Package(self._data, self._limits), self._limits)
        self._progress(self._count, self._count)
        return content.pages, _from_ofd(content)

    def _recognised(self, picture: Picture, number: int) -> Page:
        degrees = self._engine.turn(picture)
        upright = turned(picture, degrees)
        height, width = upright.shape[:2]
        page = Page(
            number=number,
            width=width,
            height=height,
            words=self._engine.read(evened(upright)),
            source=self._engine.name,
            turned=degrees,
            codes=read_codes(upright),
        )
        return second_look(page, upright, self._engine)


def _printed(page: pdf.PdfPage, number: int) -> Page:
    layer = page.layer
    if layer is None:
        raise Damaged(page=number)
    sideways = layer.turned in {90, 270}
    return Page(
        number=number,
        width=page.height if sideways else page.width,
        height=page.width if sideways else page.height,
        words=layer.words,
        source="text",
        turned=layer.turned,
        codes=read_codes(page.sketch()) if page.may_hold_codes else (),
    )


def _stated_on(page: Page) -> Iterator[Structured]:
    yield from stated(page.codes, page=page.number)
    zone = find_mrz(page)
    if zone is not None:
        yield zone


def _embedded(files: Iterator[bytes] | Sequence[bytes]) -> tuple[Structured, ...]:
    found = []
    for file in files:
        try:
            fact = read_invoice(file)
        except (Damaged, UnpacksTooLarge):
            continue  # a broken attachment does not make the pages unreadable
        if fact is not None:
            found.append(fact)
    return tuple(found)


def _from_ofd(content: ofd.Ofd) -> tuple[Structured, ...]:
    # The attached invoice is signed by the tax office; tags and the producer's facts only repeat it, so they fill gaps.
    attached = _embedded(list(content.attached.values()))
    about = content.pages[0].text if content.pages else ""
    named = cn_invoice.from_named({**content.stated, **content.tagged}, syntax="ofd", about=about)
    return (*attached, *([named] if named else []))
