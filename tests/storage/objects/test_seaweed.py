"""SeaweedFS, really started: the contract through S3, what it is shut in against, and being killed."""

import contextlib
import http.client
import os
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
from pydantic import SecretStr

from storage.objects.s3 import S3Store
from storage.objects.seaweed import LOOPBACK, Seaweed, SeaweedPorts, running_store, weed_binary
from strongroom.errors import StoreUnavailable
from tests.servers import prepared_seaweed, running_seaweed, start_seaweed
from tests.storage.objects.contract_store import StoreContract

pytestmark = pytest.mark.servers


class TestS3OnSeaweed(StoreContract):
    """Through S3."""

    @pytest.fixture
    def store(self, seaweed: Seaweed) -> S3Store:
        return seaweed.store()


def test_processes_that_did_not_start_it_find_it(seaweed: Seaweed) -> None:
    seaweed.store().put("found/key", b"paper")
    assert running_store(seaweed.folder).get("found/key") == b"paper"


def test_deleting_takes_every_version_and_marker(seaweed: Seaweed) -> None:
    store = replace(seaweed, bucket="versions").store()
    store.make_bucket()
    store._client.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
    for content in (b"1", b"2"):
        store._client.put_object(Bucket="versions", Key="a/key", Body=content)
    store._client.delete_object(Bucket="versions", Key="a/key")
    store._client.put_object(Bucket="versions", Key="a/key", Body=b"3")
    store.delete("a/key")
    left = store._client.list_object_versions(Bucket="versions")
    assert (left.get("Versions", []), left.get("DeleteMarkers", [])) == ([], [])


def test_a_wrong_secret_is_refused(seaweed: Seaweed) -> None:
    stranger = replace(seaweed, secret_key=SecretStr("0" * 64))
    for verb in (stranger.store().check, lambda: stranger.store().get("any"), lambda: list(stranger.store().keys())):
        with pytest.raises(StoreUnavailable):
            verb()
    assert not stranger.ready()


def test_a_bucket_that_was_not_made_is_not_made_by_a_put(seaweed: Seaweed) -> None:
    with pytest.raises(StoreUnavailable):
        replace(seaweed, bucket="unmade").store().put("key", b"paper")


@pytest.mark.parametrize(
    ("port", "path"),
    [
        ("s3", "/strongroom/shut/key"),
        ("filer", "/buckets/strongroom/shut/key"),
        ("filer", "/"),
        ("master", "/dir/assign"),
        ("master", "/dir/lookup?fileId=1,0000000000"),
        ("volume", "/ui/index.html"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "DELETE", "POST"])
def test_http_without_a_signature_is_refused(seaweed: Seaweed, port: str, path: str, method: str) -> None:
    seaweed.store().put("shut/key", b"paper")
    connection = http.client.HTTPConnection(LOOPBACK, getattr(seaweed.ports, port), timeout=10)
    with contextlib.closing(connection):
        connection.request(method, path)
        answer = connection.getresponse()
        assert answer.status >= 400
        assert answer.getheader("Authorization") is None
        assert b"paper" not in answer.read()
    assert seaweed.store().get("shut/key") == b"paper"


def test_the_shell_of_the_server_gets_nothing_without_its_certificate(seaweed: Seaweed, tmp_path: Path) -> None:
    seaweed.store().put("shell/key", b"paper")
    list_and_remove = "fs.ls /buckets/strongroom/shell\nfs.rm -r /buckets/strongroom/shell"
    assert b"key" not in _shell(seaweed, list_and_remove, config=tmp_path)
    # With the certificate it would have listed it.
    assert b"key" in _shell(seaweed, "fs.ls /buckets/strongroom/shell", config=seaweed.folder / "config")
    assert seaweed.store().get("shell/key") == b"paper"


def test_it_listens_on_the_loopback_alone(seaweed: Seaweed) -> None:
    own = {port for name in SeaweedPorts.__slots__ if (port := getattr(seaweed.ports, name))}
    heard = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            address, port = line.split()[1].split(":")
            if line.split()[3] == "0A" and int(port, 16) in own:
                heard.add((address, int(port, 16)))
    assert heard == {("0100007F", port) for port in own}


def test_no_secret_is_an_argument_or_readable_by_others(seaweed: Seaweed) -> None:
    told = " ".join(seaweed.command()) + repr(seaweed)
    for secret in (seaweed.access_key, seaweed.secret_key):
        assert secret.get_secret_value() not in told
    for path in [*(seaweed.folder / "config").iterdir(), seaweed.folder / "endpoint.json"]:
        assert path.stat().st_mode & 0o777 == 0o600
    assert (seaweed.folder / "volumes").stat().st_mode & 0o777 == 0o700


def test_a_fresh_server_takes_little_of_the_disk(tmp_path: Path) -> None:
    with running_seaweed(tmp_path):
        taken = sum(path.stat().st_blocks * 512 for path in tmp_path.rglob("*"))
    assert taken < 4 * 2**20


@pytest.mark.breakage
def test_every_acknowledged_put_survives_being_killed_in_the_middle_of_others(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    server = prepared_seaweed(tmp_path)
    for _ in range(3):
        process = start_seaweed(server)
        stop = Event()
        writers = [Thread(target=_write_until, args=(server.store(), stop, acknowledged)) for _ in range(4)]
        enough = len(acknowledged) + 60
        for writer in writers:
            writer.start()
        while len(acknowledged) < enough:
            stop.wait(0.01)
        process.kill()
        process.wait()
        stop.set()
        for writer in writers:
            writer.join()
    server.remove_sockets()
    # This start has other ports and other secrets.
    with running_seaweed(tmp_path) as other:
        store = other.store()
        for key in acknowledged:
            assert _got(store, key) == key.encode() * 1000
        assert set(acknowledged) <= set(store.keys("kill/"))


def _got(store: S3Store, key: str) -> bytes:
    """The object, asked for again while its volume is not yet known to the server that has just started."""
    for _ in range(10):
        try:
            return store.get(key)
        except StoreUnavailable:
            time.sleep(1)
    return store.get(key)


def _write_until(store: S3Store, stop: Event, acknowledged: list[str]) -> None:
    while not stop.is_set():
        key = f"kill/{os.urandom(8).hex()}"
        try:
            store.put(key, key.encode() * 1000)
        except StoreUnavailable:
            return
        acknowledged.append(key)


def _shell(server: Seaweed, command: str, *, config: Path) -> bytes:
    program = [
        str(weed_binary()),
        f"-config_dir={config}",
        "shell",
        f"-master={LOOPBACK}:{server.ports.master}.{server.ports.master_grpc}",
        f"-filer={LOOPBACK}:{server.ports.filer}.{server.ports.filer_grpc}",
    ]
    process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        return process.communicate(f"{command}\nexit\n".encode(), timeout=8)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[0]
