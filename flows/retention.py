"""Retention: what may be destroyed is proposed; what two people decided is announced, and carried out at night."""

from collections.abc import Sequence

from prefect import flow
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed, Failed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.backing_up import back_up_keys_after_destruction, oldest_key_backup
from flows.stages.keeping import SCHEDULE, destruction
from flows.stages.workroom import open_workroom
from flows.tables import show_table
from storage.records.disposing import candidates
from storage.records.dispositions import Dispositions, Verdict
from storage.records.restricting import plan_restrictions, restrict_by_rule
from storage.records.rulebooks import RuleBooks
from strongroom.settings import Settings, read_settings


@flow(
    name="retention-proposals",
    flow_run_name="retention proposals",
    persist_result=False,
    log_prints=False,
    on_crashed=[tell_crash],
)
@discreet
def retention_proposals(*, dry_run: bool = False) -> PrefectState[None]:
    """Propose each document whose time is up, once; never one that is held or has no start date.

    Also restrict what may no longer be used and is kept all the same.
    """
    now = utc_now()
    with open_workroom(read_settings()) as work:
        if dry_run:
            proposed = work.records.transactions.read(lambda session: tuple(candidates(session, now)))
            restricted = plan_restrictions(work.records.transactions, now)
        else:
            proposed = work.records.propose_dispositions(now)
            restricted = restrict_by_rule(work.records.transactions, now)
        books = RuleBooks(work.records.transactions)
        undated = books.undated()
        if not dry_run:
            books.note_undated(undated)
    show_table(
        work.settings,
        key="disposition-proposals",
        table=[{"document": document} for document in proposed],
        description="Documents newly proposed for destruction; nothing is destroyed without two people.",
    )
    show_table(
        work.settings,
        key="restrictions",
        table=[{"document": document, "what": "restricted"} for document in restricted.bases]
        + [{"document": document, "what": "free again"} for document in restricted.freed],
        description="Papers that may no longer be used and are kept all the same, and those that may be used again.",
    )
    show_table(
        work.settings,
        key="retention-undated",
        table=[{"kind": kind, "documents": count} for kind, count in sorted(undated.kinds.items())],
        description="Kept until somebody gives the date that their rule starts from; `strongroom retention undated`.",
    )
    return Completed(message=f"{len(proposed)} proposed, {sum(undated.kinds.values())} without a date")


@flow(
    name="disposition-plan",
    flow_run_name="disposition plan",
    persist_result=False,
    log_prints=False,
    on_crashed=[tell_crash],
)
@discreet
def disposition_plan(*, dry_run: bool = False) -> PrefectState[None]:  # noqa: ARG001 - it changes nothing anyway
    """Say what tonight's run will destroy, while there is still time to cancel. Nothing is changed, dry run or not."""
    with open_workroom(read_settings()) as work:
        verdicts = Dispositions(work.records.transactions).plan(utc_now())
    return _planned(work.settings, verdicts)


@flow(
    name="dispositions", flow_run_name="dispositions", persist_result=False, log_prints=False, on_crashed=[tell_crash]
)
@discreet
def dispositions(*, dry_run: bool = False) -> PrefectState[None]:
    """Destroy what two people decided and nobody cancelled, and certify what no backup can bring back any more."""
    with open_workroom(read_settings()) as work:
        if dry_run:
            return _planned(work.settings, Dispositions(work.records.transactions).plan(utc_now()))
        ending = destruction(work, utc_now)
        outcomes = tuple(ending.carry_out(SCHEDULE))
        if any(one.certificate for one in outcomes):
            back_up_keys_after_destruction(work, actor=SCHEDULE, now=utc_now)
        erased = ending.complete(SCHEDULE, oldest_key_backup=oldest_key_backup(work.settings))
    show_table(
        work.settings,
        key="dispositions",
        table=[
            {
                "document": one.document,
                "certificate": one.certificate or "",
                "why not": one.failure or one.obstacle or "",
            }
            for one in outcomes
        ],
        description="Dispositions carried out; those without a certificate say why not.",
    )
    destroyed = sum(one.certificate is not None for one in outcomes)
    told = f"{destroyed} destroyed, {len(erased)} erasures complete"
    return Failed(message=told) if any(one.failure for one in outcomes) else Completed(message=told)


def _planned(settings: Settings, verdicts: Sequence[Verdict]) -> PrefectState[None]:
    show_table(
        settings,
        key="disposition-plan",
        table=[{"document": one.document, "obstacle": one.obstacle or ""} for one in verdicts],
        description="Approved dispositions; those without an obstacle are destroyed tonight.",
    )
    return Completed(message=f"{sum(one.obstacle is None for one in verdicts)} to be destroyed")
