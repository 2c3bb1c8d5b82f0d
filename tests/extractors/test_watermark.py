"""Watermarks are in the pixels, all over the picture, and leave its print legible."""

from io import BytesIO

from PIL import Image, ImageChops

from extractors.watermark import watermarked


def blank(width: int = 900, height: int = 1200) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), "white").save(buffer, "JPEG")
    return buffer.getvalue()


def test_every_part_of_a_page_carries_the_mark() -> None:
    with Image.open(BytesIO(watermarked(blank(), ("ada@example.org", "192.0.2.7")))) as marked:
        assert (900, 1200) == marked.size
        for left in range(0, 900, 450):
            for top in range(0, 1200, 400):
                part = marked.convert("L").crop((left, top, left + 450, top + 400))
                assert part.getextrema()[0] < 230


def test_two_people_get_two_pictures_and_no_letter_breaks_it() -> None:
    one, other = (watermarked(blank(), (address,)) for address in ("ada@example.org", "韩梅梅"))
    with Image.open(BytesIO(one)) as first, Image.open(BytesIO(other)) as second:
        assert ImageChops.difference(first.convert("L"), second.convert("L")).getbbox()
