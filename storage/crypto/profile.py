"""How costly a secret that people choose is to guess."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How costly a passphrase is to guess: the parameters of Argon2id."""

    memory_kib: int
    iterations: int
    lanes: int


STANDARD: Final = Profile(memory_kib=64 * 1024, iterations=3, lanes=4)
"""The second recommendation of RFC 9106; the first asks for 2 GiB of memory."""
CHEAPEST: Final = Profile(memory_kib=8, iterations=1, lanes=1)
"""Only for testing."""
