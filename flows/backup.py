"""Backups at night, and the weekly proof that they can be restored."""

import time

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed, Failed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.backing_up import back_up, open_repositories
from flows.stages.drilling import Luck, drill
from flows.stages.keeping import SCHEDULE
from flows.stages.reconcile import at_random
from flows.stages.workroom import open_workroom
from strongroom.settings import read_settings

_NOWHERE = "no place for backups is set"


@flow(name="backup", flow_run_name="backup", persist_result=False, log_prints=False, on_crashed=[tell_crash])
@discreet
def backup(*, dry_run: bool = False) -> PrefectState[None]:
    """Back up data and keys, and remove what is too old; a dry run only opens the places."""
    settings = read_settings()
    if settings.backup.to == "nowhere":
        return Completed(message=_NOWHERE)
    if dry_run:
        places = open_repositories(settings)
        return Completed(message=f"{len(places.data.ids('data'))} of data, {len(places.keys.ids('keys'))} of keys")
    with open_workroom(settings) as work:
        done = back_up(work, actor=SCHEDULE, now=utc_now)
    create_table_artifact(
        key="backup",
        table=[
            {
                "backup": done.data.id,
                "keys": done.keys,
                "objects": done.data.objects,
                "new": done.data.copied,
                "missing": len(done.data.missing),
                "asleep": len(done.data.asleep),
                "expired": done.expired,
            }
        ],
        description="The newest backup; missing objects are recorded, and not in the store. Those asleep lie in a deep "
        "archive and in no backup.",
    )
    told = f"{done.data.objects} objects, {done.data.copied} new, {len(done.data.missing)} missing"
    told += f", {len(done.data.asleep)} asleep and in no backup" * bool(done.data.asleep)
    return Failed(message=told) if done.data.missing else Completed(message=told)


@flow(
    name="backup-drill", flow_run_name="backup drill", persist_result=False, log_prints=False, on_crashed=[tell_crash]
)
@discreet
def backup_drill(*, dry_run: bool = False) -> PrefectState[None]:
    """Restore the newest backup into a scratch place and prove it; a failure is a failed run.

    A dry run says which backups it would take.
    """
    settings = read_settings()
    if settings.backup.to == "nowhere":
        return Completed(message=_NOWHERE)
    if dry_run:
        places = open_repositories(settings)
        data, keys = places.data.newest("data"), places.keys.newest("keys")
        return Completed(message=f"data of {data.made_at:%Y-%m-%d %H:%M}, keys of {keys.made_at:%Y-%m-%d %H:%M}")
    luck = Luck(now=utc_now, watch=time.monotonic, choose=at_random)
    with open_workroom(settings) as work:
        done = drill(work, luck, actor=SCHEDULE)
    create_table_artifact(
        key="backup-drill",
        table=[
            {
                "backup": done.backup,
                "documents": done.documents,
                "objects": done.objects,
                "decrypted": done.decrypted,
                "destroyed stay so": done.destroyed,
                "restore seconds": round(done.restore_seconds, 1),
                "proof seconds": round(done.proof_seconds, 1),
            }
        ],
        description="What the drill restored, compared and opened.",
    )
    return Completed(message=f"{done.documents} documents, {done.decrypted} decrypted")
