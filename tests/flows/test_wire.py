"""The owner's end of the wire: it speaks the framing of the other end, and waits for nobody too long."""

import socket
import struct
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection, Pipe
from threading import Thread

import pytest

from flows.stages.wire import Wire


@pytest.fixture
def ends() -> Iterator[tuple[Wire, Connection]]:
    ours, theirs = Pipe()
    wire = Wire.over(ours)
    yield wire, theirs
    wire.close()
    theirs.close()


def soon() -> float:
    return time.monotonic() + 0.05


@pytest.mark.parametrize("size", [0, 1, 5, 3 * 2**20])
def test_messages_go_both_ways_whole(ends: tuple[Wire, Connection], size: int) -> None:
    wire, theirs = ends
    message = bytes(range(256)) * (size // 256) + bytes(size % 256)
    echo = Thread(target=lambda: theirs.send_bytes(theirs.recv_bytes()))
    echo.start()
    wire.send(message, seconds=60)
    assert wire.receive(until=time.monotonic() + 60, most=size) == message
    echo.join()


def raw(*pieces: bytes) -> Wire:
    """A wire on which exactly these bytes came; the other end stays open."""
    ours, theirs = socket.socketpair()
    theirs.sendall(b"".join(pieces))
    wire = Wire(ours)
    wire.other = theirs  # type: ignore[attr-defined]  # kept open as long as the wire is
    return wire


@pytest.mark.parametrize("sent", [b"", b"\0\0", struct.pack("!i", 3) + b"ab", struct.pack("!iQ", -1, 3) + b"ab"])
def test_what_does_not_come_to_its_end_is_waited_for_until_the_time_is_up(sent: bytes) -> None:
    wire = raw(sent)
    with pytest.raises(TimeoutError):
        wire.receive(until=soon(), most=10)
    wire.close()


@pytest.mark.parametrize("announced", [struct.pack("!i", 11), struct.pack("!i", -2), struct.pack("!iQ", -1, 2**63)])
def test_what_is_longer_than_is_taken_is_refused_at_its_announcement(announced: bytes) -> None:
    wire = raw(announced)
    with pytest.raises(OSError, match="longer"):
        wire.receive(until=time.monotonic() + 60, most=10)
    wire.close()


def test_who_does_not_listen_holds_nobody(ends: tuple[Wire, Connection]) -> None:
    wire, _ = ends
    with pytest.raises(TimeoutError):
        wire.send(bytes(2**24), seconds=0.05)


def test_an_end_that_is_gone_is_told_at_once(ends: tuple[Wire, Connection]) -> None:
    wire, theirs = ends
    theirs.close()
    with pytest.raises(EOFError):
        wire.receive(until=time.monotonic() + 60, most=10)
