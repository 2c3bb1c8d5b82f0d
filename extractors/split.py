"""Many papers in one file: where one ends and the next begins. Pure: the same pages, the same parts.

In this order: separator sheets; a number that changes (that of an invoice, an identity card, a machine-readable zone;
the same number is the same paper, however many pages it has); several small papers on one sheet, each with a number of
its own; "page 1 of n" after a last page. Anything else stays together: the front of a card with its back, the pages of
a contract. What is not proven is a proposal for a person.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from extractors.identities import Look, Sheet, look_at
from extractors.several import Sheetful, papers_on
from strongroom.content import Content
from strongroom.page import Box
from strongroom.reading import Origin

_PAGED: Final = ("application/pdf", "image/")
"""Formats whose pages can be parted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One paper: its pages from 1, without blank ones and separator sheets, or the ``box`` it fills on its page.

    ``certain`` says that the file may be cut before it without asking. What a separator sheet said of it is in
    ``kind``, ``tags`` and ``owner``.
    """

    pages: tuple[int, ...]
    certain: bool
    box: Box | None = None
    kind: str | None = None
    tags: tuple[str, ...] = field(default=(), repr=False)
    owner: str | None = field(default=None, repr=False)


def papers(content: Content) -> tuple[Part, ...]:
    """The papers in a file, in order; one part where there is nothing to part, none where there is no page."""
    looks = [look_at(page, [fact for fact in content.structured if fact.page == page.number]) for page in content.pages]
    if not content.media.startswith(_PAGED) or _is_stated(content):
        return _whole(looks)
    found = {page.number: sheet for page in content.pages if (sheet := papers_on(page)).boxes}
    # Halves of a page of many may well have a date and a sum each; there, only numbers of their own tell papers apart.
    sheets = {number: sheet for number, sheet in found.items() if sheet.certain or len(looks) == 1}
    drafts = (draft for draft in _drafts(looks, sheets.keys()) if draft.looks)
    return tuple(part for draft in drafts for part in _parts(draft, sheets)) or _whole(looks)


def certain(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts that a file may be cut into without asking: uncertain ones stay with what stands before them."""
    joined: list[Part] = []
    for part in parts:
        if joined and not part.certain:
            joined[-1] = replace(joined[-1], pages=tuple(dict.fromkeys((*joined[-1].pages, *part.pages))), box=None)
        else:
            joined.append(part)
    return tuple(joined)


def _is_stated(content: Content) -> bool:
    # An XML inside speaks for the whole file: it is one paper, whatever numbers its pages refer to.
    return any(fact.page is None and fact.origin is Origin.XML for fact in content.structured)


def _whole(looks: Sequence[Look]) -> tuple[Part, ...]:
    pages = tuple(look.page for look in looks if not look.blank) or tuple(look.page for look in looks)
    return (Part(pages=pages, certain=True),) if pages else ()


@dataclass(slots=True)
class _Draft:
    certain: bool
    sheet: Sheet
    looks: list[Look]

    def part(self) -> Part:
        return Part(
            pages=tuple(look.page for look in self.looks),
            certain=self.certain,
            kind=self.sheet.kind,
            tags=self.sheet.tags,
            owner=self.sheet.owner,
        )

    def number(self, sort: str) -> tuple[str, bool] | None:
        known = [(look.numbers[sort], sort in look.proven) for look in self.looks if sort in look.numbers]
        return known[-1] if known else None

    @property
    def is_complete(self) -> bool:
        place = self.looks[-1].place
        return place is not None and place[0] == place[1]

    @property
    def has_both_sides(self) -> bool:
        return any(look.back for look in self.looks) and any("resident" in look.numbers for look in self.looks)


def _parts(draft: _Draft, sheets: Mapping[int, Sheetful]) -> Iterator[Part]:
    """The part that a draft is, or those that lie on its page."""
    whole = draft.part()
    sheet = sheets.get(whole.pages[0])
    if sheet:
        for place, box in enumerate(sheet.boxes):
            yield replace(whole, box=box, certain=sheet.certain and (place > 0 or whole.certain))
        return
    yield whole
    if any(look.crowded for look in draft.looks):
        yield replace(whole, certain=False)  # two papers it is, but nothing shows where to cut


def _drafts(looks: Sequence[Look], full: Collection[int]) -> list[_Draft]:
    """The papers by their pages; a page in ``full`` holds several, and none of them goes on beyond it."""
    drafts = [_Draft(certain=True, sheet=Sheet(), looks=[])]
    for look in looks:
        if look.sheet is not None:
            drafts.append(_Draft(certain=True, sheet=look.sheet, looks=[]))
        elif look.blank:
            continue  # left out of every part, and kept in the original
        elif not drafts[-1].looks:
            drafts[-1].looks.append(look)
        elif look.page in full or drafts[-1].looks[-1].page in full:
            drafts.append(_Draft(certain=True, sheet=Sheet(), looks=[look]))
        elif (begins := _begins(look, drafts[-1])) is None:
            drafts[-1].looks.append(look)
        else:
            drafts.append(_Draft(certain=begins, sheet=Sheet(), looks=[look]))
    return drafts


def _begins(look: Look, draft: _Draft) -> bool | None:
    """Whether a page begins a new paper, and for sure (True), perhaps (False), or not (None)."""
    first_of_many = look.place is not None and look.place[0] == 1
    differs: bool | None = None
    for sort, number in look.numbers.items():
        known = draft.number(sort)
        if known is None:
            continue
        if known[0] == number:
            return None
        differs = bool(differs) or (known[1] and sort in look.proven) or (first_of_many and draft.is_complete)
    if differs is not None:
        return differs
    if first_of_many:
        return draft.is_complete
    if draft.has_both_sides and (look.back or "resident" in look.numbers):
        return False
    return None
