"""The files inside a file: each becomes a document of its own, linked to the one it came in."""

from collections.abc import Iterator, Sequence
from typing import Final

from extractors.cut import cut
from extractors.formats import mail, tarball
from extractors.formats.archive import Package
from extractors.formats.child import Child
from extractors.formats.seven_zip import SevenZip
from extractors.formats.written import ARCHIVES, EML, MSG, SEVEN_ZIP, ZIP
from extractors.intake import media_of
from extractors.split import Part
from strongroom.errors import TooManyParts
from strongroom.settings import Limits

CONTAINERS: Final = ARCHIVES | {EML, MSG}
"""The formats that hold other files."""


def children(data: bytes, limits: Limits, parts: Sequence[Part] = ()) -> Iterator[Child]:
    """The files in an archive, the files attached to a mail, or the parts that a file of pages is cut into.

    They come one at a time, so that only one is in memory besides the file itself. Running twice gives the same
    children in the same order, byte for byte.

    Raises:
        TooManyParts: beyond the limits.
        Damaged, Truncated, UnpacksTooLarge, OtherArchive, PasswordNeeded: it cannot be taken apart.
    """
    media = media_of(data, limits)
    if media == ZIP:
        yield from Package(data, limits).children(limits)
    elif media == SEVEN_ZIP:
        yield from SevenZip(data, limits).children(limits)
    elif media in tarball.MEDIA:
        yield from tarball.children(data, limits)
    elif media in (EML, MSG):
        attached = (mail.read_mail(data) if media == EML else mail.read_msg(data, limits)).children
        if len(attached) > limits.max_parts:
            raise TooManyParts(parts=len(attached), limit=limits.max_parts)
        yield from attached
    elif parts:
        yield from cut(data, media, parts, limits)
