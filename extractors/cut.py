"""A file of several papers, cut: each part becomes a file of its own. The file itself stays as it is."""

from collections.abc import Iterator, Sequence
from itertools import islice

import cv2

from extractors.formats import image, pdf, pdf_structure
from extractors.formats.child import Child
from extractors.intake import PDF
from extractors.picture import Picture
from extractors.split import Part
from strongroom.errors import Damaged
from strongroom.page import Box
from strongroom.settings import Limits


def cut(data: bytes, media: str, parts: Sequence[Part], limits: Limits) -> Iterator[Child]:
    """Each part as a file: pages of a PDF as a PDF, unchanged; of pictures as TIFF; a box on a page as PNG.

    Cutting twice gives the same bytes, so that a crash between two children doubles none.

    Raises:
        Damaged: a part names a page that is not there, or the file cannot be taken apart.
    """
    for number, part in enumerate(parts, start=1):
        if part.box is not None:
            picture = _inside(_picture(data, media, part.pages[0], limits), part.box)
            done, encoded = cv2.imencode(".png", picture)
            if not done:
                raise Damaged(page=part.pages[0])
            yield Child(name=f"part-{number}.png", data=encoded.tobytes())
        elif media == PDF:
            yield Child(name=f"part-{number}.pdf", data=pdf_structure.pages_of(data, part.pages))
        else:
            yield Child(name=f"part-{number}.tif", data=image.pages_of(data, media, part.pages))


def _picture(data: bytes, media: str, number: int, limits: Limits) -> Picture:
    if media == PDF:
        return pdf.draw_page(data, number, limits)
    picture = next(islice(image.pictures(data, media, limits), number - 1, None), None)
    if picture is None:
        raise Damaged(page=number)
    return picture


def _inside(picture: Picture, box: Box) -> Picture:
    height, width = picture.shape[:2]
    left, right = round(box.left * width), round(box.right * width)
    top, bottom = round(box.top * height), round(box.bottom * height)
    return picture[top : max(bottom, top + 1), left : max(right, left + 1)]
