"""The cipher of other people's locked archives: AES as ZIP and 7z use it. Nothing of ours is sealed or opened here.

The one importer of cryptography outside of storage.crypto (docs/adr says why).
"""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK: Final = 16


def open_cbc(pieces: Iterable[bytes], *, key: bytes, start: bytes) -> Iterator[bytes]:
    """Decrypt AES in CBC mode, piece by piece; what is left of an incomplete last block is dropped."""
    opener = Cipher(algorithms.AES(key), modes.CBC(start)).decryptor()
    for piece in pieces:
        yield opener.update(piece)


def open_counter(data: bytes, *, key: bytes) -> bytes:
    """Decrypt AES in WinZip's counter mode: it counts blocks from 1, the lowest byte first, which no library does."""
    blocks = -(-len(data) // _BLOCK)
    counts = np.zeros((blocks, 2), dtype="<u8")
    counts[:, 0] = np.arange(1, blocks + 1)
    mill = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - each block is another count
    stream = np.frombuffer(mill.update(counts.tobytes()), dtype=np.uint8)[: len(data)]
    return (np.frombuffer(data, dtype=np.uint8) ^ stream).tobytes()
