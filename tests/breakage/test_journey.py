"""One installation, a day's work in a few minutes: the sample papers, odd names, 300 files at once with bad ones among
them, files dropped again; then it is stopped, and what is on the disk is looked through for anything in the clear.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

from cli.samples.bad import bad_files
from cli.samples.draw import sample_papers
from cli.samples.paper import SamplePaper
from cli.samples.pdf import Sheet, pdf_file
from cli.samples.receipts import draw_receipts
from flows.bench import utc_now
from flows.stages.inbox import CLAIMS, REFUSED
from storage.records.values import DocumentView
from strongroom.document import Role, State
from strongroom.errors import EmptyFile
from tests.breakage.plaintext import sightings
from tests.installation import Installed, installed

pytestmark = [pytest.mark.breakage, pytest.mark.servers, pytest.mark.models, pytest.mark.timeout(900)]

AT_ONCE = 300


def letters(count: int) -> tuple[SamplePaper, ...]:
    """Small PDF files with a text layer, no two alike, with names that are in the clear nowhere."""
    return tuple(
        SamplePaper(
            path=PurePosixPath(f"load/circular of branch {number:05d}.pdf"),
            content=_letter(f"Circular of branch Zirbelkiefer {number:05d}"),
            says=(f"Zirbelkiefer {number:05d}",),
        )
        for number in range(count)
    )


def _letter(line: str) -> bytes:
    sheet = Sheet()
    for row, text in enumerate((line, "To all desks", "The stairs are painted this week; please use the lift.")):
        sheet.text(20, 30 + 8 * row, text)
    return pdf_file(sheet)


ODD_NAMES = (
    "中" * 80 + ".pdf",  # 244 of the 255 bytes that a name may have
    "-rf $(reboot) `id`; ' \" & | * ? <b>.pdf",
    "line\nbreak\ttab \x1b[31mred.pdf",
    "\u202efdp.exe\u202c 正常.pdf",
    "%00%2e%2e%2f..\\..\\secret.pdf",
    "CON.pdf",
    os.fsdecode(b"\xd5\xc5\xc8\xfd-\xff\xfe.pdf"),  # not UTF-8
    "[bold]markup[/bold].pdf",
)


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """What is dropped into the inbox: drawn when it is wanted, for every process that only collects tests is here."""

    samples: tuple[SamplePaper, ...]
    odd: tuple[SamplePaper, ...]
    letters: tuple[SamplePaper, ...]
    scans: tuple[SamplePaper, ...]
    bad: tuple[SamplePaper, ...]

    @property
    def all(self) -> tuple[SamplePaper, ...]:
        return (*self.samples, *self.odd, *self.at_once)

    @property
    def at_once(self) -> tuple[SamplePaper, ...]:
        return (*self.letters, *self.scans, *self.bad)


def dropped() -> Dropped:
    bad, scans = bad_files(15, seed=31), draw_receipts(10, seed=32)
    return Dropped(
        samples=sample_papers(),
        odd=tuple(
            SamplePaper(path=PurePosixPath(name), content=_letter(f"Odd name number {number}"))
            for number, name in enumerate(ODD_NAMES)
        ),
        letters=letters(AT_ONCE - len(bad) - len(scans)),
        scans=scans,
        bad=bad,
    )


@dataclass(frozen=True, kw_only=True)
class Day:
    """What was seen of the installation while it ran; by now it has stopped."""

    installation: Installed
    dropped: Dropped
    views: Mapping[bytes, DocumentView]
    """Everything in the vault, by the bytes of its original."""
    documents: int
    events: int
    notes_of_again: int
    sweeps: tuple[str, ...]
    """The states of the sweeps that their schedule started."""
    figures: Mapping[str, float]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    root, given = tmp_path_factory.mktemp("journey"), dropped()
    with installed(root) as one:
        one.until_it_is_complete()
        with one.work() as work:
            drop(one, (*given.samples, *given.odd))
            one.until_settled(work)
            before, cpu = time.monotonic(), one.cpu_seconds()
            drop(one, given.at_once)
            one.until_settled(work, 600)
            figures = {"seconds": time.monotonic() - before, "CPU seconds": one.cpu_seconds() - cpu}
            told = len(notes(one, "duplicate"))
            (one.inbox / "dropped again.pdf").write_bytes(given.letters[0].content)
            one.until(lambda: len(notes(one, "duplicate")) > told, what="a note about a duplicate")
            one.until_settled(work)
            one.until(lambda: "COMPLETED" in one.scheduled_runs("sweep"), what="a scheduled sweep")
            views = dict(everything(one))
            seen = Day(
                installation=one,
                dropped=given,
                views=views,
                documents=sum(work.records.counts().values()),
                events=work.records.audit_verify(),
                notes_of_again=len(notes(one, "duplicate")) - told,
                sweeps=tuple(one.scheduled_runs("sweep")),
                figures=figures,
            )
        assert 0 == one.stop(signal.SIGINT)
        sys.stdout.write(f"\n{AT_ONCE} files at once: {json.dumps(figures)}\n")
        yield seen


def drop(one: Installed, papers: tuple[SamplePaper, ...]) -> None:
    for paper in papers:
        paper.write(one.inbox)


def notes(one: Installed, code: str) -> list[Path]:
    return [note for note in (one.inbox / REFUSED).glob("*.txt") if f" {code} " in note.name]


def everything(one: Installed) -> Iterator[tuple[bytes, DocumentView]]:
    """All documents by the bytes of their originals; two with the same bytes are a failure."""
    with one.work() as work:
        now = utc_now()
        rows = [row for state in State for row in work.records.in_state(state, actor="test", now=now, limit=1000)]
        seen = set()
        for row in rows:
            view = work.records.view(row.id, actor="test", purpose="test", now=now)
            (blob,) = (blob for blob in view.blobs if blob.role is Role.ORIGINAL)
            content = work.vault.get(blob)
            assert content not in seen
            seen.add(content)
            yield content, view


def test_every_file_is_accounted_for(day: Day) -> None:
    contents = {paper.content for paper in day.dropped.all}
    assert contents == set(day.views)
    assert len(contents) == day.documents
    assert 0 == day.installation.arriving()
    assert [] == list((day.installation.inbox / CLAIMS).iterdir())


def test_each_good_file_is_filed_or_waits_for_a_person_once(day: Day) -> None:
    given = day.dropped
    for paper in (*given.samples, *given.odd, *given.letters, *given.scans):
        if not paper.error:
            view = day.views[paper.content]
            assert view.summary.state in (State.FILED, State.IN_REVIEW), paper.path
            assert 1 == [entry.action for entry in view.history].count("accepted")


def test_each_bad_file_is_in_quarantine_for_its_own_reason(day: Day) -> None:
    for file in (*day.dropped.bad, *(paper for paper in day.dropped.samples if paper.error)):
        quarantine = day.views[file.content].summary.quarantine
        assert quarantine is not None
        assert file.error == quarantine.code, file.path


def test_whoever_dropped_a_bad_file_is_told_why_beside_it(day: Day) -> None:
    wanted = Counter(file.error for file in (*day.dropped.bad, *day.dropped.samples) if file.error)
    assert wanted == Counter({code: len(notes(day.installation, code)) for code in wanted})


def test_empty_files_are_one_document_that_came_several_times(day: Day) -> None:
    empty = [file for file in day.dropped.bad if file.error == EmptyFile.code]
    assert len(empty) - 1 == day.views[b""].duplicates


def test_a_file_that_is_dropped_again_is_linked_to_the_first(day: Day) -> None:
    assert 1 == day.views[day.dropped.letters[0].content].duplicates
    assert 1 == day.notes_of_again
    assert 0 == day.views[day.dropped.letters[1].content].duplicates


def test_odd_names_are_kept_as_they_are_told(day: Day) -> None:
    for paper in day.dropped.odd:
        original = day.views[paper.content].summary.original_name
        try:
            expected = os.fsencode(paper.path.name).decode()
        except UnicodeDecodeError:
            assert original.endswith(".pdf")
        else:
            assert expected == original


def test_the_sweep_ran_by_its_schedule_and_never_failed(day: Day) -> None:
    assert "COMPLETED" in day.sweeps
    assert not {"FAILED", "CRASHED"} & set(day.sweeps)


def test_the_audit_chain_is_whole(day: Day) -> None:
    assert day.events > day.documents


def test_no_process_is_left(day: Day) -> None:
    assert [] == day.installation.processes()


def test_nothing_that_the_papers_say_and_none_of_their_names_lies_in_the_clear(day: Day) -> None:
    """What may be in the clear is what ``docs/search-leakage.md`` lists, which ``SamplePaper.texts`` leaves out: dates
    and amounts of fields that are not sensitive, and shorter texts, which turn up anywhere by chance.
    """
    given = day.dropped
    texts = set().union(*(paper.texts for paper in (*given.samples, *given.scans, *given.letters[:20])))
    texts |= {name for name in ODD_NAMES if name.isprintable()}
    folders = {part for paper in given.samples for part in paper.path.parts[:-1] if len(part.encode()) >= 6}
    one = day.installation
    # Databases and their logs, object volumes, keys, Prefect's home, logs, run files; temporary files; notes. Not what
    # was printed on the terminal: that is for the person who sits there, and is a file only in this test.
    everywhere = (one.data, one.scratch, one.inbox)
    files = [file for folder in everywhere for file in folder.rglob("*") if file.is_file()]
    assert {"records.db", "data-keys.db", "prefect.db", "intake.log"} <= {file.name for file in files}
    assert sum(file.stat().st_size for file in files if file.suffix == ".dat") > sum(map(len, day.views))
    assert [] == list(sightings(everywhere, texts))
    # The same scan of the same folders does find what is there.
    with (one.data / "logs" / "intake.log").open("a") as log:
        log.write('{"event": "欧阳样本"}\n')
    assert ["欧阳样本"] == [sighting.text for sighting in sightings(everywhere, ["欧阳样本"])]
    # People's own folders stay where they made them, in the inbox, and are known nowhere else.
    assert [] == list(sightings((one.data, one.scratch), folders))
