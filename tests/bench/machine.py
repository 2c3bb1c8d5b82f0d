"""What the whole machine reads, beside RapidOCR as it comes: ``python -m tests.bench.machine [FOLDER] [PAGES]``.

Two reading processes against two processes of RapidOCR with its default settings, on the same pictures (those of
FOLDER, or scans drawn by code), turn by turn, so that both meet the same neighbours; then one reading process with
PAGES (500) mixed pages of every file there is, for its memory. Both sides have their models loaded.
"""

import itertools
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from cli.samples.draw import sample_papers
from extractors.engines.heap import give_back
from flows.stages.reading_process import open_reader
from strongroom.errors import Refused
from strongroom.settings import Settings

WORKERS = 2
SEEDS = (2, 3, 4)
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})
_READERS: list[Callable[[bytes], int]] = []
_RESTS: list[Callable[[], None]] = []
"""What the initialiser of a worker leaves for its tasks; empty in the process that measures."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one task cost its worker: pages read, CPU seconds, and the worker's resident memory afterwards in MB."""

    pages: int
    cpu: float
    resident: float


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as drawn:
        folder = Path(arguments[0]) if arguments else _drawn(Path(drawn))
        files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".jsonl", ".md"})
        pictures = [path for path in files if path.suffix.lower() in _PICTURES]
        _compare(pictures)
        _remember(files, int(arguments[1]) if len(arguments) > 1 else 500)


def _compare(pictures: Sequence[Path]) -> None:
    product = _Team(_open_product, pictures)
    stock = _Team(_open_stock, pictures)
    with product, stock:
        for part in _batched(pictures, 20):
            product.read(part)
            stock.read(part)
    _say(f"{len(pictures)} scanned pages, {WORKERS} processes each, turn by turn")
    _say(f"  this product: {product.rate:.2f} pages/s, {product.each:.3f} CPU s a page")
    _say(f"  RapidOCR:     {stock.rate:.2f} pages/s, {stock.each:.3f} CPU s a page")
    _say(f"  ratio:        {product.rate / stock.rate:.1f} times the pages, {product.each / stock.each:.3f} of the CPU")


def _remember(files: Sequence[Path], pages: int) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=_open_product) as worker:
        seen, most = 0, 0.0
        marks: dict[int, int] = {}
        for path in itertools.cycle(files):
            spent = worker.submit(_read, path).result()
            seen, most = seen + spent.pages, max(most, spent.resident)
            marks.setdefault(seen // 100 * 100, round(spent.resident))
            if seen >= pages:
                break
        rested = worker.submit(_rest).result()
    _say(f"one reading process, {seen} mixed pages of {len(files)} files: {spent.resident:.0f} MB at work,")
    _say(f"  between two papers at most {most:.0f} MB, at rest {rested:.0f} MB")
    _say("  after pages: " + ", ".join(f"{mark}: {resident} MB" for mark, resident in marks.items()))


class _Team:
    """Processes that read alike, warmed up, and what they have spent since."""

    def __init__(self, opener: Callable[[], None], pictures: Sequence[Path]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(WORKERS, mp_context=context, initializer=opener)
        self._wall = self._cpu = 0.0
        self._pages = 0
        self._pictures = pictures

    def __enter__(self) -> "_Team":
        list(self._pool.map(_read, self._pictures[: 10 * WORKERS]))
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def read(self, part: Iterable[Path]) -> None:
        start = time.monotonic()
        for spent in self._pool.map(_read, part):
            self._pages += spent.pages
            self._cpu += spent.cpu
        self._wall += time.monotonic() - start

    @property
    def rate(self) -> float:
        return self._pages / self._wall

    @property
    def each(self) -> float:
        return self._cpu / self._pages


def _read(path: Path) -> Spent:
    data = path.read_bytes()
    before = time.process_time()
    pages = _READERS[0](data)
    give_back()
    return Spent(pages, time.process_time() - before, _resident())


def _rest() -> float:
    for rest in _RESTS:
        rest()
    give_back()
    return _resident()


def _open_product() -> None:
    reader = open_reader(Settings())

    def read(data: bytes) -> int:
        try:
            return len(reader.read(data).pages)
        except Refused:
            return 0

    _READERS.append(read)
    _RESTS.append(reader.engine.rest)


def _open_stock() -> None:
    from rapidocr import RapidOCR

    engine = RapidOCR()

    def read(data: bytes) -> int:
        engine(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR))
        return 1

    _READERS.append(read)


def _drawn(folder: Path) -> Path:
    papers = itertools.chain.from_iterable(sample_papers(seed=seed) for seed in SEEDS)
    for number, paper in enumerate(papers):
        (folder / f"{number:03}{paper.path.suffix}").write_bytes(paper.content)
    return folder


def _batched(items: Sequence[Path], size: int) -> Iterable[Sequence[Path]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
