"""Ingest: one flow run for a batch, one task run for a document. Only ids cross Prefect."""

from collections.abc import Callable, Sequence
from typing import Any, Final, cast

import httpx
from prefect import flow, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State as PrefectState
from prefect.exceptions import PrefectException
from prefect.settings import PREFECT_API_URL
from prefect.states import Completed, Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.bench import Bench, bench
from flows.discreet import discreet
from flows.stages.read_and_file import Done
from flows.tables import show_table
from strongroom.document import State
from strongroom.errors import FlowsUnavailable
from strongroom.ids import DocumentId
from strongroom.log import logger

_LONG: Final = 25
"""Pages from which on a document shows how far it is, and after which it shows it again."""
_STEPS: Final = 20
_NAMES = {
    State.FILED: "Filed",
    State.IN_REVIEW: "In review",
    State.QUARANTINED: "Quarantined",
    State.RECEIVED: "Put back",
    State.READING: "Overtaken",
}


@task(
    name="document",
    task_run_name="document {document}",
    persist_result=False,
    cache_policy=NO_CACHE,
    log_prints=False,
)
@discreet
def file_document(document: DocumentId) -> PrefectState[None]:
    """Read and file one document; its state names what became of it, its message the code."""
    return _as_state(bench().work_on(document, PagesShown(document)))


@flow(name="ingest", flow_run_name="batch", persist_result=False, log_prints=False)
@discreet
def ingest(documents: list[DocumentId]) -> PrefectState[None]:
    """Read and file a batch of leased documents."""
    futures = [file_document.submit(document) for document in documents]
    for future in futures:
        future.wait()
    states = [future.state for future in futures]
    rows = [
        {"document": document, "outcome": state.name, "code": state.message or ""}
        for document, state in zip(documents, states, strict=True)
    ]
    show_table(
        bench().work.settings,
        key="batch",
        table=rows,
        description="What became of each document; ids and codes only.",
    )
    return Completed(message=_summary(states))


def run_batch(bench: Bench, documents: Sequence[DocumentId]) -> None:
    """Work on a batch as a flow, or without Prefect when its server is away: documents do not wait for a dashboard."""
    if prefect_answers():
        try:
            runner = cast("TaskRunner[Any]", ThreadPoolTaskRunner(max_workers=bench.readers.size))
            ingest.with_options(task_runner=runner)(list(documents), return_state=True)
        except Exception as error:  # noqa: BLE001
            # Prefect, its client and its server fail in ways that cannot be listed, and our own work never raises here.
            # Whatever it was, the documents are tracked by their leases, not by the run.
            logger().warning("batch left prefect", code=FlowsUnavailable.code, error=type(error).__name__)
    bench.work_on_all(bench.held(documents))


def prefect_answers() -> bool:
    """Whether the Prefect server is healthy right now."""
    url = PREFECT_API_URL.value()
    if not url:
        return False
    try:
        return httpx.get(f"{url}/health", timeout=2.0).is_success
    except httpx.HTTPError:
        return False


class PagesShown:
    """Shows how far a long document is, on the dashboard: a share, under the document's id. Short ones are over first.

    ``make`` and ``change`` are Prefect's; a dashboard that does not answer stops no reading.
    """

    def __init__(
        self,
        document: DocumentId,
        *,
        make: Callable[..., Any] = create_progress_artifact,
        change: Callable[..., Any] = update_progress_artifact,
    ) -> None:
        self._key = f"pages-{document.lower()}"
        self._make = make
        self._change = change
        self._artifact: Any = None
        self._next = 0

    def __call__(self, done: int, total: int) -> None:
        """Take note of pages done and pages in all."""
        if total < _LONG or (done < self._next and done < total):
            return
        self._next = done + max(_LONG, total // _STEPS)
        share = round(100 * done / total, 1)
        try:
            if self._artifact is None:
                self._artifact = self._make(progress=share, key=self._key, description="Pages read of a long document.")
            else:
                self._change(artifact_id=self._artifact, progress=share)
        except (httpx.HTTPError, PrefectException) as error:
            logger().warning("progress not shown", error=type(error).__name__)


def _as_state(done: Done) -> PrefectState[None]:
    name = _NAMES[done.state]
    if done.state in (State.FILED, State.IN_REVIEW):
        return Completed(name=name, message=done.kind)
    return Failed(name=name, message=done.code)


def _summary(states: Sequence[PrefectState[None]]) -> str:
    names = [state.name or "" for state in states]
    return ", ".join(f"{names.count(name)} {name.lower()}" for name in sorted(set(names)))
