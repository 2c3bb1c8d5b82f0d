"""Reading one paper: open, classify, extract, decide. Pure but for the engine: no records, no vault, no keys."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from classifiers.vote import classify
from extractors.engines.engine import OcrEngine
from extractors.open import open_content
from extractors.readers.extract import extract
from strongroom.codec import outcome_from_dict, outcome_to_dict, pages_from_json, pages_to_json
from strongroom.confidence import decide
from strongroom.kind import Kind
from strongroom.page import Page
from strongroom.reading import Classification, Decision, Extraction
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

    def read(self, data: bytes, progress: Progress = lambda _done, _total: None) -> Paper:
        """Read a document.

        Raises:
            Refused: it cannot be read, and why.
        """
        started = time.process_time()
        content = open_content(data, self.engine, self.limits, progress=progress)
        classification = classify(content, self.kinds)
        kind = self.kinds[classification.kind]
        extraction = extract(kind, content)
        return Paper(
            media=content.media,
            pages=content.pages,
            classification=classification,
            extraction=extraction,
            decision=decide(kind, classification, extraction, filing=self.filing),
            seconds=time.process_time() - started,
        )


def paper_to_json(paper: Paper) -> bytes:
    """Write a paper for the wire between the reading process and its owner."""
    head = {
        "media": paper.media,
        "seconds": paper.seconds,
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
    )
