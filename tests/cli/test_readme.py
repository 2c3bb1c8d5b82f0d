"""The two READMEs: the same commands in both languages, and each of them is there."""

import re
from pathlib import Path

import pytest
import typer

from cli.main import app

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
BEYOND = {"README.md": "Beyond the first five minutes", "README.zh-CN.md": "更多命令"}
"""How the paragraph begins that names the commands which no example shows."""


def commands(readme: str) -> set[str]:
    """Every command that a README shows in an example or names after the examples."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    shown = re.findall(r"^\.venv/bin/strongroom ([a-z-]+)", text, re.MULTILINE)
    (named,) = (part for part in text.split("\n\n") if part.startswith(BEYOND[readme]))
    return {*shown, *re.findall(r"`(?:strongroom )?([a-z][a-z-]*)`", named)}


@pytest.mark.parametrize("readme", READMES)
def test_every_command_of_a_readme_is_there(readme: str) -> None:
    there = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert len(commands(readme)) > 20
    assert commands(readme) <= there


def test_both_languages_tell_of_the_same_commands() -> None:
    assert commands("README.md") == commands("README.zh-CN.md")


@pytest.mark.parametrize("readme", READMES)
def test_every_link_and_picture_of_a_readme_leads_somewhere(readme: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)[^)]*\)", (ROOT / readme).read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target
