"""Files that mean harm or are broken: each is read or refused with its code, in a reading process like the real one.

A crash, a hang or a process that outgrows its limit shows as a code that no case allows, but for a few bombs.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.stages.reader_pool import ReaderPool
from strongroom.errors import Refused
from strongroom.settings import Filing, Limits, Reading, Settings
from tests.extractors.hostile import archives, locks, office, packages, pdfs, pictures, texts
from tests.extractors.hostile.case import Case
from tests.extractors.hostile.serving import serve_scripted

CASES = tuple(one for module in (pdfs, pictures, packages, archives, locks, office, texts) for one in module.cases())
LIMITS = Limits(max_pages=60, max_pixels=20_000_000, max_bytes=30_000_000, max_unpacked_bytes=200_000_000)


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    settings = Settings.model_construct(
        reading=Reading(timeout_seconds=15, recycle_pages=10**6), limits=LIMITS, filing=Filing()
    )
    opened = ReaderPool(settings, size=1, target=serve_scripted)
    yield opened
    opened.close()


def outcome(pool: ReaderPool, data: bytes) -> str:
    try:
        pool.inspect(data)
        paper = pool.read(data)
        if paper.has_children:
            for child in pool.children(data, paper.parts):
                assert child.media
    except Refused as error:
        return error.code
    return "read"


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.name)
def test_a_bad_file_is_read_or_refused_with_its_code(pool: ReaderPool, one: Case) -> None:
    assert outcome(pool, one.make()) in one.outcomes


def test_there_are_hundreds_of_them_and_each_has_its_name() -> None:
    assert len(CASES) >= 300
    assert len(CASES) == len({one.name for one in CASES})


def test_a_reading_process_may_not_outgrow_the_machine(pool: ReaderPool) -> None:
    assert "read" == outcome(pool, b"a letter")
    (pid,) = pool.pids()
    (line,) = [
        line for line in Path(f"/proc/{pid}/limits").read_text().splitlines() if line.startswith("Max data size")
    ]
    assert line.split()[3:5] == [str(3 * 2**30)] * 2
