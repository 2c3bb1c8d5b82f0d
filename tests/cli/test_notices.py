"""Channels and notices at the command line; addresses come in by standard input and never out."""

from click.testing import Result
from typer.testing import CliRunner

from cli.faces import ExitCode
from cli.main import app
from flows.bench import utc_now
from flows.stages.workroom import open_workroom
from storage.crypto.profile import CHEAPEST
from storage.records.accounts import Accounts
from strongroom.permissions import StaffRole
from strongroom.settings import read_settings
from tests.cli.conftest import CommandLine

ADDRESS = "jsons://hooks.example.org/secret-token"


def set_channel(*words: str, typed: str = ADDRESS) -> Result:
    return CliRunner().invoke(app, ["notices", "channel", "rita", *words], input=f"{typed}\n\n")


def add_rita() -> None:
    with open_workroom(read_settings()) as work:
        accounts = Accounts(work.records.transactions, profile=CHEAPEST)
        accounts.add("rita", "Rita", frozenset({StaffRole.REVIEWER}), by="x", now=utc_now())


def test_a_channel_is_set_listed_without_its_address_and_stopped(strongroom: CommandLine) -> None:
    add_rita()
    done = set_channel("--language", "zh-CN", "--zone", "Asia/Shanghai", "--digest", "9", "--quiet", "22-7")
    assert "is told from now on" in done.stdout
    (found,) = strongroom.json("notices", "list")
    assert (["jsons"], 9, {"start": 22, "end": 7}) == (
        found["services"],
        found["wishes"]["digest"],
        found["wishes"]["quiet"],
    )
    shown = strongroom("notices", "list").stdout
    assert "22-7" in shown
    assert "secret-token" not in shown + str(found)
    assert "0 notices would be sent" in strongroom("notices", "send", "--dry-run").stdout
    assert "0 notices sent" in strongroom("notices", "send").stdout
    assert "nothing any more" in strongroom("notices", "stop", "rita").stdout
    assert [] == strongroom.json("notices", "list")


def test_what_cannot_be_kept_is_refused(strongroom: CommandLine) -> None:
    add_rita()
    for refused in (set_channel("--quiet", "night"), set_channel("--zone", "Nowhere"), set_channel(typed="")):
        assert ExitCode.MISUSED == refused.exit_code
    assert [] == strongroom.json("notices", "list")
