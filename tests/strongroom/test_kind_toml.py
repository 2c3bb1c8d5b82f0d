"""Kinds of a house: the same kind as from Python, and refused as strictly."""

import re
from pathlib import Path

import pytest

from classifiers.vote import classify
from extractors.readers.extract import extract
from strongroom.checks import registry
from strongroom.errors import BadKind
from strongroom.kind import Sensitivity, Type, catalogue, catalogue_with
from strongroom.kind_toml import MAX_CHARACTERS, parse_kind
from tests.written import content_of

GUIDE = Path(__file__).parents[2] / "docs" / "kinds.md"
EXAMPLE = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0]
PAPER = """
    Meridian Crates Ltd
    PALLET NOTE
    Pallet note no: PN-20418
    Date: 3 March 2026
    Customer: Oakfield School
    12 euro pallets
    Due back: 3 April 2026
"""
LEAST = """
id = "slip"
title = "Slip"
title_zh = "单"
sensitivity = "business"
name = "{day}_slip"
cues = [{text = "slip"}]
fields = [{name = "day", type = "date", labels = ["day"]}, {name = "net", type = "amount"}]
"""


def test_the_example_of_the_guide_is_a_kind_like_any_other() -> None:
    kind = parse_kind(EXAMPLE, source="pallet_note.toml")

    assert kind.sensitivity is Sensitivity.BUSINESS
    assert kind.by_name["date"].type is Type.DATE
    assert [cue.weight for cue in kind.cues] == [5.0, 1.5, -3.0]
    assert kind.retention is not None
    assert not kind.retention.verified


def test_papers_of_the_example_are_known_and_read() -> None:
    kind = parse_kind(EXAMPLE, source="pallet_note.toml")
    kinds = catalogue_with([kind])

    assert classify(content_of(PAPER), kinds).kind == "pallet_note"
    assert {name: reading.text for name, reading in extract(kind, content_of(PAPER)).readings.items()} == {
        "pallet_number": "PN-20418",
        "customer": "Oakfield School",
        "date": "2026-03-03",
        "due_back": "2026-04-03",
    }


def test_checks_of_a_file_judge_its_papers() -> None:
    kind = parse_kind(EXAMPLE, source="pallet_note.toml")
    findings = extract(kind, content_of(PAPER.replace("April", "February"))).findings

    assert [finding.passed for finding in findings] == [False]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("id =", "id = = "), "not TOML"),
        (('title = "Slip"', ""), "title"),
        (('title = "Slip"', 'title = "Slip"\ncolour = "red"'), "colour"),
        (('"business"', '"secret"'), "sensitivity"),
        (('type = "date"', 'type = "day"'), "type"),
        (('"{day}_slip"', '"{night}_slip"'), "night"),
        (('"{day}_slip"', '"{day_slip"'), "name rule"),
        (('labels = ["day"]', 'labels = ["day"], sensitive = true'), "sensitive"),
        (('labels = ["day"]', "pattern = 'a(b'"), "pattern of day is not well-formed"),
        (('labels = ["day"]', "pattern = 'ab'"), "pattern of day has 0 groups"),
        (('labels = ["day"]', "pattern = '((a+)+)$'"), "2 groups"),
        (('labels = ["day"]', "pattern = '((?:a|aa)+)$'"), "can take for ever"),
        (('labels = ["day"]', f"pattern = '({'a' * 400})'"), "longer"),
        (('labels = ["day"]', 'labels = ["day"], absent_from = ["back"]'), "back"),
        (('cues = [{text = "slip"}]', "cues = []"), "no cues"),
        (('cues = [{text = "slip"}]', 'cues = [{text = "slip", weight = "much"}]'), "weight"),
        (('cues = [{text = "slip"}]', 'cues = [{text = "slip"}]\nreader = "receipt"'), "reader"),
        (('cues = [{text = "slip"}]', 'cues = [{text = "slip"}]\nchecks = ["magic"]'), "no check magic"),
        (
            ('cues = [{text = "slip"}]', 'cues = [{text = "slip"}]\nchecks = [{check = "is_positive"}]'),
            "has to be told",
        ),
        (
            (
                'cues = [{text = "slip"}]',
                'cues = [{text = "slip"}]\nchecks = [{check = "is_positive", name = "gross"}]',
            ),
            "not there",
        ),
        (
            (
                'cues = [{text = "slip"}]',
                'cues = [{text = "slip"}]\nchecks = [{check = "number_fits", field = "net", rule = "moon"}]',
            ),
            "rules",
        ),
        (('cues = [{text = "slip"}]', 'cues = [{text = "slip"}]\nretention = {starts = "net", basis = "x"}'), "net"),
        (('cues = [{text = "slip"}]', 'cues = [{text = "slip"}]\nretention = {years = 3}'), "starts"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_and_told_why(change: tuple[str, str], problem: str) -> None:
    assert change[0] in LEAST
    with pytest.raises(BadKind) as refused:
        parse_kind(LEAST.replace(*change), source="slip.toml")

    assert problem in str(refused.value)


def test_a_file_without_end_is_not_parsed() -> None:
    with pytest.raises(BadKind, match="longer"):
        parse_kind("#" * (MAX_CHARACTERS + 1), source="long.toml")


def test_an_id_that_is_taken_is_refused() -> None:
    kind = parse_kind(LEAST.replace('"slip"\ntitle', '"receipt"\ntitle'), source="slip.toml")

    with pytest.raises(BadKind, match="another kind"):
        catalogue_with([kind])


def test_the_catalogue_itself_is_not_changed() -> None:
    before = len(catalogue())

    assert len(catalogue_with([parse_kind(LEAST, source="slip.toml")])) == before + 1
    assert len(catalogue()) == before


@pytest.mark.parametrize("name", registry.PLAIN)
def test_every_plain_check_can_be_named(name: str) -> None:
    kind = parse_kind(LEAST + f'checks = ["{name}"]\n', source="slip.toml")

    assert kind.checks == (registry.PLAIN[name],)


@pytest.mark.parametrize("name", registry.MAKERS)
def test_every_check_that_is_told_can_be_named(name: str) -> None:
    told = {key: "day" if key in registry.FIELDS else "luhn" for key in registry.MAKERS[name][1]}
    if "first" in told:
        told["first"] = "2000-01-01"
    entry = ", ".join(f'{key} = "{text}"' for key, text in told.items())
    kind = parse_kind(LEAST + f'checks = [{{check = "{name}", {entry}}}]\n', source="slip.toml")

    assert len(kind.checks) == 1


def test_the_guide_names_every_check_and_rule() -> None:
    guide = GUIDE.read_text(encoding="utf-8")

    assert [name for name in (*registry.PLAIN, *registry.MAKERS, *registry.RULES) if f"`{name}`" not in guide] == []
