"""The owner's end of the wire to a reading process: nothing on it lasts longer than it may, and nothing is larger.

The other end belongs to a process that reads strangers' files, and may have been taken over by one. It can send half a
message and no more, announce a message that fills the memory, or stop listening; each would hold a plain
``multiprocessing.connection.Connection`` for ever. This speaks its framing: a length of four bytes, or -1 and eight.
"""

import os
import socket
import struct
import time
from multiprocessing.connection import Connection
from typing import Final, Self

_SHORT, _LONG = struct.Struct("!i"), struct.Struct("!Q")
_LONGEST_SHORT: Final = 0x7FFFFFFF
_PIECE: Final = 2**20


class Wire:
    """One end. Every method raises TimeoutError when its time is up, and EOFError or OSError when the other is gone.

    After any of them the wire is of no more use: half a message may be on it.
    """

    def __init__(self, end: socket.socket) -> None:
        self._socket = end

    @classmethod
    def over(cls, connection: Connection) -> Self:
        """Take a connection over; it is closed."""
        with connection:
            return cls(socket.socket(fileno=os.dup(connection.fileno())))

    def close(self) -> None:
        """Close this end."""
        self._socket.close()

    def send(self, message: bytes, *, seconds: float) -> None:
        """Send a message; it has to be taken, to its last byte but what the kernel buffers, within so many seconds."""
        size = len(message)
        short = size <= _LONGEST_SHORT
        self._socket.settimeout(seconds)
        self._socket.sendall(_SHORT.pack(size) if short else _SHORT.pack(-1) + _LONG.pack(size))
        self._socket.sendall(message)

    def receive(self, *, until: float, most: int) -> bytes:
        """The next message, whole by ``until`` on the monotonic clock and at most so many bytes long.

        Raises:
            OSError: a longer one was announced; nothing of it is read.
        """
        (size,) = _SHORT.unpack(self._exactly(_SHORT.size, until))
        if size == -1:
            (size,) = _LONG.unpack(self._exactly(_LONG.size, until))
        if not 0 <= size <= most:
            raise OSError("a longer message than is taken")
        return bytes(self._exactly(size, until))

    def _exactly(self, size: int, until: float) -> bytearray:
        # As it comes, and not as it is announced: memory is given for what was sent.
        found = bytearray()
        while len(found) < size:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            piece = self._socket.recv(min(_PIECE, size - len(found)))
            if not piece:
                raise EOFError
            found += piece
        return found
