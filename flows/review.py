"""Review reminders: what waits for a person longer than it should."""

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.stages.workroom import open_workroom
from strongroom.settings import read_settings


@flow(name="review-reminder", flow_run_name="review reminder", persist_result=False, log_prints=False)
@discreet
def review_reminder() -> PrefectState[None]:
    """Count one reminder a day for each overdue review task, and list them on the dashboard by id and age."""
    now = utc_now()
    with open_workroom(read_settings()) as work:
        overdue = work.records.due_reviews(now)
        reminded = sum(work.records.remind(task.document, now=now) for task in overdue)
    create_table_artifact(
        key="overdue-reviews",
        table=[
            {
                "document": task.document,
                "kind": task.kind or "",
                "overdue_hours": round((now - task.due_at).total_seconds() / 3600, 1),
                "reminders": task.reminders,
            }
            for task in overdue
        ],
        description="Review tasks past their time; run `strongroom review list` to work on them.",
    )
    return Completed(message=f"{len(overdue)} overdue, {reminded} reminded")
