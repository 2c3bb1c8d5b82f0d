"""Reading processes that are none. They import next to nothing: each is started more than once."""

from multiprocessing.connection import Connection


def serve_nonsense(wire: Connection, _settings: object) -> None:
    """A process that was taken over: it has the request, and answers what is no answer."""
    while True:
        wire.recv_bytes()
        wire.send_bytes(b"S")
        wire.send_bytes(b"R" + b'{"media": 1}\nnonsense')


def cannot_start(_wire: Connection, _settings: object) -> None:
    raise SystemExit(1)
