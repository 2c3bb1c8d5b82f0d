"""Ingest without a Prefect server: documents do not wait for a dashboard, and failures say nothing personal."""

from pathlib import Path

import httpx
import pytest
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_CLIENT_MAX_RETRIES,
    PREFECT_SERVER_ALLOW_EPHEMERAL_MODE,
    temporary_settings,
)

from flows import ingest, sweep
from flows.bench import Bench
from flows.discreet import discreet
from flows.stages.workroom import Workroom
from strongroom.document import State
from strongroom.errors import RecordsUnavailable
from strongroom.ids import DocumentId
from tests.flows.doubles import SECRET, Readers, paper
from tests.flows.test_read_and_file import received

DOCUMENT = DocumentId("01JXW3Q0H4Z6N8V2B5C7D9F1GK")
NOBODY_THERE = "http://127.0.0.1:9/api"


def test_without_a_server_a_batch_is_worked_on_by_threads_alone(work: Workroom) -> None:
    documents = [received(work, f"bytes {number}".encode()) for number in range(3)]
    bench = Bench(work, Readers(paper()))  # type: ignore[arg-type]
    bench.claim(10)
    with temporary_settings({PREFECT_API_URL: NOBODY_THERE}):
        assert not ingest.prefect_answers()
        ingest.run_batch(bench, documents)
    assert 3 == work.records.counts()[State.FILED]


def test_a_server_that_goes_away_in_between_costs_no_document(work: Workroom, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [received(work, f"bytes {number}".encode()) for number in range(3)]
    bench = Bench(work, Readers(paper()))  # type: ignore[arg-type]
    bench.claim(10)
    monkeypatch.setattr(ingest, "prefect_answers", lambda: True)
    gone = {PREFECT_API_URL: NOBODY_THERE, PREFECT_CLIENT_MAX_RETRIES: 0, PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: False}
    with temporary_settings(gone):
        ingest.run_batch(bench, documents)
    assert 3 == work.records.counts()[State.FILED]


def test_a_long_document_shows_how_far_it_is_and_a_short_one_does_not() -> None:
    shown: list[tuple[str, float]] = []

    def make(*, progress: float, key: str, description: str) -> str:
        shown.append((key, progress))
        return "artifact"

    def change(*, artifact_id: str, progress: float) -> None:
        shown.append((artifact_id, progress))

    for pages in (24, 500):
        told = ingest.PagesShown(DOCUMENT, make=make, change=change)
        for page in range(1, pages + 1):
            told(page, pages)
    assert [(f"pages-{DOCUMENT.lower()}", 0.2), ("artifact", 5.2)] == shown[:2]
    assert ("artifact", 100.0) == shown[-1]
    assert len(shown) <= 22


def test_a_dashboard_that_does_not_answer_stops_no_reading() -> None:
    def away(**_told: object) -> None:
        raise httpx.ConnectError("gone")

    ingest.PagesShown(DOCUMENT, make=away, change=away)(1, 500)


def test_what_a_flow_would_raise_becomes_a_code_or_a_type(capsys: pytest.CaptureFixture[str]) -> None:
    def fails(error: Exception) -> object:
        def body() -> None:
            raise error

        return discreet(body)()  # type: ignore[arg-type]

    coded, unforeseen = fails(RecordsUnavailable()), fails(FileNotFoundError(f"/inbox/{SECRET}.pdf"))
    assert ("Unavailable", "records_unavailable") == (coded.name, coded.message)  # type: ignore[attr-defined]
    assert ("Broken", "FileNotFoundError") == (unforeseen.name, unforeseen.message)  # type: ignore[attr-defined]
    assert SECRET not in f"{unforeseen!r}{''.join(capsys.readouterr())}"


def test_a_file_that_goes_while_the_sweep_looks_is_passed_over(
    work: Workroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (work.settings.inbox / "a.pdf").write_bytes(b"x")
    seen = list(sweep.scan(work.settings.inbox))
    seen[0].path.unlink()
    monkeypatch.setattr(sweep, "scan", lambda _inbox: iter(seen))
    assert [] == sweep.stale_claims(work, -10)
