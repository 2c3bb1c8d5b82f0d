"""Year-end packages: which year, which papers and what is said of each in the manifest. Pure.

A package is a ZIP that is read with nothing but a file manager, a browser and ``sha256sum``; ``docs/archive.md`` says
what is in it, ``strongroom.package_text`` how its lists are written.
"""

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

from strongroom.errors import BadForm
from strongroom.retention import Year

FORMAT: Final = "strongroom package 1"
MANIFEST: Final = "manifest.json"
TABLE: Final = "manifest.csv"
SUMS: Final = "SHA256SUMS"
INDEX: Final = "index.html"
NOTE: Final = "README.txt"
SIGNATURE: Final = "signature.json"
KEY: Final = "sealed/key.json"
"""What a passphrase becomes the key of the sealed files with; it is no secret."""
_SHORTEST_PASSPHRASE: Final = 12


class Part(StrEnum):
    """What a file of a package is of its paper."""

    ORIGINAL = "original"
    RENDITION = "rendition"
    """A copy that was made to be read: PDF or picture."""
    WORDS = "words"
    """The text that was read, page by page."""
    READINGS = "readings"
    """The fields that were read, as JSON; sensitive ones masked, for the original shows them."""


class Why(StrEnum):
    """Why a paper of the year is not in its package."""

    SENSITIVE = "sensitive"
    """An identity paper, which leaves only sealed."""
    RESTRICTED = "restricted"
    """It may be kept and not be used."""
    DENIED = "denied"
    """Whoever asked for the package may not take it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a package is to hold: a fiscal year, and where they are named, kinds and a customer.

    ``sealed`` is whether identity papers are in it, under a passphrase; else they are left out.
    """

    year: int
    kinds: frozenset[str] = frozenset()
    customer: str | None = field(default=None, repr=False)
    sealed: bool = False

    def as_json(self) -> dict[str, Any]:
        """The wish as it rests with its request."""
        return {"year": self.year, "kinds": sorted(self.kinds), "customer": self.customer, "sealed": self.sealed}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Wish":
        """What ``as_json`` wrote."""
        return cls(**{**said, "kinds": frozenset(said["kinds"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A file of a package: its path in it, its size, and its SHA-256 in hexadecimal.

    A sealed one is an envelope (``docs/envelope-format.md``), and both are of the envelope.
    """

    part: Part
    path: str
    bytes: int
    sha256: str
    sealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One paper of a package. ``kept_until`` is empty where no day is known.

    Of a paper that is sealed, name and customer are empty: the manifest is in the clear.
    """

    document: str
    kind: str
    title: str
    title_zh: str
    name: str
    dated: str
    customer: str
    media: str
    received_at: str
    filed_at: str
    basis: str
    kept_until: str
    leaves: tuple[Leaf, ...] = ()

    def path_of(self, part: Part) -> str:
        """Where a part of it lies in the package; empty where there is none."""
        return next((leaf.path for leaf in self.leaves if leaf.part is part), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A paper of the year that is not in the package, by its id and kind alone."""

    document: str
    kind: str
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A fiscal year: its first day, and the first day of the next."""

    year: int
    first: dt.date
    after: dt.date


def span_of(year: int, begins: Year) -> Span:
    """The fiscal year that begins in a calendar year."""
    first = dt.date(year, begins.month, begins.day)
    return Span(year=year, first=first, after=first.replace(year=year + 1))


def year_due(today: dt.date, begins: Year, months: int) -> int:
    """The newest fiscal year that ended at least so many months ago, by the calendar year in which it began."""
    years, month = divmod(today.month - 1 - months, 12)
    then = today.replace(year=today.year + years, month=month + 1, day=min(today.day, 28))
    return year_of(then, begins) - 1


def year_of(day: dt.date, begins: Year) -> int:
    """The fiscal year of a day, by the calendar year in which it began."""
    return day.year if (day.month, day.day) >= (begins.month, begins.day) else day.year - 1


def check_passphrase(passphrase: str) -> None:
    """Return if it may protect identity papers that leave the house (BadForm)."""
    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise BadForm(field="passphrase")


def to_line(entry: Entry | LeftOut) -> str:
    """An entry as one line of JSON."""
    return json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True)


def from_line(line: str) -> Entry:
    """What ``to_line`` wrote of an entry."""
    said = json.loads(line)
    leaves = tuple(Leaf(**{**leaf, "part": Part(leaf["part"])}) for leaf in said.pop("leaves"))
    return Entry(**said, leaves=leaves)


def path_for(entry: Entry, part: Part, ending: str) -> str:
    """Where a part of a paper belongs: originals by kind under their names, all else beside them by id."""
    if part is Part.ORIGINAL:
        return f"documents/{entry.kind}/{file_name(entry.document, entry.name)}"
    return f"{part.value.removesuffix('s')}s/{entry.document}{ending}"


def sealed_path(entry: Entry, part: Part) -> str:
    """The same for what is sealed: nothing but the id and what it is."""
    return f"sealed/{entry.document}_{part.value}.envelope"


def file_name(document: str, name: str) -> str:
    """A name within the package: the id makes it unique, and what no file system likes is left out of the rest."""
    plain = "".join(one if one.isalnum() or one in "-_. " else "_" for one in name).strip(". ")
    return f"{document}_{plain.encode()[:120].decode(errors='ignore')}"
