"""A real desk with papers on the loopback, and Schemathesis before it: ``python -m tests.fuzz SCHEMATHESIS [SECONDS]``.

Whatever it sends, no answer is a 5xx, and every answer is one that the description of the interface has. Ends with
what Schemathesis ends with.
"""

import datetime as dt
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from strongroom.api_token import Scope
from strongroom.permissions import StaffRole
from tests.desk.browsing import answering
from tests.desk.invented import NOW, Clock, employ, opened_desk
from tests.desk.papers import a_day

_CHECKS: Final = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,ignored_auth"
)
_STEP: Final = dt.timedelta(seconds=1)


@dataclass
class HurryingClock(Clock):
    """A clock that goes on each time it is read: nobody is held up by the limits on requests."""

    def __call__(self) -> dt.datetime:
        self.at += _STEP
        return self.at


def main(program: str, seconds: int) -> int:
    """Run it twice, with ids of its own making and with that of a paper that waits; the worse exit code."""
    with tempfile.TemporaryDirectory() as place, opened_desk(Path(place), Clock(NOW), hosts=("127.0.0.1",)) as opened:
        papers = a_day(opened)
        person, _ = employ(opened, "fuzz", *StaffRole)
        person = next(one for one in opened.accounts.everybody() if one.id == person.id)
        _, secret = opened.tokens.make(person, "fuzz", frozenset(Scope), days=365, now=NOW)
        config = Path(place) / "schemathesis.toml"
        config.write_text(f"[parameters]\ndocument = {papers['waiting']!r}\n")
        with answering(replace(opened, now=HurryingClock(NOW))) as address:
            commands = (
                _command(program, address, secret, seconds // 2, *options)
                for options in ((), ("--config-file", str(config)))
            )
            # In the folder that goes away, for it leaves notes of what it tried where it runs.
            return max([subprocess.run(command, check=False, cwd=place).returncode for command in commands])


def _command(program: str, address: str, secret: str, seconds: int, *options: str) -> list[str]:
    return [
        str(Path(program).absolute()), *options, "run", f"{address}/api/openapi.json",
        "--header", f"Authorization: Bearer {secret}",
        "--checks", _CHECKS,
        "--phases", "examples,coverage,fuzzing",
        "--max-time", str(seconds),
        "--max-examples", "100",
        "--seed", "20261121",
        "--suppress-health-check", "all",
        "--continue-on-failure", "--no-color",
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 40))
