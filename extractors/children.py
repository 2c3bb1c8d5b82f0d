"""The files inside a file: each becomes a document of its own, linked to the one it came in."""

from collections.abc import Iterator, Sequence
from typing import Final

from extractors.cut import cut
from extractors.formats import mail, ofd, outlook, pdf_structure, tarball
from extractors.formats.archive import Package
from extractors.formats.child import Child
from extractors.formats.seven_zip import SevenZip
from extractors.formats.written import ARCHIVES, EML, MSG, SEVEN_ZIP, ZIP
from extractors.intake import OFD, PDF, media_of
from extractors.split import Part
from strongroom.errors import OtherArchive, Refused, TooManyParts, UnknownType, UnpacksTooLarge
from strongroom.settings import Limits

CONTAINERS: Final = ARCHIVES | {EML, MSG}
"""The formats that hold other files."""


def children(data: bytes, limits: Limits, parts: Sequence[Part] = ()) -> Iterator[Child]:
    """The files in an archive, the files attached to a mail, the parts that a file of pages is cut into and what is
    attached to it.

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
        attached = (mail.read_mail(data) if media == EML else outlook.read_msg(data, limits)).children
        if len(attached) > limits.max_parts:
            raise TooManyParts(parts=len(attached), limit=limits.max_parts)
        yield from attached
    else:
        yield from cut(data, media, parts, limits)
        yield from enclosed(data, media, limits)


def enclosed(data: bytes, media: str, limits: Limits) -> Iterator[Child]:
    """The papers attached to a PDF or an OFD file, which is a paper itself.

    XML is read with the file that it is attached to. What is no paper (settings of a printer, a spreadsheet's macros)
    stays where it is.

    Raises:
        Damaged, PasswordNeeded: the file cannot be opened.
        TooManyParts, UnpacksTooLarge: beyond the limits; what is listed again and again counts each time.
    """
    if media == PDF:
        found = pdf_structure.attached(data, limits)
    elif media == OFD:
        found = ofd.attached(Package(data, limits))
    else:
        return
    count, left = 0, limits.max_unpacked_bytes
    for child in found:
        left -= len(child.data)
        if left < 0:
            raise UnpacksTooLarge(limit=limits.max_unpacked_bytes)
        try:
            media_of(child.data, limits)
        except (UnknownType, OtherArchive):
            continue
        except Refused:
            pass  # a paper that cannot be read: it is set aside with its reason, as others are
        count += 1
        if count > limits.max_parts:
            raise TooManyParts(parts=count, limit=limits.max_parts)
        yield child
