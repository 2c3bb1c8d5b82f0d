"""``make sim``: ten years of a back office with 50,000 papers, or as many days and papers as are told."""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from multiprocessing import get_context

from tests.sim.branch import branch
from tests.sim.world import YEAR, Scale


def main() -> None:
    """Simulate, and print what came of it; an invariant that is broken ends it with the day."""
    parser = argparse.ArgumentParser(prog="make sim")
    parser.add_argument("--days", type=int, default=10 * YEAR)
    parser.add_argument("--papers", type=int, default=50_000)
    parser.add_argument("--customers", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--branches", type=int, default=2, help="vaults that share the papers, a process each")
    asked = parser.parse_args()
    scale = Scale(
        days=asked.days,
        papers=asked.papers // asked.branches,
        customers=asked.customers // asked.branches,
        seed=asked.seed,
    )
    began = time.monotonic()
    branches = [replace(scale, seed=scale.seed + number) for number in range(asked.branches)]
    with ProcessPoolExecutor(len(branches), mp_context=get_context("spawn")) as processes:
        done = [one.result() for one in as_completed(processes.submit(branch, one) for one in branches)]
    counts = sum((one.counts for one in done), Counter[str]())
    told = "\n".join(f"  {count:>9,} {what}" for what, count in sorted(counts.items()))
    seconds, memory = sum(one.seconds for one in done), max(one.memory for one in done)
    sys.stdout.write(f"every invariant held on each of {scale.days} days, in {len(branches)} vaults:\n{told}\n")
    sys.stdout.write(f"{seconds:.0f} s of CPU, {time.monotonic() - began:.0f} s, {memory} MiB a process\n")


if __name__ == "__main__":
    main()
