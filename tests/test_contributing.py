"""The worked example of CONTRIBUTING.md is run as it stands there."""

import re
from pathlib import Path
from typing import Any

import pytest

from classifiers.vote import classify
from extractors.readers.extract import extract
from strongroom.content import Content
from strongroom.kind import Kind, catalogue
from strongroom.page import Box, Page, Word

GUIDE = Path(__file__).parent.parent / "CONTRIBUTING.md"


def example() -> dict[str, Any]:
    """The names that the two Python blocks of the guide define."""
    kind, test = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {"classify": classify, "extract": extract}
    exec(compile(kind + test, "CONTRIBUTING.md", "exec"), names)
    return names


def page(text: str) -> Content:
    """A page with one text line a row."""
    lines = [line.strip() for line in text.strip().splitlines()]
    words = tuple(
        Word(
            text=line, box=Box(left=0.1, top=0.05 + 0.05 * row, right=0.1 + 0.012 * len(line), bottom=0.08 + 0.05 * row)
        )
        for row, line in enumerate(lines)
    )
    return Content(media="image/png", pages=(Page(number=1, width=1000, height=1400, words=words, source="drawn"),))


@pytest.fixture
def names() -> dict[str, Any]:
    """The example, run."""
    return example()


@pytest.fixture
def kinds(names: dict[str, Any]) -> dict[str, Kind]:
    """The catalogue with the new kind in it."""
    return {**catalogue(), names["KIND"].id: names["KIND"]}


def test_the_new_kind_is_recognised(names: dict[str, Any], kinds: dict[str, Kind]) -> None:
    names["test_a_warranty_card_is_recognised"](kinds, page)


def test_the_new_kind_is_read(names: dict[str, Any], kinds: dict[str, Kind]) -> None:
    names["test_a_warranty_card_is_read"](kinds, page)
