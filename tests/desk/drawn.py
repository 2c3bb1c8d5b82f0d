"""Pictures of invented papers: plain print on white, enough for people and screenshots."""

from collections.abc import Iterable
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1000, 700


def bound(pages: Iterable[bytes]) -> bytes:
    """Drawn pages as one TIFF."""
    first, *others = (Image.open(BytesIO(page)) for page in pages)
    buffer = BytesIO()
    first.save(buffer, "TIFF", save_all=True, append_images=others)
    return buffer.getvalue()


def drawn(lines: Iterable[str], *, mark: int = 0) -> bytes:
    """A page with one line in each tenth of its height; ``mark`` makes two pages of the same text differ."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines, start=1):
        pen.text((0.08 * WIDTH, 0.1 * number * HEIGHT), line, fill=(30, 30, 40), font=_font())
    image.putpixel((0, 0), (mark % 256, mark // 256 % 256, 0))
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1)  # thousands are drawn, and none is kept
    return buffer.getvalue()


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 34)
    except OSError:
        return ImageFont.load_default(34)
