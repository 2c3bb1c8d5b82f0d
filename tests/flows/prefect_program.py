"""What the services do with a Prefect server, in a process with their environment: a batch, then each schedule once.

    python -m tests.flows.prefect_program

Four documents wait; one is filed, one goes to review, one is set aside and one is put back. The last flow fails over a
path that names a person.
"""

import flows.ingest
import flows.retention
from flows.bench import Bench, utc_now
from flows.review import review_reminder
from flows.stages.workroom import open_workroom
from flows.sweep import sweep
from storage.records.pausing import Pauses
from strongroom.errors import Damaged, EngineUnavailable
from strongroom.settings import read_settings
from tests.flows.doubles import SECRET, Readers, paper
from tests.flows.test_read_and_file import received


def main() -> None:
    with open_workroom(read_settings()) as work:
        work.records.migrate()
        Pauses(work.records.transactions).pause("backup", actor="test", now=utc_now())
        for number in range(4):
            received(work, f"{SECRET} {number}".encode(), name=f"{SECRET} {number}.png")
        readers = Readers(paper(text=SECRET), paper(text=SECRET, through=False), Damaged(), EngineUnavailable())
        readers.size = 1
        bench = Bench(work, readers)  # type: ignore[arg-type]
        flows.ingest.bench = lambda: bench  # type: ignore[assignment]
        flows.ingest.run_batch(bench, bench.claim(10))
    sweep()
    review_reminder()
    flows.retention.open_workroom = _fails  # type: ignore[assignment]
    flows.retention.retention_proposals(return_state=True)


def _fails(_settings: object) -> None:
    raise FileNotFoundError(f"/inbox/{SECRET}.pdf")


if __name__ == "__main__":
    main()
