"""The characters of a machine-readable zone to its values, repaired under the guidance of the check digits."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from extractors.mrz_layouts import STATES, Layout, Part
from strongroom.checks.mrz import check_digit, digit_fits
from strongroom.checks.repair import as_digits, as_letters, repaired
from strongroom.reading import Value

# Zones are on papers since the 1980s, and papers are valid for ten years at most: two digits name one year until 2069.
_FIRST_EXPIRY_YEAR = 1970
# Nobody holds a paper that is valid beyond this age. It settles the century of most births without a clock.
_OLDEST = 105
_MOST_LOST = 8
_SHORT = 9
# After the names there are fillers alone, which recognisers see as these letters; no name has one of them three times.
_FILLER_LOOKALIKES = re.compile(r"(?:<[KCLSEXR<]*)?([KCLSEXR])\1\1.*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """What a zone says: ``fitting`` of ``digits`` check digits are right; ``proven`` values need no other witness.

    ``births`` are the birth dates that its two digits of the year may mean, the likelier first.
    """

    layout: Layout
    code: str
    births: tuple[dt.date, ...]
    values: dict[str, Value]
    proven: frozenset[str]
    fitting: int
    digits: int

    @property
    def states_known(self) -> int:
        """How many of its states there are."""
        return sum(str(self.values.get(name, "")).ljust(3, "<") in STATES for name in ("issuer", "nationality"))


def parse_zone(layout: Layout, lines: tuple[str, ...]) -> Zone | None:
    """Read lines of A-Z, 0-9 and ``<``, of about the right length; None where they cannot be this layout.

    Where a line has lost or doubled characters, the alignment that most check digits confirm is taken. A number or date
    that its own digit refutes is left out.
    """
    if len(lines) != layout.lines:
        return None
    choices = [_alignments(line, layout, at) for at, line in enumerate(lines)]
    zones = [zone for fitted in product(*choices) if (zone := _parsed(layout, fitted))]
    return max(zones, key=lambda zone: (zone.fitting, zone.states_known, len(zone.values)), default=None)


def _parsed(layout: Layout, lines: tuple[str, ...]) -> Zone | None:
    text = _Text(layout=layout, lines=list(lines))
    text.clean()
    code = text.lines[0][:2].rstrip("<")
    if code[:1] not in tuple(layout.first):
        return None
    as_read = text.checked(layout.number)
    number, number_fits = text.number()
    birth, birth_fits = text.checked(layout.birth)
    expiry, expiry_fits = text.checked(layout.expiry)
    expires = _expiry(expiry)
    births = _births(birth, expires)
    stated: tuple[tuple[str, Value | None, bool], ...] = (
        ("document_number", number or None, number_fits),
        ("birth_date", births[0] if births else None, birth_fits),
        ("expiry", expires, expiry_fits),
    )
    values = {name: value for name, value, fits in stated if value is not None and fits}
    whole = text.composite_fits()
    # The composite digit weighs a number as its own digit does, so a repair that fits the one fits the other: no proof.
    doubtful = {"birth_date"} if len(births) > 1 else set()
    doubtful |= set() if as_read[1] or (number_fits and len(number) > _SHORT) else {"document_number"}
    return Zone(
        layout=layout,
        code=code,
        births=births if birth_fits else (),
        values=values | dict(text.letters()),
        proven=frozenset(values.keys() - doubtful) if whole else frozenset(),
        fitting=len(values) + whole,
        digits=3 + bool(layout.composite),
    )


class _Text:
    """The lines while they are repaired."""

    def __init__(self, *, layout: Layout, lines: list[str]) -> None:
        self.layout = layout
        self.lines = lines

    def clean(self) -> None:
        """Turn look-alikes into what their place can hold."""
        layout = self.layout
        for part in layout.letters:
            self._put(part, as_letters(self._get(part)))
        for part in layout.digits:
            self._put(part, as_digits(self._get(part)))
        checked = [part.digit for part in (layout.number, layout.birth, layout.expiry, *layout.optional)]
        parts = (layout.number, layout.birth, layout.expiry, *layout.optional)
        for part, digit in zip(parts, checked, strict=True):
            if digit is not None:
                place = Part(line=part.line, start=digit, end=digit + 1)
                self._put(place, as_digits(self._get(place)))
        if layout.composite_digit:
            self._put(layout.composite_digit, as_digits(self._get(layout.composite_digit)))

    def number(self) -> tuple[str, bool]:
        """The document number, repaired if only one repair fits, and whether its digit confirms it."""
        part = self.layout.number
        long = self._long_number()
        if long is not None:
            return long
        text, fits = self.checked(part)
        if not fits and "<" not in text.rstrip("<"):
            digit = self.lines[part.line][part.digit or 0]
            better = repaired(text, lambda candidate: digit_fits(candidate, digit))
            if better is not None:
                self._put(part, better)
                text, fits = better, True
        return text.replace("<", ""), fits

    def _long_number(self) -> tuple[str, bool] | None:
        # TD1 numbers of more than nine characters go on in the optional part, closed by their check digit.
        part = self.layout.number
        if self.layout.lines != 3 or self.lines[0][14] != "<" or "<" in self._get(part):
            return None
        rest = self.lines[0][15:30].split("<")[0]
        number, digit = self._get(part) + rest[:-1], rest[-1:]
        return (number, True) if len(rest) > 1 and digit.isdigit() and check_digit(number) == digit else None

    def checked(self, part: Part) -> tuple[str, bool]:
        """A part, and whether its check digit confirms it."""
        text = self._get(part)
        digit = self.lines[part.line][part.digit] if part.digit is not None else ""
        return text, bool(text.strip("<")) and digit_fits(text, digit)

    def composite_fits(self) -> bool:
        """Whether the digit over the whole zone is right."""
        place = self.layout.composite_digit
        if place is None:
            return False
        return digit_fits("".join(self._get(part) for part in self.layout.composite), self._get(place))

    def letters(self) -> Iterator[tuple[str, str]]:
        """Sex, states and names: no check digit covers them."""
        layout = self.layout
        sex = self._get(layout.sex)
        yield "sex", sex if sex in "MF" else "X"
        for name, part in (("nationality", layout.nationality), ("issuer", layout.issuer)):
            code = self._get(part)
            text = (repaired(code, STATES.__contains__) or code).rstrip("<")
            if text.isalpha():
                yield name, text
        surname, separator, rest = _FILLER_LOOKALIKES.sub("", self._get(layout.names)).partition("<<")
        given = rest.partition("<<")[0]
        if separator:
            yield from (
                (name, words) for name, words in (("surname", _words(surname)), ("given_names", _words(given))) if words
            )

    def _get(self, part: Part) -> str:
        return self.lines[part.line][part.start : part.end]

    def _put(self, part: Part, text: str) -> None:
        line = self.lines[part.line]
        self.lines[part.line] = line[: part.start] + text + line[part.end :]


def _alignments(line: str, layout: Layout, at: int) -> tuple[str, ...]:
    """How a line of about the right length may be brought to it, the likeliest first."""
    length, found = layout.length, [line]
    if at == 0 and len(line) < length:
        # The first letter of the zone stands alone before a filler: either is easily lost.
        found += [
            line[:1] + "<" + line[1:],
            *(letter + line for letter in layout.first if line[:1] not in layout.first),
        ]
    if at == layout.names.line and "<<" in line:
        # After the names come fillers alone, so however many were lost, nothing else was.
        return tuple(_fitted(text, length) or text.ljust(length, "<")[:length] for text in found)
    return tuple(fitted for text in found if (fitted := _fitted(text, length)))


def _fitted(line: str, length: int) -> str | None:
    # Recognisers lose and double fillers in long runs of them; a line that is further off, or has no run, is another.
    missing = length - len(line)
    if not missing:
        return line
    run = max(re.finditer(r"<{2,}", line), key=lambda match: len(match[0]), default=None)
    if run is None or abs(missing) > _MOST_LOST or len(run[0]) + missing < 1:
        return None
    return line[: run.start()] + "<" * (len(run[0]) + missing) + line[run.end() :]


def _words(text: str) -> str:
    return " ".join(text.replace("<", " ").split())


def _day(year: int, text: str) -> dt.date | None:
    try:
        return dt.date(year, int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None


def _expiry(text: str) -> dt.date | None:
    if not text.isdigit():
        return None
    year = 1900 + int(text[:2])
    return _day(year if year >= _FIRST_EXPIRY_YEAR else year + 100, text)


def _births(text: str, expiry: dt.date | None) -> tuple[dt.date, ...]:
    """The possible birth dates: before the paper ends, and its holder not too old for it."""
    if not text.isdigit() or expiry is None:
        return ()
    days = [day for century in (2000, 1900) if (day := _day(century + int(text[:2]), text))]
    return tuple(day for day in days if day <= expiry and expiry.year - day.year <= _OLDEST)
