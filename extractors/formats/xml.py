"""The one door through which XML comes in: no entities, no document types, no network, and a bound on its size."""

import re
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from strongroom.errors import Damaged, UnpacksTooLarge

MAX_XML_BYTES = 32 * 2**20
"""The longest XML that is parsed; a tree takes some ten times as much memory."""
_MAX_DEPTH = 200
_MAX_ELEMENTS = 300_000
"""An invoice of ten thousand lines has fewer; looking for fields goes over all of them again and again."""


def parse(data: bytes) -> Element:
    """Parse XML into a tree.

    Raises:
        Damaged: it is not well-formed, is nested or long beyond reason, or declares entities or a document type: no
            honest invoice does, and entities are how XML attacks its reader.
        UnpacksTooLarge: it is longer than ``MAX_XML_BYTES``.
    """
    if len(data) > MAX_XML_BYTES:
        raise UnpacksTooLarge(limit=MAX_XML_BYTES)
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        # LookupError: an encoding that Python does not know; ValueError: a multi-byte one that expat cannot read.
        raise Damaged() from error
    if _deeper_than(root, _MAX_DEPTH) or sum(1 for _ in root.iter()) > _MAX_ELEMENTS:
        raise Damaged()
    return root


def parse_unqualified(data: bytes) -> Element:
    """Parse XML whose namespace prefixes may be broken, as those of one widespread OFD writer are.

    Raises:
        Damaged, UnpacksTooLarge: as ``parse``.
    """
    try:
        return parse(data)
    except Damaged:
        bare = re.sub(rb"\sxmlns(:[\w.-]*)?=(\"[^\"]*\"|'[^']*')", b"", data)
        return parse(re.sub(rb"(</?)[\w.-]*:", rb"\1", bare))


def local(element: Element) -> str:
    """The tag without its namespace; comments and processing instructions have none."""
    return _local(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def text_of(element: Element | None) -> str:
    """The stripped text of an element; empty where it or its text is missing."""
    return (element.text or "").strip() if element is not None else ""


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((part for part in element if local(part) == name), None)
    return element


def descendants(element: Element, name: str) -> Iterator[Element]:
    """All elements below, of this local name, in the order of the file."""
    return (part for part in element.iter() if local(part) == name)


def _deeper_than(root: Element, limit: int) -> bool:
    level = [root]
    for _ in range(limit):
        level = [part for element in level for part in element]
        if not level:
            return False
    return True
