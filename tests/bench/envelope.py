"""How fast envelopes and fields are sealed and opened: ``python -m tests.bench.envelope``.

CPU time of this process, the best of several runs: the machine may be doing other things.
"""

import sys
import time
from collections.abc import Callable
from functools import partial

from storage.crypto.envelope import Binding, seal, seal_field, unseal, unseal_field
from storage.crypto.hashes import token_hash
from strongroom.ids import DocumentId

KEY = bytes(range(32))
BINDING = Binding(document=DocumentId("01JD0000000000000000000000"), version=1, role="original")


def main() -> None:
    """Print the table."""
    for size in (200_000, 2_000_000, 20_000_000):
        data = bytes(size)
        envelope = seal(data, KEY, BINDING)
        sealing = size / _best(partial(seal, data, KEY, BINDING)) / 1e6
        opening = size / _best(partial(unseal, envelope, KEY, BINDING)) / 1e6
        _print(f"envelope of {size / 1e6:g} MB: seal {sealing:.0f} MB/s, unseal {opening:.0f} MB/s")
    sealed = seal_field(b"Ada Example", KEY, BINDING, "holder")
    _print(f"field: seal {_micro(lambda: seal_field(b'Ada Example', KEY, BINDING, 'holder'))}")
    _print(f"field: unseal {_micro(lambda: unseal_field(sealed, KEY, BINDING, 'holder'))}")
    _print(f"token hash: {_micro(lambda: token_hash('invoice', KEY))}")


def _micro(work: Callable[[], object]) -> str:
    return f"{_best(lambda: [work() for _ in range(1000)]) * 1e3:.1f} us"


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(7):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
