"""Backups at night, and the weekly proof that they can be restored."""

import time

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed, Failed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.stages.backing_up import back_up
from flows.stages.drilling import Luck, at_random, drill
from flows.stages.keeping import SCHEDULE
from flows.stages.workroom import open_workroom
from strongroom.settings import read_settings

_NOWHERE = "no place for backups is set"


@flow(name="backup", flow_run_name="backup", persist_result=False, log_prints=False)
@discreet
def backup() -> PrefectState[None]:
    """Back up data and keys, and remove what is too old."""
    settings = read_settings()
    if settings.backup.to == "nowhere":
        return Completed(message=_NOWHERE)
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
                "expired": done.expired,
            }
        ],
        description="The newest backup; missing objects are recorded, and not in the store.",
    )
    told = f"{done.data.objects} objects, {done.data.copied} new, {len(done.data.missing)} missing"
    return Failed(message=told) if done.data.missing else Completed(message=told)


@flow(name="backup-drill", flow_run_name="backup drill", persist_result=False, log_prints=False)
@discreet
def backup_drill() -> PrefectState[None]:
    """Restore the newest backup into a scratch place and prove it; a failure is a failed run."""
    settings = read_settings()
    if settings.backup.to == "nowhere":
        return Completed(message=_NOWHERE)
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
