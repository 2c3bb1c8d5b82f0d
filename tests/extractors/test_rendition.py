"""Pages drawn for people: upright, bounded, and nothing else is."""

from io import BytesIO

import pytest
from PIL import Image

from extractors.rendition import LONGEST, draw
from strongroom.errors import Damaged, Refused, UnknownType
from strongroom.settings import Limits
from tests.extractors.drawn import ofd_parts, package


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


def ofd_with_lines(*lines: str) -> bytes:
    parts = ofd_parts()
    name = "Doc_0/Tpls/Tpl_0/Content.xml"
    parts[name] = parts[name].replace("</ofd:Layer>", f"{''.join(lines)}</ofd:Layer>")
    return package(parts)


def path(data: str, attributes: str = 'Boundary="10 20 190 100" LineWidth="1"', inside: str = "") -> str:
    return f"<ofd:PathObject {attributes}>{inside}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"


def ink(jpeg: bytes, box: tuple[float, float, float, float]) -> float:
    """The share of dark pixels in a part of the page."""
    with Image.open(BytesIO(jpeg), formats=["JPEG"]) as drawn:
        width, height = drawn.size
        part = drawn.convert("L").crop(
            (round(box[0] * width), round(box[1] * height), round(box[2] * width), round(box[3] * height))
        )
    dark = part.histogram()
    return sum(dark[:128]) / max(sum(dark), 1)


def test_an_ofd_page_is_drawn_with_its_words_where_they_were_read_and_its_lines() -> None:
    frame = path("M 0 0 L 190 0 L 190 100 L 0 100 C")
    drawn = draw(ofd_with_lines(frame), 1, degrees=0, limits=Limits())
    width, height = size_of(drawn)
    assert width / height == pytest.approx(210 / 140, rel=0.01)
    # "113.00" of the page, the label of the template, the left edge of the frame, and nothing at the bottom right.
    assert ink(drawn, (105 / 210, 71 / 140, 114 / 210, 75 / 140)) > 0.05
    assert ink(drawn, (20 / 210, 31 / 140, 29 / 210, 35 / 140)) > 0.05
    assert ink(drawn, (9.5 / 210, 50 / 140, 10.5 / 210, 60 / 140)) > 0.5
    assert ink(drawn, (0.6, 0.87, 1.0, 1.0)) == 0


@pytest.mark.parametrize("box", ["0 0 0.5 0.2", "0 0 1 1", "0 0 999999999 1"])
def test_an_ofd_page_of_an_impossible_size_is_drawn_within_bounds(box: str) -> None:
    name = "Doc_0/Document.xml"
    parts = ofd_parts()
    parts = {place: text.replace("0 0 210 140", box) for place, text in parts.items()}
    assert box in parts[name]
    assert max(size_of(draw(package(parts), 1, degrees=0, limits=Limits()))) <= 2200


def test_an_ofd_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(Damaged):
        draw(package(ofd_parts()), 2, degrees=0, limits=Limits())


@pytest.mark.parametrize(
    "line",
    [
        path(""),
        path("L 1 1 L 2 2"),
        path("M a b L nan inf"),
        path("M 0 0 Q 1 1 2 2 A 3 3 0 0 1 4 4 B 1 1 2 2 3 3 C"),
        path("M 0 0 X 1 1"),
        path("M 0 0 L 999999999 999999999 " * 3000),
        path("M 0 0 L 1 1", 'Boundary="a b c d"'),
        path("M 0 0 L 1 1", 'Boundary="0 0 9 9" CTM="0 0 0 0 0 0" LineWidth="-5"'),
        path("M 0 0 L 1 1", 'Boundary="0 0 9 9" Stroke="false" Fill="true"', '<ofd:FillColor Value="999 -9 x"/>'),
        path("M 0 0 L 1 1) Tj ET Q (", 'Boundary="0 0 9 9"'),
    ],
)
def test_lines_that_make_no_sense_are_left_out_or_drawn_within_the_page(line: str) -> None:
    assert (1654, 1103) == size_of(draw(ofd_with_lines(line), 1, degrees=0, limits=Limits()))
