"""Learning: kinds are learned anew from what people confirmed, each week, and at once where a model had to go."""

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed

from classifiers.learn import LEAST_EXAM
from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.keeping import SCHEDULE
from flows.stages.learning import Learning, Plan, Trained
from flows.stages.workroom import open_workroom
from strongroom.settings import read_settings


@flow(name="learning", flow_run_name="learning", persist_result=False, log_prints=False, on_crashed=[tell_crash])
@discreet
def learning(*, dry_run: bool = False) -> PrefectState[None]:
    """Train a model and put it in use if it does no worse on the frozen papers; nothing where nothing is due."""
    with open_workroom(read_settings()) as work:
        room = Learning(work=work, actor=SCHEDULE, now=utc_now)
        plan = room.plan()
        # What no frozen paper could judge would never be used, and is not made.
        if dry_run or plan.frozen < LEAST_EXAM or not room.is_due():
            return Completed(message=_planned(plan))
        done = room.train()
    create_table_artifact(
        key="learning",
        table=_rows(plan, done),
        description="What was learned from, by kind; `strongroom learning list` shows every model and how it did.",
    )
    return Completed(message=f"{'in use' if done.in_use else 'refused'}: {done.model}")


def _planned(plan: Plan) -> str:
    return f"nothing done: {sum(plan.papers.values())} papers of {len(plan.papers)} kinds, {plan.frozen} frozen"


def _rows(plan: Plan, done: Trained) -> list[dict[str, object]]:
    votes = f"right {done.votes.right}, wrong {done.votes.wrong} of {done.votes.papers}"
    before = f"right {done.before.right}, wrong {done.before.wrong}"
    return [
        *[{"kind": kind, "papers": papers} for kind, papers in plan.papers.items()],
        {"kind": f"frozen: {votes}; before: {before}", "papers": plan.frozen},
    ]
