"""OFD (GB/T 33190-2016), the Chinese fixed-layout format: text with places, and the invoice data it carries.

A page's text lies in its own content and in the template it names; both give positions in millimetres.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join
from xml.etree.ElementTree import Element

from extractors.formats.archive import Package
from extractors.formats.child import Child
from extractors.formats.ofd_text import Area, numbers_in, words_of
from extractors.formats.xml import child, descendants, local, parse, parse_unqualified, text_of
from strongroom.errors import Damaged, Refused, TooManyPages
from strongroom.page import Page, Word
from strongroom.settings import Limits

_MAX_ATTACHMENTS = 50
_A4 = (0.0, 0.0, 210.0, 297.0)


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
        attached |= {name: data for name, data in document.attached().items() if _is_xml(name)}
    return Ofd(pages=tuple(pages), stated=stated, tagged=tagged, attached=attached)


def attached(package: Package) -> Iterator[Child]:
    """The files inside that are no XML, in the order in which they are listed (Damaged)."""
    for _, root in _documents(package):
        for name, data in _Document(package, root).attached().items():
            if not _is_xml(name):
                yield Child(name=name, data=data)


def _is_xml(name: str) -> bool:
    return name.lower().endswith(".xml")


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
                placed = list(words_of(text_object, area))
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
            for attachment in list(descendants(listed, "Attachment"))[:_MAX_ATTACHMENTS]:
                where = text_of(child(attachment, "FileLoc"))
                data = self.part(where, place, "Attachs", "Attach") if where else None
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
