"""A branch office of the simulation, with a vault and a process of its own."""

import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.sim.world import YEAR, Scale, World, run


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came of one branch office: counts by name, and what it took."""

    counts: Counter[str]
    seconds: float
    memory: int
    """Peak, in MiB."""


def branch(scale: Scale) -> Told:
    """One office with a vault of its own."""
    # Nothing is secret here, and a disk would be all that is measured.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        world = run(scale, Path(folder), _tell)
    return Told(
        counts=Counter(
            {
                **world.watch.counts,
                "papers": len(world.papers),
                "holds": world.held,
                "customers who left": len(world.left),
                "leavers among the staff": world.leavers,
                "refusals": world.refused,
            }
        ),
        seconds=time.process_time(),
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def _tell(world: World, day: int) -> None:
    if (day + 1) % YEAR == 0:
        counts = world.watch.counts
        sys.stdout.write(
            f"branch {world.scale.seed}, year {(day + 1) // YEAR}: {len(world.papers):,} papers,"
            f" {counts['shredded']:,} destroyed, {counts['chased']:,} chased, {counts['checks']:,} checks,"
            f" {time.process_time():.0f} s of CPU\n"
        )
        sys.stdout.flush()
