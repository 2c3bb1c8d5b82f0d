"""The numbers, bits and marks that the directory of a 7z archive is made of, read from front to back."""

import struct
from typing import Final

from strongroom.errors import Damaged, UnpacksTooLarge

MOST: Final = 5_000
"""More files, folders or streams are a bomb, as in a ZIP."""


class Bytes:
    """The header, read from front to back; Damaged where it ends too early."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        """The next bytes, exactly so many."""
        found = self._data[self._at : self._at + count]
        if len(found) < count:
            raise Damaged()
        self._at += count
        return found

    def byte(self) -> int:
        """The next byte."""
        return self.take(1)[0]

    def number(self) -> int:
        """1 to 9 bytes: the leading ones of the first say how many follow, the lowest first."""
        first = self.byte()
        extra = next((count for count in range(8) if not first & (0x80 >> count)), 8)
        low = int.from_bytes(self.take(extra), "little")
        return low + ((first & (0x7F >> extra)) << (8 * extra))

    def count(self) -> int:
        """A number of things to follow (UnpacksTooLarge beyond ``MOST``)."""
        found = self.number()
        if found > MOST:
            raise UnpacksTooLarge(limit=MOST)
        return found

    def bits(self, count: int) -> list[bool]:
        """So many bits, the highest of a byte first."""
        packed = self.take(-(-count // 8))
        return [bool(packed[place // 8] & (0x80 >> place % 8)) for place in range(count)]

    def known(self, count: int) -> list[bool]:
        """Which of so many are given: a byte that says all, or a bit for each."""
        return [True] * count if self.byte() else self.bits(count)

    def checksums(self, count: int) -> list[int | None]:
        """A list of checksums; None where one is not given."""
        return [struct.unpack("<I", self.take(4))[0] if given else None for given in self.known(count)]

    def expect(self, sort: int) -> None:
        """Pass over a mark that has to stand here."""
        if self.byte() != sort:
            raise Damaged()
