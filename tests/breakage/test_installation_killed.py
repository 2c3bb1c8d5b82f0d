"""A whole installation whose parts are killed one after the other while documents flow through it."""

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from cli.samples.bad import bad_files
from cli.samples.paper import SamplePaper
from cli.samples.receipts import draw_receipts
from flows.bench import utc_now
from flows.stages.workroom import Workroom
from strongroom.document import Role, State
from strongroom.errors import Unavailable
from tests.installation import Installed, installed, until

pytestmark = [pytest.mark.breakage, pytest.mark.servers, pytest.mark.models, pytest.mark.timeout(600)]

ROUND = 5
"""Papers that are dropped before each kill."""
GOOD = draw_receipts(5 * ROUND, seed=21)
BAD = tuple(file for file in bad_files(7, seed=22) if file.content)
DEATH_SECONDS = 20.0
"""In which everything has ended after the supervisor was killed."""


@pytest.fixture(scope="module")
def survivor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """An installation that has been through everything, settled and still up.

    In turn the intake service, the object store, the Prefect server and the reading processes are killed, each just
    after papers were dropped; then the supervisor, after which the installation is started again as a person would.
    """
    root = tmp_path_factory.mktemp("killed")
    with installed(root, STRONGROOM_READING__LEASE_SECONDS="6") as one:
        one.until_it_is_complete()
        with one.work() as work:
            for part, kill in enumerate((killed("intake"), killed("objects"), killed("dashboard"), killed_readers)):
                drop(one, GOOD[part * ROUND : (part + 1) * ROUND])
                in_flight(one, work)
                kill(one)
            drop(one, BAD)
            drop(one, GOOD[4 * ROUND :])
            in_flight(one, work)
            before = set(one.processes())
            one.kill()
            one.start()  # at once: what is left of the old services may not meet the new ones
            until(lambda: not before & set(one.processes()), DEATH_SECONDS, what="the end of every old process")
            one.until_it_takes_in()
            one.until_settled(work)
            yield one


def killed(name: str) -> Callable[[Installed], None]:
    """A kill of one service, which has to come back under another process id."""

    def kill(one: Installed) -> None:
        pid = one.until(lambda: one.services().get(name), what=name)
        os.kill(pid, signal.SIGKILL)
        one.until(lambda: one.services().get(name, pid) != pid, what=f"{name} again")

    return kill


def killed_readers(one: Installed) -> None:
    for pid in one.until(one.readers, what="readers"):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def drop(one: Installed, papers: tuple[SamplePaper, ...]) -> None:
    for paper in papers:
        paper.write(one.inbox)


def in_flight(one: Installed, work: Workroom) -> None:
    """Wait until documents are being read."""

    def some() -> bool:
        with suppress(Unavailable):
            return work.records.counts()[State.READING] > 0
        return False

    one.until(some, what="documents in flight")


def contents(one: Installed, states: tuple[State, ...]) -> Mapping[bytes, tuple[str, str]]:
    """The originals of all documents in these states, as the vault gives them, with state and quarantine code."""
    with one.work() as work:
        now = utc_now()
        rows = [row for state in states for row in work.records.in_state(state, actor="test", now=now, limit=1000)]
        found = {}
        for row in rows:
            blob = work.records.read_blob(row.id, Role.ORIGINAL, actor="test", purpose="test", now=now)
            found[work.vault.get(blob)] = (row.state.value, row.quarantine.code if row.quarantine else "")
        assert len(rows) == len(found), "one document for each content"
        return found


def test_every_good_paper_is_in_the_vault_exactly_once(survivor: Installed) -> None:
    found = contents(survivor, (State.FILED, State.IN_REVIEW))
    assert {paper.content for paper in GOOD} == set(found)


def test_every_bad_file_is_set_aside_for_its_own_reason(survivor: Installed) -> None:
    found = contents(survivor, (State.QUARANTINED,))
    assert {file.content: (State.QUARANTINED.value, file.error) for file in BAD} == found


def test_nothing_else_is_in_the_vault_and_nothing_was_dropped_twice(survivor: Installed) -> None:
    with survivor.work() as work:
        assert len(GOOD) + len(BAD) == sum(work.records.counts().values())
        now = utc_now()
        rows = [row for state in State for row in work.records.in_state(state, actor="test", now=now, limit=1000)]
        views = [work.records.view(row.id, actor="test", purpose="test", now=now) for row in rows]
        assert {0} == {view.duplicates for view in views}
        accepted = Counter(entry.action for view in views for entry in view.history)
        assert (len(GOOD), len(BAD)) == (accepted["accepted"], accepted["refused"])
        assert len(GOOD) == accepted["filed"] + accepted["sent_to_review"]


def test_the_audit_chain_is_whole(survivor: Installed) -> None:
    with survivor.work() as work:
        assert work.records.audit_verify() > len(GOOD)


def test_a_second_start_on_the_same_data_is_refused(survivor: Installed) -> None:
    second = Installed(survivor.root, survivor.variables)
    second.start()
    assert second.process is not None
    assert 0 != second.process.wait(30)
    assert survivor.process is not None
    assert survivor.process.poll() is None


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_asked_and_leaves_nothing_behind(
    survivor: Installed, how: signal.Signals, tmp_path: Path
) -> None:
    if survivor.process is None or survivor.process.poll() is not None:
        survivor.start()
        survivor.until_it_takes_in()
    with subprocess.Popen(("sleep", "600"), cwd=tmp_path) as bystander:
        try:
            assert 0 == survivor.stop(how)
            until(lambda: not survivor.processes(), 5, what="the end of every process")
            assert {} == survivor.services()
            assert bystander.poll() is None
        finally:
            bystander.kill()
