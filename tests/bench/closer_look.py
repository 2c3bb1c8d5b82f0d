"""What a closer look at refuted values is worth: ``python -m tests.bench.closer_look [SEED ...]``.

Scanned papers drawn by code are spoilt in one way at a time and read with the product's reader, without the closer look
and with it. What counts: the papers on which a check fails, those on which a look brought values that fit, how many of
these values are printed so, and the CPU seconds that the looks cost on papers that had any.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import cv2
import numpy as np

from classifiers.vote import classify
from cli.samples.draw import sample_papers
from cli.samples.paper import SamplePaper
from extractors.closer_look import Seen, closer_look
from extractors.engines.engine import OcrEngine, open_engine
from extractors.open import open_content
from extractors.picture import Picture
from extractors.readers.extract import extract
from extractors.rendition import upright_picture
from strongroom.kind import Kind, catalogue
from strongroom.reading import Origin
from strongroom.settings import Limits, Reading
from tests.bench.pictures import coarse, coarser, noisy, sealed

SEEDS: Final = (2, 3, 4, 5)
WAYS: Final[Mapping[str, Callable[[Picture], Picture]]] = {
    "red seals over the text": sealed,
    "half the resolution": coarse,
    "a quarter of the resolution": coarser,
    "noise of a poor sensor": noisy,
}
_LIMITS: Final = Limits()


def main(seeds: Sequence[int]) -> None:
    """Print the table."""
    engine, kinds = open_engine(Reading()), catalogue()
    papers = tuple(_scans(seeds or SEEDS))
    for name, spoil in WAYS.items():
        counted: Counter[str] = Counter()
        seconds = 0.0
        for paper, picture in papers:
            seconds += _looked(paper, _jpeg(spoil(picture)), engine, kinds, counted)
        sys.stdout.write(
            f"{name:30} papers {len(papers)}, refuted {counted['refuted']}, mended {counted['mended']}, "
            f"values brought {counted['brought']}, of them printed so {counted['right']}, {seconds:.2f} CPU s\n"
        )
        sys.stdout.flush()


def _looked(
    paper: SamplePaper, data: bytes, engine: OcrEngine, kinds: Mapping[str, Kind], counted: Counter[str]
) -> float:
    content = open_content(data, engine, _LIMITS)
    kind = kinds[classify(content, kinds).kind]
    before = Seen(content=content, extraction=extract(kind, content))
    if all(finding.passed for finding in before.extraction.findings):
        return 0.0
    started = time.process_time()
    after = closer_look(before, kind, engine, draw=lambda page: upright_picture(data, page, _LIMITS))
    brought = {
        name: reading.text
        for name, reading in after.extraction.readings.items()
        if reading.source.origin is Origin.CLOSER
    }
    printed = {name: value for name, value in brought.items() if paper.fields.get(name, value) == value}
    counted.update(refuted=1, mended=bool(brought), brought=len(brought), right=len(printed))
    return time.process_time() - started


def _scans(seeds: Sequence[int]) -> Iterator[tuple[SamplePaper, Picture]]:
    for seed in seeds:
        for paper in sample_papers(seed=seed):
            if not paper.error and paper.path.suffix in {".jpg", ".png"}:
                picture = cv2.imdecode(np.frombuffer(paper.content, np.uint8), cv2.IMREAD_COLOR)
                yield paper, np.asarray(picture, np.uint8)


def _jpeg(picture: Picture) -> bytes:
    _, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])
    return encoded.tobytes()


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]])
