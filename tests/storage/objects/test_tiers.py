"""A store and the archive behind it: one store to whoever reads or deletes, and moves that lose nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import boto3
import pytest
from moto import mock_aws
from pydantic import SecretStr

from storage.objects.folder import FolderDepot, FolderStore
from storage.objects.memory import MemoryDepot, MemoryStore
from storage.objects.open import open_store
from storage.objects.s3 import Coldness, Connection, S3Depot, S3Store
from storage.objects.seaweed import Seaweed
from storage.objects.store import Depot, ObjectStore
from storage.objects.tiers import PREFIX, Tiers
from strongroom.errors import BadSettings, KeyTaken, ObjectAsleep, ObjectMissing, Tampered
from strongroom.settings import Objects, Settings, read_settings
from strongroom.settings_archive import Archive
from tests.storage.objects.contract_store import StoreContract

COLD = Coldness(storage_class="DEEP_ARCHIVE", awake_days=7)
AMAZON = Connection(
    endpoint="", region="us-east-1", bucket="strongroom", access_key=SecretStr("a"), secret_key=SecretStr("s")
)


class TestTiersInFolders(StoreContract):
    """Both places are folders."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Tiers:
        return Tiers(FolderStore(tmp_path / "near"), FolderDepot(tmp_path / "far"))


@pytest.fixture(params=["memory", "folder", pytest.param("bucket", marks=pytest.mark.servers)])
def tiers(request: pytest.FixtureRequest, tmp_path: Path) -> Tiers:
    """Empty under the test's own prefix; of the S3 server, one bucket is both places."""
    if request.param == "memory":
        return Tiers(MemoryStore(), MemoryDepot(sleeps=False))
    if request.param == "folder":
        return Tiers(FolderStore(tmp_path / "near"), FolderDepot(tmp_path / "far"))
    server: Seaweed = request.getfixturevalue("seaweed")
    return Tiers(server.store(), _depot_of(server))


def _depot_of(server: Seaweed) -> Depot:
    connection = replace(
        AMAZON,
        endpoint=server.endpoint,
        bucket=server.bucket,
        access_key=server.access_key,
        secret_key=server.secret_key,
    )
    return S3Depot(connection, Coldness(storage_class="STANDARD", awake_days=7))


def lies(tiers: Tiers, key: str) -> tuple[bool, bool]:
    return key in tiers.near_keys(key), key in tiers.far_keys(key)


def test_an_object_goes_far_and_comes_back_and_is_read_all_the_while(tiers: Tiers) -> None:
    key = "tiers/there-and-back"
    steps = (tiers.copy_far, tiers.leave_near, tiers.copy_near, tiers.leave_far)
    where = [(True, True), (False, True), (True, True), (True, False)]
    tiers.put(key, b"paper")
    for step, expected in zip(steps, where, strict=True):
        for _ in range(2):
            step(key)
        assert lies(tiers, key) == expected
        assert tiers.get(key) == b"paper"
        assert list(tiers.keys(key)) == [key]
        assert {one.key for one in tiers.versions(key)} == {key}


def test_a_deleted_object_is_gone_from_both_places(tiers: Tiers) -> None:
    for key, moves in (("del/near", ()), ("del/both", (tiers.copy_far,)), ("del/far", (tiers.leave_near,))):
        tiers.put(key, b"paper")
        for move in moves:
            move(key)
        tiers.delete(key)
        assert not list(tiers.versions(key))
        with pytest.raises(ObjectMissing):
            tiers.get(key)


def test_nothing_near_is_removed_that_does_not_lie_far(tiers: Tiers) -> None:
    tiers.put("alone/near", b"paper")
    tiers.leave_near("alone/near")
    assert lies(tiers, "alone/near") == (False, True)
    tiers.leave_far("alone/near")
    assert lies(tiers, "alone/near") == (True, False)
    tiers.far.put(f"{PREFIX}other/bytes", b"other")
    tiers.put("other/bytes", b"paper")
    with pytest.raises(KeyTaken):
        tiers.leave_near("other/bytes")
    assert tiers.near.get("other/bytes") == b"paper"
    with pytest.raises(ObjectMissing):
        tiers.copy_far("nowhere/at-all")


def test_a_copy_that_does_not_compare_leaves_the_near_one_alone() -> None:
    class Forgetful(MemoryDepot):
        def put(self, key: str, data: bytes) -> None:
            super().put(key, data[:-1])

    tiers = Tiers(MemoryStore(), Forgetful(sleeps=False))
    tiers.put("a/b", b"paper")
    for move in (tiers.copy_far, tiers.leave_near):
        with pytest.raises((Tampered, KeyTaken)):
            move("a/b")
    assert tiers.near.get("a/b") == b"paper"


@pytest.fixture
def glacier(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tiers]:
    """One bucket of Amazon's, as moto knows it: its far half sleeps."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with mock_aws():
        near = S3Store(AMAZON)
        near.make_bucket()
        yield Tiers(near, S3Depot(AMAZON, COLD))


def test_in_a_deep_archive_an_object_is_compared_without_waking_it_and_woken_before_it_is_read(glacier: Tiers) -> None:
    glacier.put("a/b", b"paper")
    glacier.copy_far("a/b")
    glacier.leave_near("a/b")
    assert lies(glacier, "a/b") == (False, True)
    assert glacier.far.holds(f"{PREFIX}a/b", b"paper")
    assert not glacier.far.holds(f"{PREFIX}a/b", b"pager")
    assert not glacier.far.holds(f"{PREFIX}a/c", b"paper")
    kept = boto3.client("s3", "us-east-1").head_object(Bucket=AMAZON.bucket, Key=f"{PREFIX}a/b")
    assert kept["StorageClass"] == "DEEP_ARCHIVE"
    with pytest.raises(ObjectAsleep):
        glacier.get("a/b")
    glacier.far.put(f"{PREFIX}a/b", b"paper")  # again, after a cut
    with pytest.raises(KeyTaken):
        glacier.far.put(f"{PREFIX}a/b", b"other")
    assert not glacier.wake("a/b")
    assert glacier.wake("a/b")
    glacier.copy_near("a/b")
    glacier.leave_far("a/b")
    assert lies(glacier, "a/b") == (True, False)


def test_what_is_not_there_cannot_be_woken(glacier: Tiers, tmp_path: Path) -> None:
    for depot in (glacier.far, FolderDepot(tmp_path), MemoryDepot(sleeps=True)):
        with pytest.raises(ObjectMissing):
            depot.wake(f"{PREFIX}a/b")


def settings_with(tmp_path: Path, **archive: object) -> Settings:
    return read_settings(data=tmp_path, objects=Objects(backend="folder"), archive=Archive(**archive))  # type: ignore[arg-type]


def test_settings_say_where_the_archive_is(tmp_path: Path) -> None:
    def opened(**archive: object) -> ObjectStore:
        return open_store(settings_with(tmp_path, **archive))

    assert isinstance(opened(), FolderStore)
    found = opened(to="folder", folder=tmp_path / "far")
    assert isinstance(found, Tiers)
    assert isinstance(found.far, FolderDepot)
    found = opened(to="s3", endpoint="http://127.0.0.1:1", storage_class="GLACIER")
    assert isinstance(found, Tiers)
    assert isinstance(found.far, S3Depot)


@pytest.mark.parametrize("archive", [{"to": "folder"}, {"to": "class", "storage_class": "GLACIER"}])
def test_an_archive_that_is_half_told_is_refused(tmp_path: Path, archive: dict[str, object]) -> None:
    with pytest.raises(BadSettings):
        open_store(settings_with(tmp_path, **archive))
