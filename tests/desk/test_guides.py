"""Help: a guide for each role in each language, one click from every page, and true to the commands that there are."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import desk as room
from cli.main import app
from desk.pages.guide import guide
from desk.words import LANGUAGES
from strongroom.messages import Language
from strongroom.permissions import StaffRole
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]
TEMPLATES = Path(room.__file__).parent / "templates"
_LINK = 'href="/guide"'
_COMMAND = re.compile(r"strongroom ((?:[a-z][a-z-]* ?)+)")


def test_no_page_leaves_out_the_bar_that_has_the_link() -> None:
    assert _LINK in (TEMPLATES / "base.html").read_text()
    others = [one for one in TEMPLATES.glob("*.html") if one.name != "base.html"]
    assert [] == [one.name for one in others if "block header" in one.read_text()]
    pages = [one for one in others if "block content" in one.read_text() or "block card" in one.read_text()]
    assert [] == [one.name for one in pages if not one.read_text().startswith("{% extends")]


@pytest.mark.parametrize(
    "path", ["/find", "/queue", "/upload", "/customers", "/requests", "/quality", "/account", "/x"]
)
def test_help_is_one_click_away(visit: Visit, path: str) -> None:
    assert _LINK in visit(StaffRole.MANAGER).get(path).text


def test_who_is_not_signed_in_finds_it_too_and_a_guest_is_spared_it(visit: Visit, stranger: Visitor) -> None:
    visit(StaffRole.ADMIN)
    assert _LINK in stranger.get("/sign-in").text
    assert 200 == stranger.get("/guide").status_code
    assert _LINK not in stranger.get("/s/nothing").text


@pytest.mark.parametrize("role", StaffRole)
def test_everybody_is_shown_their_own_guide_first(visit: Visit, role: StaffRole) -> None:
    visitor = visit(role)
    page = visitor.get("/guide").text
    assert f"<h1>{guide(role, 'en').splitlines()[0].removeprefix('# ')}</h1>" in page
    visitor.post("/language", {"language": "zh-CN", "next": "/guide"})
    assert f"<h1>{guide(role, 'zh-CN').splitlines()[0].removeprefix('# ')}</h1>" in visitor.get("/guide").text


def test_the_guides_of_others_are_open_and_those_of_nobody_are_not(visit: Visit) -> None:
    operator = visit(StaffRole.OPERATOR)
    assert "Guide for auditors" in operator.get("/guide/auditor").text
    assert operator.get("/guide/king").status_code in (404, 422)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", StaffRole)
def test_a_guide_has_parts_and_leads_nowhere_else(role: StaffRole, language: Language) -> None:
    text = guide(role, language)
    assert text.startswith("# ")
    assert text.count("\n## ") >= 3
    assert not re.search(r"https?:|!\[|<[a-z]", text)


@pytest.mark.parametrize("role", StaffRole)
def test_both_languages_have_the_same_parts_and_commands(role: StaffRole) -> None:
    english, chinese = (guide(role, language) for language in LANGUAGES)
    assert english.count("\n## ") == chinese.count("\n## ")
    assert sorted(_COMMAND.findall(english)) == sorted(_COMMAND.findall(chinese))


@pytest.mark.parametrize("role", StaffRole)
def test_every_command_that_a_guide_names_is_there(role: StaffRole) -> None:
    assert [] == [named for named in _COMMAND.findall(guide(role, "en")) if list(_unknown(named.split()))]


def _unknown(words: list[str]) -> Iterator[str]:
    command: Any = typer.main.get_command(app)
    for word in words:
        commands = getattr(command, "commands", None)
        if commands is None:
            return  # what follows are arguments
        if word not in commands:
            yield word
            return
        command = commands[word]
