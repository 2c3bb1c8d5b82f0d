"""``restore``: an empty installation is filled from its backups."""

import getpass
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import typer

from cli.installation import Installation, only_one
from cli.supervisor import Supervisor
from flows.bench import utc_now
from flows.stages.backing_up import restore as restore_now
from flows.stages.places import Places
from storage.objects.open import open_store
from storage.objects.store import ObjectStore
from strongroom.errors import StoreUnavailable
from strongroom.permissions import local_owner
from strongroom.settings import Settings, read_settings

_START_SECONDS: Final = 120.0


def run(backup: str | None) -> None:
    """Restore, and record it in the audit chain that was restored.

    Raises:
        AlreadyRunning: an installation runs on the data folder; NotEmpty: there is something in it.
    """
    settings = read_settings()
    places = Places(settings)
    places.make_all()
    began = time.monotonic()
    with only_one(places), _store(settings) as store:
        actor = local_owner(getpass.getuser()).id
        done = restore_now(settings, store, backup, actor=actor, now=utc_now())
    seconds = time.monotonic() - began
    typer.echo(
        f"backup {done.backup} restored: {done.objects.objects} objects ({done.objects.bytes / 1e6:.1f} MB) "
        f"in {seconds:.1f} s; {len(done.ended.documents)} documents were destroyed since, and were ended again"
    )
    if done.ended.refused:
        typer.echo(f"{done.ended.refused} certificates beside the backups are not of this house", err=True)


@contextmanager
def _store(settings: Settings) -> Iterator[ObjectStore]:
    """The object store; a local SeaweedFS is started for as long as it is needed."""
    if settings.objects.backend != "seaweed":
        yield open_store(settings)
        return
    installation = Installation.prepare(settings)
    supervisor = Supervisor(tuple(one for one in installation.services() if one.name == "objects"))
    try:
        until = time.monotonic() + _START_SECONDS
        while not supervisor.ready("objects"):
            if time.monotonic() > until:
                raise StoreUnavailable
            supervisor.tick()
            time.sleep(0.2)
        yield open_store(settings)
    finally:
        supervisor.stop()
