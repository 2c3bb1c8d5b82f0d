"""Care: looking at the machine and at how its schedules went, and remembering what is wrong until it is over."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from flows.stages.key_room import ROTATIONS
from flows.stages.places import Places
from flows.stages.workroom import Workroom
from storage.crypto.certificate_ends import end_of_file, end_of_server
from storage.records.caring import Cares, Changed
from storage.records.measuring import measure
from storage.records.pausing import MAINTENANCE
from strongroom.concern import Concern, Limits, Ran, Seen, concerns
from strongroom.errors import FlowsUnavailable
from strongroom.log import logger
from strongroom.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Bytes of a disk: what is left of all there are."""

    free: int
    total: int


Runs = Callable[[], Mapping[str, Ran]]
"""How each schedule went; FlowsUnavailable where nobody can say."""
_HTTPS: Final = 443
_POSTGRES: Final = 5432


def plan(work: Workroom, runs: Runs, now: dt.datetime) -> frozenset[Concern]:
    """What is wrong now; nothing is remembered."""
    cares = Cares(work.records.transactions)
    current = work.keys.current()
    key = None if current is None else (current, cares.key_since(current, rotations=ROTATIONS, now=now))
    return concerns(_see(work, runs, key, now), limits_of(work.settings), frozenset(cares.standing()), now)


def look(work: Workroom, runs: Runs, now: dt.datetime) -> Changed:
    """Remember what is wrong now, and say what that changed."""
    cares = Cares(work.records.transactions)
    current = work.keys.current()
    key = None if current is None else (current, cares.note_key(current, rotations=ROTATIONS, now=now))
    found = concerns(_see(work, runs, key, now), limits_of(work.settings), frozenset(cares.standing()), now)
    return cares.keep(found, now=now)


def limits_of(settings: Settings) -> Limits:
    """The limits of this installation."""
    return settings.care.limits(settings.keys.rotate_days)


def _see(work: Workroom, runs: Runs, key: tuple[str, dt.datetime] | None, now: dt.datetime) -> Seen:
    measured = measure(work.records.transactions, now)
    ran: Mapping[str, Ran] = {}
    with suppress(FlowsUnavailable):
        ran = runs()
    return Seen(
        certificates=dict(_certificates(work.settings)),
        free={subject: room.free for subject, room in rooms(work.settings)},
        waiting=None if MAINTENANCE in measured.paused else measured.waiting,
        oldest=dt.timedelta(seconds=measured.oldest_seconds),
        lapsed=measured.lapsed,
        key=key,
        runs=ran,
    )


def _certificates(settings: Settings) -> Iterator[tuple[str, dt.datetime]]:
    if settings.desk.certificate is not None:
        with suppress(OSError, ValueError):  # the desk says so itself: it does not start without it
            yield "desk", end_of_file(settings.desk.certificate.read_bytes())
    for subject, host, port in servers_of(settings):
        try:
            yield subject, end_of_server(host, port, is_postgres=subject in ("records", "keys"))
        except OSError as error:
            logger().warning("certificate not seen", component=subject, error=type(error).__name__)


def servers_of(settings: Settings) -> Iterator[tuple[str, str, int]]:
    """The servers that are spoken to by TLS: what for, host and port."""
    endpoints = {
        "objects": settings.objects.endpoint if settings.objects.backend == "s3" else "",
        "backup": settings.backup.endpoint if settings.backup.to == "s3" else "",
        "archive": settings.archive.endpoint if settings.archive.to == "s3" else "",
        "anchors": settings.anchors.endpoint if settings.anchors.to == "s3" else "",
    }
    for subject, endpoint in endpoints.items():
        parts = urlsplit(endpoint)
        if parts.scheme == "https" and parts.hostname:
            yield subject, parts.hostname, parts.port or _HTTPS
    for subject, url in (("records", settings.databases.records), ("keys", settings.databases.keys)):
        parts = urlsplit(url.get_secret_value())
        encrypted = parse_qs(parts.query).get("sslmode", [""])[-1].startswith("verify-")
        if encrypted and parts.hostname:
            yield subject, parts.hostname, parts.port or _POSTGRES


def rooms(settings: Settings) -> Iterator[tuple[str, Room]]:
    """The room on each disk, by the first of what lies on it."""
    folders = {"data": settings.data, "inbox": settings.inbox, "scratch": Path(tempfile.gettempdir())}
    keys = Places(settings).keys.parent
    if keys.is_dir():
        folders["keys"] = keys
    if settings.backup.to == "folder" and settings.backup.folder is not None:
        folders["backup"] = settings.backup.folder
    if settings.archive.to == "folder" and settings.archive.folder is not None:
        folders["archive"] = settings.archive.folder
    seen = set[int]()
    for subject, folder in folders.items():
        with suppress(OSError):  # a disk that is not there: what uses it says so
            disk = folder.stat().st_dev
            if disk not in seen:
                seen.add(disk)
                usage = shutil.disk_usage(folder)
                yield subject, Room(free=usage.free, total=usage.total)
