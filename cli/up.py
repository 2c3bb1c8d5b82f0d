"""``up``: start everything, show what happens, stay up, stop everything."""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from cli.faces import ExitCode, bring_up_to_date, cell
from cli.find import key_fields
from cli.installation import Installation, only_one
from cli.samples.draw import draw_samples
from cli.supervisor import Supervisor
from flows.bench import utc_now
from flows.stages.first_run import offered_code
from flows.stages.inbox import claims, scan
from flows.stages.office import kind_of
from flows.stages.places import Places
from flows.stages.workroom import Workroom, open_workroom
from storage.records.accounts import Accounts
from storage.records.values import DocumentSummary
from strongroom.document import State
from strongroom.errors import StoreUnavailable, Unavailable
from strongroom.kind import Kind
from strongroom.log import start_logging
from strongroom.messages import Language, explain
from strongroom.settings import Settings, read_settings

_TICK: Final = 0.5
_OBJECTS_SECONDS: Final = 120.0
_ACTOR: Final = "terminal"
_SETTLED: Final = (State.FILED, State.IN_REVIEW, State.QUARANTINED)


def run(*, data: Path | None, inbox: Path | None, samples: bool, once: bool) -> ExitCode:
    """Start everything and stay up until Ctrl-C or SIGTERM, or, with ``once``, until all that arrived is filed.

    Raises:
        AlreadyRunning: another Strongroom works on the data folder.
    """
    settings = read_settings(data=data, inbox=inbox)
    places = Places(settings)
    os.umask(0o077)  # whatever the services write is their owner's alone
    places.make_all()
    console = Console()
    with only_one(places) as lock, (places.logs / "supervisor.log").open("a") as log, _stop_signals() as stop:
        start_logging("supervisor", stream=log)
        installation = Installation.prepare(settings)
        for name, (wished, used) in installation.replaced_ports().items():
            console.print(f"Port {wished} ({name}) is taken; {used} is used instead.", highlight=False)
        installation.write_addresses()
        with open_workroom(settings) as work:
            bring_up_to_date(work)  # before any service looks for its tables
        supervisor = Supervisor(installation.services(), holding=(lock,))
        try:
            return _Session(installation, supervisor, console, stop).run(samples=samples, once=once)
        finally:
            console.print("Stopping ...")
            supervisor.stop()
            installation.forget_services()
            console.print("Everything that was started has ended.")


class _Stop:
    def __init__(self) -> None:
        self.asked = False


@contextmanager
def _stop_signals() -> Iterator[_Stop]:
    stop = _Stop()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.asked = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Session:
    """One run of ``up``: the supervisor's ticks, and what the terminal shows meanwhile."""

    def __init__(self, installation: Installation, supervisor: Supervisor, console: Console, stop: _Stop) -> None:
        self._installation = installation
        self._supervisor = supervisor
        self._console = console
        self._stop = stop
        self._pids: dict[str, int] = {}

    def run(self, *, samples: bool, once: bool) -> ExitCode:
        settings = self._installation.settings
        if not self._wait_for_objects():
            return ExitCode.FINE  # told to stop, before it came to anything
        with open_workroom(settings) as work:
            first = not any(work.records.counts().values())
            if first and samples and not _anything_in(settings.inbox):
                self._console.print(f"Drawing sample papers into {settings.inbox} ...", highlight=False)
                draw_samples(settings.inbox)
            self._say_addresses(work)
            self._follow(work)
            self._print_table(work)
        if once:
            return ExitCode.FINE
        self._console.print("Ready. Drop files into the inbox; Ctrl-C stops everything.", highlight=False)
        while not self._stop.asked:
            self._tick()
        return ExitCode.FINE

    def _wait_for_objects(self) -> bool:
        if self._installation.seaweed is None:
            return True
        until = time.monotonic() + _OBJECTS_SECONDS
        with self._console.status("Starting the object store ..."):
            while not self._supervisor.ready("objects") and not self._stop.asked:
                if time.monotonic() > until:
                    raise StoreUnavailable
                self._tick()
        return not self._stop.asked

    def _tick(self) -> None:
        self._supervisor.tick()
        pids = self._supervisor.pids()
        if pids != self._pids:
            self._pids = pids
            self._installation.write_services(pids)
        time.sleep(_TICK)

    def _follow(self, work: Workroom) -> None:
        """Show live progress until everything that has arrived is settled."""
        progress = Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
        bar = progress.add_task("filed")
        with Live(console=self._console, refresh_per_second=4, transient=True) as live:
            while not self._stop.asked:
                self._tick()
                try:
                    done = self._show(work, live, progress, bar)
                except Unavailable:
                    continue
                if done and self._supervisor.ready("dashboard"):
                    return

    def _show(self, work: Workroom, live: Live, progress: Progress, bar: TaskID) -> bool:
        counts = work.records.counts()
        arriving = _arriving(self._installation.settings)
        waiting = counts[State.RECEIVED] + counts[State.READING]
        total = sum(counts.values()) + arriving
        progress.update(bar, completed=total - arriving - waiting, total=max(total, 1))
        states = Table(box=None, show_header=False, pad_edge=False)
        states.add_row("in the inbox", str(arriving))
        for state in (State.RECEIVED, State.READING, *_SETTLED):
            states.add_row(state.value.replace("_", " "), str(counts[state]))
        if not self._supervisor.ready("dashboard"):
            states.add_row("dashboard", "starting ...")
        live.update(Group(progress, states))
        return arriving == 0 and waiting == 0

    def _say_addresses(self, work: Workroom) -> None:
        server = self._installation.prefect
        self._console.print(f"Drop files into   {self._installation.settings.inbox}", highlight=False)
        self._console.print(f"Desk              {self._installation.desk_address}", highlight=False)
        code = offered_code(Accounts(work.records.transactions), self._installation.places.first_run_code)
        if code is not None:
            self._console.print(f"First run         the desk asks for {code}", highlight=False)
        self._console.print(
            f"Dashboard         {server.address}  (it asks for what is in {server.password_file})", highlight=False
        )

    def _print_table(self, work: Workroom) -> None:
        now = utc_now()
        rows = [row for state in _SETTLED for row in work.records.in_state(state, actor=_ACTOR, now=now, limit=50)]
        self._console.print(summary(rows, work.kinds, self._installation.settings.language), highlight=False)


def summary(rows: list[DocumentSummary], kinds: Mapping[str, Kind], language: Language) -> Table:
    """What each paper was, its new name, tags, key fields, confidence, and whether it waits for a person."""
    table = Table(pad_edge=False)
    for title in ("paper", "filed as", "tags", "key fields", "sure", "outcome"):
        table.add_column(title, overflow="fold")
    for row in sorted(rows, key=lambda row: row.id):
        sure = f"{row.kind_confidence:.2f}" if row.kind_confidence is not None else ""
        table.add_row(
            kind_of(row, kinds).title if row.kind else "",
            cell(row.name or row.original_name),
            cell(" ".join(row.tags)),
            cell(key_fields(row, kinds)),
            sure,
            _outcome(row, language),
        )
    return table


def _outcome(row: DocumentSummary, language: Language) -> Text:
    if row.quarantine:
        why = explain(row.quarantine.code, row.quarantine.facts, language).sentence
        return Text.assemble(("quarantined", "red"), f": {why}")
    if row.state is State.FILED:
        return Text("straight through" if row.straight_through else "filed after review", style="green")
    why = explain(row.reasons[0].code, row.reasons[0].facts, language).sentence if row.reasons else ""
    return Text.assemble((row.state.value.replace("_", " "), "yellow"), f": {why}" if why else "")


def _arriving(settings: Settings) -> int:
    return sum(1 for _ in scan(settings.inbox)) + sum(1 for _ in claims(settings.inbox))


def _anything_in(inbox: Path) -> bool:
    return any(True for _ in scan(inbox))
