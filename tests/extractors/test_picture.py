"""What is done to a picture before it is read."""

import cv2
import numpy as np
import pytest

from extractors.picture import LONGEST, Picture, evened, is_blank, reduced, turned
from tests.extractors.drawn import picture, pixels


def test_a_well_lit_page_is_left_alone() -> None:
    page = pixels(picture())
    assert evened(page) is page


@pytest.mark.parametrize("grey", [False, True])
def test_a_shadow_is_lifted_and_letters_stay(grey: bool) -> None:
    """Light falls off to a fifth from left to right; afterwards the paper is even and the ink still dark."""
    page = pixels(picture())
    fading = np.linspace(1, 0.2, page.shape[1])[None, :, None]
    shadowed = (page * fading).astype(np.uint8)
    if grey:
        shadowed = shadowed[..., 0].copy()
    found = evened(shadowed)
    assert found.shape == shadowed.shape
    paper = found[640:, :].reshape(60, page.shape[1], -1).mean(axis=(0, 2))
    assert paper.min() > 180
    assert found[50:90, 60:400].min() < 90


def test_turning_is_clockwise() -> None:
    page = np.zeros((20, 30, 3), np.uint8)
    page[0, 0] = 255
    assert turned(page, 90)[0, 19].all()
    assert turned(page, 180)[19, 29].all()
    assert turned(page, 270)[29, 0].all()
    assert turned(page, 0) is page


def test_only_large_pictures_are_reduced() -> None:
    small = np.zeros((10, 20), np.uint8)
    assert reduced(small) is small
    assert reduced(np.zeros((10, LONGEST * 2), np.uint8)).shape == (5, LONGEST)


def marked(*boxes: tuple[int, int, int, int], paper: int = 255, ink: int = 30) -> Picture:
    """An A4 page at 100 dpi with filled boxes: left, top, width, height."""
    page = np.full((1169, 827, 3), paper, np.uint8)
    for left, top, width, height in boxes:
        page[top : top + height, left : left + width] = ink
    return page


def dusty(count: int = 60) -> Picture:
    page = marked()
    places = np.random.default_rng(1).integers(40, 780, size=(count, 2))
    page[places[:, 0], places[:, 1]] = 60
    return page


def shadowed() -> Picture:
    page = marked(paper=230)
    page[:, :20] = np.linspace(0, 230, 20)[None, :, None]
    return page


@pytest.mark.parametrize(
    ("page", "blank"),
    [
        (marked(), True),
        (marked(paper=140), True),
        (dusty(), True),
        (shadowed(), True),
        (marked((400, 1100, 6, 12), (412, 1100, 6, 12), (424, 1100, 6, 12)), False),
        (marked((100, 100, 300, 12)), False),
        (pixels(picture()), False),
    ],
)
def test_a_page_is_blank_when_nothing_is_on_it(page: Picture, blank: bool) -> None:
    assert blank == is_blank(page)


def test_a_lone_red_seal_is_something() -> None:
    page = marked()
    cv2.circle(page, (400, 500), 60, (60, 60, 235), 4)
    assert not is_blank(page)
