"""A closer look at values that a check refutes: what it may bring, and what it must leave alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pytest

from extractors.closer_look import Seen, closer_look
from extractors.readers.extract import extract
from extractors.region import cutting, within
from strongroom.kind import catalogue
from strongroom.page import Box, Page, Word
from strongroom.reading import Origin
from tests.extractors.readers.forms import content, page

PICTURE = np.full((1000, 1400, 3), 255, np.uint8)
CARD = "4000 1234 5678 9017"
MISREAD = "4000 1284 5678 9017"


@dataclass
class Glasses:
    """An engine that sees, look after look, what it is told; the text fills the box that it is shown."""

    sees: Sequence[str]
    name: str = "glasses"
    shown: list[tuple[int, int]] = field(default_factory=list)

    def turn(self, picture: npt.NDArray[np.uint8]) -> int:
        """Upright as it is."""
        return 0

    def rest(self) -> None:
        """It holds nothing."""

    def read(self, picture: npt.NDArray[np.uint8]) -> tuple[Word, ...]:
        """One word in the middle of the picture."""
        text = self.sees[len(self.shown)]
        self.shown.append(picture.shape[:2])
        return (Word(text=text, box=Box(left=0.2, top=0.3, right=0.8, bottom=0.7), confidence=0.99),) if text else ()


def seen(paper: Page, kind: str) -> Seen:
    """What the first look at a page of a kind made of it."""
    whole = content(paper)
    return Seen(content=whole, extraction=extract(catalogue()[kind], whole))


def looked(before: Seen, kind: str, engine: Glasses) -> Seen:
    return closer_look(before, catalogue()[kind], engine, draw=lambda _page: PICTURE)


def card(number: str) -> Page:
    return page([[(0.3, "Invented Bank")], [], [(0.1, number)], [], [(0.1, "VALID THRU 08/31")]])


def test_a_number_whose_check_digit_fails_is_read_again() -> None:
    before = seen(card(MISREAD), "bank_card")
    after = looked(before, "bank_card", Glasses([CARD]))

    assert "4000128456789017" == before.extraction.readings["card_number"].text
    assert "4000123456789017" == after.extraction.readings["card_number"].text
    assert all(finding.passed for finding in after.extraction.findings)


def test_the_words_of_the_closer_look_take_the_place_of_those_of_the_first() -> None:
    after = looked(seen(card(MISREAD), "bank_card"), "bank_card", Glasses([CARD]))
    assert CARD in after.content.text
    assert MISREAD not in after.content.text
    assert "Invented Bank" in after.content.text


def test_what_a_closer_look_brought_says_so_and_is_less_sure_than_what_was_read_at_once() -> None:
    at_once = seen(card(CARD), "bank_card").extraction.readings["card_number"]
    first = looked(seen(card(MISREAD), "bank_card"), "bank_card", Glasses([CARD])).extraction.readings["card_number"]
    second = looked(seen(card(MISREAD), "bank_card"), "bank_card", Glasses([MISREAD, CARD])).extraction.readings[
        "card_number"
    ]

    assert at_once.source.origin is Origin.OCR
    assert first.source.origin is second.source.origin is Origin.CLOSER
    assert second.confidence < first.confidence < at_once.confidence


@pytest.mark.parametrize("sees", [[MISREAD, MISREAD], ["", ""], ["4000 1284 5678", "no number"]])
def test_a_look_that_does_not_make_the_check_pass_changes_nothing(sees: Sequence[str]) -> None:
    before = seen(card(MISREAD), "bank_card")
    engine = Glasses(sees)
    assert looked(before, "bank_card", engine) is before
    assert 2 == len(engine.shown)


def test_the_second_of_two_looks_is_larger() -> None:
    engine = Glasses([MISREAD, MISREAD])
    looked(seen(card(MISREAD), "bank_card"), "bank_card", engine)
    assert [2 * side for side in engine.shown[0]] == list(engine.shown[1])


def test_a_paper_on_which_everything_fits_is_not_looked_at_again() -> None:
    engine = Glasses([])
    before = seen(card(CARD), "bank_card")
    assert looked(before, "bank_card", engine) is before


def test_a_text_layer_is_exact_and_not_looked_at_again() -> None:
    engine = Glasses([])
    printed = Page(number=1, width=1, height=1, words=card(MISREAD).words, source="text")
    before = seen(printed, "bank_card")
    assert looked(before, "bank_card", engine) is before
    assert engine.shown == []


def test_a_check_that_only_refutes_is_not_settled_by_no_longer_refuting() -> None:
    """A refund whose sign a second look misses stays a refund, and a question."""
    slip = page([[(0.3, "Corner Shop Ltd")], [(0.1, "Coffee"), (0.6, "-12.50")], [(0.1, "Total"), (0.6, "-12.50")]])
    before = seen(slip, "receipt")
    assert [False] == [finding.passed for finding in before.extraction.findings]

    after = looked(before, "receipt", Glasses(["12.50", "12.50"]))

    assert after is before


FRONT = page(
    [
        [(0.1, "姓名"), (0.2, "虚构人")],
        [(0.1, "性别"), (0.2, "女"), (0.3, "民族"), (0.4, "汉")],
        [(0.1, "出生"), (0.2, "1949年12月31日")],
        [(0.1, "公民身份号码"), (0.3, "11010519491231003X")],
    ]
)


def test_of_an_identity_card_only_the_number_is_read_again() -> None:
    before = seen(FRONT, "cn_id_card")
    after = looked(before, "cn_id_card", Glasses(["11010519491231002X"]))
    assert "11010519491231002X" == after.extraction.readings["id_number"].text
    assert before.extraction.readings["name"] == after.extraction.readings["name"]
    assert Origin.OCR is after.extraction.readings["birth_date"].source.origin


def test_a_number_that_fits_but_contradicts_the_rest_of_the_card_is_not_taken() -> None:
    """Its check character is right, its day of birth is not the printed one."""
    before = seen(FRONT, "cn_id_card")
    engine = Glasses(["110105194801310043", "110105194801310043"])
    assert looked(before, "cn_id_card", engine) is before


def test_words_of_a_cutting_stand_where_they_stood_on_the_page() -> None:
    box = Box(left=0.25, top=0.5, right=0.75, bottom=0.6)
    cut = cutting(PICTURE, box)
    whole = Word(text="all", box=Box(left=0, top=0, right=1, bottom=1))
    beside = Word(text="cut off", box=Box(left=0, top=0.4, right=0.02, bottom=0.6))

    (placed,) = cut.placed((whole, beside))

    assert placed.text == "all"
    assert abs(placed.box.middle - box.middle) < 0.002
    assert placed.box.left < box.left
    assert placed.box.right > box.right


def test_a_place_beyond_the_rim_of_the_page_is_on_the_rim() -> None:
    part = Box(left=-0.1, top=-0.1, right=0.4, bottom=0.4)
    assert Box(left=0, top=0, right=0.4, bottom=0.4) == within(Box(left=0, top=0, right=1, bottom=1), part)
