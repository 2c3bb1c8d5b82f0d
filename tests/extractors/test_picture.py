"""What is done to a picture before it is read."""

import numpy as np
import pytest

from extractors.picture import LONGEST, evened, reduced, turned
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
