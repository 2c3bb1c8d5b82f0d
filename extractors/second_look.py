"""A second, closer look at the part of a page that was seen but could not be read."""

from dataclasses import replace

import cv2
import numpy as np

from extractors.engines.engine import OcrEngine
from extractors.mrz import find_mrz, unread_zone
from extractors.picture import Picture
from extractors.region import within
from strongroom.page import Page

# Zones that are lost at page size are read at one of these; which one depends on how far apart their letters stand.
_SCALES = (1.5, 2.0, 3.0)


def second_look(page: Page, picture: Picture, engine: OcrEngine) -> Page:
    """The page itself; or, where its machine-readable zone was lost, with the words of a larger look at it.

    The words of the second look replace those of the first only if they make a zone whose check digits fit.
    """
    part = unread_zone(page)
    if part is None:
        return page
    height, width = picture.shape[:2]
    cut = picture[
        round(part.top * height) : round(part.bottom * height), round(part.left * width) : round(part.right * width)
    ]
    outside = tuple(word for word in page.words if not part.top <= word.box.middle <= part.bottom)
    for scale in _SCALES if cut.size else ():
        larger = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        words = tuple(
            replace(word, box=within(word.box, part)) for word in engine.read(np.asarray(larger, dtype=np.uint8))
        )
        closer = replace(page, words=outside + words)
        if find_mrz(closer) is not None:
            return closer
    return page
