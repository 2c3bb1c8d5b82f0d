"""Batches of lines, and CTC output turned into words."""

import numpy as np
import pytest

from extractors.engines.recognition import Recogniser, bucket_of, pieces

ALPHABET = ("", "a", "b", "c", " ")


def decoded(classes: list[int], used: float = 1.0) -> list[tuple[str, float, float]]:
    found = pieces(ALPHABET, np.array(classes), np.full(len(classes), 0.8), used=used)
    return [(piece.text, round(piece.start, 2), round(piece.end, 2)) for piece in found]


def test_repeats_fall_together_and_blanks_part_double_letters() -> None:
    assert [("aab", 0.0, 1.0)] == decoded([1, 1, 0, 1, 2, 2])


def test_spaces_part_words_with_places_in_proportion() -> None:
    (first, start, end), (second, after, last) = decoded([1, 2, 0, 0, 4, 0, 0, 3, 3, 0])
    assert ("ab", "c") == (first, second)
    assert 0 == start < end <= after < last == 1


def test_a_line_of_blanks_has_no_words() -> None:
    assert decoded([0, 0, 0]) == []
    assert decoded([0, 4, 0]) == []


def test_padding_does_not_stretch_the_places() -> None:
    ((_, start, end),) = decoded([1, 2, 3, 0, 0, 0], used=0.5)
    assert (0, 1) == (start, end)


def test_confidence_is_the_mean_of_the_letters_alone() -> None:
    (piece,) = pieces(ALPHABET, np.array([0, 1, 0, 2]), np.array([0.1, 0.9, 0.1, 0.7]), used=1.0)
    assert piece.confidence == pytest.approx(0.8)


def test_widths_fall_into_a_short_ladder_that_never_cuts() -> None:
    buckets = {bucket_of(width) for width in range(1, 3201)}
    assert all(bucket_of(width) >= width for width in range(1, 3201))
    assert len(buckets) <= 30


class Echo:
    """A network whose every line reads as one letter, and which remembers the shapes of its batches."""

    alphabet = "a\nb"

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def release(self) -> None:
        """It holds nothing."""

    def run(self, batch: np.ndarray) -> tuple[np.ndarray, ...]:
        self.shapes.append(batch.shape)
        # A dark line reads as b, a light one as a: so the test sees that answers come back to their lines.
        dark = batch[:, 0, :, :8].mean(axis=(1, 2)) < 0
        classes = np.zeros((len(batch), batch.shape[3] // 8), int)
        classes[:, 0] = np.where(dark, 2, 1)
        return np.full(classes.shape, 0.9), classes


def test_every_line_gets_its_own_answer_whatever_the_batches() -> None:
    network = Echo()
    shades = [255, 0] * 11
    lines = [np.full((24, 40 + 37 * place, 3), shade, np.uint8) for place, shade in enumerate(shades)]
    read = Recogniser(network).read(lines)
    assert ["a", "b"] * 11 == [line[0].text for line in read]
    assert {shape[0] for shape in network.shapes} <= {1, 2, 4, 8}
    assert all(shape[0] == 1 or shape[0] * shape[3] <= 8 * 640 for shape in network.shapes)
