"""Taking in: each file ends in the vault, in quarantine or beside a note, and a crash at any step changes nothing."""

import datetime as dt
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.intake import Inspected, inspect
from flows.intake_service import Intake, Waits
from flows.stages.inbox import CLAIMS, REFUSED, claim, claims
from flows.stages.notes import masked
from flows.stages.take_in import Step, TakeIn, Taken
from flows.stages.workroom import Workroom
from flows.sweep import stale_claims
from storage.objects.memory import MemoryStore
from storage.vault import Vault
from strongroom.document import Role, State
from strongroom.errors import ReadingCrashed, StoreUnavailable, Tampered
from strongroom.ids import DocumentId
from strongroom.settings import Intake as IntakeSettings
from strongroom.settings import Limits
from tests.flows.files import pdf, picture

NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)


class Here:
    """An inspector in this process, and one that crashes where the bytes say so."""

    def inspect(self, data: bytes) -> Inspected:
        if data == b"crash":
            raise ReadingCrashed(attempts=2)
        return inspect(data, Limits())


class Inbox:
    """The intake service's loop, one look at a time, over an inbox in which files settle at once."""

    def __init__(self, work: Workroom) -> None:
        settings = work.settings.model_copy(update={"intake": IntakeSettings(settle_seconds=0)})
        self.work = replace(work, settings=settings)
        self.folder = settings.inbox
        self.time = 0.0
        self._intake = self.restarted()

    def restarted(self, on_step: Callable[[Step], None] = lambda _step: None) -> Intake:
        take_in = TakeIn(work=self.work, inspector=Here(), inbox=self.folder, now=lambda: NOW, on_step=on_step)
        self._intake = Intake(take_in, self.folder, clock=lambda: self.time)
        return self._intake

    def drop(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def look(self) -> None:
        self._intake.once(threading.Event())

    def left(self) -> list[str]:
        return sorted(
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if not path.is_dir() and REFUSED not in path.parts
        )

    def notes(self) -> list[str]:
        return sorted(note.read_text() for note in (self.folder / REFUSED).glob("*.txt"))

    def told(self) -> list[str]:
        return sorted(note.name.split(" ")[2] for note in (self.folder / REFUSED).glob("*.txt"))


@pytest.fixture
def inbox(work: Workroom) -> Inbox:
    return Inbox(work)


def the_one(work: Workroom, state: State) -> DocumentId:
    (row,) = work.records.in_state(state, actor="test", now=NOW, limit=10)
    return row.id


@contextmanager
def stopped_at(step: Step) -> Iterator[Callable[[Step], None]]:
    class Stopped(BaseException):
        pass

    def on_step(reached: Step) -> None:
        if reached is step:
            raise Stopped

    with suppress(Stopped):
        yield on_step


@pytest.mark.parametrize("data", [pdf(), picture("PNG"), picture("JPEG"), picture("TIFF"), picture("WEBP")])
def test_a_good_file_waits_to_be_read_and_has_left_the_inbox(inbox: Inbox, data: bytes) -> None:
    inbox.drop("a.pdf", data)
    inbox.look()
    document = the_one(inbox.work, State.RECEIVED)
    blob = inbox.work.records.read_blob(document, Role.ORIGINAL, actor="test", purpose="test", now=NOW)
    assert data == inbox.work.vault.get(blob)
    assert ([], []) == (inbox.left(), inbox.notes())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"MZ an executable", "unknown_type"),
        (b"\x00" * 5000, "unknown_type"),
        (pdf(3)[:400], "truncated"),
        (picture("JPEG")[:300], "truncated"),
        (pdf(password="secret"), "password_needed"),
        (pdf(501), "too_many_pages"),
        (b"crash", "reading_crashed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_file_is_kept_in_quarantine_and_its_owner_is_told(inbox: Inbox, data: bytes, code: str) -> None:
    inbox.drop("sub/Ann Invented.pdf", data)
    inbox.look()
    document = the_one(inbox.work, State.QUARANTINED)
    aside = inbox.work.records.quarantine_of(document)
    assert aside is not None
    assert code == aside.code
    blob = inbox.work.records.read_blob(document, Role.ORIGINAL, actor="test", purpose="test", now=NOW)
    assert data == inbox.work.vault.get(blob)
    (note,) = inbox.notes()
    assert "?" not in note
    assert "Invented" not in note
    assert f"strongroom show {document}" in note
    assert ([code], []) == (inbox.told(), inbox.left())


def test_a_folder_that_becomes_a_link_after_it_was_seen_leads_nowhere(inbox: Inbox, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("a.pdf", "pipe"):
        (outside / name).write_bytes(b"not ours to move")
    (inbox.folder / "sub").symlink_to(outside)
    take_in = TakeIn(work=inbox.work, inspector=Here(), inbox=inbox.folder, now=lambda: NOW)
    assert claim(inbox.folder, inbox.folder / "sub" / "a.pdf", "01J0000000000000000000000A") is None
    take_in.refuse_entry(inbox.folder / "sub" / "pipe", "01J0000000000000000000000B")
    assert ["a.pdf", "pipe"] == sorted(path.name for path in outside.iterdir())
    assert [] == list(claims(inbox.folder))


def test_links_and_pipes_are_moved_aside_unopened(inbox: Inbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(pdf())
    (inbox.folder / "link.pdf").symlink_to(secret)
    os.mkfifo(inbox.folder / "pipe.pdf")
    inbox.look()
    assert (["not_a_file", "not_a_file"], []) == (inbox.told(), inbox.left())
    assert secret.read_bytes() == pdf()
    assert 0 == sum(inbox.work.records.counts().values())


def test_a_claimed_file_that_has_become_a_link_is_given_back_and_keeps_nothing_waiting(
    inbox: Inbox, tmp_path: Path
) -> None:
    with stopped_at(Step.CLAIMED) as on_step:
        inbox.drop("a.pdf", pdf())
        inbox.restarted(on_step).once(threading.Event())
    (one,) = claims(inbox.folder)
    one.path.unlink()
    one.path.symlink_to(tmp_path / "anywhere")
    inbox.drop("b.pdf", pdf(2))
    inbox.restarted()
    inbox.look()
    assert ["not_a_file"] == inbox.told()
    assert 1 == inbox.work.records.counts()[State.RECEIVED]


def test_the_second_of_two_equal_files_is_linked_to_the_first_and_its_owner_told(inbox: Inbox) -> None:
    data = pdf()  # once: its id in the trailer has the time in it
    inbox.drop("a.pdf", data)
    inbox.look()
    document = the_one(inbox.work, State.RECEIVED)
    inbox.drop("b.pdf", data)
    inbox.look()
    assert document == the_one(inbox.work, State.RECEIVED)
    view = inbox.work.records.view(document, actor="test", purpose="test", now=NOW)
    assert 1 == view.duplicates
    assert 1 == len(list(inbox.work.store.keys()))
    assert (["duplicate"], []) == (inbox.told(), inbox.left())


def test_whoever_drops_a_bad_file_twice_is_told_what_is_wrong_with_it_twice(inbox: Inbox) -> None:
    for name in ("a.pdf", "b.pdf"):
        inbox.drop(name, pdf(password="secret"))
        inbox.look()
    assert ["password_needed"] * 2 == inbox.told()


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize(("data", "told"), [(pdf(), []), (pdf(3)[:400], ["truncated"])], ids=["good", "bad"])
def test_a_crash_at_any_step_leaves_one_document_and_one_note(
    inbox: Inbox, step: Step, data: bytes, told: list[str]
) -> None:
    inbox.drop("客户/a.pdf", data)
    with stopped_at(step) as on_step:
        inbox.restarted(on_step).once(threading.Event())
    assert inbox.left() or step is Step.REMOVED
    inbox.restarted()
    inbox.look()
    assert 1 == sum(inbox.work.records.counts().values())
    assert (told, []) == (inbox.told(), inbox.left())
    state = State.QUARANTINED if told else State.RECEIVED
    (row,) = inbox.work.records.in_state(state, actor="test", now=NOW, limit=10)
    assert ("a.pdf", "客户") == (row.original_name, row.customer)


class BrokenFor(MemoryStore):
    """Gives back other bytes than it got, for the first document that comes."""

    def __init__(self) -> None:
        super().__init__()
        self.bad = ""

    def get(self, key: str) -> bytes:
        self.bad = self.bad or key.split("/", maxsplit=1)[0]
        if key.startswith(self.bad):
            raise Tampered(key=key)
        return super().get(key)


def with_store(inbox: Inbox, store: MemoryStore) -> None:
    inbox.work = replace(inbox.work, store=store, vault=Vault(store, inbox.work.keyring))
    inbox.restarted()


def test_a_file_that_breaks_the_vault_waits_ever_longer_and_keeps_no_other_waiting(inbox: Inbox) -> None:
    store = BrokenFor()
    with_store(inbox, store)
    for number in range(4):
        inbox.drop(f"{number}.png", picture(mark=number))
    inbox.look()
    assert 3 == inbox.work.records.counts()[State.RECEIVED]
    assert 1 == len(list(claims(inbox.folder)))
    tries = len(list(store.keys(store.bad)))
    inbox.look()
    assert tries == len(list(store.keys(store.bad)))
    inbox.time += 60
    inbox.look()
    assert tries + 1 == len(list(store.keys(store.bad)))
    store.bad = "mended"
    inbox.time += 60
    inbox.look()
    assert (4, []) == (inbox.work.records.counts()[State.RECEIVED], inbox.left())


class Away(MemoryStore):
    def put(self, key: str, data: bytes) -> None:
        raise StoreUnavailable


def test_while_the_store_is_away_files_wait_and_then_are_taken_in_at_once(inbox: Inbox) -> None:
    with_store(inbox, Away())
    inbox.drop("a.pdf", pdf())
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            inbox.look()
    with_store(inbox, MemoryStore())
    inbox.look()
    assert (1, []) == (inbox.work.records.counts()[State.RECEIVED], inbox.left())


def test_a_file_that_is_still_written_to_through_an_old_handle_is_not_taken(inbox: Inbox) -> None:
    path = inbox.drop("a.pdf", b"")
    with stopped_at(Step.CLAIMED) as on_step:
        inbox.restarted(on_step).once(threading.Event())
    (one,) = claims(inbox.folder)
    inbox.restarted()
    with one.path.open("wb") as writer:
        writer.write(b"half")
        writer.flush()
        inbox.look()
        assert 0 == sum(inbox.work.records.counts().values())
    one.path.write_bytes(pdf())
    inbox.time += 60
    inbox.look()
    assert 1 == inbox.work.records.counts()[State.RECEIVED]
    assert not path.exists()


@pytest.mark.parametrize(
    ("raw", "legible"),
    [
        (b"\xff\xfe\xfd.pdf", None),
        ("发票".encode("gb18030") + b".pdf", "发票.pdf"),
        ("身份证 正面.pdf".encode(), "身份证 正面.pdf"),
        (b"a" * 251 + b".pdf", "a" * 251 + ".pdf"),
        (b"line\nbreak\x1b[31m.pdf", "line\nbreak\x1b[31m.pdf"),
    ],
)
def test_any_name_can_be_taken_in_and_remembered(inbox: Inbox, raw: bytes, legible: str | None) -> None:
    path = os.fsencode(inbox.folder) + b"/" + raw
    with open(path, "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write(pdf(password="x"))
    inbox.look()
    (row,) = inbox.work.records.in_state(State.QUARANTINED, actor="test", now=NOW, limit=10)
    assert legible is None or legible == row.original_name
    assert ["password_needed"] == inbox.told()


def test_a_planted_link_under_the_name_of_a_folder_of_ours_is_not_followed(inbox: Inbox, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (inbox.folder / REFUSED).symlink_to(elsewhere)
    (inbox.folder / CLAIMS).symlink_to(elsewhere)
    inbox.drop("empty.pdf", b"")
    inbox.look()
    assert [] == list(elsewhere.iterdir())
    assert ["empty_file"] == inbox.told()


def test_a_note_can_be_read_by_whoever_may_read_the_inbox(inbox: Inbox) -> None:
    inbox.folder.chmod(0o750)
    before = os.umask(0o077)
    try:
        inbox.drop("empty.pdf", b"")
        inbox.look()
    finally:
        os.umask(before)
    (note,) = (inbox.folder / REFUSED).glob("*.txt")
    assert (0o750, 0o640) == (stat.S_IMODE(note.parent.stat().st_mode), stat.S_IMODE(note.stat().st_mode))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("passport of Ann.pdf", "pa….pdf"),
        ("张三身份证.jpg", "张….jpg"),
        ("scan", "sc…"),
        ("Dr. Ann Smith", "Dr…"),
        (".", ".…"),
        ("a\u202egnp.pdf", "ag….pdf"),
    ],
)
def test_a_note_shows_enough_of_a_name_to_know_it_again_and_no_more(name: str, shown: str) -> None:
    assert shown == masked(name)


def test_the_sweep_takes_what_nobody_touched_for_long_and_leaves_the_rest(inbox: Inbox) -> None:
    inbox.drop("a.pdf", pdf())
    assert [] == stale_claims(inbox.work, 3600)
    with (inbox.folder / "b.pdf").open("wb") as writer:
        writer.write(b"half")
        stale = stale_claims(inbox.work, -10)
    assert ["a.pdf"] == [one.name for one in stale]
    take_in = TakeIn(work=inbox.work, inspector=Here(), inbox=inbox.folder, now=lambda: NOW, actor="sweep")
    taken = take_in.take_all(stale)
    assert [Taken(document=DocumentId(stale[0].arrival))] == list(taken)
    # The intake service had listed the same claim; taking it once more finds it gone.
    assert () == take_in.take_all(stale)


def test_what_cannot_be_taken_is_tried_again_ever_more_rarely_and_never_given_up() -> None:
    now = 0.0
    waits = Waits(lambda: now)
    gaps = []
    for _ in range(9):
        assert waits.over("a")
        waits.begin(["a"])
        start = now
        while not waits.over("a"):
            now += 15.0
        gaps.append(now - start)
    assert [15, 30, 60, 120, 240, 480, 600, 600, 600] == gaps
    assert waits.over("b")
