"""docs/permissions.md is written from the policy itself: run this file to write it, and the test holds it current."""

import datetime as dt
from pathlib import Path

from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.permissions import (
    GRANTABLE,
    WITHOUT_DOCUMENT,
    Action,
    Actor,
    Allowed,
    Forbidden,
    StaffRole,
    Target,
    decide,
)

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
HEAD = """\
# Who may do what

Written from `strongroom/permissions.py`; do not edit it here. Each cell is the policy's own answer to a person with
this one role, asking about a filed document of somebody else:

- **yes**: the role has it · **reason**: the role has it, and a purpose must be stated, which the audit keeps ·
  – : no, but a manager can grant it for a time where the row says *can be granted*.

Beyond the table: a destroyed document can be found as a row of the register and nothing else; a restricted one is open
to records managers alone; nobody approves their own work or request; a person bound to some customers sees the papers
of these only. A report on the whole house (management, finance, compliance) is read and downloaded by the roles that it
is for and by nobody else (`REPORTS` in the policy): managers all three, records managers and auditors the one for
compliance, nobody who is bound to some customers. A package of the papers of a year is taken out by nobody's role, only
by a grant that names it, which another person gave. The person at the command line of a one-machine install is
`local:<account>` and has every role, for whoever can read the key file can open every envelope; they too state a
purpose, and cannot approve their own work.

"""
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def page() -> str:
    """The whole page."""
    roles = " | ".join(role.replace("_", " ") for role in StaffRole)
    lines = [f"| action | sensitivity | {roles} | |", "| --- " * (len(StaffRole) + 3) + "|"]
    for action in Action:
        if action in WITHOUT_DOCUMENT - {Action.ADD}:
            lines.append(_line(action, None))
        else:
            lines += [_line(action, sensitivity) for sensitivity in Sensitivity]
    return HEAD + "\n".join(lines) + "\n"


def _line(action: Action, sensitivity: Sensitivity | None) -> str:
    level = "" if sensitivity is None else f"{sensitivity} {sensitivity.name.lower()}"
    cells = " | ".join(_cell(role, action, sensitivity) for role in StaffRole)
    granted = "can be granted" if action in GRANTABLE else ""
    return f"| {action.replace('_', ' ')} | {level} | {cells} | {granted} |"


def _cell(role: StaffRole, action: Action, sensitivity: Sensitivity | None) -> str:
    actor = Actor(id="P1", roles=frozenset({role}))
    target = sensitivity and Target(document=DocumentId("D1"), state=State.FILED, sensitivity=sensitivity)
    if isinstance(decide(actor, action, target, purpose="", now=NOW), Allowed):
        return "yes"
    verdict = decide(actor, action, target, purpose="case 12", now=NOW)
    return "–" if isinstance(verdict, Forbidden) else "reason"


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"run {Path(__file__).name} to write it anew"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
