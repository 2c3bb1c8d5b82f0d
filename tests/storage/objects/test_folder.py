"""The store in a folder keeps the contract, and its files to itself."""

from pathlib import Path

import pytest

from storage.objects.folder import FolderStore
from strongroom.errors import StoreUnavailable
from tests.storage.objects.contract_store import StoreContract


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "objects"


@pytest.fixture
def store(folder: Path) -> FolderStore:
    return FolderStore(folder)


class TestFolderStore(StoreContract):
    """In a folder."""


def test_files_are_for_the_owner_alone(store: FolderStore, folder: Path) -> None:
    store.put("01JD/original", b"paper")
    for path in folder.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600)


def test_nothing_unfinished_is_left_or_listed(store: FolderStore, folder: Path) -> None:
    store.put("01JD/original", b"paper")
    store.check()
    (shard,) = folder.iterdir()
    assert [path.name for path in shard.iterdir()] == ["01JD%original"]
    (shard / ".new-left-by-a-crash").write_bytes(b"half")
    assert list(store.keys()) == ["01JD/original"]


def test_keys_that_differ_in_a_slash_are_two_objects(store: FolderStore) -> None:
    keys = ["a/b", "a-b", "a_b", "a.b", "ab"]
    for key in keys:
        store.put(key, key.encode())
    assert [store.get(key) for key in keys] == [key.encode() for key in keys]


def test_a_store_that_cannot_write_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = FolderStore(tmp_path / "file" / "objects")
    for verb in (store.check, lambda: store.put("key", b"")):
        with pytest.raises(StoreUnavailable):
            verb()


def test_a_file_is_whole_or_not_there_when_writing_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreUnavailable):
        FolderStore(folder).put("key", b"paper")
    monkeypatch.undo()
    assert list(FolderStore(folder).keys()) == []
    FolderStore(folder).put("key", b"other")
