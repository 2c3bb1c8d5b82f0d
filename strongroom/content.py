"""What a file turned out to hold, before anybody says what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from strongroom.page import Box, Page
from strongroom.reading import Origin, Value


@dataclass(frozen=True, kw_only=True)
class Structured:
    """Facts that a machine wrote for machines: an embedded XML, an OFD tag, a QR code, a machine-readable zone.

    ``syntax`` names the format (``cii``, ``ubl``, ``ofd``, ``cn_einvoice_xml``, ``xbrl``, ``cn_vat_qr``, ``mrz`` ...).
    ``kind`` and ``subkind`` are what the format says the paper is, where it says so. ``values`` are keyed by the field
    names of that kind. ``proven`` names those values that the format's own check digits confirm.
    """

    syntax: str
    origin: Origin
    values: Mapping[str, Value]
    kind: str | None = None
    subkind: str | None = None
    page: int | None = None
    proven: frozenset[str] = frozenset()
    tables: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that is drawn with rules, or is one in its format: rows of cells, from the top down and left to right.

    Lines within a cell are parted by line feeds. A cell that spans several columns stands in the first of them, and
    the others are empty. ``page`` counts from 1; it and ``box`` are missing where the table has no place (Word, Excel).
    """

    rows: tuple[tuple[str, ...], ...]
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, kw_only=True)
class Content:
    """Everything that was found in one file: pages in order, structured data, most trusted first, and tables."""

    media: str
    pages: tuple[Page, ...]
    structured: tuple[Structured, ...] = ()
    tables: tuple[Table, ...] = ()

    @cached_property
    def text(self) -> str:
        """The text of all pages, a form feed between two."""
        return "\f".join(page.text for page in self.pages)
