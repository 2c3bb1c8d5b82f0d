"""How a reading process begins: it gives up what it does not need, and only then imports what reads.

In this order, because libraries start threads when they are imported, and Landlock does not bind a thread that runs
already; and because a fault in one of them then finds a process that can do nothing with it. For the same reason it is
a program of its own and not a child of ``multiprocessing``, which would import the owner's program first
(``docs/adr/0005-readers-are-programs.md``).
"""

import mimetypes
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, Self

from extractors.engines.scratch import open_scratch
from extractors.sandbox.confine import Confinement, bound, confine, end_with_the_owner
from strongroom.settings import Settings

_PROGRAM: Final = (
    "import sys; from multiprocessing.connection import Connection; wire = Connection(int(sys.argv[1])); "
    "sys.path[:] = wire.recv(); from flows.stages.reading_start import main; main(wire)"
)
"""Where modules come from is told first, so that both ends run the same ones."""
_INHERITED: Final = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")
"""All that it learns of the environment, where a passphrase may be. The last is what some Pythons need to start."""
_ROOMS: Final = ("strongroom", "extractors", "classifiers", "storage", "flows")
_PROGRAMS: Final = {"tesseract": "tesseract"}
"""Engines that are programs. No other engine starts one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a reading process is told first: the function to run, a module's and its name, and with what settings.

    A name and not a function: to receive a function, the process would import its module before it is confined.
    """

    owner: int
    module: str
    name: str
    settings: Settings

    @classmethod
    def of(cls, settings: Settings, *, module: str, name: str) -> Self:
        """What our own process tells one that it starts."""
        return cls(owner=os.getpid(), module=module, name=name, settings=_without_secrets(settings))


def launch(wire: Connection, told: Start, theirs: Connection) -> "subprocess.Popen[bytes]":
    """Start a process at the other end of the wire. It gets this handle, no other, and next to no environment."""
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    process = subprocess.Popen(
        # -I: neither a variable nor the working folder has a say in how it starts.
        [sys.executable, "-I", "-c", _PROGRAM, str(theirs.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=environment,
        pass_fds=(theirs.fileno(),),
    )
    wire.send([str(Path(place).absolute()) for place in sys.path])
    wire.send(told)
    return process


def main(wire: Connection) -> None:
    """What a reading process runs: the confinement, then the function it is told.

    Raises:
        ConfinedTooLate, OSError: the process could not be confined; it reads nothing then.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's to handle
    try:
        told: Start = wire.recv()
    except EOFError:
        return
    end_with_the_owner(told.owner)
    bound()
    mimetypes.init(())  # else whoever first asks it reads lists of the machine's, that may lie anywhere in /etc
    kept = confinement(told)
    # Libraries look for files of theirs in the home folder; one of them even counts its users there.
    os.environ["HOME"] = str(kept.keep or os.devnull)
    confine(kept)
    getattr(import_module(told.module), told.name)(wire, told.settings)


def confinement(told: Start) -> Confinement:
    """What a reading process is left with: our modules, the kinds of the house, a scratch folder in memory."""
    # The packages themselves and not the folder they lie in, which may hold anything.
    read = [place for room in sorted({*_ROOMS, told.module.partition(".")[0]}) for place in _places(room)]
    if told.settings.kinds is not None:
        read.append(told.settings.kinds)
    program = _PROGRAMS.get(told.settings.reading.engine, "")
    return Confinement(read=tuple(read), keep=open_scratch(), program=program)


def _places(package: str) -> list[Path]:
    import_module(package)  # now, while its folder can be listed
    spec = find_spec(package)
    return [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []


def _without_secrets(settings: Settings) -> Settings:
    """What a reading process may know: limits and rules, no place but that of the kinds, no password, no key."""
    return Settings.model_construct(
        limits=settings.limits,
        reading=settings.reading,
        filing=settings.filing,
        kinds=settings.kinds,
        language=settings.language,
    )
