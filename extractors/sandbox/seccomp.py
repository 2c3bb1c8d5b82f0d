"""seccomp: calls to the kernel that a process never needs are refused, in all of its threads and all it starts.

A list of what is refused and not of what is allowed: the engines and the C library call what they like from version
to version, and a reader that dies of an update is a vault that stands still. What is refused is the whole way out:
sockets, programs, other processes, mounts, keys of the kernel, and interfaces that go around this filter.
Source: seccomp(2); numbers from the kernel's ``unistd.h`` of each machine.
"""

import ctypes
import errno
import platform
import struct
from dataclasses import dataclass
from typing import Final

_SET_MODE_FILTER: Final = 1
_ALL_THREADS: Final = 1
_ALLOW: Final = 0x7FFF0000
_ERRNO: Final = 0x00050000
_KILL: Final = 0x80000000
_CLONE_THREAD: Final = 0x00010000
_FOREIGN_NUMBERS: Final = 0x40000000
"""x86-64 answers to a second set of numbers (x32) from here on."""

_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
"""Where things lie in ``struct seccomp_data``; the low half of an argument first, on both machines below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The numbers of one sort of processor. ``programs`` start one, ``refused`` are never allowed."""

    audit: int
    seccomp: int
    clone: int
    clone3: int
    programs: tuple[int, ...]
    refused: tuple[int, ...]


# io_uring, pidfd_getfd and the newer mount calls: one number on every machine.
_EVERYWHERE: Final = (425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442)
_INTEL: Final = Machine(
    audit=0xC000003E,
    seccomp=317,
    clone=56,
    clone3=435,
    programs=(57, 58, 59, 322),  # fork, vfork, execve, execveat
    refused=(
        *(41, 42, 43, 49, 50, 288),  # socket, connect, accept, bind, listen, accept4
        *(101, 310, 311),  # ptrace, process_vm_readv, process_vm_writev
        *(155, 161, 165, 166, 272, 308, 304),  # pivot_root, chroot, mount, umount2, unshare, setns, open_by_handle_at
        *(248, 249, 250),  # add_key, request_key, keyctl
        *(298, 321, 323),  # perf_event_open, bpf, userfaultfd
        *(167, 168, 169, 175, 176, 246, 313, 320),  # swapon, swapoff, reboot, modules, kexec
        *_EVERYWHERE,
    ),
)
_ARM: Final = Machine(
    audit=0xC00000B7,
    seccomp=277,
    clone=220,
    clone3=435,
    programs=(221, 281),
    refused=(
        *(198, 203, 202, 200, 201, 242),
        *(117, 270, 271),
        *(41, 51, 40, 39, 97, 268, 265),
        *(217, 218, 219),
        *(241, 280, 282),
        *(224, 225, 142, 105, 106, 104, 273, 294),
        *_EVERYWHERE,
    ),
)
MACHINES: Final = {"x86_64": _INTEL, "aarch64": _ARM}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def restrict(*, starts: bool) -> bool:
    """Refuse from now on; whether it holds. ``starts`` allows new processes and programs, for engines that are one.

    ``no_new_privs`` has to be set.
    """
    machine = MACHINES.get(platform.machine())
    if machine is None:
        return False
    code = program(machine, starts=starts)
    given = _Program(length=len(code) // 8, instructions=code)
    syscall = ctypes.CDLL(None, use_errno=True).syscall
    syscall.restype = ctypes.c_long
    wide = [ctypes.c_long(one) for one in (machine.seccomp, _SET_MODE_FILTER, _ALL_THREADS)]
    return bool(syscall(*wide, ctypes.byref(given)) == 0)


def program(machine: Machine, *, starts: bool) -> bytes:
    """The filter, as the kernel reads it (classic BPF)."""
    lines = [
        _line(_LOAD, _MACHINE),
        _line(_IF_EQUAL, machine.audit, then=1),
        _line(_RETURN, _KILL),
        _line(_LOAD, _NUMBER),
        _line(_IF_AT_LEAST, _FOREIGN_NUMBERS, otherwise=1),
        _line(_RETURN, _KILL),
        # Its flags lie behind a pointer, where no filter can look. Told that it is missing, the C library takes clone.
        *_refuse(machine.clone3, errno.ENOSYS),
    ]
    for number in machine.refused if starts else (*machine.refused, *machine.programs):
        lines += _refuse(number, errno.EPERM)
    if not starts:
        lines += [
            _line(_IF_EQUAL, machine.clone, otherwise=3),
            _line(_LOAD, _FIRST_ARGUMENT),
            _line(_IF_ANY_BIT, _CLONE_THREAD, then=1),
            _line(_RETURN, _ERRNO | errno.EPERM),
        ]
    return b"".join([*lines, _line(_RETURN, _ALLOW)])


def _refuse(number: int, error: int) -> list[bytes]:
    return [_line(_IF_EQUAL, number, otherwise=1), _line(_RETURN, _ERRNO | error)]


def _line(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)
