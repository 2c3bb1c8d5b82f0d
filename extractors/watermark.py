"""Watermarks: for whom a picture was drawn, and when, written across it again and again.

They keep nobody from passing a picture on; they say who did. The words go into the pixels, under which nothing of the
clean picture is left in the file.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

_ANGLE: Final = 28
_STRENGTH: Final = 70
"""Of 255: plain to see on white and on a photograph, and the print below stays legible."""
_QUALITY: Final = 82


def watermarked(jpeg: bytes, lines: Sequence[str]) -> bytes:
    """A picture that we drew, as JPEG, with these lines across it. Letters beyond Latin are written as ``?``."""
    with Image.open(BytesIO(jpeg)) as opened:
        picture = opened.convert("RGB")
    text = "\n".join(line.encode("latin-1", "replace").decode("latin-1") for line in lines)
    font = ImageFont.load_default(max(12, max(picture.size) // 55))
    tile = _tile(text, font)
    mask = Image.new("L", picture.size, 0)
    for top in range(0, picture.height, tile.height):
        for left in range(-(top // tile.height % 2) * tile.width // 2, picture.width, tile.width):
            mask.paste(tile, (left, top))
    picture.paste((120, 30, 40), (0, 0), mask)
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


def _tile(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> Image.Image:
    left, top, right, bottom = ImageDraw.Draw(Image.new("L", (1, 1))).multiline_textbbox((0, 0), text, font=font)
    flat = Image.new("L", (int(right - left) + 60, int(bottom - top) + 50), 0)
    ImageDraw.Draw(flat).multiline_text((30, 20), text, fill=_STRENGTH, font=font)
    return flat.rotate(_ANGLE, expand=True, resample=Image.Resampling.BICUBIC)
