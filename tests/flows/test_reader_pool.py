"""The pool of reading processes, with real processes and a reader that does what it is told."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.stages.reader_pool import ReaderPool
from flows.stages.reader_trial import try_reader
from flows.stages.reading_process import serve
from strongroom.errors import (
    EngineUnavailable,
    LeaseLost,
    ReadersClosed,
    ReadingCrashed,
    ReadingTooSlow,
    TooManyPages,
    UnknownType,
)
from strongroom.settings import Reading, Settings
from tests.flows import bad_processes, doubles
from tests.flows.files import pdf
from tests.strongroom.test_kind_toml import LEAST


@contextmanager
def pool_of(
    target: Callable[..., None] = doubles.serve_scripted,
    size: int = 1,
    kinds: Path | None = None,
    **reading: float,
) -> Iterator[ReaderPool]:
    settings = Settings.model_construct(reading=Reading(**reading), kinds=kinds)
    pool = ReaderPool(settings, size=size, target=target)
    try:
        yield pool
    finally:
        pool.close()
        assert () == pool.pids()


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with pool_of(timeout_seconds=20, recycle_pages=50) as opened:
        yield opened


def ends(pid: int) -> None:
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_refusal_comes_back_as_itself_with_its_facts(pool: ReaderPool) -> None:
    with pytest.raises(TooManyPages) as caught:
        pool.read(b"refuse")
    assert {"pages": 9, "limit": 5} == caught.value.facts


def test_who_wants_no_more_of_a_long_file_ends_it_at_the_next_page(pool: ReaderPool) -> None:
    told: list[tuple[int, int]] = []

    def until_the_second(done: int, total: int) -> None:
        told.append((done, total))
        if done == 2:
            raise LeaseLost

    with pytest.raises(LeaseLost):
        pool.read(b"slowly", until_the_second)
    assert [(0, 8), (1, 8), (2, 8)] == told
    assert "MERCHANT COPY" in pool.read(b"pages 1").text


def test_a_process_outlives_the_threads_that_ask_it(pool: ReaderPool) -> None:
    seen = []
    for _ in range(3):
        thread = threading.Thread(target=lambda: seen.append(pool.read(b"pid").text))
        thread.start()
        thread.join()
    assert 1 == len(set(seen))
    assert seen[0] == str(pool.pids()[0])


def test_a_document_that_kills_its_process_has_crashed_it_and_the_next_one_is_read(pool: ReaderPool) -> None:
    with pytest.raises(ReadingCrashed):
        pool.read(b"die")
    assert "MERCHANT" in pool.read(b"pages 1").text


def test_a_fault_in_a_reader_counts_as_a_crash(pool: ReaderPool) -> None:
    with pytest.raises(ReadingCrashed):
        pool.read(b"fail")


def test_a_process_that_died_idle_costs_no_document_its_attempt(pool: ReaderPool) -> None:
    (pid,) = pool.pids() or (int(pool.read(b"pid").text),)
    os.kill(pid, signal.SIGKILL)
    assert str(pid) != pool.read(b"pid").text


def test_a_process_is_replaced_when_it_has_read_enough(pool: ReaderPool) -> None:
    before = pool.read(b"pid").text
    pool.read(b"pages 60")
    assert before != pool.read(b"pid").text


def test_what_hangs_is_killed_and_what_moves_slowly_is_not() -> None:
    with pool_of(timeout_seconds=1.0) as pool:
        pool.read(b"pages 1")
        assert 1 == len(pool.read(b"slowly").pages)
        (pid,) = pool.pids()
        with pytest.raises(ReadingTooSlow) as caught:
            pool.read(b"hang")
        assert {"seconds": 1.0} == caught.value.facts
        ends(pid)


def test_a_reading_process_knows_no_secret_and_prints_nothing_that_documents_make_libraries_say(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRONGROOM_KEYS__PASSPHRASE", "open sesame")
    with pool_of() as pool:
        assert "STRONGROOM" not in pool.read(b"environment").text
        pool.read(b"chatter")
        with pytest.raises(ReadingCrashed):
            pool.read(b"fail")
    printed = "".join(capfd.readouterr())
    assert doubles.SECRET not in printed
    assert "ValueError" in printed
    assert "doubles:" in printed


def test_an_engine_that_cannot_be_opened_is_the_worlds_fault_and_no_document_is_blamed() -> None:
    with pool_of(doubles.serve_without_engine) as pool, pytest.raises(EngineUnavailable):
        pool.read(b"pages 1")


def test_a_process_that_cannot_even_start_is_no_documents_fault_either() -> None:
    with pool_of(bad_processes.cannot_start) as pool, pytest.raises(EngineUnavailable):
        pool.read(b"pages 1")


def test_an_answer_that_is_none_is_a_crash() -> None:
    with pool_of(bad_processes.serve_nonsense) as pool, pytest.raises(ReadingCrashed) as caught:
        pool.inspect(b"anything")
    assert {"attempts": 2} == caught.value.facts


def test_half_an_answer_is_waited_for_no_longer_than_a_whole_one_and_the_process_is_replaced() -> None:
    with pool_of(bad_processes.serve_half_an_answer, timeout_seconds=1) as pool:
        for _ in range(2):
            with pytest.raises(ReadingTooSlow):
                pool.inspect(pdf())
            assert pool.pids() == ()


def test_an_answer_that_would_fill_the_memory_is_not_begun() -> None:
    with pool_of(bad_processes.serve_an_endless_answer) as pool, pytest.raises(ReadingCrashed):
        pool.inspect(pdf())


def test_the_real_process_looks_at_structure_and_loads_no_engine() -> None:
    with pool_of(serve) as pool:
        found = pool.inspect(pdf(3))
        assert ("application/pdf", 3) == (found.media, found.pages)
        with pytest.raises(UnknownType):
            pool.inspect(bytes(50))
    # Asked of a process of our own: into a confined one nobody can look.
    code = "import sys, flows.stages.reading_process; sys.exit(bool({'openvino', 'onnxruntime'} & sys.modules.keys()))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_closing_ends_who_reads_and_who_waits_for_a_process_at_once() -> None:
    with pool_of() as pool, ThreadPoolExecutor(max_workers=3) as threads:
        pool.read(b"pages 1")
        asking = [threads.submit(pool.read, b"hang") for _ in range(3)]
        time.sleep(0.2)
        pool.close()
        assert {ReadersClosed} == {type(one.exception(timeout=30)) for one in asking}
        with pytest.raises(ReadersClosed):
            pool.read(b"pages 1")
        pool.close()


def test_a_reading_process_is_confined_and_starts_with_next_to_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRONGROOM_KEYS__PASSPHRASE", "open sesame")
    monkeypatch.setenv("LD_PRELOAD", "")
    assert () == try_reader(Settings.model_construct(data=Path.home()))
    with pool_of() as pool:
        pool.read(b"pages 1")
        (pid,) = pool.pids()
        status = Path(f"/proc/{pid}/status").read_text()
        assert {"NoNewPrivs:\t1", "Seccomp:\t2"} <= set(status.splitlines())
        names = set(pool.read(b"environment").text.split())
    assert names <= {"PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "HOME", "OMP_THREAD_LIMIT", "LC_CTYPE"}


def test_kinds_of_the_house_reach_the_reading_process(tmp_path: Path) -> None:
    (tmp_path / "slip.toml").write_text(LEAST, encoding="utf-8")
    with pool_of(doubles.serve_kinds, kinds=tmp_path) as pool:
        assert "slip" in pool.read(b"kinds").text
