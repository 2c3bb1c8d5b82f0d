"""``status`` and ``doctor``: what there is, how it is, and what to do."""

import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import typer
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from cli.confinement import told_open_ends
from cli.faces import ExitCode
from cli.installation import NOT_RUNNING, desk_is_healthy, is_running, told_addresses, told_services
from flows.bench import utc_now
from flows.stages.assigning import nobodies
from flows.stages.pausing import pauses
from flows.stages.places import Places
from flows.stages.workroom import Workroom, open_workroom
from storage.records.caring import Cares
from storage.records.key_check import check_keys
from storage.records.progress import LongReadings
from strongroom.errors import StrongroomError
from strongroom.messages import Language, explain
from strongroom.settings import Settings, read_settings

_NOTHING: Final[Mapping[str, Any]] = {
    "documents": {},
    "oldest_waiting_seconds": None,
    "quarantine": {},
    "reading": {},
    "paused": {},
    "concerns": [],
}
_ROOM: Final = 2 * 2**30
"""Bytes that should be free on the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How one component is. ``advice`` says what to do where something is to be done."""

    component: str
    healthy: bool
    address: str = ""
    advice: str = ""


_BEGUN_NOWHERE: Final = Health(
    component="vault", healthy=False, advice="Nothing is kept here yet. 'make run' begins, or name another data folder."
)


def status(*, as_json: bool) -> ExitCode:
    """Print the state of the installation."""
    settings = read_settings()
    health = list(check_services(settings))
    report = dict(_NOTHING)
    try:
        with existing_workroom(settings) as work:
            if work is None:
                health.append(_BEGUN_NOWHERE)
            else:
                report = look(work, health)
    except StrongroomError as error:
        health.append(Health(component="vault", healthy=False, advice=_told(error)))
    healthy = all(one.healthy for one in health)
    if as_json:
        typer.echo(json.dumps({"healthy": healthy, **report, "components": [asdict(one) for one in health]}, indent=1))
    else:
        Console().print(board(report, health, settings.language), highlight=False, soft_wrap=True)
    return ExitCode.FINE if healthy else ExitCode.UNHEALTHY


@contextmanager
def existing_workroom(settings: Settings) -> Iterator[Workroom | None]:
    """The workroom of an installation that was begun; None where there is none, for looking begins nothing.

    Opening one would make the first key: in a folder that somebody looked into by mistake, a key file that they would
    have to wonder about.
    """
    places = Places(settings)
    elsewhere = settings.keys.provider != "file" or settings.databases.keys.get_secret_value()
    if not elsewhere and not places.keys.exists() and not (places.data / "keys" / "data-keys.db").exists():
        yield None
        return
    with open_workroom(settings) as work:
        yield work


def look(work: Workroom, health: list[Health]) -> dict[str, Any]:
    """The documents and what is paused; the health of the stores is put behind that of the services."""
    stores = list(check_stores(work))
    health += stores
    if not all(one.healthy for one in stores):
        return dict(_NOTHING)
    health.append(check_keys_open(work))
    try:
        return _documents(work)
    except StrongroomError as error:  # away since a moment
        health.append(Health(component="records", healthy=False, advice=_told(error)))
        return dict(_NOTHING)


def doctor() -> ExitCode:
    """Check what ``status`` checks, and the machine and its secrets besides."""
    settings = read_settings()
    findings = [*check_machine(settings), *check_secrets(settings), *check_services(settings), check_readers(settings)]
    try:
        with existing_workroom(settings) as work:
            findings += check_vault(work) if work else [_BEGUN_NOWHERE]
    except StrongroomError as error:
        findings.append(Health(component="vault", healthy=False, advice=_told(error)))
    console = Console()
    for one in findings:
        mark = (
            "[green]✓[/green]"
            if one.healthy and not one.advice
            else "[yellow]![/yellow]"
            if one.healthy
            else "[red]✗[/red]"
        )
        console.print(f"{mark} {one.component}  {one.address}", highlight=False, soft_wrap=True)
        if one.advice:
            console.print(f"    {one.advice}", highlight=False, soft_wrap=True)
    return ExitCode.FINE if all(one.healthy for one in findings) else ExitCode.UNHEALTHY


def check_services(settings: Settings) -> Iterator[Health]:
    """Each service of the running installation."""
    places = Places(settings)
    services, addresses = told_services(places), told_addresses(places)
    if not is_running(places):
        yield Health(component="services", healthy=False, advice="Nothing runs here. Start it with 'make run'.")
        return
    for name, pid in services.items():
        alive = _alive(pid) and _answers(name, addresses.get(name, ""), settings)
        log = places.logs / f"{name}.log"
        yield Health(
            component=name,
            healthy=alive,
            address=addresses.get(name, ""),
            advice="" if alive else f"It is started anew by itself; its log is {log}.",
        )


def check_stores(work: Workroom) -> Iterator[Health]:
    """Whether the object store and the records answer."""
    yield _checked("object store", work.store.check)
    yield _checked("records", work.records.check)


def check_keys_open(work: Workroom) -> Health:
    """Whether the keys of the vault open."""
    return _checked("keys", lambda: check_keys(work.records.transactions))


def check_vault(work: Workroom) -> Iterator[Health]:
    """The store, the records, the keys and the audit chain."""
    yield from check_stores(work)
    yield check_keys_open(work)
    yield _checked("audit chain", work.records.audit_verify)
    yield from check_teams(work)


def check_teams(work: Workroom) -> Iterator[Health]:
    """Whether each name in the settings of teams is somebody's; papers go to the others all the same."""
    for team, names in nobodies(work).items():
        told = ", ".join(names)
        yield Health(
            component=f"team {team}",
            healthy=True,
            advice=f"Nobody signs in as {told}. Mend review.teams, or add the account at the desk, under Users.",
        )


def check_machine(settings: Settings) -> Iterator[Health]:
    """Programs, languages and room on disk."""
    tesseract = shutil.which("tesseract")
    yield Health(component="tesseract", healthy=tesseract is not None, advice="" if tesseract else "Run 'make setup'.")
    free = shutil.disk_usage(_nearest(settings.data)).free
    enough = free > _ROOM
    yield Health(
        component="disk", healthy=enough, advice="" if enough else f"Only {free // 2**20} MB are free; make room."
    )


def check_secrets(settings: Settings) -> Iterator[Health]:
    """Who can read the secrets, what the key file protects against, and whether there is a second copy of anything."""
    places = Places(settings)
    for path in (places.keys, places.prefect / "dashboard-password", settings.desk.key):
        if path is not None and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Health(component=path.name, healthy=False, advice=f"Others can read it. Run: chmod 600 {path}")
    if settings.keys.provider == "file" and not settings.keys.passphrase.get_secret_value():
        yield Health(
            component="key file",
            healthy=True,
            advice="No passphrase is set. Stolen object stores, databases and backups stay unreadable, but whoever can "
            "read this account's files can read everything. Set STRONGROOM_KEYS__PASSPHRASE before real use.",
        )
    if settings.backup.to == "nowhere":
        yield Health(
            component="backup",
            healthy=True,
            advice="Nothing is backed up. Before real use set STRONGROOM_BACKUP__TO=folder, STRONGROOM_BACKUP__FOLDER "
            "and STRONGROOM_BACKUP__KEYS_FOLDER, on two disks that are not this one.",
        )


def check_readers(settings: Settings) -> Health:
    """Whether a process that opens strangers' files is kept from everything else: one is started, and tries."""
    open_ends = " ".join(told_open_ends(settings))
    return Health(component="readers of strangers' files", healthy=True, advice=open_ends)


def _documents(work: Workroom) -> dict[str, Any]:
    oldest = work.records.oldest_waiting(utc_now())
    codes = [quarantine.code for quarantine in work.records.quarantined(limit=10_000).values()]
    return {
        "documents": {state.value: count for state, count in work.records.counts().items() if count},
        "oldest_waiting_seconds": round(oldest.total_seconds()) if oldest else None,
        "reading": {
            document: asdict(pages) for document, pages in LongReadings(work.records.transactions).now().items()
        },
        "quarantine": {code: codes.count(code) for code in sorted(set(codes))},
        "concerns": [
            {"trouble": one.trouble.value, "of": one.subject, "step": one.step, "since": f"{since:%Y-%m-%d %H:%M} UTC"}
            for one, since in Cares(work.records.transactions).standing().items()
        ],
        "paused": {name: f"{pause.since:%Y-%m-%d %H:%M} UTC, {pause.actor}" for name, pause in pauses(work).items()},
    }


def board(report: dict[str, Any], health: list[Health], language: Language) -> Group:
    """What is printed: documents, quarantine, pauses, components."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for state, count in report["documents"].items():
        table.add_row(state.replace("_", " "), str(count))
    if report["oldest_waiting_seconds"] is not None:
        table.add_row("oldest waiting", f"{report['oldest_waiting_seconds']} s")
    for document, pages in report["reading"].items():
        table.add_row(f"reading {document}", f"page {pages['done']} of {pages['of']}")
    for code, count in report["quarantine"].items():
        table.add_row(f"quarantined: {code}", f"{count}  {explain(code, {}, language).way_out}")
    for name, since in report["paused"].items():
        table.add_row(f"paused: {name}", f"since {since}; 'strongroom resume {name}' ends it")
    for one in report["concerns"]:
        message = explain(one["trouble"], {"subject": one["of"], "step": one["step"]}, language)
        table.add_row(f"{one['trouble']}: {one['of']}", f"since {one['since']}; {message.sentence} {message.way_out}")
    lines = []
    for one in health:
        mark = ("healthy", "green") if one.healthy else ("not healthy", "red")
        told = f"  {one.address} {one.advice}".rstrip()
        lines.append(Text.assemble(f"{one.component}: ", mark, told))
    return Group(table, *lines)


def _alive(pid: int) -> bool:
    if pid == NOT_RUNNING:
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _answers(name: str, address: str, settings: Settings) -> bool:
    """Whether a service says that it is well; most have no place to say it, and are well if they run."""
    if name == "desk":
        return desk_is_healthy(settings, urlsplit(address).port or 0)
    if name != "dashboard":
        return True
    try:
        return httpx.get(f"{address}/api/health", timeout=3.0).is_success
    except httpx.HTTPError:
        return False


def _checked(component: str, check: Callable[[], object]) -> Health:
    try:
        check()
    except StrongroomError as error:
        return Health(component=component, healthy=False, advice=_told(error))
    return Health(component=component, healthy=True)


def _told(error: StrongroomError) -> str:
    message = explain(error.code, error.facts)
    return f"{message.sentence} {message.way_out}"


def _nearest(path: Path) -> Path:
    return path if path.exists() else _nearest(path.parent)
