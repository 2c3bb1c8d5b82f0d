"""How fast a rotation is, on a SQLite database of keys: ``python -m tests.bench.keys [KEYS]``.

CPU time of this process, and the time by the clock beside it, which is the disk's as much as ours.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from storage.crypto.key_file import KeyFile
from storage.crypto.keyring import KeyProvider, _context
from storage.crypto.primitives import KEY_BYTES, random_bytes
from storage.crypto.providers import Providers, open_keyring
from storage.crypto.rotation import rotate
from storage.records.database import Database
from storage.records.keys import SqlKeys
from storage.records.tables import wrapped_keys
from strongroom.errors import KeysUnavailable

KEYS = 20_000
READS = 2_000


def main(count: int = KEYS) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'keys.db'}"
        providers, keys = Providers(KeyFile(Path(folder) / "keyring.json", "")), SqlKeys.open(url)
        keyring = open_keyring(providers, keys)
        keyring.house("search")
        _fill(url, providers, count)
        _tell("data keys unwrapped", READS, *_timed(lambda: [keyring.get(f"blob-{one}") for one in range(READS)]))
        _tell("data keys rewrapped", count, *_timed(lambda: rotate(providers, keyring, keys)))
        _tell("data keys made", 200, *_timed(lambda: [keyring.create(f"new-{one}", "document") for one in range(200)]))
        keys.close()


def _fill(url: str, providers: Providers, count: int) -> None:
    # All in one transaction: made one by one, as a vault makes them, they would take the disk minutes.
    provider, database = providers.newest(), Database(url, KeysUnavailable)
    rows = [_row(provider, f"blob-{number}") for number in range(count)]
    database.write(lambda connection: connection.execute(wrapped_keys.insert(), rows))
    database.close()


def _row(provider: KeyProvider, key_id: str) -> dict[str, object]:
    wrapped = provider.wrap(random_bytes(KEY_BYTES), _context(key_id, "document"))
    return {"id": key_id, "document": "document", "kek": provider.id, "wrapped": wrapped}


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    cpu, clock = time.process_time(), time.monotonic()
    work()
    return time.process_time() - cpu, time.monotonic() - clock


def _tell(what: str, count: int, cpu: float, clock: float) -> None:
    figures = f"{count / cpu:,.0f} a second of CPU ({cpu / count * 1e6:.0f} us each), {count / clock:,.0f} by the clock"
    sys.stdout.write(f"{what}: {figures}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else KEYS)
