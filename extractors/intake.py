"""The look at a file's bytes before it is accepted: what it is, whether it is whole, and whether it is within bounds.

Pure and fast: nothing is rendered, decoded or recognised here, and a file's name is never asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from extractors.formats import blocks, image, mail, ofd, office, ole, pdf_structure, tarball
from extractors.formats.archive import Package
from extractors.formats.einvoice_xml import is_invoice
from extractors.formats.plain import decoded
from extractors.formats.seven_zip import MAGIC, SevenZip
from extractors.formats.written import EML, MSG, SEVEN_ZIP, TEXT, ZIP
from extractors.formats.xml import parse
from strongroom.errors import EmptyFile, OtherArchive, TooLarge, UnknownType
from strongroom.settings import Limits

PDF, OFD, XML = "application/pdf", "application/ofd", "application/xml"

_STARTS: Mapping[bytes, str] = MappingProxyType(
    {
        b"\xff\xd8\xff": "image/jpeg",
        b"\x89PNG\r\n\x1a\n": "image/png",
        b"GIF87a": "image/gif",
        b"GIF89a": "image/gif",
        b"II*\0": "image/tiff",
        b"MM\0*": "image/tiff",
        b"II+\0": "image/tiff",
        b"MM\0+": "image/tiff",
        b"BM": "image/bmp",
    }
)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_FORMATS_IN_ZIP = frozenset({"[content_types].xml", "mimetype", "meta-inf/manifest.mf"})
_PROGRAMS = (b"MZ", b"\x7fELF")
_OTHER_ARCHIVES = (b"Rar!\x1a\x07", b"MSCF\0\0\0\0", b"\x28\xb5\x2f\xfd")
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD = 1024
"""A PDF's mark may stand anywhere in the first kilobyte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """``media`` is the type that the content shows; ``pages`` is None where pages mean nothing (XML) or are not counted
    before the words are laid out on them (mails, office files, text).
    """

    media: str
    pages: int | None


def inspect(data: bytes, limits: Limits) -> Inspected:
    """Look at a file.

    Raises:
        EmptyFile, UnknownType, OtherArchive, OldOffice, TooLarge, TooManyPages, TooManyPixels, UnpacksTooLarge,
        Damaged, Truncated, PasswordNeeded: why it cannot be taken; all are ``Refused``.
    """
    if not data:
        raise EmptyFile()
    if len(data) > limits.max_bytes:
        raise TooLarge(bytes=len(data), limit=limits.max_bytes)
    media = media_of(data, limits)
    if media == PDF:
        return Inspected(media=media, pages=pdf_structure.count_pages(data, limits))
    if media == OFD:
        return Inspected(media=media, pages=ofd.count_pages(Package(data, limits), limits))
    if media not in image.MEDIA:
        return Inspected(media=media, pages=None)
    blocks.check_whole(data, media)
    return Inspected(media=media, pages=image.count_pages(data, media, limits))


def media_of(data: bytes, limits: Limits) -> str:
    """The media type that the content shows.

    Raises:
        UnknownType: none that is read.
        OtherArchive, OldOffice: one that is known, and not read.
        Damaged, UnpacksTooLarge, PasswordNeeded: it is a package or XML that cannot be looked into.
    """
    known = _by_its_start(data) or tarball.media_of(data)
    if known is not None:
        return known
    if data.startswith(MAGIC):
        SevenZip(data, limits)
        return SEVEN_ZIP
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(Package(data, limits))
    if data.startswith(ole.MAGIC):
        ole.check_message(data, limits)
        return MSG
    # A mail may carry a PDF, or quote one: what it is itself is said by its own first line.
    if mail.is_mail(data):
        return EML
    return PDF if b"%PDF-" in data[:_HEAD] else _text(data)


def _by_its_start(data: bytes) -> str | None:
    if data.startswith(_OTHER_ARCHIVES):
        raise OtherArchive()
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "image/heic"
    return next((media for start, media in _STARTS.items() if data.startswith(start)), None)


def _text(data: bytes) -> str:
    if _may_be_xml(data):
        if is_invoice(parse(data)):
            return XML
        raise UnknownType()
    if data.startswith(_PROGRAMS) or decoded(data) is None:
        raise UnknownType()
    return TEXT


def _package(package: Package) -> str:
    if ofd.is_ofd(package):
        return OFD
    sort = office.sort_of(package)
    if sort is not None:
        office.check(package)
        return sort
    if _FORMATS_IN_ZIP & set(package.names):
        raise UnknownType()  # slides, drawings, books: a package with a format of its own, and no bundle of papers
    return ZIP


def _may_be_xml(data: bytes) -> bool:
    head = data[:_HEAD]
    for mark in _BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip().startswith(b"<")
