"""Everything that is stored can be listed, also what a delete marker hides."""

from pathlib import Path

import pytest

from storage.objects.folder import FolderStore
from storage.objects.memory import MemoryStore
from storage.objects.store import ObjectStore, ObjectVersion
from tests.servers import running_seaweed


@pytest.mark.parametrize("sort", ["memory", "folder"])
def test_a_store_without_versions_lists_one_of_each(sort: str, tmp_path: Path) -> None:
    store: ObjectStore = MemoryStore() if sort == "memory" else FolderStore(tmp_path / "objects")
    for key in ("a/1", "a/2", "b/1"):
        store.put(key, b"")
    assert list(store.versions("a/")) == [ObjectVersion(key="a/1", version=""), ObjectVersion(key="a/2", version="")]


@pytest.mark.servers
def test_what_a_delete_marker_hides_is_listed_and_can_be_removed(tmp_path: Path) -> None:
    with running_seaweed(tmp_path) as server:
        store = server.store()
        client, bucket = store._client, server.bucket
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        store.put("doc/blob", b"one")
        client.put_object(Bucket=bucket, Key="doc/blob", Body=b"two")
        client.delete_object(Bucket=bucket, Key="doc/blob")
        assert list(store.keys("doc/")) == []
        assert [one.key for one in store.versions("doc/")] == ["doc/blob"] * 3
        store.delete("doc/blob")
        assert list(store.versions("doc/")) == []
