"""What an identity paper prints above its machine-readable zone, as a second witness for what the zone says."""

import datetime as dt
import re
from collections.abc import Iterator

from strongroom.checks.mrz import latin
from strongroom.fold import fold
from strongroom.page import Line, Page, Word

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"(?<!\d)(\d{1,2})\s*([a-z]{3,9})[./\s]*([a-z]{3,9})?[./\s]*(\d{4}|\d{2})(?!\d)")
_NUMBERED = re.compile(r"(?<!\d)(\d{1,2})\s?[./ -]\s?(\d{1,2})\s?[./ -]\s?(\d{4}|\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[./年-]\s?(\d{1,2})\s?[./月-]\s?(\d{1,2})(?!\d)")
_SEX = re.compile(r"(?:[^\W\d_]{1,5}\s?/\s?)?([MFX])")
# Letters that the zone's fount draws alike, folded to one of each group.
_ALIKE = str.maketrans("DQ0CG1LI25S8B", "OOOOOIIIZSSBB")


def printed_lines(page: Page) -> tuple[Line, ...]:
    """The lines above and beside the zone."""
    return tuple(line for line in page.lines if "<<" not in line.text and not _is_zone(line))


def says_date(page: Page, wanted: dt.date) -> Word | None:
    """A word of the line on which the date is printed with two or four digits of the year; None if nothing says it."""
    for line, day, _ in _dates(page, wanted):
        if day == wanted:
            return line.words[0]
    return None


def settled_century(page: Page, possible: tuple[dt.date, ...]) -> dt.date | None:
    """The one of several dates that the page prints with its year in full; None if none is, or more than one."""
    found = {day for _, day, full in _dates(page, possible[0]) if full and day in possible}
    return found.pop() if len(found) == 1 else None


def says_name(page: Page, name: str) -> tuple[Word, ...]:
    """The neighbouring words that spell a name, whatever its accents, hyphens and spaces."""
    wanted = latin(name)
    return next((words for words in _stretches(page) if latin("".join(word.text for word in words)) == wanted), ())


def nearly_says_name(page: Page, name: str) -> str | None:
    """The printed spelling of a name that differs from the zone's in nothing but letters that look alike."""
    wanted = latin(name)
    for words in _stretches(page):
        printed = latin("".join(word.text for word in words))
        if printed != wanted and len(printed) == len(wanted) and printed.translate(_ALIKE) == wanted.translate(_ALIKE):
            return " ".join(latin(word.text) for word in words)
    return None


def says_code(page: Page, code: str) -> Word | None:
    """A word that is exactly a number or code."""
    for line in printed_lines(page):
        for word in line.words:
            if word.text.upper().strip(" .:<") == code:
                return word
    return None


def says_sex(page: Page, sex: str) -> Word | None:
    """A word that is the letter of the sex, alone or after its translation; None where another letter stands too."""
    found = [
        (match[1], word)
        for line in printed_lines(page)
        for word in line.words
        if (match := _SEX.fullmatch(word.text.strip(" .:").upper()))
    ]
    letters = {letter for letter, _ in found if letter in "MF"}
    return next((word for letter, word in found if letter == sex), None) if letters <= {sex} else None


def _is_zone(line: Line) -> bool:
    text = line.text.replace(" ", "")
    return len(text) >= 28 and sum(letter.isdigit() or letter == "<" for letter in text) > len(text) // 2


def _stretches(page: Page) -> Iterator[tuple[Word, ...]]:
    for line in printed_lines(page):
        for length in (1, 2, 3, 4):
            for start in range(len(line.words) - length + 1):
                yield line.words[start : start + length]


def _dates(page: Page, like: dt.date) -> Iterator[tuple[Line, dt.date, bool]]:
    """The printed dates, with years of two digits put in the century of a date that they may confirm."""
    for line in printed_lines(page):
        for year, month, day in _parts(fold(line.text)):
            date = _day(like, year, month, day)
            if date:
                yield line, date, len(year) == 4


def _parts(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _YEAR_FIRST.finditer(text):
        yield match[1], int(match[2]), int(match[3])
    for match in _NUMBERED.finditer(text):
        # Day or month first: either may confirm, since the zone says which day is meant.
        yield match[3], int(match[2]), int(match[1])
        yield match[3], int(match[1]), int(match[2])
    for match in _NAMED.finditer(text):
        for name in (match[2], match[3] or ""):
            if name[:3] in _MONTHS:
                yield match[4], _MONTHS.index(name[:3]) + 1, int(match[1])


def _day(like: dt.date, year: str, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(int(year) if len(year) == 4 else like.year // 100 * 100 + int(year), month, day)
    except ValueError:
        return None
