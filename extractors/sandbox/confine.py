"""Confinement: a process that opens strangers' bytes keeps what it needs to read them, and loses the rest for good.

    always                  no core file, bounded memory, files and handles
    where the kernel can    no socket, no program but the engine's own, no look into other processes (seccomp);
                            no file but libraries, fonts and its scratch folder (Landlock)

No setting and no variable weakens it. Where the kernel cannot, reading goes on with what is left, and
``strongroom doctor`` says so: a vault that stands still protects nobody's papers.
"""

import ctypes
import os
import resource
import shutil
import signal
import site
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from extractors.sandbox import landlock, seccomp

_PDEATHSIG: Final = 1
_DUMPABLE: Final = 4
_NO_NEW_PRIVS: Final = 38
_NO_CORE: Final = 1
"""Bytes of a core file. Not 0: a kernel that pipes cores to a program heeds only the 1 (core(5))."""
_MEMORY: Final = 3 * 2**30
"""Three times what models and the largest page within the limits take."""
_FILE: Final = 2**30
"""The largest file in scratch: a page of the most pixels, unpacked, with room to spare."""
_HANDLES: Final = 256

_LIMITS: Final = (
    (resource.RLIMIT_CORE, _NO_CORE),
    (resource.RLIMIT_DATA, _MEMORY),
    (resource.RLIMIT_FSIZE, _FILE),
    (resource.RLIMIT_NOFILE, _HANDLES),
)

_OF_THE_SYSTEM: Final = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share", "/usr/local/share"),
    *("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/passwd", "/etc/nsswitch.conf"),
    *("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys/vm", "/proc/filesystems"),
    *("/sys/devices/system", "/sys/fs/cgroup", "/dev/urandom", "/dev/random", "/dev/zero"),
)
_LOADER: Final = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")
"""The kernel starts a program through it, so it has to be allowed where programs are."""


class ConfinedTooLate(RuntimeError):
    """Threads run already, and Landlock would not bind them. A fault in our own start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """What is left to a process: folders to ``read`` besides Python's own, one to ``keep`` files in, a ``program``."""

    read: tuple[Path, ...] = ()
    keep: Path | None = None
    program: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What holds: whether the calls are filtered, and the version of Landlock (0 for none)."""

    calls: bool
    files: int


def bound() -> None:
    """Bound what this process may use up."""
    for what, most in _LIMITS:
        hard = resource.getrlimit(what)[1]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)  # nobody may raise what is lower already
        resource.setrlimit(what, (limit, limit))


def end_with_the_owner(owner: int) -> None:
    """Have the kernel end this process with the thread that started it; end now if that is over already.

    ``owner`` is the process id of who started it.
    """
    _prctl(_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != owner:
        raise SystemExit(0)  # it died before the kernel was told to take us along


def confine(confinement: Confinement) -> Held:
    """Give everything up but what the confinement leaves. To be called before the first thread starts.

    Raises:
        ConfinedTooLate; OSError: the kernel knows the means, and refuses them.
    """
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise ConfinedTooLate
    _prctl(_NO_NEW_PRIVS, 1)
    # Neither a debugger of the same account nor a handler of cores looks into the papers that are read here.
    _prctl(_DUMPABLE, 0)
    files = landlock.restrict(_allowed(confinement))
    return Held(calls=seccomp.restrict(starts=bool(confinement.program)), files=files)


def _allowed(confinement: Confinement) -> Iterator[tuple[Path, int]]:
    ours = (sys.prefix, sys.base_prefix, sys.exec_prefix) if sys.base_prefix != "/usr" else (sys.prefix,)
    for path in (*_OF_THE_SYSTEM, *ours, *site.getsitepackages(), *confinement.read):
        yield Path(path), landlock.READ
    yield Path(os.devnull), landlock.WRITE
    if confinement.keep is not None:
        yield confinement.keep, landlock.KEEP
    if found := shutil.which(confinement.program) if confinement.program else None:
        for path in (found, *_LOADER):
            yield Path(path), landlock.START


def _prctl(option: int, value: int) -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), 0, 0, 0)
