"""The desk under an office: ``python -m tests.bench.desk [DOCUMENTS] [PEOPLE]``, or ``make bench-desk``.

The desk runs as in production, a process of its own over a SQLite file with so many documents. Most of them are entered
as ``tests.bench.search`` enters them; what people open lies whole in the vault: ``PAPERS`` invoices that wait, with
their pictures. Everybody signs in by the pages, and then opens in turn the queue, a document, the picture of its page
and the results of a search. Told are milliseconds from the request to the last byte, once with a look of ``LOOK``
seconds at each page, and once without any pause, when everybody waits for everybody else; and the memory of the desk.
The people run in a process of their own on the same cores.
"""

import datetime as dt
import itertools
import logging
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from desk.desk import Desk
from storage.crypto.one_time import code_at
from storage.records.sealing import field_key_id
from storage.records.session import Session
from storage.records.tables import documents
from strongroom.ids import DocumentId
from strongroom.log import start_logging
from strongroom.permissions import StaffRole
from strongroom.query import parse
from tests.bench.search import _candidates, _fill, _write
from tests.desk.invented import PASSWORD, Clock, employ, opened_desk
from tests.desk.papers import queue_of
from tests.desk.visitor import Visitor
from tests.postgres import _free_port

AIM = 300.0
PAPERS = 400
LOOK = 3.0
ROUNDS = 12
SEARCHES = ("w50 w100 w200", "w300 w40", "w80 w90 w110", "tag:travel w30", "date:2019 w20", '"w300 w400"', "w20000")

Taken = defaultdict[str, list[float]]


def main(arguments: Sequence[str]) -> None:
    """Print the tables."""
    start_logging("bench", least=logging.ERROR)
    count, people = (int(one) for one in (*arguments, *("100000", "20")[len(arguments) :]))
    with tempfile.TemporaryDirectory() as rooms:
        folder = Path(rooms)
        with opened_desk(folder, Clock(dt.datetime.now(dt.UTC))) as desk:
            _fill(desk.work.records, count)
            _seal(desk)
            papers = queue_of(desk, PAPERS)
            secrets = {
                f"person{number}": employ(desk, f"person{number}", StaffRole.REVIEWER)[1] for number in range(people)
            }
        with _served(folder) as (address, process):
            office = [_signed_in(address, name, secret) for name, secret in secrets.items()]
            _say(f"{count:,} documents, {PAPERS} of them wait; {people} people; aim: p95 under {AIM:.0f} ms")
            for look in (LOOK, 0.0):
                _tell(look, _work(office, papers, look), process.pid)


def _seal(desk: Desk) -> None:
    """Seal what the pages of results will open."""

    def numbers(session: Session) -> set[int]:
        return {number for search in SEARCHES for number in _candidates(session, parse(search), page=100)}

    records, keyring = desk.work.records, desk.work.keyring
    wanted = records.transactions.read(numbers)
    asked = documents.select().where(documents.c.number.in_(wanted))
    rows = records.transactions.read(lambda session: session.connection.execute(asked).all())
    for row in rows:
        keyring.create(field_key_id(DocumentId(row.id)), row.id)

    def write(session: Session) -> None:
        for row in rows:
            _write(session, row)

    records.transactions.write(write)


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    port = _free_port()
    told = {"DATA": folder / "var", "INBOX": folder / "inbox", "OBJECTS__BACKEND": "folder"}
    environment = os.environ | {f"STRONGROOM_{name}": str(value) for name, value in told.items()}
    command = (sys.executable, "-c", "from desk.service import main; main()", "--port", str(port))
    process = subprocess.Popen(command, env=environment, cwd=folder)
    try:
        yield _answering(f"http://127.0.0.1:{port}", process), process
    finally:
        process.terminate()
        process.wait(30)


def _answering(address: str, process: "subprocess.Popen[bytes]") -> str:
    while process.poll() is None:
        try:
            if httpx.get(f"{address}/health").is_success:
                return address
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("the desk did not start")


def _signed_in(address: str, name: str, secret: str) -> Visitor:
    visitor = Visitor(httpx.Client(base_url=address, timeout=60))
    visitor.get("/sign-in")
    visitor.post("/sign-in", {"name": name, "password": PASSWORD})
    visitor.get("/sign-in/code")
    visitor.post("/sign-in/code", {"code": code_at(secret, dt.datetime.now(dt.UTC))})
    if not visitor.get("/queue").is_success:
        raise SystemExit("nobody could sign in")
    return visitor


def _work(office: Sequence[Visitor], papers: Sequence[DocumentId], look: float) -> Mapping[str, list[float]]:
    taken: Taken = defaultdict(list)
    with ThreadPoolExecutor(len(office)) as people:
        days = [
            people.submit(_day, visitor, papers, look, random.Random(number), taken)
            for number, visitor in enumerate(office)
        ]
        for day in days:
            day.result()
    return taken


def _day(visitor: Visitor, papers: Sequence[DocumentId], look: float, luck: random.Random, taken: Taken) -> None:
    time.sleep(luck.uniform(0, look))
    for round_, search in zip(range(ROUNDS), itertools.cycle(luck.sample(SEARCHES, len(SEARCHES)))):
        paper = luck.choice(papers)
        asked = {
            "queue": ("/queue", {"sort": ("due", "risk", "kind")[round_ % 3]}),
            "document": (f"/documents/{paper}", {}),
            "picture of a page": (f"/documents/{paper}/pages/1.jpg", {}),
            "search": ("/find", {"q": search}),
        }
        for what, (path, parameters) in asked.items():
            before = time.perf_counter()
            response = visitor.client.get(path, params=parameters)
            taken[what].append((time.perf_counter() - before) * 1000)
            if response.status_code != httpx.codes.OK:
                raise SystemExit(f"{what}: {response.status_code}")
            if what != "document":  # its picture comes with it
                time.sleep(luck.uniform(0.5, 1.5) * look)


def _tell(look: float, taken: Mapping[str, list[float]], pid: int) -> None:
    _say(f"{f'a look of {look:.0f} s at each page' if look else 'no pause at all'}, load {os.getloadavg()[0]:.1f}")
    for what, milliseconds in taken.items():
        p95 = statistics.quantiles(milliseconds, n=20)[-1]
        _say(
            f"  {what:<18} median {statistics.median(milliseconds):6.0f} ms   p95 {p95:6.0f} ms   ({len(milliseconds)})"
        )
    _say(f"  memory of the desk: {_megabytes(pid)} MB, and of its readers {sum(map(_megabytes, _children(pid)))} MB")


def _megabytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    (kilobytes,) = (int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes // 1024


def _children(pid: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
