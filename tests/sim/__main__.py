"""``make sim``: ten years of a back office with 50,000 papers, or as many days and papers as are told."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.sim.world import Scale, run

_YEAR = 365


def main() -> None:
    """Simulate, and print what came of it; an invariant that is broken ends it with the day."""
    parser = argparse.ArgumentParser(prog="make sim")
    parser.add_argument("--days", type=int, default=10 * _YEAR)
    parser.add_argument("--papers", type=int, default=50_000)
    parser.add_argument("--customers", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    scale = Scale(days=asked.days, papers=asked.papers, customers=asked.customers, seed=asked.seed)
    # Nothing is secret here, and a disk would be all that is measured.
    memory = Path("/dev/shm")
    began = time.process_time()
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        world = run(scale, Path(folder), _told)
    seconds = time.process_time() - began
    told = ", ".join(f"{count} {what}" for what, count in sorted(world.watch.counts.items()))
    sys.stdout.write(f"\n{scale.days} days, {len(world.papers)} papers: {told}; {world.refused} refusals\n")
    sys.stdout.write(f"every invariant held on every day; {seconds:.0f} s of CPU\n")


def _told(day: int) -> None:
    if day % 73 == 0:
        sys.stdout.write(f"\ryear {day // _YEAR + 1}, day {day % _YEAR + 1} ")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
