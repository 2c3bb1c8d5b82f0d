"""Reading processes that are none. They import next to nothing: each is started more than once."""

import os
import struct
import time
from multiprocessing.connection import Connection


def serve_nonsense(wire: Connection, _settings: object) -> None:
    """A process that was taken over: it has the request, and answers what is no answer."""
    while True:
        wire.recv_bytes()
        wire.send_bytes(b"S")
        wire.send_bytes(b"R" + b'{"media": 1}\nnonsense')


def serve_half_an_answer(wire: Connection, _settings: object) -> None:
    """A process that was taken over: it announces an answer, sends half of it, and sleeps."""
    while True:
        wire.recv_bytes()
        wire.send_bytes(b"S")
        os.write(wire.fileno(), struct.pack("!i", 100) + b"R" + bytes(49))
        time.sleep(3600)


def serve_an_endless_answer(wire: Connection, _settings: object) -> None:
    """A process that was taken over: it announces more than there is memory for."""
    while True:
        wire.recv_bytes()
        wire.send_bytes(b"S")
        os.write(wire.fileno(), struct.pack("!iQ", -1, 2**62))
        time.sleep(3600)


def cannot_start(_wire: Connection, _settings: object) -> None:
    raise SystemExit(1)
