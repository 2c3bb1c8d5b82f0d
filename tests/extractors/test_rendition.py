"""Pages drawn for people: upright, bounded, and nothing else is."""

from io import BytesIO

import pytest
from PIL import Image

from extractors.rendition import LONGEST, draw
from strongroom.errors import Damaged, Refused, UnknownType
from strongroom.settings import Limits


def file_of(size: tuple[int, int], kind: str = "PNG", **options: object) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, "white").save(buffer, kind, **options)
    return buffer.getvalue()


def size_of(jpeg: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(jpeg), formats=["JPEG"]) as image:
        return image.size


def test_a_small_picture_is_drawn_as_it_is() -> None:
    assert (300, 200) == size_of(draw(file_of((300, 200)), 1, degrees=0, limits=Limits()))


def test_a_page_is_turned_upright() -> None:
    assert (200, 300) == size_of(draw(file_of((300, 200)), 1, degrees=90, limits=Limits()))


def test_a_large_picture_is_drawn_smaller() -> None:
    assert (LONGEST, LONGEST // 2) == size_of(draw(file_of((3000, 1500)), 1, degrees=0, limits=Limits()))


def test_a_page_of_a_pdf_is_drawn() -> None:
    second = Image.new("RGB", (600, 300), "white")
    data = file_of((300, 600), "PDF", save_all=True, append_images=[second])
    tall, wide = (size_of(draw(data, number, degrees=0, limits=Limits())) for number in (1, 2))
    assert tall[0] < tall[1]
    assert wide[0] > wide[1]


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_a_page_that_is_not_there_is_refused(kind: str) -> None:
    with pytest.raises(Damaged):
        draw(file_of((300, 200), kind), 2, degrees=0, limits=Limits())


@pytest.mark.parametrize(("data", "error"), [(b"<Invoice/>", Refused), (b"nonsense", UnknownType)])
def test_what_has_no_picture_is_refused(data: bytes, error: type[Refused]) -> None:
    with pytest.raises(error):
        draw(data, 1, degrees=0, limits=Limits())
