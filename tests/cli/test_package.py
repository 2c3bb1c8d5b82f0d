"""Packages of a year at the command line: asked for, approved by another person, written, taken and verified."""

import datetime as dt
from pathlib import Path

from cli.faces import ExitCode
from flows.bench import utc_now
from flows.stages.workroom import open_workroom
from flows.stages.year_end import YearEnd
from storage.records.requesting import Requests
from strongroom.settings import read_settings
from tests.breakage.destroying import OLD
from tests.cli.conftest import CommandLine
from tests.flows.kept import keep

CLOSED = dt.datetime(2002, 6, 1, 9, tzinfo=dt.UTC)


def approve(request: str) -> None:
    with open_workroom(read_settings()) as work:
        Requests(work.records.transactions).approve(request, actor="user:ben", now=utc_now())


def test_a_package_is_asked_for_approved_written_and_verified(strongroom: CommandLine, tmp_path: Path) -> None:
    with open_workroom(read_settings()) as work:
        keep(work, paper=OLD)
    assert "1 documents of 2001; 0 are left out" in strongroom("package", "ask", "2001").stdout
    asked = strongroom("package", "ask", "2001", "--sealed", "--reason", "the auditors come").stdout
    request = asked.splitlines()[1].split()[0]
    file = tmp_path / "2001.zip"
    typed = "a long way to Tipperary\n" * 2
    assert ExitCode.MISUSED == strongroom.typing(typed, "package", "make", request, "--to", str(file)).exit_code
    approve(request)
    made = strongroom.typing(typed, "package", "make", request.lower(), "--to", str(file))
    assert ExitCode.FINE == made.exit_code, made.output
    key = made.stdout.split()[-1]
    assert "1 documents of 2001" in strongroom("package", "verify", str(file), "--key", key).stdout
    assert ExitCode.FINE == strongroom("package", "verify", str(file)).exit_code
    assert ExitCode.BROKEN == strongroom("package", "verify", str(file), "--key", "00" * 32).exit_code
    assert ExitCode.BROKEN == strongroom("package", "verify", str(file), "--key", "nonsense").exit_code
    assert ExitCode.MISUSED == strongroom("package", "make", request, "--to", str(file)).exit_code


def test_the_package_of_a_closed_year_is_taken_by_whoever_was_let_in(strongroom: CommandLine, tmp_path: Path) -> None:
    with open_workroom(read_settings()) as work:
        keep(work, paper=OLD)
        package = YearEnd(work=work, now=lambda: CLOSED).run().document
    assert package is not None
    take = ("package", "take", package, "--to", str(tmp_path / "p.zip"), "--reason", "the auditors come")
    assert ExitCode.MISUSED == strongroom(*take).exit_code
    until = f"{utc_now() + dt.timedelta(days=2):%Y-%m-%d}"
    ask = ("access", "request", "--document", package, "--may", "download", "--until", until, "--reason", "audit")
    assert ExitCode.FINE == strongroom(*ask).exit_code
    with open_workroom(read_settings()) as work:
        (request,) = Requests(work.records.transactions).all(limit=1)
    approve(request.id)
    assert "is whole" in strongroom(*take).stdout
    assert "1 documents of 2001" in strongroom("package", "verify", str(tmp_path / "p.zip")).stdout
