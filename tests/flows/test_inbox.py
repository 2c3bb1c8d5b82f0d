"""What lies in the inbox, what has settled, and what a claim keeps."""

import os
from pathlib import Path

import pytest

from flows.stages.inbox import (
    CLAIMS,
    Seen,
    Standing,
    claim,
    claims,
    discard_room,
    has_writer,
    ignored,
    scan,
    settled,
    standing,
)

ARRIVAL = "01J0000000000000000000000A"


@pytest.mark.parametrize(
    "name",
    [
        "scan.pdf.part", "photo.jpg.crdownload", "a.tmp", ".hidden", "~$contract.docx", "backup~", "Thumbs.db",
        "desktop.ini", ".DS_Store", "file.filepart", "_refused", ".strongroom",
    ],
)  # fmt: skip
def test_unfinished_downloads_and_litter_are_ignored(name: str) -> None:
    assert ignored(name)


@pytest.mark.parametrize("name", ["scan.pdf", "发票 2026年.pdf", "part.pdf", "no extension", "a.b.c", "temp"])
def test_every_other_name_is_seen_whatever_its_ending(name: str) -> None:
    assert not ignored(name)


def test_a_scan_sees_files_in_folders_and_passes_over_ours(tmp_path: Path) -> None:
    (tmp_path / "客户" / "深").mkdir(parents=True)
    (tmp_path / "客户" / "深" / "a.pdf").write_bytes(b"a")
    (tmp_path / "b.pdf").write_bytes(b"b")
    (tmp_path / "_refused").mkdir()
    (tmp_path / "_refused" / "note.txt").write_text("x")
    (tmp_path / CLAIMS / ARRIVAL).mkdir(parents=True)
    (tmp_path / CLAIMS / ARRIVAL / "c.pdf").write_bytes(b"c")
    assert {"a.pdf", "b.pdf"} == {entry.path.name for entry in scan(tmp_path)}


def test_links_pipes_and_linked_folders_are_seen_as_no_files_and_never_followed(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    outside = tmp_path / "outside"
    inbox.mkdir()
    outside.mkdir()
    (outside / "secret.pdf").write_bytes(b"secret")
    (inbox / "link.pdf").symlink_to(outside / "secret.pdf")
    (inbox / "folder").symlink_to(outside)
    (inbox / "loop").symlink_to(inbox)
    os.mkfifo(inbox / "pipe.pdf")
    assert {"link.pdf": False, "folder": False, "loop": False, "pipe.pdf": False} == {
        entry.path.name: entry.regular for entry in scan(inbox)
    }


def entry_at(path: Path, *, size: int = 1, changed_ns: int = 1) -> Seen:
    return Seen(path=path, regular=True, size=size, changed_ns=changed_ns, inode=1)


def test_the_clock_of_an_entry_starts_anew_whenever_it_changes() -> None:
    path = Path("a.pdf")
    first = standing({}, iter([entry_at(path)]), now=1.0)
    same = standing(first, iter([entry_at(path)]), now=2.0)
    grown = standing(same, iter([entry_at(path, size=2)]), now=3.0)
    touched = standing(grown, iter([entry_at(path, size=2, changed_ns=2)]), now=4.0)
    gone = standing(touched, iter([]), now=5.0)
    assert (1.0, 1.0, 3.0, 4.0) == tuple(state[path].since for state in (first, same, grown, touched))
    assert gone == {}


def test_a_file_that_stood_still_and_has_no_writer_has_settled(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"a")
    entry = Standing(seen=entry_at(path), since=10.0)
    assert not settled(entry, now=10.5, quiet=1.0, unleased_quiet=60.0)
    assert settled(entry, now=11.0, quiet=1.0, unleased_quiet=60.0)


def test_a_copy_that_stalls_for_minutes_has_not_settled_while_it_is_open_for_writing(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as writer:
        writer.write(b"half")
        writer.flush()
        assert has_writer(path) is True
        assert not settled(Standing(seen=entry_at(path), since=0.0), now=300.0, quiet=1.0, unleased_quiet=60.0)
    assert has_writer(path) is False


def test_a_file_whose_writers_cannot_be_known_must_stand_still_much_longer(tmp_path: Path) -> None:
    missing = tmp_path / "unreadable.pdf"
    entry = Standing(seen=entry_at(missing), since=0.0)
    assert has_writer(missing) is None
    assert not settled(entry, now=30.0, quiet=1.0, unleased_quiet=60.0)
    assert settled(entry, now=60.0, quiet=1.0, unleased_quiet=60.0)


@pytest.mark.parametrize(
    "name",
    [
        "扫描件 身份证 正面.jpg",
        "a" * 251 + ".pdf",
        "..hidden dots.. .pdf",
        "new\nline.pdf",
        "'; DROP TABLE documents; --.pdf",
        "$(touch pwned).pdf",
        "\u202efdp.exe",
        "-rf",
    ],
)
def test_a_claim_keeps_any_name_and_its_folders_and_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    path = tmp_path / "客户 A" / "2026" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"content")
    one = claim(tmp_path, path, ARRIVAL)
    assert one is not None
    assert not path.exists()
    assert (name, ("客户 A", "2026"), b"content") == (one.name, one.folders, one.path.read_bytes())
    assert [one] == list(claims(tmp_path))
    one.path.unlink()
    discard_room(tmp_path, ARRIVAL)
    assert [] == list((tmp_path / CLAIMS).iterdir())


def test_a_file_that_somebody_else_took_first_is_no_claim(tmp_path: Path) -> None:
    assert claim(tmp_path, tmp_path / "gone.pdf", ARRIVAL) is None
    assert [] == list((tmp_path / CLAIMS).iterdir())


def test_a_room_that_still_holds_a_file_is_not_discarded(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"a")
    one = claim(tmp_path, path, ARRIVAL)
    discard_room(tmp_path, ARRIVAL)
    assert one is not None
    assert one.path.exists()


def test_claims_clear_away_empty_rooms_that_a_crash_left(tmp_path: Path) -> None:
    (tmp_path / CLAIMS / ARRIVAL / "deep").mkdir(parents=True)
    assert [] == list(claims(tmp_path))
    assert [] == list((tmp_path / CLAIMS).iterdir())
