"""Certificates of an authority made up for a test, and a way to speak TLS to a server that does not."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from storage.crypto.certificates import make_certificates


@dataclass(frozen=True, kw_only=True)
class Files:
    """PEM files: a certificate for this machine, its key, and who signed it."""

    authority: Path
    certificate: Path
    key: Path


def certificate_files(folder: Path) -> Files:
    """A fresh authority and one certificate under it, for 127.0.0.1 and localhost."""
    folder.mkdir(exist_ok=True)
    made = make_certificates("test", dt.datetime.now(dt.UTC))
    files = {name: folder / f"{name}.pem" for name in ("authority", "certificate", "key")}
    for name, file in files.items():
        file.write_bytes(getattr(made, name))
        file.chmod(0o600)
    return Files(**files)


@contextmanager
def tls_before(port: int, files: Files) -> Iterator[int]:
    """A port that speaks TLS and hands on to the port of a server on this machine that does not."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=_serve, args=(listening.accept()[0], context, port), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def _serve(raw: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with (
        suppress(OSError),
        raw,
        context.wrap_socket(raw, server_side=True) as outer,
        socket.create_connection(("127.0.0.1", port)) as inner,
    ):
        back = threading.Thread(target=_pump, args=(inner, outer), daemon=True)
        back.start()
        _pump(outer, inner)
        back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
