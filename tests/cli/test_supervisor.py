"""The supervisor: what it starts it also ends, and only that."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.supervisor import Service, Supervisor, pause_before


def service(tmp_path: Path, name: str, command: str, **given: object) -> Service:
    return Service(
        name=name,
        command=("/bin/sh", "-c", command),
        environment={},
        log=tmp_path / f"{name}.log",
        ready=lambda: True,
        **given,  # type: ignore[arg-type]
    )


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def until(condition: Callable[[], bool], supervisor: Supervisor | None = None) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        if supervisor is not None:
            supervisor.tick()
        time.sleep(0.05)


def test_pauses_grow_and_are_bounded() -> None:
    assert [0.5, 1.0, 2.0, 30.0, 30.0] == [pause_before(n) for n in (0, 1, 2, 6, 60)]


def test_a_service_that_dies_is_started_again(tmp_path: Path) -> None:
    supervisor = Supervisor((service(tmp_path, "a", "sleep 60"),))
    try:
        supervisor.tick()
        first = supervisor.pids()["a"]
        os.kill(first, signal.SIGKILL)
        until(lambda: supervisor.pids().get("a", first) != first, supervisor)
        assert {"a": 1} == supervisor.restarts()
    finally:
        supervisor.stop()


def test_a_service_waits_until_those_before_it_are_ready(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    first = Service(
        name="first",
        command=("/bin/sleep", "60"),
        environment={},
        log=tmp_path / "first.log",
        ready=gate.exists,
    )
    supervisor = Supervisor((first, service(tmp_path, "second", "sleep 60", after=("first",))))
    try:
        for _ in range(3):
            supervisor.tick()
        assert {"first"} == set(supervisor.pids())
        gate.touch()
        until(lambda: "second" in supervisor.pids(), supervisor)
    finally:
        supervisor.stop()


def test_stopping_ends_grandchildren_and_nothing_else(tmp_path: Path) -> None:
    bystander = subprocess.Popen(["/bin/sleep", "60"])
    pids = tmp_path / "pids"
    supervisor = Supervisor((service(tmp_path, "a", f"trap '' TERM; sleep 60 & echo $! > {pids}; wait; wait"),))
    try:
        supervisor.tick()
        until(lambda: pids.exists() and pids.read_text().strip() != "")
        grandchild = int(pids.read_text())
        child = supervisor.pids()["a"]
        supervisor.stop()
        until(lambda: not alive(grandchild) and not alive(child))
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


@pytest.mark.breakage
def test_everything_ends_when_the_supervisor_is_killed_outright(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    script = (
        "import sys, time, pathlib\n"
        "from cli.supervisor import Service, Supervisor\n"
        f"log = pathlib.Path({str(tmp_path)!r}) / 'a.log'\n"
        f"command = ('/bin/sh', '-c', 'sleep 120 & echo $$ $! > {pids}; wait')\n"
        "supervisor = Supervisor((Service(name='a', command=command, environment={}, log=log, ready=lambda: True),))\n"
        "supervisor.tick()\n"
        "time.sleep(120)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script])
    until(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    children = [int(pid) for pid in pids.read_text().split()]
    assert all(alive(pid) for pid in children)
    parent.kill()
    parent.wait()
    until(lambda: not any(alive(pid) for pid in children))
