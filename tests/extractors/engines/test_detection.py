"""From a map of chances to rectangles around lines."""

import numpy as np
import pytest

from extractors.engines.detection import find_lines, height_of, length_of, rectangles


def chances(*boxes: tuple[int, int, int, int], sure: float = 0.9) -> np.ndarray:
    found = np.zeros((200, 300), np.float32)
    for left, top, right, bottom in boxes:
        found[top:bottom, left:right] = sure
    return found


def test_a_line_is_grown_on_all_sides_by_the_same_distance() -> None:
    (quad,) = rectangles(chances((100, 50, 200, 60)))
    left, top = quad.min(axis=0)
    right, bottom = quad.max(axis=0)
    assert 90 <= left < 100
    assert 200 < right <= 210
    assert 100 - left == pytest.approx(50 - top, abs=1.5)
    assert right - 200 == pytest.approx(bottom - 60, abs=1.5)


def test_two_lines_stay_two() -> None:
    assert len(rectangles(chances((20, 20, 120, 30), (20, 60, 120, 70)))) == 2


def test_specks_and_doubtful_regions_are_left_out() -> None:
    assert rectangles(chances((50, 50, 52, 52))) == []
    assert rectangles(chances((50, 50, 150, 60), sure=0.4)) == []


def test_corners_run_clockwise_from_the_top_left() -> None:
    (quad,) = rectangles(chances((100, 50, 200, 60)))
    assert length_of(quad) > height_of(quad)
    assert quad[0][0] < quad[1][0]
    assert quad[0][1] < quad[3][1]


class Recorder:
    """A detector that remembers the shapes it was given and finds one line of a certain height."""

    alphabet = ""

    def __init__(self, line: int) -> None:
        self.shapes: list[tuple[int, ...]] = []
        self._line = line

    def release(self) -> None:
        """It holds nothing."""

    def run(self, batch: np.ndarray) -> tuple[np.ndarray, ...]:
        self.shapes.append(batch.shape[2:])
        found = np.zeros((1, 1, *batch.shape[2:]), np.float32)
        found[0, 0, 50 : 50 + self._line, 50:250] = 0.9
        return (found,)


@pytest.mark.parametrize(
    ("size", "line", "shapes"),
    [
        ((700, 1000), 30, [(768, 1024)]),
        ((7000, 10000), 30, [(768, 1024)]),
        ((3508, 2480), 30, [(1024, 768)]),
        ((3508, 2480), 6, [(1024, 768), (1536, 1152)]),  # small print is looked for again
        ((700, 1000), 6, [(768, 1024)]),  # ... but nothing is gained by enlarging
        ((4000, 400), 30, [(2560, 256)]),  # a till roll keeps its letters
    ],
)
def test_the_detector_sees_few_shapes(size: tuple[int, int], line: int, shapes: list[tuple[int, int]]) -> None:
    recorder = Recorder(line)
    find_lines(np.full((*size, 3), 255, np.uint8), recorder)
    assert recorder.shapes == shapes
