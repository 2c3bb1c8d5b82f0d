"""A ZIP that leaves piece by piece as it is written, so that no export is ever whole in memory.

Without its last piece a ZIP has no directory and does not open, so a half one is not taken for a whole.
"""


class ZipPieces:
    """What ``zipfile.ZipFile`` writes into, to be taken out piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        """Take some more."""
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing to do: there is nothing below."""

    def close(self) -> None:
        """Nothing to do, as above."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        taken, self._pieces = b"".join(self._pieces), []
        return taken
