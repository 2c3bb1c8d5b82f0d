"""``status`` and ``doctor``: what there is, how it is, and what to do."""

import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import typer
from rich.console import Console
from rich.table import Table

from cli.faces import ExitCode
from cli.installation import NOT_RUNNING, is_running, told_addresses, told_services
from flows.bench import utc_now
from flows.stages.places import Places
from flows.stages.workroom import Workroom, open_workroom
from strongroom.errors import StrongroomError
from strongroom.messages import Language, explain
from strongroom.settings import Settings, read_settings

_HEALTH: Final = {"dashboard": "/api/health", "desk": "/health"}
"""Where services say that they are well."""
_ROOM: Final = 2 * 2**30
"""Bytes that should be free on the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How one component is. ``advice`` says what to do where something is to be done."""

    component: str
    healthy: bool
    address: str = ""
    advice: str = ""


def status(*, as_json: bool) -> ExitCode:
    """Print the state of the installation."""
    settings = read_settings()
    health = list(check_services(settings))
    report: dict[str, Any] = {"documents": {}, "oldest_waiting_seconds": None, "quarantine": {}}
    try:
        with open_workroom(settings) as work:
            stores = list(check_stores(work))
            health += stores
            if all(one.healthy for one in stores):
                report = _documents(work)
    except StrongroomError as error:
        health.append(Health(component="vault", healthy=False, advice=_told(error)))
    healthy = all(one.healthy for one in health)
    if as_json:
        typer.echo(json.dumps({"healthy": healthy, **report, "components": [asdict(one) for one in health]}, indent=1))
    else:
        _print(report, health, settings.language)
    return ExitCode.FINE if healthy else ExitCode.UNHEALTHY


def doctor() -> ExitCode:
    """Check what ``status`` checks, and the machine and its secrets besides."""
    settings = read_settings()
    findings = [*check_machine(settings), *check_secrets(settings), *check_services(settings)]
    try:
        with open_workroom(settings) as work:
            findings += check_vault(work)
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
        alive = _alive(pid) and (name not in _HEALTH or _answers(f"{addresses.get(name, '')}{_HEALTH[name]}"))
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


def check_vault(work: Workroom) -> Iterator[Health]:
    """The store, the records and the audit chain."""
    yield from check_stores(work)
    yield _checked("audit chain", work.records.audit_verify)


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
    """Who can read the secrets, and what the key file protects against."""
    places = Places(settings)
    for path in (places.keys, places.prefect / "dashboard-password"):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Health(component=path.name, healthy=False, advice=f"Others can read it. Run: chmod 600 {path}")
    if settings.keys.provider == "file" and not settings.keys.passphrase.get_secret_value():
        yield Health(
            component="key file",
            healthy=True,
            advice="No passphrase is set. Stolen object stores, databases and backups stay unreadable, but whoever can "
            "read this account's files can read everything. Set STRONGROOM_KEYS__PASSPHRASE before real use.",
        )


def _documents(work: Workroom) -> dict[str, Any]:
    oldest = work.records.oldest_waiting(utc_now())
    codes = [quarantine.code for quarantine in work.records.quarantined(limit=10_000).values()]
    return {
        "documents": {state.value: count for state, count in work.records.counts().items() if count},
        "oldest_waiting_seconds": round(oldest.total_seconds()) if oldest else None,
        "quarantine": {code: codes.count(code) for code in sorted(set(codes))},
    }


def _print(report: dict[str, Any], health: list[Health], language: Language) -> None:
    console = Console()
    table = Table(box=None, show_header=False, pad_edge=False)
    for state, count in report["documents"].items():
        table.add_row(state.replace("_", " "), str(count))
    if report["oldest_waiting_seconds"] is not None:
        table.add_row("oldest waiting", f"{report['oldest_waiting_seconds']} s")
    for code, count in report["quarantine"].items():
        table.add_row(f"quarantined: {code}", f"{count}  {explain(code, {}, language).way_out}")
    console.print(table, highlight=False)
    for one in health:
        mark = "[green]healthy[/green]" if one.healthy else "[red]not healthy[/red]"
        console.print(f"{one.component}: {mark}  {one.address} {one.advice}".rstrip(), highlight=False, soft_wrap=True)


def _alive(pid: int) -> bool:
    if pid == NOT_RUNNING:
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=3.0).is_success
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
