"""Every promise in SECURITY.md names tests, and each of them is there."""

import ast
import re
from pathlib import Path

SECURITY = Path(__file__).parents[1] / "SECURITY.md"
PROMISE = re.compile(r"^\d+\. \*\*(.+?)\*\* \((.+?)\)\.\n((?:   `[^`]+`\n)*)", re.MULTILINE)


def promises() -> dict[str, list[str]]:
    """The named tests of each promise."""
    text = SECURITY.read_text(encoding="utf-8")
    return {promise: re.findall(r"`([^`]+)`", tests) for promise, _, tests in PROMISE.findall(text)}


def test_every_promise_names_a_test() -> None:
    found = promises()
    numbered = re.findall(r"^\d+\. ", SECURITY.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(found) == len(numbered) >= 25
    assert [] == [promise for promise, tests in found.items() if not tests]


def test_every_named_test_is_there() -> None:
    missing = []
    for name in {one for tests in promises().values() for one in tests}:
        file, _, test = name.partition("::")
        path = SECURITY.parent / file
        there = path.is_file() and test in {
            node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
        }
        if not there:
            missing.append(name)
    assert [] == missing


def test_every_attacker_of_a_promise_is_described() -> None:
    text = SECURITY.read_text(encoding="utf-8")
    described = set(re.findall(r"^\| (A\d) ", text, re.MULTILINE))
    against = set(re.findall(r"A\d", " ".join(who for _, who, _ in PROMISE.findall(text))))
    assert against == described
