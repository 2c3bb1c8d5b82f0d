"""Pages drawn for people to look at. Originals stay as they are; what is drawn here can be drawn again."""

from itertools import islice

import cv2

from extractors.formats import image, ofd, ofd_draw, pdf
from extractors.formats.archive import Package
from extractors.intake import OFD, PDF, media_of
from extractors.picture import Picture, turned
from strongroom.errors import Damaged, UnknownType
from strongroom.page import Page
from strongroom.settings import Limits

LONGEST = 2200
"""The long side of a drawn page in pixels: A4 at 188 dpi, at which the small print of an invoice can be read."""
_QUALITY = 82


SMALL = 220
"""The long side of a thumbnail."""


def draw(data: bytes, number: int, *, degrees: int, longest: int = LONGEST, limits: Limits) -> bytes:
    """A page, counted from 1, turned clockwise to stand upright, as JPEG of at most so many pixels on its long side.

    Raises:
        UnknownType: the format has no picture of its pages (``has_pictures``).
        Refused: what reading raises over such a file.
    """
    picture = _fitting(turned(page_picture(data, number, limits), degrees), longest)
    done, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise Damaged(page=number)
    return encoded.tobytes()


def has_pictures(media: str) -> bool:
    """Whether pages of a format can be drawn; of the others the words are shown in their places."""
    return media in (PDF, OFD) or media in image.MEDIA


def page_picture(data: bytes, number: int, limits: Limits) -> Picture:
    """A page, counted from 1, as it lies in the file.

    Raises:
        UnknownType: the format has no picture of its pages.
        Refused: what reading raises over such a file.
    """
    media = media_of(data, limits)
    if not has_pictures(media):
        raise UnknownType
    if media == OFD:
        # Drawn by the one who draws all pages, from a page of the same words and lines.
        data, number, media = ofd_draw.as_pdf(ofd.sheet(Package(data, limits), number, limits)), 1, PDF
    if media == PDF:
        return pdf.draw_page(data, number, limits)
    picture = next(islice(image.pictures(data, media, limits), number - 1, None), None)
    if picture is None:
        raise Damaged(page=number)
    return picture


def upright_picture(data: bytes, page: Page, limits: Limits) -> Picture:
    """A page that was read, as it stands upright.

    Raises:
        UnknownType, Refused: as ``page_picture``.
    """
    return turned(page_picture(data, page.number, limits), page.turned)


def _fitting(picture: Picture, longest: int) -> Picture:
    height, width = picture.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return picture
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)  # type: ignore[no-any-return]
