"""When the keys of all documents are gone, work stops and says so; nothing is set aside, and it goes on by itself."""

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select

from cli.status import look
from extractors.intake import Inspected
from flows.bench import Bench
from flows.intake_service import Intake, file_waiting
from flows.stages.inbox import claims
from flows.stages.read_and_file import ReadAndFile
from flows.stages.take_in import TakeIn
from flows.stages.tally import Tally
from flows.stages.workroom import Workroom
from storage.records.sealing import field_key_id
from storage.records.tables import wrapped_keys
from strongroom.document import State
from strongroom.errors import KeysLost
from strongroom.ids import DocumentId
from strongroom.settings import Intake as IntakeSettings
from tests.flows.doubles import Readers, paper
from tests.flows.test_read_and_file import START, received


class Here:
    def inspect(self, _data: bytes) -> Inspected:
        return Inspected(media="image/png", pages=1)


def lose(work: Workroom, only: DocumentId | None = None) -> Callable[[], None]:
    """Lose all data keys, or that of one document; what is returned brings them back."""
    which = wrapped_keys.c.id == field_key_id(only) if only else wrapped_keys.c.id != ""

    def take(connection: Connection) -> Sequence[dict[str, object]]:
        kept = [dict(row) for row in connection.execute(select(wrapped_keys).where(which)).mappings()]
        connection.execute(delete(wrapped_keys).where(which))
        return kept

    rows = work.keys._database.write(take)
    return lambda: work.keys._database.write(lambda connection: connection.execute(insert(wrapped_keys), rows))  # type: ignore[func-returns-value]


def clock() -> dt.datetime:
    return START


def test_no_attempt_is_counted_and_nothing_is_set_aside_while_the_keys_are_gone(work: Workroom) -> None:
    document = received(work)
    (lease,) = work.records.claim("test", limit=1, now=START, lease_seconds=60)
    back = lose(work)
    done = ReadAndFile(work=work, readers=Readers(paper()), now=clock).run(lease)
    assert (State.RECEIVED, "keys_lost") == (done.state, done.code)
    back()
    (again,) = work.records.claim_these("test", [document], now=START + dt.timedelta(minutes=2), lease_seconds=60)
    assert 1 == again.attempt
    assert State.FILED is ReadAndFile(work=work, readers=Readers(paper()), now=clock).run(again).state


def test_one_document_without_its_key_is_set_aside_and_the_others_go_on(work: Workroom) -> None:
    lost, _ = received(work, b"one"), received(work, b"two")
    lose(work, only=lost)
    states = [
        ReadAndFile(work=work, readers=Readers(paper()), now=clock).run(lease).state
        for lease in work.records.claim("test", limit=2, now=START, lease_seconds=60)
    ]
    assert [State.QUARANTINED, State.FILED] == states


def test_files_stay_in_the_inbox_until_the_keys_are_back(work: Workroom) -> None:
    received(work)
    back = lose(work)
    inbox: Path = work.settings.inbox
    (inbox / "a.png").write_bytes(b"a paper")
    intake = Intake(_take_in(work), inbox, clock=lambda: 0.0)
    for _ in range(2):
        with pytest.raises(KeysLost):
            intake.once(threading.Event())
    assert 1 == len(list(claims(inbox)))
    assert 1 == sum(work.records.counts().values())
    back()
    intake.once(threading.Event())
    assert [] == list(claims(inbox))
    assert 2 == work.records.counts()[State.RECEIVED]


def _take_in(work: Workroom) -> TakeIn:
    settings = work.settings.model_copy(update={"intake": IntakeSettings(settle_seconds=0)})
    at_once = replace(work, settings=settings)
    return TakeIn(work=at_once, inspector=Here(), inbox=settings.inbox, now=clock)


def test_nothing_is_claimed_while_the_keys_are_gone_and_the_reason_is_counted(
    work: Workroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    received(work)
    lose(work)
    monkeypatch.setattr("flows.intake_service._AWAY", 0.01)
    bench = Bench(work, Readers(paper()))  # type: ignore[arg-type]
    stop, taken = threading.Event(), threading.Event()

    class Counting(Tally):
        def count(self, code: str) -> None:
            super().count(code)
            stop.set()

    bench.tally = Counting()
    file_waiting(bench, lambda *_: pytest.fail("nothing is to be worked on"), stop, taken)
    assert ["keys_lost"] == list(bench.tally.codes())
    assert 1 == work.records.waiting(dt.datetime.now(dt.UTC))


def test_the_status_says_it_once_and_still_counts_documents(work: Workroom) -> None:
    received(work)
    lose(work)
    health: list = []  # type: ignore[type-arg]
    report = look(work, health)
    assert {"received": 1} == report["documents"]
    (ill,) = [one for one in health if not one.healthy]
    assert "keys" == ill.component
    assert "work goes on by itself" in ill.advice
