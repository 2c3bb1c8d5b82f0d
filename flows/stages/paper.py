"""Reading one paper: open, classify, extract, decide. Pure but for the engine: no records, no vault, no keys.

A file may be a bundle: an archive, or pages that are surely several papers. There is nothing to read in a bundle
itself; its papers become documents of their own.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from classifiers.model import Model
from classifiers.vote import classify
from extractors.children import CONTAINERS, enclosed
from extractors.closer_look import Seen, closer_look
from extractors.engines.engine import OcrEngine
from extractors.formats.written import ARCHIVES
from extractors.open import open_content
from extractors.readers.extract import extract
from extractors.rendition import has_pictures, upright_picture
from extractors.split import Part, certain, papers
from strongroom.codec import outcome_from_dict, outcome_to_dict, pages_from_json, pages_to_json
from strongroom.confidence import decide
from strongroom.content import Content
from strongroom.kind import UNKNOWN, Kind
from strongroom.page import Box, Page
from strongroom.reading import Classification, Decision, Extraction, Finding
from strongroom.settings import Filing, Limits

Progress = Callable[[int, int], None]
"""Told pages done and pages in all."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Everything a reader concluded about one document. ``seconds`` are of processor time."""

    media: str
    pages: tuple[Page, ...]
    classification: Classification
    extraction: Extraction
    decision: Decision
    seconds: float
    parts: tuple[Part, ...] = ()
    """What the file is to be cut into, where its pages are surely several papers."""

    encloses: bool = False
    """Whether it is a paper to which others are attached (PDF, OFD)."""

    @property
    def has_children(self) -> bool:
        """Whether other files are, or may be, inside."""
        return bool(self.parts) or self.encloses or self.media in CONTAINERS

    @property
    def text(self) -> str:
        """The text of all pages, a form feed between two."""
        return "\f".join(page.text for page in self.pages)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """An engine with the rules it reads by."""

    engine: OcrEngine
    kinds: Mapping[str, Kind]
    limits: Limits
    filing: Filing
    model: Model | None = None

    def read(self, data: bytes, progress: Progress = lambda _done, _total: None) -> Paper:
        """Read a document.

        Raises:
            Refused: it cannot be read, and why.
        """
        return self._read(data, progress, papers)

    def read_whole(self, data: bytes, progress: Progress = lambda _done, _total: None) -> Paper:
        """Read a document of which a person said that it is one paper, whatever its pages look like.

        Raises:
            Refused: it cannot be read, and why.
        """
        return self._read(data, progress, lambda _content: ())

    def _read(self, data: bytes, progress: Progress, cut: Callable[[Content], tuple[Part, ...]]) -> Paper:
        started = time.process_time()
        content = open_content(data, self.engine, self.limits, progress=progress)
        found = cut(content)
        parts = _to_cut(found)
        if parts or content.media in ARCHIVES:
            classification, extraction, decision = _BUNDLE
        else:
            classification = classify(content, self.kinds, model=self.model)
            seen = self._extracted(data, content, self.kinds[classification.kind])
            content, extraction = seen.content, _with_doubt(seen.extraction, found)
            decision = decide(self.kinds[classification.kind], classification, extraction, filing=self.filing)
        return Paper(
            media=content.media,
            pages=content.pages,
            classification=classification,
            extraction=extraction,
            decision=decision,
            seconds=time.process_time() - started,
            parts=parts,
            encloses=next(enclosed(data, content.media, self.limits), None) is not None,
        )

    def _extracted(self, data: bytes, content: Content, kind: Kind) -> Seen:
        seen = Seen(content=content, extraction=extract(kind, content))
        if not has_pictures(content.media):
            return seen
        return closer_look(seen, kind, self.engine, draw=lambda page: upright_picture(data, page, self.limits))


def _with_doubt(extraction: Extraction, parts: tuple[Part, ...]) -> Extraction:
    if len(parts) < 2:
        return extraction
    # It may be cut, and only a person can say so: here are the pages on which another paper may begin.
    pages = tuple(dict.fromkeys(str(part.pages[0]) for part in parts[1:]))
    doubt = Finding(check="several_papers", passed=False, fields=pages)
    return replace(extraction, findings=(*extraction.findings, doubt))


_BUNDLE: Final = (
    Classification(kind=UNKNOWN, confidence=1.0, reasons=("bundle",)),
    Extraction(readings={}),
    Decision(straight_through=True),
)
"""Of a bundle nothing is in doubt: it is kept as it came, and what is in it is read by itself."""


def _to_cut(found: tuple[Part, ...]) -> tuple[Part, ...]:
    parts = certain(found)
    told = any(part.kind or part.tags or part.owner for part in parts)
    return parts if told or len(parts) > 1 else ()


def paper_to_json(paper: Paper) -> bytes:
    """Write a paper for the wire between the reading process and its owner."""
    head = {
        "media": paper.media,
        "seconds": paper.seconds,
        "encloses": paper.encloses,
        "parts": [asdict(part) for part in paper.parts],
        **outcome_to_dict(paper.classification, paper.extraction, paper.decision),
    }
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + pages_to_json(paper.pages)


def paper_from_json(data: bytes) -> Paper:
    """Read what ``paper_to_json`` wrote."""
    head, _, pages = data.partition(b"\n")
    entry = json.loads(head)
    classification, extraction, decision = outcome_from_dict(entry)
    return Paper(
        media=entry["media"],
        pages=pages_from_json(pages),
        classification=classification,
        extraction=extraction,
        decision=decision,
        seconds=entry["seconds"],
        parts=tuple(part_from_dict(part) for part in entry["parts"]),
        encloses=bool(entry["encloses"]),
    )


def part_from_dict(entry: Mapping[str, Any]) -> Part:
    """Read what ``dataclasses.asdict`` wrote of a part."""
    box = Box(**entry["box"]) if entry["box"] else None
    return Part(**{**entry, "pages": tuple(entry["pages"]), "tags": tuple(entry["tags"]), "box": box})
