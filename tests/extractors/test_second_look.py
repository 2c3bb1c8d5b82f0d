"""A closer look at a zone that was lost at page size."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extractors.mrz import find_mrz
from extractors.second_look import second_look
from strongroom.page import Box, Word
from tests.extractors.readers.forms import page

ZONE = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
PICTURE = np.zeros((400, 600, 3), np.uint8)


@dataclass
class Glasses:
    """An engine that sees the zone only if it is shown larger."""

    legible_from: int
    name: str = "glasses"
    looks: int = 0

    def turn(self, picture: npt.NDArray[np.uint8]) -> int:
        """Upright as it is."""
        return 0

    def rest(self) -> None:
        """It holds nothing."""

    def read(self, picture: npt.NDArray[np.uint8]) -> tuple[Word, ...]:
        """Two lines, or nothing."""
        self.looks += 1
        if picture.shape[1] < self.legible_from:
            return ()
        return tuple(
            Word(text=line, box=Box(left=0.1, top=0.3 + 0.3 * at, right=0.9, bottom=0.45 + 0.3 * at))
            for at, line in enumerate(ZONE)
        )


BLURRED = page([[(0.3, "UTOPIA")], *([] for _ in range(16)), [(0.05, "PCUTOERIKSS")], [(0.05, "898902C36UTO740")]])


def test_a_larger_look_brings_the_zone_and_keeps_the_rest_of_the_page() -> None:
    looked = second_look(BLURRED, PICTURE, Glasses(legible_from=800))

    assert find_mrz(looked) is not None
    assert looked.words[0].text == "UTOPIA"
    assert all(0.5 < word.box.middle < 0.8 for word in looked.words if "<" in word.text)


def test_a_larger_scale_is_tried_where_the_first_does_not_help() -> None:
    assert find_mrz(second_look(BLURRED, PICTURE, Glasses(legible_from=1700))) is not None


def test_a_look_that_does_not_help_changes_nothing() -> None:
    assert second_look(BLURRED, PICTURE, Glasses(legible_from=9999)) is BLURRED


def test_a_page_without_a_lost_zone_is_not_read_again() -> None:
    engine = Glasses(legible_from=0)
    plain = page([[(0.1, "A letter about nothing")]])

    assert second_look(plain, PICTURE, engine) is plain
    assert engine.looks == 0
