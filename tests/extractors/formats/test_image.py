"""Pictures of every make become upright BGR pages."""

import numpy as np
import pytest
from PIL import Image

from extractors.formats.image import pictures
from extractors.picture import LONGEST
from strongroom.errors import Damaged, TooManyPages, TooManyPixels, Truncated
from strongroom.settings import Limits
from tests.extractors.drawn import picture, saved

LIMITS = Limits()
RED_ABOVE_BLUE = Image.new("RGB", (40, 60), "red")
RED_ABOVE_BLUE.paste("blue", (0, 30, 40, 60))


def first(data: bytes, media: str) -> np.ndarray:
    return next(iter(pictures(data, media, LIMITS)))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "P"), ("PNG", "RGBA"), ("TIFF", "CMYK"), ("JPEG", "CMYK"), ("BMP", "RGB"), ("GIF", "P")],
)
def test_every_mode_becomes_bgr(kind: str, mode: str) -> None:
    found = first(saved(RED_ABOVE_BLUE.convert(mode), kind), f"image/{kind.lower()}")
    assert found.shape == (60, 40, 3)
    assert found[10, 20, 2] > 180 > 90 > found[10, 20, 0]
    assert found[50, 20, 0] > 180 > 90 > found[50, 20, 2]


@pytest.mark.parametrize("mode", ["1", "L", "LA"])
def test_greys_become_bgr(mode: str) -> None:
    assert first(saved(Image.new(mode, (30, 20), 0), "PNG"), "image/png").shape == (20, 30, 3)


@pytest.mark.parametrize("top", [4095, 65535])
def test_deep_greys_use_their_own_range(top: int) -> None:
    values = np.linspace(0, top, 200, dtype=np.uint16).reshape(10, 20)
    found = first(saved(Image.fromarray(values), "PNG"), "image/png")
    assert (0, 255) == (found.min(), found.max())


def test_what_is_clear_shows_the_paper() -> None:
    found = first(saved(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG"), "image/png")
    assert found.min() == 255


@pytest.mark.parametrize(("orientation", "red"), [(1, "top"), (3, "bottom"), (6, "right"), (8, "left")])
def test_the_camera_says_which_side_is_up(orientation: int, red: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = first(saved(RED_ABOVE_BLUE, "JPEG", exif=exif), "image/jpeg")
    places = {"top": found[3], "bottom": found[-3], "left": found[:, 3], "right": found[:, -3]}
    assert places[red][..., 2].mean() > 150


def test_large_pictures_are_reduced_to_the_long_side() -> None:
    found = first(saved(picture(size=(7200, 300)), "JPEG"), "image/jpeg")
    assert LONGEST == max(found.shape)


def test_pages_of_a_tiff_come_one_by_one() -> None:
    pages = [Image.new("L", (20, 20), shade) for shade in (10, 120, 240)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert [10, 120, 240] == [int(page.mean()) for page in pictures(data, "image/tiff", LIMITS)]
    with pytest.raises(TooManyPages):
        list(pictures(data, "image/tiff", Limits(max_pages=2)))


def test_limits_hold_before_anything_is_decoded() -> None:
    with pytest.raises(TooManyPixels):
        next(iter(pictures(saved(picture(), "PNG"), "image/png", Limits(max_pixels=100))))


def test_broken_pixels_are_refused() -> None:
    whole = saved(picture(), "JPEG")
    with pytest.raises((Truncated, Damaged)):
        first(whole[: len(whole) // 2], "image/jpeg")
