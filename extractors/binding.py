"""Papers that belong together bound into one PDF: pages of PDF files as they are, pictures one to a page."""

from collections.abc import Sequence

from extractors.formats import image, pdf_structure
from extractors.intake import PDF, media_of
from strongroom.errors import TooLarge, TooManyPages, UnknownType
from strongroom.settings import Limits


def bound(files: Sequence[bytes], mark: str, limits: Limits) -> bytes:
    """One PDF of all pages of these files, in order; the same bytes whenever it is made.

    ``mark`` is written into it, so that the same papers bound for another purpose give another file. A JPEG is taken
    over as it is; other pictures are packed without loss. Files attached to a PDF stay behind.

    Raises:
        UnknownType: one of the files has no pages that could be bound.
        Damaged, Truncated, PasswordNeeded, TooManyPages, TooManyPixels: one of the files cannot be opened.
        TooManyPages, TooLarge: together they are beyond the limits.
    """
    leaves: list[bytes | list[image.Leaf]] = []
    count = 0
    for data in files:
        media = media_of(data, limits)
        if media == PDF:
            count += pdf_structure.count_pages(data, limits)
            leaves.append(data)
        elif media in image.MEDIA:
            drawn = list(image.leaves(data, media, limits))
            count += len(drawn)
            leaves.append(drawn)
        else:
            raise UnknownType()
        if count > limits.max_pages:
            raise TooManyPages(pages=count, limit=limits.max_pages)
    whole = pdf_structure.bound(leaves, mark)
    if len(whole) > limits.max_bytes:
        raise TooLarge(bytes=len(whole), limit=limits.max_bytes)
    return whole
