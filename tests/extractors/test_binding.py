"""Papers bound into one: every page is there, in order, as large and as upright as it was."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from extractors.binding import bound
from extractors.formats import pdf_structure
from extractors.intake import inspect
from extractors.rendition import draw
from strongroom.errors import TooLarge, TooManyPages, UnknownType
from strongroom.settings import Limits

RED, GREEN = (200, 30, 30), (30, 160, 30)


def picture(
    colour: tuple[int, int, int], *, size: tuple[int, int] = (300, 200), form: str = "PNG", turned: int = 1
) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = turned
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, form, exif=exif)
    return out.getvalue()


def a_pdf(pages: int) -> bytes:
    out = BytesIO()
    with pikepdf.new() as made:
        for number in range(pages):
            made.add_blank_page(page_size=(100 + number, 200))
        made.save(out)
    return out.getvalue()


def shown(data: bytes, number: int) -> Image.Image:
    return Image.open(BytesIO(draw(data, number, degrees=0, longest=400, limits=Limits())))


def near(found: object, colour: tuple[int, int, int]) -> bool:
    return isinstance(found, tuple) and all(abs(a - b) < 12 for a, b in zip(found, colour, strict=True))


def test_pages_stand_in_the_order_that_was_given() -> None:
    data = bound([picture(RED), a_pdf(2), picture(GREEN, form="JPEG")], "joined", Limits())
    assert ("application/pdf", 4) == (inspect(data, Limits()).media, inspect(data, Limits()).pages)
    assert near(shown(data, 1).getpixel((50, 50)), RED)
    assert near(shown(data, 4).getpixel((50, 50)), GREEN)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_a_picture_is_read_with_all_its_pixels(form: str) -> None:
    data = bound([picture(RED, size=(1400, 900), form=form), a_pdf(1)], "joined", Limits())
    with pikepdf.open(BytesIO(data)) as opened:
        width, height = (float(edge) for edge in opened.pages[0].mediabox[2:])
    assert (1400, 900) == (round(width * 200 / 72), round(height * 200 / 72))


@pytest.mark.parametrize("turned", [3, 6, 8, 5])
def test_what_a_camera_held_sideways_stands_upright(turned: int) -> None:
    data = bound([picture(RED, form="JPEG", turned=turned), a_pdf(1)], "joined", Limits())
    wide, high = shown(data, 1).size
    assert (wide > high) == (turned == 3)


def test_a_photo_is_taken_over_byte_for_byte() -> None:
    photo = picture(RED, form="JPEG")
    assert photo in bound([photo, a_pdf(1)], "joined", Limits())


def test_binding_twice_gives_the_same_bytes_and_another_mark_gives_others() -> None:
    files = [picture(RED), picture(GREEN)]
    assert bound(files, "one", Limits()) == bound(files, "one", Limits()) != bound(files, "two", Limits())


def test_what_has_no_pages_is_refused() -> None:
    with pytest.raises(UnknownType):
        bound([picture(RED), b"From: ada@example.org\r\nSubject: hello\r\n\r\nhello"], "joined", Limits())


def test_together_they_are_held_to_the_limits() -> None:
    with pytest.raises(TooManyPages):
        bound([a_pdf(2), a_pdf(2)], "joined", Limits(max_pages=3))
    with pytest.raises(TooLarge):
        bound([a_pdf(2), a_pdf(2)], "joined", Limits(max_bytes=500))


def test_the_pages_of_a_pdf_keep_what_they_inherit() -> None:
    data = pdf_structure.bound([a_pdf(2), a_pdf(1)], "joined")
    with pikepdf.open(BytesIO(data)) as opened:
        assert [100, 101, 100] == [int(page.mediabox[2]) for page in opened.pages]
