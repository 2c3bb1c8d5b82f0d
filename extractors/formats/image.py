"""Pictures: JPEG, PNG, TIFF, WebP, HEIC, BMP and GIF. The only importer of Pillow and pillow-heif."""

import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
import pillow_heif
from PIL import Image, UnidentifiedImageError

from extractors.picture import LONGEST, Picture, reduced
from strongroom.errors import Damaged, TooManyPages, TooManyPixels, Truncated
from strongroom.settings import Limits

_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
    "image/bmp": "BMP",
    "image/gif": "GIF",
}
_ORIENTATION = 0x0112
_CAMERA_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What the camera's note of how it was held asks for (EXIF 2.3, 4.6.4)."""
MEDIA = frozenset(_FORMATS) | {"image/heic"}
"""The media types this module reads."""


def count_pages(data: bytes, media: str, limits: Limits) -> int:
    """Check the headers of all pages, without decoding any, and count them. Animations count as their first frame.

    Raises:
        Damaged, Truncated: the structure is broken, or ends too early.
        TooManyPages, TooManyPixels: beyond the limits.
    """
    with _opened(data, media) as image:
        count = 0
        for frame in _frames(image):
            count += 1
            _check_size(frame, limits)
            _check_complete(frame, len(data))
            if count > limits.max_pages:
                raise TooManyPages(pages=count, limit=limits.max_pages)
        return count


def pictures(data: bytes, media: str, limits: Limits) -> Iterator[Picture]:
    """The pages as BGR pictures, one at a time, turned as the camera said, with a long side of at most ``LONGEST``.

    Raises:
        Damaged, Truncated: the pixels cannot be decoded, or end too early.
        TooManyPixels: beyond the limits; raised before anything is decoded.
    """
    with _opened(data, media) as image:
        for number, frame in enumerate(_frames(image), start=1):
            if number > limits.max_pages:
                raise TooManyPages(pages=number, limit=limits.max_pages)
            _check_size(frame, limits)
            yield _decoded(frame)


def pages_of(data: bytes, media: str, numbers: Sequence[int]) -> bytes:
    """A TIFF of these pages alone, counted from 1, packed without loss; the same bytes whenever it is made.

    Raises:
        Damaged, Truncated: there is no such page, or its pixels cannot be decoded.
    """
    with _opened(data, media) as image:
        wanted = [frame.copy() for number, frame in enumerate(_frames(image), start=1) if number in numbers]
        if len(wanted) != len(numbers):
            raise Damaged()
        out = BytesIO()
        wanted[0].save(out, "TIFF", save_all=True, append_images=wanted[1:], compression="tiff_adobe_deflate")
        return out.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A picture as a page holds it: its size, grey or colour, and its pixels in rows from the top.

    ``packed`` is a JPEG as it came, or the pixels deflated; ``degrees`` is how far it is turned clockwise to stand
    upright.
    """

    width: int
    height: int
    grey: bool
    packed: bytes = field(repr=False)
    is_jpeg: bool
    degrees: int = 0


def leaves(data: bytes, media: str, limits: Limits) -> Iterator[Leaf]:
    """The pages as they are put into a PDF; the same bytes whenever they are made.

    Raises:
        Damaged, Truncated, TooManyPages, TooManyPixels: as for ``pictures``.
    """
    whole = _as_it_came(data, media, limits)
    if whole is not None:
        yield whole
        return
    for picture in pictures(data, media, limits):
        height, width = picture.shape[:2]
        grey = bool((picture == picture[..., :1]).all())
        pixels = picture[..., 0] if grey else picture[..., ::-1]
        packed = zlib.compress(np.ascontiguousarray(pixels).tobytes(), 6)
        yield Leaf(width=width, height=height, grey=grey, packed=packed, is_jpeg=False)


_TURNED = {1: 0, 3: 180, 6: 90, 8: 270}
"""Clockwise degrees of the camera's notes that a PDF can say too; it has no mirrors."""


def _as_it_came(data: bytes, media: str, limits: Limits) -> Leaf | None:
    if media != "image/jpeg":
        return None
    with _opened(data, media) as image:
        _check_size(image, limits)
        degrees = _TURNED.get(image.getexif().get(_ORIENTATION, 1))
        if degrees is None or image.mode not in {"L", "RGB"}:
            return None
        return Leaf(
            width=image.width, height=image.height, grey=image.mode == "L", packed=data, is_jpeg=True, degrees=degrees
        )


@contextmanager
def _opened(data: bytes, media: str) -> Iterator[Image.Image]:
    """Open by the format that the content showed, and translate what Pillow raises on hostile bytes."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of large and odd files; size is checked here against our own limits, oddities by decoding.
            warnings.simplefilter("ignore")
            if media == "image/heic":
                yield pillow_heif.open_heif(BytesIO(data), convert_hdr_to_8bit=True)[0].to_pillow()
            else:
                with Image.open(BytesIO(data), formats=[_FORMATS[media]]) as image:
                    yield image
    except Image.DecompressionBombError:
        raise TooManyPixels(pixels="?", limit="?") from None
    except (UnidentifiedImageError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError) as error:
        raise Damaged() from error
    except (ArithmeticError, AttributeError, AssertionError, RuntimeError, NotImplementedError) as error:
        # Pillow's plug-ins fail in these ways on fuzzed headers.
        raise Damaged() from error
    except OSError as error:
        if "truncated" in str(error):
            raise Truncated() from error
        raise Damaged() from error


def _frames(image: Image.Image) -> Iterator[Image.Image]:
    if image.format != "TIFF":
        yield image
        return
    number = 0
    while True:
        try:
            image.seek(number)
        except EOFError:
            return
        yield image
        number += 1


def _check_size(frame: Image.Image, limits: Limits) -> None:
    pixels = frame.width * frame.height
    if pixels > limits.max_pixels:
        raise TooManyPixels(pixels=pixels, limit=limits.max_pixels)
    if pixels == 0:
        raise Damaged()


_STRIPS, _TILES = (273, 279), (324, 325)


def _check_complete(frame: Image.Image, length: int) -> None:
    # A TIFF says where its strips or tiles lie; the other formats are checked by the walk over their blocks.
    tags = getattr(frame, "tag_v2", None)
    if tags is None:
        return
    for places, lengths in (_STRIPS, _TILES):
        pairs = zip(tags.get(places, ()), tags.get(lengths, ()), strict=False)
        if any(place + size > length for place, size in pairs):
            raise Truncated()


def _decoded(frame: Image.Image) -> Picture:
    # Decoding a JPEG at a half, a quarter or an eighth costs a fraction; draft never goes below the wanted size.
    frame.draft("RGB", (LONGEST, LONGEST))
    turn = _CAMERA_TURNS.get(frame.getexif().get(_ORIENTATION, 1))
    small = _smaller(frame)
    upright = small.transpose(turn) if turn is not None else small
    if upright.mode in {"I", "F"} or upright.mode.startswith("I;16"):
        grey = _stretched(upright)
        return reduced(np.repeat(grey[..., None], 3, axis=2))
    if upright.has_transparency_data:
        upright = _on_white(upright)
    rgb = np.asarray(upright.convert("RGB"), dtype=np.uint8)
    return reduced(np.ascontiguousarray(rgb[..., ::-1]))


def _smaller(frame: Image.Image) -> Image.Image:
    # A huge page is made smaller before anything else is made of it: each step would hold another copy of all of it.
    factor = max(frame.size) // LONGEST
    if factor < 2:
        return frame
    plain = frame.convert("L") if frame.mode == "1" else frame
    return plain.reduce(factor) if plain.mode in {"L", "RGB", "RGBA", "CMYK"} else frame


def _stretched(deep: Image.Image) -> Picture:
    # Deep greys use any part of their range (scanners 16 bits, cameras 10 or 12): the range found becomes 0 to 255.
    values = np.nan_to_num(np.asarray(deep, dtype=np.float32))
    low, high = float(values.min()), float(values.max())
    return ((values - low) * (255 / max(high - low, 1e-6))).astype(np.uint8)


def _on_white(image: Image.Image) -> Image.Image:
    clear = image.convert("RGBA")
    paper = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(paper, clear)
