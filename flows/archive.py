"""Archiving at night: what nobody uses moves to the archive, what was asked for comes back; a closed year is packed."""

from contextlib import closing

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed, Failed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.archiving import Archiving
from flows.stages.reader_pool import ReaderPool
from flows.stages.workroom import open_workroom
from flows.stages.year_end import YearEnd
from strongroom.settings import read_settings


@flow(name="archive", flow_run_name="archive", persist_result=False, log_prints=False, on_crashed=[tell_crash])
@discreet
def archive(*, dry_run: bool = False) -> PrefectState[None]:
    """Archive what nobody uses, bring back what is awake by now, tidy up; a dry run only counts."""
    settings = read_settings()
    if settings.archive.to == "nowhere":
        return Completed(message="no place for the archive is set")
    with open_workroom(settings) as work, closing(ReaderPool(settings, size=1)) as readers:
        archiving = Archiving(work, now=utc_now)
        if dry_run:
            plan = archiving.plan()
            return Completed(message=f"{len(plan.unused)} unused, {len(plan.recalled)} asked for, {plan.strays} strays")
        done = archiving.run(readers)
    rows = [(document, "archived") for document in done.archived]
    rows += [(document, "brought back") for document in done.brought_back]
    rows += [(document, "waking") for document in done.waking]
    rows += list(done.failed)
    create_table_artifact(
        key="archive",
        table=[{"document": document, "what": what} for document, what in rows],
        description="Papers that moved to the archive or back, those being woken, and codes of what failed.",
    )
    told = f"{len(done.archived)} archived, {len(done.brought_back)} brought back, {len(done.waking)} waking"
    return Failed(message=told) if done.failed else Completed(message=told)


@flow(
    name="year-end-package",
    flow_run_name="year-end package",
    persist_result=False,
    log_prints=False,
    on_crashed=[tell_crash],
)
@discreet
def year_end_package(*, dry_run: bool = False) -> PrefectState[None]:
    """Put the papers of each closed year that has no package into one in the vault; a dry run counts the newest."""
    with open_workroom(read_settings()) as work:
        year_end = YearEnd(work=work, now=utc_now)
        if dry_run:
            plan = year_end.plan()
            told = "is there" if plan.filed else f"{len(plan.papers)} papers, {len(plan.left_out)} left out"
            return Completed(message=f"{plan.year}: {told}")
        *filed, last = year_end.run_all()
    if filed:
        create_table_artifact(
            key="year-end-package",
            table=[
                {"year": one.year, "papers": one.documents, "left out": one.left_out, "document": one.document}
                for one in filed
            ],
            description="The packages of fiscal years, as they were filed in the vault.",
        )
    if last.asleep:
        return Completed(message=f"{last.year}: {last.asleep} papers are being woken first")
    if not filed:
        return Completed(message=f"{last.year}: nothing to do")
    return Completed(message=", ".join(f"{one.year}: {one.document}" for one in filed))
