"""Landlock: from now on a process reaches only the files it was told of, and so does everything it starts.

Any account may use it, and nobody can take it back. The kernel's interface is versioned (ABI 1 in Linux 5.13): later
versions know of more acts, so each is asked to refuse all that it knows.
Source: landlock(7) and the kernel's ``include/uapi/linux/landlock.h``.
"""

import ctypes
import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

# The same numbers on every machine that Python runs on.
_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_VERSION: Final = 1
_PATH_BENEATH: Final = 1

_EXECUTE: Final = 1 << 0
_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3
_REMOVE_DIR: Final = 1 << 4
_REMOVE_FILE: Final = 1 << 5
_MAKE_DIR: Final = 1 << 7
_MAKE_REG: Final = 1 << 8
_TRUNCATE: Final = 1 << 14
_OF_FILES: Final = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE

_ACTS: Final = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many acts upon files a version knows of: the lowest so many bits."""
_TCP_SINCE: Final = 4
_TCP: Final = 0b11
_SCOPES_SINCE: Final = 6
_SCOPES: Final = 0b11
"""Neither abstract sockets nor signals reach out of the confinement."""

READ: Final = _READ_FILE | _READ_DIR
KEEP: Final = READ | _WRITE_FILE | _TRUNCATE | _MAKE_REG | _MAKE_DIR | _REMOVE_FILE | _REMOVE_DIR
WRITE: Final = _READ_FILE | _WRITE_FILE
START: Final = _READ_FILE | _EXECUTE


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """The version of the kernel's interface; 0 where there is none, or it is switched off."""
    return max(0, _call(_CREATE_RULESET, None, 0, _VERSION))


def restrict(allowed: Iterable[tuple[Path, int]]) -> int:
    """Refuse this thread, and what it starts, every file but these; return the version that holds, 0 for none.

    ``allowed`` are paths with what may be done to them or beneath them. Paths that are not there are left out.
    A thread that runs already is not bound, so this belongs before the first one. ``no_new_privs`` has to be set.

    Raises:
        OSError: the kernel has Landlock and refuses this.
    """
    known = version()
    if not known:
        return 0
    acts = (1 << _ACTS[max(one for one in _ACTS if one <= known)]) - 1
    ruleset = _ruleset(known, acts)
    try:
        for path, wanted in allowed:
            with suppress(FileNotFoundError, PermissionError):
                _allow(ruleset, path, wanted & acts)
        _checked(_call(_RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)
    return known


def _ruleset(known: int, acts: int) -> int:
    net = _TCP if known >= _TCP_SINCE else 0
    scoped = _SCOPES if known >= _SCOPES_SINCE else 0
    refused = _Ruleset(fs=acts, net=net, scoped=scoped)
    # An older kernel takes the longer structure too, as long as what it does not know is zero.
    return _checked(_call(_CREATE_RULESET, ctypes.byref(refused), ctypes.sizeof(refused), 0))


def _allow(ruleset: int, path: Path, wanted: int) -> None:
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        acts = wanted if path.is_dir() else wanted & _OF_FILES
        rule = _Beneath(allowed=acts, parent=handle)
        _checked(_call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0))
    finally:
        os.close(handle)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"Landlock: {errno.errorcode.get(number, number)}")
    return result


def _call(number: int, *arguments: object) -> int:
    # Every argument is given as a whole register: C would take a Python int for half of one.
    wide = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    syscall = ctypes.CDLL(None, use_errno=True).syscall
    syscall.restype = ctypes.c_long
    result: int = syscall(ctypes.c_long(number), *wide)
    return result
