"""Separator sheets: what is printed on them is what is read from them."""

import stat

import pytest

from cli.separators import payload
from extractors.engines.scripted import ScriptedEngine
from extractors.identities import PATCH, Sheet, sheet_of
from extractors.intake import inspect
from extractors.open import open_content
from strongroom.settings import Limits
from tests.cli.conftest import CommandLine


@pytest.mark.parametrize(
    ("kind", "tags", "owner"),
    [
        (None, [], None),
        ("invoice", ["paid", "march"], "Acme & Sons|Ltd"),
        ("passport", ["三月"], "北山纸业"),
        (None, ["a=b;c"], None),
    ],
)
def test_what_is_printed_is_what_is_read(kind: str | None, tags: list[str], owner: str | None) -> None:
    assert Sheet(kind=kind, tags=tuple(tags), owner=owner) == sheet_of((payload(kind, tags, owner),))


def test_the_command_writes_sheets_that_readers_know(strongroom: CommandLine) -> None:
    out = strongroom.folder / "sheets.pdf"
    done = strongroom("separators", out, "--kind", "invoice", "--tag", "paid", "--owner", "北山", "--sheets", "2")
    assert 0 == done.exit_code
    assert 0o600 == stat.S_IMODE(out.stat().st_mode)
    data = out.read_bytes()
    assert 2 == inspect(data, Limits()).pages
    content = open_content(data, ScriptedEngine([()]), Limits())
    assert [Sheet(kind="invoice", tags=("paid",), owner="北山")] * 2 == [sheet_of(page.codes) for page in content.pages]


def test_nothing_is_overwritten_and_unknown_kinds_are_refused(strongroom: CommandLine) -> None:
    out = strongroom.drop("there.pdf", b"mine")
    assert 2 == strongroom("separators", out).exit_code
    assert b"mine" == out.read_bytes()
    assert 2 == strongroom("separators", strongroom.folder / "new.pdf", "--kind", "nonsense").exit_code


def test_every_sheet_bears_the_patch_code_that_other_programs_know_and_ours_says_more(
    strongroom: CommandLine,
) -> None:
    out = strongroom.folder / "sheets.pdf"
    assert 0 == strongroom("separators", out, "--kind", "invoice").exit_code
    (page,) = open_content(out.read_bytes(), ScriptedEngine([()]), Limits()).pages
    assert {PATCH, payload("invoice", [], None)} == set(page.codes)
    assert Sheet(kind="invoice") == sheet_of((PATCH, payload("invoice", [], None)))
    assert Sheet() == sheet_of((PATCH,))
