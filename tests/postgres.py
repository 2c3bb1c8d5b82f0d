"""A real PostgreSQL for tests: a cluster of its own on a free loopback port, stopped by its process id."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.tls import Files

START_SECONDS = 60
OWNER = "owner"


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running cluster."""

    port: int
    data: Path

    def url(self, database: str, user: str = OWNER) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, *, database: str = "postgres") -> None:
        """Run one statement as the owner, outside a transaction."""
        dsn = f"host=127.0.0.1 port={self.port} user={OWNER} dbname={database}"
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgres(tls: Files | None = None) -> Iterator[Postgres]:
    """A cluster that answers, by TLS where it is given a certificate; it and its folder are gone at the end.

    PostgreSQL refuses to run as root: then it runs as the user that Debian's package makes. Its folder is not below
    pytest's, which is closed to that user.
    """
    folder = Path(tempfile.mkdtemp(prefix="strongroom-postgres-"))
    user = _user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    server = Postgres(port=_free_port(), data=folder / "data")
    try:
        _initdb(server, user)
        process = _start(server, user, _tls(folder, tls, user))
        try:
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # the fast shutdown: sessions are ended
            process.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder)


def _user() -> pwd.struct_passwd | None:
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


def _as(user: pwd.struct_passwd | None) -> dict[str, object]:
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _initdb(server: Postgres, user: pwd.struct_passwd | None) -> None:
    command = [_binary("initdb"), "-D", str(server.data), "-U", OWNER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(command, check=True, capture_output=True, cwd="/", **_as(user))  # type: ignore[call-overload]


def _tls(folder: Path, files: Files | None, user: pwd.struct_passwd | None) -> dict[str, str]:
    # Copies, because the server reads its key only if it is its own user's and nobody else's.
    if files is None:
        return {}
    given = {"ssl_cert_file": files.certificate, "ssl_key_file": files.key}
    for name, file in given.items():
        copy = folder / name
        copy.write_bytes(file.read_bytes())
        copy.chmod(0o600)
        if user is not None:
            os.chown(copy, user.pw_uid, user.pw_gid)
    return {"ssl": "on", **{name: str(folder / name) for name in given}}


def _start(server: Postgres, user: pwd.struct_passwd | None, more: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(server.port),
        "unix_socket_directories": str(server.data),
        "fsync": "off",  # a test's database dies with the test
        "max_connections": "200",
        **more,
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = server.data.parent / "server.log"
    with log.open("wb") as output:
        process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
            [_binary("postgres"), "-D", str(server.data), *options],
            stdout=output,
            stderr=output,
            cwd="/",
            **_as(user),
        )
    give_up = time.monotonic() + START_SECONDS
    while not _answers(server):
        if process.poll() is not None or time.monotonic() > give_up:
            process.kill()
            process.wait()
            raise RuntimeError(log.read_text()[-3000:])
        time.sleep(0.1)
    return process


def _answers(server: Postgres) -> bool:
    try:
        server.run("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _binary(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise RuntimeError("PostgreSQL is not installed: make test installs it")
    return path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
