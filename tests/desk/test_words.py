"""Every text is there in both languages, and everything from data that has a name has words."""

import datetime as dt
import re
import string
from pathlib import Path

import pytest

import desk
from desk.face import Spoken
from desk.words import LANGUAGES, PARTS, all_words, flat, preferred, read
from strongroom.document import State
from strongroom.field_state import FieldState
from strongroom.kind import catalogue
from strongroom.messages import MESSAGES, Language, codes
from strongroom.permissions import StaffRole
from strongroom.query_names import FIELDS, STATES

WORDS = all_words()
TEMPLATES = sorted((Path(desk.__file__).parent / "templates").glob("*.html"))


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts_with_the_same_blanks() -> None:
    english, chinese = (WORDS[language].texts for language in LANGUAGES)
    assert {key: blanks(text) for key, text in english.items()} == {key: blanks(text) for key, text in chinese.items()}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_text_that_a_page_asks_for_is_there(template: Path) -> None:
    asked = set(re.findall(r"say\([\"']([a-z_.0-9]+)[\"'](?! ~)", template.read_text()))
    assert asked <= WORDS["en"].texts.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_from_data_has_words(language: Language) -> None:
    names = [f"field.{field.name}" for kind in catalogue().values() for field in kind.fields]
    names += [f"state.{state.value}" for state in State] + [f"role.{role.value}" for role in StaffRole]
    names += [f"field_state.{state.value}" for state in FieldState]
    names += [f"basis.{kind.retention.basis}" for kind in catalogue().values() if kind.retention]
    assert set(names) <= WORDS[language].texts.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_at_the_desk_is_sent_to_a_terminal_but_those_who_run_the_machine(language: Language) -> None:
    spoken = Spoken(WORDS[language], dt.datetime(2026, 11, 21, tzinfo=dt.UTC), catalogue())
    sent = {code for code in codes() if re.search(r"strongroom [a-z]|--[a-z]", spoken.message(code, {}).way_out)}
    machine = {"keys_in_use", "no_such_key", "no_such_model", "no_backup", "restore_unfinished", "fonts_missing"}
    machine |= {"kinds_unavailable", "newer_version", "queue_long", "queue_old", "rotation_due", "run_failed"}
    assert machine == sent


def test_chinese_has_the_marks_of_chinese() -> None:
    halves = re.compile(r"[\u4e00-\u9fff][,;?!]|[\u4e00-\u9fff]:(?!密码|值)")
    spoken = [f"{chinese.sentence} {chinese.way_out}" for _, chinese in MESSAGES.values()]
    assert [] == [text for text in [*spoken, *WORDS["zh-CN"].texts.values()] if halves.search(text)]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("en-GB", "en"), ("de-DE,en;q=0.5", "en"), ("fr", "zh-CN"), ("", "zh-CN")],
)
def test_the_browser_says_the_language(accepted: str, language: Language) -> None:
    assert language == preferred(accepted, "zh-CN")


def test_no_text_stands_in_two_files() -> None:
    for language in LANGUAGES:
        found = [key for part in PARTS for key, _ in flat("", read(language, part))]
        assert sorted(set(found)) == sorted(found)


def test_a_search_calls_fields_and_states_as_the_desk_does() -> None:
    chinese = WORDS["zh-CN"]
    for field, names in FIELDS.items():
        title = chinese.texts.get(f"field.{field}")
        # Blanks and signs cannot stand in the name of a field; a name of all documents is not that of a reading.
        if title and title.replace(" ", "").isalnum() and field not in ("name", "kind"):
            assert title.replace(" ", "") == names[0], field
    assert STATES == {state: chinese.texts[f"state.{state.value}"] for state in State}
