"""Machine-readable zones among the words of a page."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from extractors.mrz_layouts import LAYOUTS, STATES
from extractors.mrz_permit import PERMITS, parse_permit_line
from extractors.mrz_print import nearly_says_name, settled_century
from extractors.mrz_zone import Zone, parse_zone
from strongroom.content import Structured
from strongroom.page import Box, Line, Page, Word
from strongroom.reading import Origin, Value

_BRACKETS = str.maketrans(
    {"«": "<<", "《": "<<", "≪": "<<", "‹": "<", "〈": "<", "く": "<", "＜": "<", "(": "<", "[": "<", "{": "<"}
)
# Fillers in a row stand in nothing else. Without them, a line of code, state and name over one of number and dates.
_FRAGMENT = re.compile(r"(?=.*<<)[A-Za-z0-9<]{6,}")
_FIRST_LINE = re.compile(r"P[A-Z<][A-Z]{3}[A-Z<]{5,}|[IACV]<[A-Z]{3}[A-Z0-9<]{5,}")
_SECOND_LINE = re.compile(r"(?=(?:.*\d){5})[A-Z0-9<]{8,}")

_SHORTEST, _SHORTEST_NAMES, _LONGEST = 24, 12, 52
# Two check digits fit by chance once in a hundred; a zone has letters and dates in their places besides.
_LEAST_FITTING = 2
_KINDS = {"P": "passport", "V": "visa", "I": "id_card", "A": "id_card", "C": "id_card"}
_RESIDENCE = re.compile(
    r"residence\s*(?:permit|card)|aufenthalt|titre de s[ée]jour|permesso di soggiorno|居留|居住证", re.IGNORECASE
)


def find_mrz(page: Page) -> Structured | None:
    """The machine-readable zone of a page, with values named as in the kinds of identity papers; None without one.

    ``proven`` are the values that their own check digit and the composite digit confirm. Names, sex and states have no
    check digit; the reader compares them with the printed part of the paper.
    """
    zones = [zone for zone in _zones(_candidates(page)) if zone.fitting >= _LEAST_FITTING]
    if not zones:
        return _permit_line(page)
    zone = max(zones, key=lambda found: (found.fitting, found.fitting / found.digits, len(found.values)))
    kind, subkind = _kind(zone, page)
    values, proven = _witnessed(zone, page)
    return Structured(
        syntax="mrz",
        origin=Origin.MRZ,
        kind=kind,
        subkind=subkind,
        page=page.number,
        values=values,
        proven=proven,
    )


def _kind(zone: Zone, page: Page) -> tuple[str, str]:
    kind = _KINDS[zone.code[0]]
    if kind != "id_card":
        return kind, zone.layout.name
    if _RESIDENCE.search(page.text):
        return "residence_permit", zone.layout.name
    if zone.values.get("issuer") == "CHN" and zone.code in PERMITS:
        return "travel_permit", PERMITS[zone.code]
    return "residence_permit" if zone.code in {"IR", "AR", "CR"} else kind, zone.layout.name


def _permit_line(page: Page) -> Structured | None:
    found = (parse_permit_line(text) for _, text in _candidates(page))
    values = next((values for values in found if values), None)
    if values is None:
        return None
    return Structured(
        syntax="mrz",
        origin=Origin.MRZ,
        kind="travel_permit",
        subkind=PERMITS["CS"],
        page=page.number,
        values=values,
        proven=frozenset(values),
    )


def unread_zone(page: Page) -> Box | None:
    """Where a zone seems to stand that could not be read: the part of the page to read again, larger; None without one.

    Recognisers lose the small, close print of zones at page size, but see enough of it to say where it is.
    """
    words = [(word, word.text.translate(_BRACKETS)) for word in page.words]
    strip = [word for word, text in words if _FRAGMENT.fullmatch(text)] or _two_lines(page)
    if not strip or find_mrz(page) is not None:
        return None
    height = max(word.box.height for word in strip)
    top = min(word.box.top for word in strip) - 2 * height
    bottom = max(word.box.bottom for word in strip) + 2 * height
    return Box(left=0.0, top=max(0.0, top), right=1.0, bottom=min(1.0, bottom))


def _two_lines(page: Page) -> list[Word]:
    seconds = [word for word in page.words if _SECOND_LINE.fullmatch(word.text)]
    for first in page.words:
        if _FIRST_LINE.fullmatch(first.text) and first.text[2:5] in STATES:
            below = [word for word in seconds if 0 < word.box.middle - first.box.middle < 4 * first.box.height]
            if below:
                return [first, *below]
    return []


def _witnessed(zone: Zone, page: Page) -> tuple[dict[str, Value], frozenset[str]]:
    """The values of the zone, where the printed part of the page knows better what no check digit covers."""
    values, proven = dict(zone.values), set(zone.proven)
    for name in ("surname", "given_names"):
        # The page prints names larger than the zone does: what differs in look-alikes alone was misread in the zone.
        if name in values:
            values[name] = nearly_says_name(page, str(values[name])) or values[name]
    printed = settled_century(page, zone.births) if len(zone.births) > 1 else None
    if printed:
        values["birth_date"] = printed
        proven |= {"birth_date"} if zone.proven else set()
    return values, frozenset(proven)


def _candidates(page: Page) -> list[tuple[Line, str]]:
    found = []
    for line in page.lines:
        text = "".join("".join(word.text for word in line.words).split())
        plain = re.sub(r"[^A-Z0-9<]", "", unicodedata.normalize("NFKD", text.translate(_BRACKETS)).upper())
        # Running text has lower case; of a zone, only the odd letter is seen as that.
        small = sum(letter.islower() for letter in text)
        shortest = _SHORTEST_NAMES if "<<" in plain else _SHORTEST
        if shortest <= len(plain) <= _LONGEST and small <= len(text) // 4 and len(plain) >= 0.9 * len(text):
            found.append((line, plain))
    return found


def _zones(candidates: list[tuple[Line, str]]) -> Iterator[Zone]:
    for layout in LAYOUTS:
        for start in range(len(candidates) - layout.lines + 1):
            group = candidates[start : start + layout.lines]
            if all(_close(above, below) for (above, _), (below, _) in pairwise(group)):
                zone = parse_zone(layout, tuple(text for _, text in group))
                if zone:
                    yield zone


def _close(above: Line, below: Line) -> bool:
    return below.box.middle - above.box.middle <= 4 * max(above.box.height, below.box.height)
