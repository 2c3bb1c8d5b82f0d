"""A separator sheet that names the kind of the paper behind it: evidence that somebody laid there on purpose.

It is taken where the paper does not speak for itself, and asked about where it says something else: sheets are laid in
the wrong place too. The paper is read as that kind from the words that were seen, as when a person names it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from flows.stages.filing_children import FROM, TOLD
from flows.stages.paper import Paper
from flows.stages.read_as import read_anew
from strongroom.confidence import decide, doubted
from strongroom.kind import UNKNOWN, Kind
from strongroom.reading import Finding
from strongroom.settings import Filing

_TOLD: Final = 0.99
"""How sure a sheet is that nothing contradicts."""
_OWN_WORD: Final = 0.9
"""From this confidence on a paper speaks for itself."""


def kind_told(tags: Sequence[str], kinds: Mapping[str, Kind]) -> Kind | None:
    """The kind that a sheet before it named; None where there was none, or no such kind.

    Only what was cut from a file has had a sheet before it. What comes before the last such cut are the names of
    folders, which may be anything, and what was said of the file that it was cut from.
    """
    cuts = [place for place, tag in enumerate(tags) if tag.startswith(FROM)]
    named = [tag.removeprefix(TOLD) for tag in tags[cuts[-1] :] if tag.startswith(TOLD)] if cuts else []
    return kinds.get(named[-1]) if named else None


def as_told(paper: Paper, kind: Kind, *, filing: Filing) -> Paper:
    """The paper with what the sheet said of its kind."""
    said = paper.classification
    if said.kind == kind.id:
        surer = replace(said, confidence=max(said.confidence, _TOLD), reasons=(*said.reasons, "separator"))
        return replace(paper, classification=surer, decision=decide(kind, surer, paper.extraction, filing=filing))
    if said.kind != UNKNOWN and said.confidence >= _OWN_WORD:
        differs = Finding(check="separator_agrees", passed=False, fields=())
        extraction = replace(paper.extraction, findings=(*paper.extraction.findings, differs))
        return replace(paper, extraction=extraction, decision=doubted(paper.decision, [differs]))
    told = replace(said, kind=kind.id, subkind=None, confidence=_TOLD, reasons=("separator",))
    extraction = read_anew(kind, paper.pages, media=paper.media)
    decision = decide(kind, told, extraction, filing=filing)
    return replace(paper, classification=told, extraction=extraction, decision=decision)
