"""PDF pages: the text layer where there is a good one, else a picture of the page.

PDFium is not safe for threads: one process reads one PDF at a time.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractors.formats.pdf_rules import rules_of
from extractors.formats.pdf_tables import tables_of
from extractors.formats.pdf_text import Layer, is_hidden, read_layer
from extractors.picture import LONGEST, Picture
from strongroom.content import Table
from strongroom.errors import Damaged, PasswordNeeded, TooManyPages, TooManyPixels
from strongroom.settings import Limits

_DPI = 200
_LEAST = 1600
"""A page of a few centimetres is drawn larger than 200 dpi would, up to this long side in pixels."""

_SKETCH_DPI = 150
_MANY_PATHS = 60
"""A code drawn as squares has hundreds of them; rules and boxes of a form seldom come to this many."""
_MANY_OBJECTS = 30_000
"""More are a map or a technical drawing, or there to keep a reader busy: only so many are looked at."""

_COVERS = 0.5
"""Pictures over this share of the page are what the page is about..."""
_FEW = 150
"""... unless there are more characters than these beside them."""
_BAD = 0.2
"""A layer with a larger share of characters without meaning has a font that nobody can read back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPage:
    """One page as a viewer shows it: ``layer`` is its text, or None where the page has to be seen.

    ``width`` and ``height`` are in points.
    """

    width: float
    height: float
    layer: Layer | None
    _page: pdfium.PdfPage
    _limits: Limits

    @property
    def may_hold_codes(self) -> bool:
        """Whether a QR code or barcode may be on the page: as a picture, or drawn with many small squares."""
        return _holds_drawings(self._page)

    def tables(self, number: int) -> tuple[Table, ...]:
        """The ruled tables on the page, whose number is given; none where the words stand sideways on the sheet."""
        # Sideways text is turned with its page, and the rules are not.
        if self.layer is None or self.layer.turned or raw.FPDFPage_CountObjects(self._page) > _MANY_OBJECTS:
            return ()
        rules = rules_of(self._page, _objects(self._page))
        return tuple(tables_of(rules, self.layer.words, number=number, size=(self.width, self.height)))

    def sketch(self) -> Picture:
        """The page as a grey picture, just fine enough to find codes.

        Raises:
            TooManyPixels, Damaged: as ``picture``.
        """
        return self._drawn(_SKETCH_DPI / 72, grey=True)

    def picture(self) -> Picture:
        """The page as a BGR picture of 200 dpi.

        Raises:
            TooManyPixels: an embedded picture is beyond the limits.
            Damaged: PDFium cannot draw it.
        """
        return self._drawn(max(_DPI / 72, _LEAST / max(self.width, self.height)), grey=False)

    def _drawn(self, scale: float, *, grey: bool) -> Picture:
        for image in _images(self._page):
            wide, high = image.get_px_size()
            if wide * high > self._limits.max_pixels:
                raise TooManyPixels(pixels=wide * high, limit=self._limits.max_pixels)
        try:
            bitmap = self._page.render(
                scale=min(scale, LONGEST / max(self.width, self.height)), grayscale=grey, prefer_bgrx=False
            )
        except pdfium.PdfiumError as error:
            raise Damaged() from error
        try:
            pixels = bitmap.to_numpy()
            # A copy: the pixels belong to the bitmap.
            return np.array(pixels if pixels.ndim == 2 else pixels[..., :3], dtype=np.uint8, order="C")
        finally:
            bitmap.close()


@contextmanager
def open_pdf(data: bytes, limits: Limits) -> Iterator[Iterator[PdfPage]]:
    """Open a PDF: the pages in order, each closed when the next is asked for.

    Raises:
        PasswordNeeded: it opens only with a password (an owner's restrictions do not stop reading).
        Damaged: PDFium cannot open it or one of its pages.
        TooManyPages: beyond the limits.
    """
    with _opened(data, limits) as document:
        yield _pages(document, range(len(document)), limits)


def draw_page(data: bytes, number: int, limits: Limits) -> Picture:
    """One page, counted from 1, as a BGR picture; the others are not looked at.

    Raises:
        Damaged: there is no such page. PasswordNeeded, Damaged, TooManyPages, TooManyPixels as for reading.
    """
    with _opened(data, limits) as document:
        if not 1 <= number <= len(document):
            raise Damaged(page=number)
        (picture,) = (page.picture() for page in _pages(document, [number - 1], limits))
        return picture


@contextmanager
def _opened(data: bytes, limits: Limits) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise PasswordNeeded() from error
        raise Damaged() from error
    try:
        count = len(document)
        if count > limits.max_pages:
            raise TooManyPages(pages=count, limit=limits.max_pages)
        if document.get_formtype() != raw.FORMTYPE_NONE:
            document.init_forms()
        yield document
    finally:
        document.close()


def _pages(document: pdfium.PdfDocument, indices: Iterable[int], limits: Limits) -> Iterator[PdfPage]:
    for index in indices:
        page = _loaded(document, index)
        # What was typed into a form lies in annotations, beside the page's text, until it is flattened into it; the
        # page has to be loaded anew to show it.
        if raw.FPDFPage_GetAnnotCount(page) and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY):
            page.close()
            page = _loaded(document, index)
        try:
            yield _look(page, limits)
        finally:
            page.close()


def _loaded(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    try:
        return document[index]
    except pdfium.PdfiumError as error:
        raise Damaged(page=index + 1) from error


def _look(page: pdfium.PdfPage, limits: Limits) -> PdfPage:
    width, height = page.get_size()
    layer = read_layer(page)
    return PdfPage(
        width=max(width, 1),
        height=max(height, 1),
        layer=layer if _is_good(page, layer) else None,
        _page=page,
        _limits=limits,
    )


def _is_good(page: pdfium.PdfPage, layer: Layer) -> bool:
    if not layer.words or layer.bad > _BAD * layer.visible:
        return False
    if _covered(page) < _COVERS:
        return True
    # Text under a scan is somebody else's recognition, of unknown quality: ours says how sure it is.
    return layer.visible >= _FEW and not is_hidden(page)


def _images(page: pdfium.PdfPage) -> Iterator[pdfium.PdfImage]:
    return (drawn for drawn in _objects(page) if drawn.type == raw.FPDF_PAGEOBJ_IMAGE)


def _objects(page: pdfium.PdfPage) -> Iterator[pdfium.PdfObject]:
    return islice(page.get_objects(), _MANY_OBJECTS)


def _holds_drawings(page: pdfium.PdfPage) -> bool:
    if raw.FPDFPage_CountObjects(page) > _MANY_OBJECTS:
        return False  # to draw the page would take minutes
    pictures, paths = 0, 0
    for drawn in _objects(page):
        pictures += drawn.type == raw.FPDF_PAGEOBJ_IMAGE
        paths += drawn.type == raw.FPDF_PAGEOBJ_PATH
        if pictures or paths >= _MANY_PATHS:
            return True
    return False


def _covered(page: pdfium.PdfPage) -> float:
    left, bottom, right, top = page.get_bbox()
    whole = max((right - left) * (top - bottom), 1e-6)
    covered = 0.0
    for image in _images(page):
        x0, y0, x1, y1 = image.get_bounds()
        wide, high = min(x1, right) - max(x0, left), min(y1, top) - max(y0, bottom)
        covered += max(wide, 0) * max(high, 0)
    return float(covered / whole)
