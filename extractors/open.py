"""The "read" stage for one file: structured data first, then a text layer, else recognition."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from extractors.codes import read_codes, stated
from extractors.engines.engine import OcrEngine
from extractors.formats import cn_invoice, image, ofd, pdf, pdf_structure, written
from extractors.formats.archive import Package
from extractors.formats.einvoice_xml import read_invoice
from extractors.intake import OFD, PDF, XML, inspect
from extractors.mrz import find_mrz
from extractors.picture import Picture, evened, is_blank, turned
from extractors.second_look import second_look
from strongroom.content import Content, Structured, Table
from strongroom.errors import Damaged, UnpacksTooLarge
from strongroom.page import Page, Word
from strongroom.settings import Limits

Progress = Callable[[int, int], None]
"""Called after each page with the pages done and the pages in all."""

_LEGIBLE: Final = 0.9
"""Mean confidence of characters: print the right way up reaches .98 on poor photographs too, upside down .70 to .78."""


def open_content(
    data: bytes, engine: OcrEngine, limits: Limits, *, progress: Progress = lambda _done, _all: None
) -> Content:
    """Read one file, page by page: at no time is more than one page held as a picture.

    Raises:
        Refused: what ``inspect`` raises, and the same for faults that only reading finds.
    """
    inspected = inspect(data, limits)
    reading = _Reading(data, engine, limits, progress, inspected.pages or 0)
    return reading.of(inspected.media)


@dataclass(frozen=True, slots=True)
class _Reading:
    _data: bytes
    _engine: OcrEngine
    _limits: Limits
    _progress: Progress
    _count: int

    def of(self, media: str) -> Content:
        if media == PDF:
            return self._pdf()
        if media == OFD:
            return self._ofd()
        if media == XML:
            return _content(media, (), _embedded([self._data]))
        if media in image.MEDIA:
            return _content(media, tuple(self._pictures(media)), ())
        return written.content_of(media, self._data, self._limits)

    def _pdf(self) -> Content:
        tables: list[Table] = []
        with pdf.open_pdf(self._data, self._limits) as pages:
            read = tuple(self._pdf_pages(pages, tables))
        return replace(_content(PDF, read, _embedded(pdf_structure.embedded_xml(self._data))), tables=tuple(tables))

    def _pdf_pages(self, pages: Iterable[pdf.PdfPage], tables: list[Table]) -> Iterator[Page]:
        for number, page in enumerate(pages, start=1):
            if page.layer is None:
                yield self._recognised(page.picture(), number)
            else:
                yield _printed(page, number)
                tables.extend(page.tables(number))
            self._progress(number, self._count)

    def _pictures(self, media: str) -> Iterator[Page]:
        for number, picture in enumerate(image.pictures(self._data, media, self._limits), start=1):
            yield self._recognised(picture, number)
            self._progress(number, self._count)

    def _ofd(self) -> Content:
        found = ofd.read_ofd(Package(self._data, self._limits), self._limits)
        self._progress(self._count, self._count)
        return _content(OFD, found.pages, _from_ofd(found))

    def _recognised(self, picture: Picture, number: int) -> Page:
        degrees, upright, words = self._upright(picture)
        height, width = upright.shape[:2]
        codes = read_codes(upright)
        page = Page(
            number=number,
            width=width,
            height=height,
            words=words,
            source=self._engine.name,
            turned=degrees,
            codes=codes,
            blank=not words and not codes and is_blank(upright),
        )
        return second_look(page, upright, self._engine)

    def _upright(self, picture: Picture) -> tuple[int, Picture, tuple[Word, ...]]:
        """How far the page was turned, the page as it stands then, and its words.

        Which way is up is a guess from how the page looks. What hardly reads is read the other way up too (as it came,
        if it had been turned), and the one that reads better counts.
        """
        degrees = self._engine.turn(picture)
        upright = turned(picture, degrees)
        words = self._engine.read(evened(upright))
        if words and legibility(words) < _LEGIBLE:
            other = 0 if degrees else 180
            otherwise = turned(picture, other)
            again = self._engine.read(evened(otherwise))
            if legibility(again) > legibility(words):
                return other, otherwise, again
        return degrees, upright, words


def legibility(words: Sequence[Word]) -> float:
    """The mean confidence of the characters: 0 to 1, and 0 for none."""
    characters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / characters if characters else 0.0


def _content(media: str, pages: tuple[Page, ...], stated_inside: tuple[Structured, ...]) -> Content:
    seen = [fact for page in pages for fact in _stated_on(page)]
    return Content(media=media, pages=pages, structured=(*stated_inside, *seen))


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
