"""Freed memory that the C library would keep for later, given back to the machine."""

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Return what is free at once. After a page of twenty million pixels that is some 250 MB of a reading process,
    which glibc otherwise keeps until the process ends; it costs a few milliseconds. Without glibc nothing is done.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
