"""What reading a page costs: ``python -m tests.bench.reading``.

CPU seconds of this process, the best of several runs on pages drawn by code, models loaded and shapes seen before:
the machine may be doing other things, and so only ratios within one run mean much.
"""

import resource
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from extractors.engines.engine import OcrEngine, open_engine
from extractors.open import open_content
from strongroom.settings import Limits, Reading
from tests.extractors.drawn import pdf, picture, pixels, saved

RUNS = 5
A4 = (1654, 2339)
ROWS = tuple(
    f"{place:02} Paper, white, {80 + place} g   {place * 3} boxes   {place * 17}.50   {place * 51 + 4}.00 EUR"
    for place in range(36)
)


def main() -> None:
    """Print the table."""
    page = picture(ROWS, size=A4)
    seen, scan = pixels(page), saved(page, "JPEG", quality=80)
    printed = pdf(ROWS)
    engine = open_engine(Reading())
    alone = _best(lambda: engine.read(seen))
    _print(f"{engine.name}, one A4 page of {len(ROWS)} lines at 200 dpi")
    _print(f"  engine alone       {alone:.3f} CPU s")
    _print(f"  whole read stage   {_best(lambda: open_content(scan, engine, Limits())):.3f} CPU s")
    _print(f"  born-digital page  {_best(lambda: open_content(printed, engine, Limits())):.3f} CPU s")
    grown = _grown(engine, RUNS * 8)
    _print(f"  peak memory        {_peak():.0f} MB, of which {grown:.0f} MB came with {RUNS * 8} pages of other sizes")
    stock = _stock()
    if stock is not None:
        default = _best(lambda: stock(seen), runs=2)
        _print(f"  stock RapidOCR     {default:.3f} CPU s, {default / alone:.1f} times the engine alone")


def _stock() -> Callable[[npt.NDArray[np.uint8]], object] | None:
    try:
        from rapidocr import RapidOCR
    except ImportError:
        return None
    engine: Callable[[npt.NDArray[np.uint8]], object] = RapidOCR()
    return engine


def _grown(engine: OcrEngine, pages: int) -> float:
    sizes: Sequence[tuple[int, int]] = [(400 + 97 * (place % 13), 600 + 131 * (place % 11)) for place in range(pages)]
    before = _peak()
    for place, size in enumerate(sizes):
        engine.read(pixels(picture(ROWS[place % 9 : 9 + place % 20], size=size)))
    return _peak() - before


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _best(work: Callable[[], object], runs: int = RUNS) -> float:
    work()
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
