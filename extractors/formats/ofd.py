"""OFD (GB/T 33190-2016), the Chinese fixed-layout format: text with places, and the invoice data it carries.

A page's text lies in its own content and in the template it names; both give positions in millimetres.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join
from xml.etree.ElementTree import Element

from extractors.formats.archive import Package
from extractors.formats.xml import child, descendants, local, parse, parse_unqualified, text_of
from strongroom.errors import Damaged, Refused, TooManyPages
from strongroom.page import Box, Page, Word
from strongroom.settings import Limits

_A4 = (0.0, 0.0, 210.0, 297.0)
Area = tuple[float, float, float, float]
"""Left, top, width and height in millimetres."""


@dataclass(frozen=True, kw_only=True)
class Ofd:
    """``stated`` are the producer's named facts, ``tagged`` the texts that the tags point at, both by printed name;
    ``attached`` are the XML files inside, by name.
    """

    pages: tuple[Page, ...]
    stated: Mapping[str, str]
    tagged: Mapping[str, str]
    attached: Mapping[str, bytes]


def is_ofd(package: Package) -> bool:
    """Say whether a zip package is an OFD file."""
    return "ofd.xml" in package.names


def count_pages(package: Package, limits: Limits) -> int:
    """Count the pages of all documents in the package.

    Raises:
        Damaged: the package lacks its root, or a part is not well-formed.
        TooManyPages: beyond the limits.
    """
    count = sum(len(_page_places(_part(package, root))) for _, root in _documents(package))
    if count > limits.max_pages:
        raise TooManyPages(pages=count, limit=limits.max_pages)
    if count == 0:
        raise Damaged()
    return count


def read_ofd(package: Package, limits: Limits) -> Ofd:
    """Read everything.

    Raises:
        Damaged: the package lacks a part that it names, or a part is not well-formed.
        TooManyPages: beyond the limits.
        UnpacksTooLarge, PasswordNeeded: as ``Package``.
    """
    count_pages(package, limits)
    pages: list[Page] = []
    stated: dict[str, str] = {}
    tagged: dict[str, str] = {}
    attached: dict[str, bytes] = {}
    for body, root in _documents(package):
        stated |= {part.get("Name", ""): text_of(part) for part in descendants(body, "CustomData")}
        document = _Document(package, root)
        texts: dict[str, str] = {}
        for number in range(document.count):
            page, named = document.page(number, number=len(pages) + 1)
            pages.append(page)
            texts |= named
        tagged |= _tagged(document, texts)
        attached |= document.attached()
    return Ofd(pages=tuple(pages), stated=stated, tagged=tagged, attached=attached)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A page as it is to be drawn: its words, and the lines that stand beneath them, from the bottom up."""

    page: Page
    lines: tuple[Element, ...]


def sheet(package: Package, number: int, limits: Limits) -> Sheet:
    """A page, counted from 1 over all documents in the package.

    Raises:
        Damaged: there is no such page. The rest as ``read_ofd``.
    """
    count_pages(package, limits)
    left = number - 1
    for _, root in _documents(package):
        document = _Document(package, root)
        if 0 <= left < document.count:
            page, _ = document.page(left, number=number)
            lines = [line for layer in reversed(document.layers(left)) for line in descendants(layer, "PathObject")]
            return Sheet(page=page, lines=tuple(lines))
        left -= document.count
    raise Damaged(page=number)


def _documents(package: Package) -> Iterator[tuple[Element, str]]:
    for body in descendants(_part(package, "OFD.xml"), "DocBody"):
        place = text_of(child(body, "DocRoot"))
        if place:
            yield body, place


def _part(package: Package, place: str) -> Element:
    data = package.read(place)
    if data is None:
        raise Damaged()
    return parse(data)


def _page_places(document: Element) -> list[Element]:
    pages = child(document, "Pages")
    return [page for page in pages or () if local(page) == "Page"] if pages is not None else []


class _Document:
    """One Document.xml: places inside it are relative to its folder, or absolute."""

    def __init__(self, package: Package, root: str) -> None:
        self._package = package
        self._folder = dirname(root)
        self.root = _part(package, root)
        self._pages = _page_places(self.root)
        self.count = len(self._pages)
        common = child(self.root, "CommonData")
        self._area = _area(child(common, "PageArea", "PhysicalBox")) or _A4
        self._templates = {
            template.get("ID", ""): template.get("BaseLoc", "")
            for template in (common if common is not None else ())
            if local(template) == "TemplatePage"
        }

    def part(self, place: str, *folders: str) -> bytes | None:
        """Look for a part as writers place it: relative to a folder of its list, to the document, or absolute."""
        if place.startswith("/"):
            return self._package.read(place)
        tries = [join(self._folder, folder, place) for folder in (*folders, "")]
        return next((data for where in [*tries, place] if (data := self._package.read(where)) is not None), None)

    def layers(self, index: int) -> list[Element]:
        """The content of a page, and the templates that it names."""
        content = self._xml(self._pages[index].get("BaseLoc", ""))
        layers = [content]
        for template in descendants(content, "Template"):
            place = self._templates.get(template.get("TemplateID", ""))
            if place:
                layers.append(self._xml(place))
        return layers

    def page(self, index: int, *, number: int) -> tuple[Page, dict[str, str]]:
        layers = self.layers(index)
        content = layers[0]
        areas = (_area(child(layer, "Area", "PhysicalBox")) for layer in layers)
        area = next((found for found in areas if found), self._area)
        named: dict[str, str] = {}
        words: list[Word] = []
        for layer in layers:
            for text_object in descendants(layer, "TextObject"):
                placed = list(_words(text_object, area))
                words.extend(placed)
                if layer is content:
                    named[text_object.get("ID", "")] = "".join(word.text for word in placed)
        page = Page(number=number, width=area[2], height=area[3], words=tuple(words), source="text")
        return page, named

    def _xml(self, place: str) -> Element:
        data = self.part(place)
        if data is None:
            raise Damaged()
        return parse(data)

    def attached(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for place, listed in self._lists("Attachments"):
            for attachment in descendants(listed, "Attachment"):
                where = text_of(child(attachment, "FileLoc"))
                data = self.part(where, place, "Attachs", "Attach") if where.lower().endswith(".xml") else None
                if data is not None:
                    found[where] = data
        return found

    def tags(self) -> Iterator[Element]:
        for place, listed in self._lists("CustomTags"):
            for tag in descendants(listed, "CustomTag"):
                data = self.part(text_of(child(tag, "FileLoc")), place, "Tags")
                if data is not None:
                    try:
                        yield parse_unqualified(data)
                    except Refused:
                        continue  # tags only repeat what the page says; a broken one does not make the page unreadable

    def _lists(self, name: str) -> Iterator[tuple[str, Element]]:
        place = text_of(child(self.root, name))
        data = self.part(place) if place else None
        if data is not None:
            yield dirname(place), parse(data)


def _tagged(document: _Document, texts: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for root in document.tags():
        for element in root.iter():
            references = [part for part in element if local(part) == "ObjectRef"]
            # An amount is often two objects, the currency sign and the figures.
            text = "".join(texts.get(text_of(reference), "") for reference in references)
            if text and local(element) not in found:
                found[local(element)] = text
    return found


def _area(element: Element | None) -> Area | None:
    numbers = numbers_in(text_of(element))
    if len(numbers) != 4 or numbers[2] <= 0 or numbers[3] <= 0:
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]


def numbers_in(text: str) -> list[float]:
    """The numbers in an attribute, none of them beyond reason."""
    return [float(number) for number in re.findall(r"-?\d{1,9}(?:\.\d{1,9})?", text)]


def _words(text_object: Element, area: Area) -> Iterator[Word]:
    boundary = numbers_in(text_object.get("Boundary", ""))
    size = (numbers_in(text_object.get("Size", "")) or [3.0])[0]
    if len(boundary) != 4:
        return
    matrix = numbers_in(text_object.get("CTM", ""))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1, 0, 0, 1, 0, 0)
    for code in descendants(text_object, "TextCode"):
        text = (code.text or "").rstrip()
        for run, left, baseline, length in _lines(code, text, size):
            # Glyphs stand on the baseline: four fifths of the size above it, one fifth below.
            corners = [(left, baseline - 0.8 * size), (left + length, baseline + 0.2 * size)]
            (x0, y0), (x1, y1) = [
                (boundary[0] + a * x + c * y + e, boundary[1] + b * x + d * y + f) for x, y in corners
            ]
            yield Word(text=run, box=_box(area, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))))


def _lines(code: Element, text: str, size: float) -> Iterator[tuple[str, float, float, float]]:
    """Cut a text into runs that stand on one line without a jump: (text, left, baseline, length) in millimetres."""
    x, y = ((numbers_in(code.get(name, "")) or [0.0])[0] for name in ("X", "Y"))
    steps_x, steps_y = (_steps(code.get(name, ""), len(text)) for name in ("DeltaX", "DeltaY"))
    start, left = 0, x
    for place, char in enumerate(text):
        last = place == len(text) - 1
        right = steps_x[place] if place < len(steps_x) else _advance(char, size)
        down = steps_y[place] if place < len(steps_y) else 0.0
        # A step back, a step down, or a gap wider than a letter begins a new run.
        if last or right < 0 or abs(down) > 0.5 * size or right > 2.2 * size:
            run = text[start : place + 1].strip()
            if run:
                yield run, left, y, max(x + min(_advance(char, size), size) - left, 0.0)
            start, left = place + 1, x + right
        x, y = x + right, y + down


def _advance(char: str, size: float) -> float:
    return size if ord(char) > 0x2E80 else size / 2


def _steps(delta: str, length: int) -> list[float]:
    """Unfold ``g 3 1.5 2`` to 1.5 1.5 1.5 2: a count and a value follow each g. ``length`` bounds a lying count."""
    steps: list[float] = []
    parts = iter(delta.split())
    for part in parts:
        count, step = 1, part
        if part == "g":
            count = int((numbers_in(next(parts, "1")) or [1])[0])
            step = next(parts, "0")
        steps.extend((numbers_in(step) or [0.0])[:1] * max(0, min(count, length - len(steps))))
        if len(steps) >= length:
            break
    return steps


def _box(area: Area, corners: Area) -> Box:
    left, top, wide, high = area
    x0, y0, x1, y1 = corners

    def inside(fraction: float) -> float:
        return min(1.0, max(0.0, fraction))

    return Box(
        left=inside((x0 - left) / wide),
        top=inside((y0 - top) / high),
        right=inside((x1 - left) / wide),
        bottom=inside((y1 - top) / high),
    )
