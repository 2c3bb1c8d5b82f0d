"""Machine-readable zones among the words of a page."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from extractors.mrz_layouts import LAYOUTS
from extractors.mrz_zone import Zone, parse_zone
from strongroom.checks.mrz import latin
from strongroom.content import Structured
from strongroom.page import Line, Page
from strongroom.reading import Origin

_BRACKETS = str.maketrans(
    {"«": "<<", "《": "<<", "≪": "<<", "‹": "<", "〈": "<", "く": "<", "＜": "<", "(": "<", "[": "<", "{": "<"}
)
_SHORTEST, _LONGEST = 24, 52
# Two check digits fit by chance once in a hundred; a zone has letters and dates in their places besides.
_LEAST_FITTING = 2
_KINDS = {"P": "passport", "V": "visa", "I": "id_card", "A": "id_card", "C": "id_card"}
_RESIDENCE = re.compile(
    r"residence\s*(?:permit|card)|aufenthalt|titre de s[ée]jour|permesso di soggiorno|居留|居住证", re.IGNORECASE
)
# A name that differs from the zone in nothing but these was misread in the zone, whose letters a page prints larger.
_ALIKE = str.maketrans("DQ0CG1LI25S8B", "OOOOOIIIZSSBB")


def find_mrz(page: Page) -> Structured | None:
    """The machine-readable zone of a page, with values named as in the kinds of identity papers; None without one.

    ``proven`` are the values that their own check digit and the composite digit confirm. Names, sex and states have no
    check digit; the reader compares them with the printed part of the paper.
    """
    zones = [zone for zone in _zones(_candidates(page)) if zone.fitting >= _LEAST_FITTING]
    if not zones:
        return None
    zone = max(zones, key=lambda found: (found.fitting, found.fitting / found.digits, len(found.values)))
    kind = _KINDS[zone.code[0]]
    if kind == "id_card" and (zone.code in {"IR", "AR", "CR"} or _RESIDENCE.search(page.text)):
        kind = "residence_permit"
    values = dict(zone.values)
    for name in ("surname", "given_names"):
        if name in values:
            values[name] = _as_printed(str(values[name]), page)
    return Structured(
        syntax="mrz",
        origin=Origin.MRZ,
        kind=kind,
        subkind=zone.layout.name,
        page=page.number,
        values=values,
        proven=zone.proven,
    )


def _candidates(page: Page) -> list[tuple[Line, str]]:
    found = []
    for line in page.lines:
        text = "".join("".join(word.text for word in line.words).split())
        plain = re.sub(r"[^A-Z0-9<]", "", unicodedata.normalize("NFKD", text.translate(_BRACKETS)).upper())
        # Running text has lower case; of a zone, only the odd letter is seen as that.
        small = sum(letter.islower() for letter in text)
        if _SHORTEST <= len(plain) <= _LONGEST and small <= len(text) // 4 and len(plain) >= 0.9 * len(text):
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


def _as_printed(name: str, page: Page) -> str:
    wanted = latin(name)
    for word in page.words:
        printed = latin(word.text)
        if len(printed) == len(wanted) and printed != wanted and printed.translate(_ALIKE) == wanted.translate(_ALIKE):
            return word.text.upper() if word.text.isascii() else name
    return name
