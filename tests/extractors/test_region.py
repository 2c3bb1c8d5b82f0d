"""A region of a page: what is cut out, which words stand in it, and how its text is typed into a field."""

import pytest

from extractors.engines.scripted import ScriptedEngine
from extractors.region import printed, recognised, typed_as
from strongroom.errors import Damaged
from strongroom.kind import Type
from strongroom.page import Box, Page, Word
from strongroom.settings import Limits
from tests.desk.drawn import drawn

BOX = Box(left=0.1, top=0.1, right=0.5, bottom=0.2)


@pytest.mark.parametrize(
    ("text", "wanted", "typed"),
    [
        ("1 March 2026", Type.DATE, "2026-03-01"),
        ("Rechnungsdatum 03.04.2026", Type.DATE, "2026-04-03"),
        ("2026年3月8日", Type.DATE, "2026-03-08"),
        ("2026.03.08-2036.03.08", Type.DATE, "2026.03.08-2036.03.08"),
        ("yesterday", Type.DATE, "yesterday"),
        ("EUR 1.234,50", Type.AMOUNT, "1234.50"),
        ("金额 ¥12,500.00", Type.AMOUNT, "12500.00"),
        ("1.00 2.00", Type.AMOUNT, "1.00 2.00"),
        ("RE- 0815", Type.CODE, "RE-0815"),
        ("Pinkel & Söhne", Type.TEXT, "Pinkel & Söhne"),
        ("", Type.DATE, ""),
    ],
)
def test_text_becomes_what_a_person_would_type(text: str, wanted: Type, typed: str) -> None:
    assert typed == typed_as(text, wanted)


def test_of_a_text_layer_the_words_in_the_middle_of_the_box_count() -> None:
    words = (
        Word(text="inside", box=Box(left=0.2, top=0.12, right=0.3, bottom=0.16)),
        Word(text="and", box=Box(left=0.1, top=0.12, right=0.18, bottom=0.16)),
        Word(text="beside", box=Box(left=0.45, top=0.12, right=0.7, bottom=0.16)),
        Word(text="below", box=Box(left=0.2, top=0.3, right=0.3, bottom=0.34)),
    )
    page = Page(number=1, width=100, height=100, words=words, source="text")
    assert "and inside" == printed(page, BOX)


def test_a_box_is_read_by_the_engine_as_a_picture_of_its_own() -> None:
    said = (Word(text="119,00", box=Box(left=0, top=0, right=1, bottom=1)),)
    data = drawn(["Gesamt 119,00"])
    engine = ScriptedEngine([said])
    assert "119,00" == recognised(data, 1, BOX, degrees=0, engine=engine, limits=Limits())


def test_a_page_that_is_not_there_cannot_be_read() -> None:
    with pytest.raises(Damaged):
        recognised(drawn([]), 2, BOX, degrees=0, engine=ScriptedEngine([()]), limits=Limits())
