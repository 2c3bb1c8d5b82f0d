"""Fuzzy cues: which of a kind's texts stand on the paper, although recognisers misread about one letter in ten."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz.fuzz import partial_ratio

from strongroom.content import Content
from strongroom.fold import fold, squeeze
from strongroom.kind import Cue, Kind
from strongroom.page import Line, Page

_WORD = re.compile(r"[^\W_]+")
# What names a paper stands on its first pages; the bound keeps a 500-page file as cheap as a letter.
_PAGES = 3
_LETTERS = 8_000
# The title is in the first quarter of the first page (strongroom.kind.Cue).
_TITLE = 0.25
# On letters an address stands above the title, which then is one word, or a few in capitals, a little further down.
_LETTERHEAD = 0.4
_TITLE_WORDS = 3
# Chinese sentences have no spaces.
_TITLE_LETTERS = 24
# Latin words up to this length are matched as whole words: "cash" must not match in "cashier", nor "tax" in "taxi".
_SHORT = 7
# One edit is forgiven for every this many letters; Han characters carry more, so fewer of them earn an edit.
_LATIN_PER_EDIT = 6
_HAN_PER_EDIT = 4
_ALIKE = 75


@dataclass(frozen=True, kw_only=True)
class Haystack:
    """The text of a paper, prepared once for the cues of all kinds."""

    folded: str
    title: str

    @cached_property
    def squeezed(self) -> str:
        """Letters and digits only."""
        return squeeze(self.folded)

    @cached_property
    def squeezed_title(self) -> str:
        """Letters and digits of the title part."""
        return squeeze(self.title)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """All pairs of neighbouring letters: what shares too few of them with a cue cannot match it."""
        return _pairs(self.squeezed)


def haystack_of(content: Content) -> Haystack:
    """Prepare the first pages of a paper."""
    text = "\n".join(page.text for page in content.pages[:_PAGES])[:_LETTERS]
    return Haystack(folded=_padded(text), title=_padded(_title_of(content.pages[0])) if content.pages else "")


def _padded(text: str) -> str:
    """The words of a text, one space before, between and after."""
    return f" {' '.join(_WORD.findall(fold(text)))} "


def _title_of(page: Page) -> str:
    # Of the text, not of the sheet: receipts are photographed on tables, and slips scanned on A4.
    if not page.lines:
        return ""
    top = page.lines[0].box.top
    depth = max(page.lines[-1].box.bottom - top, 0.0)
    lines = [line.text for line in page.lines if line.box.middle <= top + depth * _TITLE or _is_title(line, top, depth)]
    return "\n".join(lines or [page.lines[0].text])


def _is_title(line: Line, top: float, depth: float) -> bool:
    words = line.text.split()
    short = len(words) <= _TITLE_WORDS and len(line.text) <= _TITLE_LETTERS
    return short and line.box.middle <= top + depth * _LETTERHEAD and (line.text.isupper() or len(words) == 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the cues of one kind add up to, and those that were found, strongest first."""

    score: float
    found: tuple[str, ...]


def tally(kind: Kind, haystack: Haystack) -> Tally:
    """Add up the cues of a kind that stand on the paper; one place on it counts for one cue."""
    hits: list[tuple[Cue, float]] = []
    for cue in sorted(kind.cues, key=lambda cue: -found(cue, haystack)):
        quality = found(cue, haystack)
        if quality == 0:
            break
        if quality == 1 or not any(_alike(cue, other) for other, _ in hits if other.title == cue.title):
            hits.append((cue, quality))
    score = sum(cue.weight * quality for cue, quality in hits)
    return Tally(score=score, found=_names(sorted(hits, key=lambda hit: -abs(hit[0].weight))))


def _alike(cue: Cue, other: Cue) -> bool:
    """Whether a misread cue may be nothing but another cue, well read: "passport" and "passeport"."""
    return partial_ratio(_needle(cue.text).letters, _needle(other.text).letters) >= _ALIKE


def _names(hits: Iterable[tuple[Cue, float]]) -> tuple[str, ...]:
    return tuple(cue.text for cue, _ in hits)


def found(cue: Cue, haystack: Haystack) -> float:
    """How well the cue stands on the paper: 1 as printed, less with misread letters, 0 not at all."""
    needle = _needle(cue.text)
    if needle.whole_word:
        return float(needle.spaced in (haystack.title if cue.title else haystack.folded))
    text = haystack.squeezed_title if cue.title else haystack.squeezed
    if needle.letters in text:
        return 1.0
    if not needle.edits or len(needle.pairs - haystack.pairs) > 2 * needle.edits:
        return 0.0
    # A swapped letter is a deletion and an insertion of 2n letters: partial_ratio gives 100 * (1 - 1/n) for it.
    least = 100 * (1 - needle.edits / len(needle.letters))
    ratio = partial_ratio(needle.letters, text, score_cutoff=least)
    return ratio / 100 if ratio >= least else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Needle:
    letters: str
    spaced: str
    whole_word: bool
    edits: int
    pairs: frozenset[str]


@lru_cache(maxsize=4096)
def _needle(text: str) -> _Needle:
    letters = squeeze(text)
    latin = letters.isascii()
    return _Needle(
        letters=letters,
        spaced=_padded(text),
        whole_word=latin and len(letters) <= _SHORT,
        edits=len(letters) // (_LATIN_PER_EDIT if latin else _HAN_PER_EDIT),
        pairs=_pairs(letters),
    )


def _pairs(text: str) -> frozenset[str]:
    return frozenset(a + b for a, b in pairwise(text))
