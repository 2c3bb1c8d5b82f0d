"""Anchors under object lock, on a server that knows it."""

import datetime as dt
from collections.abc import Iterator

import pytest

from storage.objects.s3 import Connection, LockedS3Store
from strongroom.errors import KeyTaken, StoreUnavailable
from tests.servers import running_seaweed

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LockedS3Store]:
    with running_seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        connection = Connection(
            endpoint=server.endpoint,
            region="us-east-1",
            bucket="anchors",
            access_key=server.access_key,
            secret_key=server.secret_key,
        )
        locked = LockedS3Store(connection, days=1, now=lambda: dt.datetime.now(dt.UTC))
        locked.make_bucket()
        yield locked


def test_what_was_put_is_neither_deleted_nor_replaced(store: LockedS3Store) -> None:
    store.put("audit-anchors/1", b"the first")
    with pytest.raises(StoreUnavailable):
        store.delete("audit-anchors/1")
    with pytest.raises(KeyTaken):
        store.put("audit-anchors/1", b"another")
    store.put("audit-anchors/1", b"the first")
    assert store.get("audit-anchors/1") == b"the first"
    assert list(store.keys("audit-anchors/")) == ["audit-anchors/1"]
