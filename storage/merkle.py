"""Merkle trees over the hashes of audit events: RFC 6962, section 2.1.

    leaf(d)    = SHA-256( 0x00 || d )
    node(l, r) = SHA-256( 0x01 || l || r )

A tree of n leaves is known by its peaks, the roots of its full subtrees, one for each binary digit of n that is set,
largest first. They are all that is needed to go on appending, and twenty of them stand for a million leaves.

A proof is a list of hashes, each over a range of leaves. The ranges follow from the numbers alone, so a proof is made
in one pass over the leaves, in the memory of a few peaks.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from strongroom.errors import BadProof

Range = tuple[int, int]
"""Leaves from the first number up to, and without, the second; from 0."""


class Tree:
    """A tree that grows at its end."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """Go on with a tree of which the peaks are known.

        Raises:
            BadProof: a tree of this size has another number of peaks.
        """
        if len(peaks) != size.bit_count():
            raise BadProof
        self.size = size
        self._peaks = list(peaks)

    def append(self, data: bytes) -> None:
        """Add a leaf."""
        digest, full = hashlib.sha256(b"\0" + data).digest(), self.size
        while full & 1:
            digest = _node(self._peaks.pop(), digest)
            full >>= 1
        self._peaks.append(digest)
        self.size += 1

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """The roots of its full subtrees, largest first."""
        return tuple(self._peaks)

    def root(self) -> bytes:
        """The hash of the whole tree."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        digest = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            digest = _node(peak, digest)
        return digest


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """What the hashes of an inclusion proof are of, in their order (RFC 6962, 2.1.1)."""
    low, high, found = 0, size, list[Range]()
    while high - low > 1:
        split = low + _largest_power_below(high - low)
        if index < split:
            found.append((split, high))
            high = split
        else:
            found.append((low, split))
            low = split
    return found[::-1]


def consistency_ranges(old: int, size: int) -> list[Range]:
    """What the hashes of a consistency proof are of, in their order (RFC 6962, 2.1.2); ``0 < old <= size``."""
    low, high, found, is_whole = 0, size, list[Range](), True
    while old != high:
        split = low + _largest_power_below(high - low)
        if old <= split:
            found.append((split, high))
            high = split
        else:
            found.append((low, split))
            low, is_whole = split, False
    # The old tree itself is known to who verifies; a part of it is not.
    if not is_whole:
        found.append((low, high))
    return found[::-1]


def prove(leaves: Iterable[bytes], ranges: Sequence[Range]) -> list[bytes]:
    """The hashes of ranges that do not overlap, in the order given, in one pass over all leaves."""
    walking, place = iter(leaves), 0
    hashes: dict[Range, bytes] = {}
    for low, high in sorted(ranges):
        _skip(walking, low - place)
        tree = Tree()
        for _ in range(high - low):
            tree.append(next(walking))
        hashes[low, high] = tree.root()
        place = high
    return [hashes[one] for one in ranges]


def check_inclusion(data: bytes, index: int, *, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Return if a tree of this size and root has the leaf at this place.

    Raises:
        BadProof: it is not shown to have.
    """
    if not 0 <= index < size:
        raise BadProof
    known = _proven(inclusion_ranges(index, size), proof)
    known[index, index + 1] = hashlib.sha256(b"\0" + data).digest()
    if _fold(known, 0, size) != root:
        raise BadProof


def check_consistency(old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]) -> None:
    """Return if the tree of the new size and root begins with the tree of the old ones.

    Raises:
        BadProof: it is not shown to.
    """
    (old_size, old_root), (size, root) = old, new
    if not 0 < old_size <= size:
        raise BadProof
    known = _proven(consistency_ranges(old_size, size), proof)
    # Where the old tree is a full subtree of the new one, its root is left out of the proof, for it is known.
    if old_size == size or old_size.bit_count() == 1:
        known[0, old_size] = old_root
    if _fold(known, 0, old_size) != old_root or _fold(known, 0, size) != root:
        raise BadProof


def _proven(ranges: Sequence[Range], proof: Sequence[bytes]) -> dict[Range, bytes]:
    if len(ranges) != len(proof):
        raise BadProof
    return dict(zip(ranges, proof, strict=True))


def _fold(known: Mapping[Range, bytes], low: int, high: int) -> bytes:
    if (low, high) in known:
        return known[low, high]
    if high - low <= 1:
        raise BadProof
    split = low + _largest_power_below(high - low)
    return _node(_fold(known, low, split), _fold(known, split, high))


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _largest_power_below(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1


def _skip(walking: Iterator[bytes], count: int) -> None:
    for _ in range(count):
        next(walking)
