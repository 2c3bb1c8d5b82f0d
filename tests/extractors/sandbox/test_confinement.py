"""A process that opens strangers' bytes can do next to nothing else; without the confinement it could."""

import json
import resource
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.sandbox import landlock
from extractors.sandbox.seccomp import MACHINES, program
from extractors.sandbox.trial import ACTS

pytestmark = pytest.mark.skipif(not landlock.version(), reason="the kernel has no Landlock")

CONFINED = """
from pathlib import Path
from extractors.sandbox.confine import Confinement, bound, confine
bound()
held = confine(Confinement(keep=Path("scratch").absolute(), program="{engine}"))
assert held.calls and held.files
"""
TRIED = """
import ctypes, os, resource, socket, subprocess, sys, tempfile, threading
try:
    {code}
except OSError:
    print("refused")
else:
    print("done")
"""


def tried(folder: Path, code: str, *, confined: bool, engine: str = "") -> bool:
    """Whether a fresh process, its working folder this one, gets through a line of code without being refused."""
    for name in ("home", "scratch"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "key").write_text("a key")
    before = CONFINED.format(engine=engine) if confined else ""
    command = [sys.executable, "-c", before + TRIED.format(code=code)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.stdout in ("done\n", "refused\n"), done.stderr
    return done.stdout == "done\n"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("open('key').close()", id="the key file is read"),
        pytest.param("open('home/planted', 'w').close()", id="a file is written into the home folder"),
        pytest.param("os.listdir('home')", id="names in the home folder are read"),
        pytest.param("open('key', 'r+').truncate(0)", id="a file is cut off"),
        pytest.param("socket.socket()", id="a socket is opened"),
        pytest.param("ctypes.CDLL(None).socket(2, 1, 0) >= 0 or os.stat('/none')", id="a socket past Python"),
        pytest.param("subprocess.run(['/bin/true'])", id="a program is started"),
        pytest.param("os.execv('/bin/echo', ['echo', 'done'])", id="it becomes another program"),
        pytest.param("os.fork() or os._exit(0)", id="it forks"),
        pytest.param("os.kill(os.getppid(), 0)", id="its owner is sent a signal"),
        pytest.param("os.listdir('/proc/1')", id="another process is looked at"),
        pytest.param("open(f'/proc/{os.getppid()}/environ').close()", id="its owner's variables are read"),
    ],
)
def test_what_a_free_process_can_do_a_confined_one_cannot(tmp_path: Path, code: str) -> None:
    assert tried(tmp_path, code, confined=False)
    assert not tried(tmp_path, code, confined=True)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("open('scratch/page', 'wb').write(b'x')", id="scratch is written"),
        pytest.param("threading.Thread().start()", id="threads start"),
        pytest.param("import numpy, cv2, pikepdf, pypdfium2", id="libraries are imported"),
        pytest.param("open('/proc/cpuinfo').read(); open(os.devnull, 'w').write('x')", id="what engines look at"),
    ],
)
def test_what_reading_needs_is_left(tmp_path: Path, code: str) -> None:
    assert tried(tmp_path, code, confined=True)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="it is not installed")
def test_an_engine_that_is_a_program_may_start_and_no_other_program(tmp_path: Path) -> None:
    engine = "subprocess.run(['tesseract', '--version'], check=True, stdout=subprocess.DEVNULL)"
    assert tried(tmp_path, engine, confined=True, engine="tesseract")
    assert not tried(tmp_path, "subprocess.run(['/bin/true'])", confined=True, engine="tesseract")
    assert not tried(tmp_path, engine, confined=True)


def test_no_core_file_is_left_and_nobody_of_the_account_looks_inside(tmp_path: Path) -> None:
    dumpable = "ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) and os.stat('/none')"
    core = "resource.getrlimit(resource.RLIMIT_CORE)[1] > 1 and os.stat('/none')"
    assert tried(tmp_path, dumpable, confined=True)
    assert tried(tmp_path, core, confined=True)
    assert not tried(tmp_path, dumpable, confined=False)


def test_a_process_that_has_threads_already_is_not_confined_by_halves(tmp_path: Path) -> None:
    early = "import threading, time; threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
    (tmp_path / "scratch").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", early + CONFINED.format(engine="")],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert "ConfinedTooLate" in done.stderr


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("starts", [True, False])
def test_the_filter_answers_each_call_as_it_should(machine: str, *, starts: bool) -> None:
    one = MACHINES[machine]
    code = program(one, starts=starts)
    assert all("refused" == answer(code, one.audit, number) for number in one.refused)
    expected = "allowed" if starts else "refused"
    assert {expected} == {answer(code, one.audit, number) for number in one.programs}
    assert expected == answer(code, one.audit, one.clone, argument=0x11)
    assert "allowed" == answer(code, one.audit, one.clone, argument=0x3D0F00), "a thread"
    assert "refused" == answer(code, one.audit, one.clone3)
    assert "allowed" == answer(code, one.audit, 0)
    assert "killed" == answer(code, one.audit, 0x40000000 + 41), "a socket by its other number"
    assert "killed" == answer(code, 0x40000003, 0), "the numbers of another machine"


def answer(code: bytes, machine: int, number: int, argument: int = 0) -> str:
    """What the kernel would answer: the filter is run here."""
    data = struct.pack("=IIQ6Q", number, machine, 0, argument, 0, 0, 0, 0, 0)
    at, held = 0, 0
    while True:
        operation, then, otherwise, value = struct.unpack_from("=HBBI", code, at * 8)
        at += 1
        match operation:
            case 0x20:
                (held,) = struct.unpack_from("=I", data, value)
            case 0x15:
                at += then if held == value else otherwise
            case 0x35:
                at += then if held >= value else otherwise
            case 0x45:
                at += then if held & value else otherwise
            case 0x06:
                return {0x7FFF: "allowed", 0x0005: "refused", 0x8000: "killed"}[value >> 16]
            case _:
                raise AssertionError(operation)


def test_the_trial_of_doctor_succeeds_in_everything_where_nothing_is_confined(tmp_path: Path) -> None:
    code = "import json; from pathlib import Path; from extractors.sandbox.trial import successes; "
    code += "print(json.dumps(successes(secret=Path('key'), home=Path('.'))))"
    (tmp_path / "key").touch()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert list(ACTS) == json.loads(done.stdout)


def test_limits_hold_and_one_that_is_lower_already_stays(tmp_path: Path) -> None:
    lower = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (99, 99))\n"
    (tmp_path / "scratch").mkdir()
    tell = (
        "import resource; print(resource.getrlimit(resource.RLIMIT_NOFILE), resource.getrlimit(resource.RLIMIT_DATA))"
    )
    done = subprocess.run(
        [sys.executable, "-c", lower + CONFINED.format(engine="") + tell],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert f"(99, 99) ({3 * 2**30}, {3 * 2**30})" == done.stdout.strip(), done.stderr
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] != 99
