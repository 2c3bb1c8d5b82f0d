"""What a document costs from inbox to filed: ``python -m tests.bench.pipeline``.

CPU seconds of every process that takes part (this one, its reading processes, the object store), on pages drawn by
code, after a warm-up that loads the models. The bare engine reads the same pictures in the same run; Prefect's client
and server are measured as the difference that a flow run of the same documents makes, the server's idling taken off.
"""

import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import cv2
import httpx
import numpy as np
import numpy.typing as npt
import pikepdf

from cli.samples.draw import sample_papers
from extractors.engines.engine import open_engine
from flows.bench import Bench, bench, utc_now
from flows.server import PrefectServer
from flows.stages.inbox import claim, scan
from flows.stages.places import Places
from flows.stages.reader_pool import ReaderPool
from flows.stages.take_in import TakeIn
from strongroom.ids import new_id
from strongroom.log import start_logging
from strongroom.settings import Settings, read_settings
from tests.servers import prepared_seaweed, start_seaweed

SEEDS = (2, 3, 4)
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the table."""
    with Path(os.devnull).open("w") as nowhere, tempfile.TemporaryDirectory() as folder:
        start_logging("bench", stream=nowhere)
        data = Path(folder)
        seaweed = prepared_seaweed(data / "objects" / "seaweed")
        store = start_seaweed(seaweed)
        try:
            _measure(data, store.pid)
        finally:
            store.kill()
            store.wait()
            seaweed.remove_sockets()


def _measure(data: Path, store: int) -> None:
    os.environ |= {"STRONGROOM_DATA": str(data), "STRONGROOM_INBOX": str(data / "inbox")}
    scans, born = _distinct(_scans(SEEDS)), _born_digital(0, 30)
    alone = _engine_alone(read_settings(), scans)
    Places(read_settings()).make_all()
    rig = Rig(bench(), store)
    rig.run([paper.content for paper in sample_papers(seed=1)], Bench.work_on_all)
    scanned = rig.run(scans, Bench.work_on_all)
    digital = rig.run(born, Bench.work_on_all)
    _say(f"scanned page, the engine alone:    {alone / len(scans):.3f} CPU s")
    _say(f"scanned page, whole pipeline:      {scanned / len(scans):.3f} CPU s, ratio {scanned / alone:.2f}")
    _say(f"born-digital page, whole pipeline: {digital / len(born):.3f} CPU s")
    with _prefect(data) as (server, environment):
        os.environ |= environment
        _say(_prefect_cost(rig, server))


class Rig:
    """Runs documents through the product and adds up what every process spent."""

    def __init__(self, service: Bench, store: int) -> None:
        self._service = service
        self._store = store
        self._inspector = ReaderPool(service.work.settings, size=1)
        service.work.records.migrate()

    def run(self, contents: Sequence[bytes], batch: Callable[..., None]) -> float:
        """CPU seconds from the files in the inbox to the documents filed."""
        inbox = self._service.work.settings.inbox
        for number, content in enumerate(contents):
            (inbox / f"{number}.bin").write_bytes(content)
        before = self.spent()
        claims = [claim(inbox, entry.path, new_id(utc_now())) for entry in list(scan(inbox))]
        stage = TakeIn(work=self._service.work, inspector=self._inspector, inbox=inbox, now=utc_now)
        list(stage.take_all([one for one in claims if one]))
        batch(self._service, self._service.claim(len(contents)))
        return self.spent() - before

    def spent(self) -> float:
        """CPU seconds so far of this process, its readers and the store."""
        others = (self._store, *self._service.readers.pids(), *self._inspector.pids())
        return time.process_time() + sum(_cpu(pid) for pid in others)


def _engine_alone(settings: Settings, contents: Sequence[bytes]) -> float:
    engine = open_engine(settings.reading)
    for content in contents:
        engine.read(_picture(content))
    before = time.process_time()
    for content in contents:
        engine.read(_picture(content))
    return time.process_time() - before


def _prefect_cost(rig: Rig, server: int) -> str:
    # Imported here: the settings of Prefect are read when it is, and the server's address is known only now.
    from flows.ingest import run_batch

    count = 40
    plain = rig.run(_born_digital(100, count), Bench.work_on_all)
    rig.run(_born_digital(200, count), run_batch)
    before, started = _cpu(server), time.monotonic()
    client = rig.run(_born_digital(300, count), run_batch) - plain
    time.sleep(5)  # the server goes on recording after the run has ended
    busy, lasted = _cpu(server) - before, time.monotonic() - started
    idle_from = _cpu(server)
    time.sleep(10)
    idle = (_cpu(server) - idle_from) / 10
    net = (busy - idle * lasted) / count
    return f"Prefect, a document: client {client / count:.3f} CPU s, server {net:.3f} CPU s ({count} in one batch)"


def _scans(seeds: Iterable[int]) -> Iterator[bytes]:
    for seed in seeds:
        for paper in sample_papers(seed=seed):
            if not paper.error and paper.path.suffix in {".jpg", ".png"}:
                yield paper.content


def _distinct(contents: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(contents))


def _born_digital(start: int, count: int) -> tuple[bytes, ...]:
    """One-page PDFs with a text layer, told apart by a number in their metadata."""
    pdfs = [paper.content for paper in sample_papers() if not paper.error and paper.path.suffix == ".pdf"]
    single = [content for content in pdfs if _pages(content) == 1]
    return tuple(_numbered(single[number % len(single)], number) for number in range(start, start + count))


def _pages(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def _numbered(content: bytes, number: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.docinfo["/Title"] = f"copy {number}"
        pdf.save(out)
    return out.getvalue()


def _picture(content: bytes) -> npt.NDArray[np.uint8]:
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture.astype(np.uint8, copy=False)


@contextmanager
def _prefect(data: Path) -> Iterator[tuple[int, dict[str, str]]]:
    server = PrefectServer(home=data / "prefect", port=4277)
    environment = server.environment()
    with (data / "prefect.log").open("wb") as log:
        process = subprocess.Popen(server.command(), env={**os.environ, **environment}, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                if httpx.get(f"{server.address}/api/health", timeout=2).is_success:
                    break
            except httpx.HTTPError:
                time.sleep(0.5)
        yield process.pid, environment
    finally:
        process.kill()
        process.wait()


def _cpu(pid: int) -> float:
    """CPU seconds of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(field) for field in fields[11:15]) / _TICKS


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
