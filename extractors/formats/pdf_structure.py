"""The structure of a PDF: whole or not, how many pages, which files are inside. The only importer of pikepdf."""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import BytesIO

import pikepdf

from extractors.formats.child import Child
from extractors.formats.image import Leaf
from extractors.formats.xml import MAX_XML_BYTES
from strongroom.errors import Damaged, PasswordNeeded, TooManyPages, Truncated
from strongroom.settings import Limits

_TAIL = 2048
"""Readers look for the end mark in the last kilobyte; some mail gateways append to files."""
_MAX_ATTACHMENTS = 50
_DPI = 200
_ERRORS = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError, OverflowError)
"""What pikepdf raises on objects that are not what the file says they are."""


def count_pages(data: bytes, limits: Limits) -> int:
    """Check that a PDF is whole and count its pages.

    A file whose cross-reference table cannot be read is rebuilt by every viewer from the objects that are left. That
    is accepted only where nothing is missing: the end mark is there and all declared pages are.

    Raises:
        Truncated: the end mark is missing and the cross-reference table cannot be read.
        Damaged: it cannot be opened, or fewer pages are there than it declares.
        PasswordNeeded: it opens only with a password.
        TooManyPages: beyond the limits.
    """
    try:
        pages = _pages_of(data, rebuild=False)
    except Damaged:
        if b"%%EOF" not in data[-_TAIL:]:
            raise Truncated() from None
        pages = _pages_of(data, rebuild=True)
    if pages > limits.max_pages:
        raise TooManyPages(pages=pages, limit=limits.max_pages)
    return pages


def embedded_xml(data: bytes) -> Iterator[bytes]:
    """The XML files that a PDF carries (Factur-X, ZUGFeRD, Chinese vouchers), unpacked within bounds.

    Raises:
        Damaged, PasswordNeeded: it cannot be opened.
    """
    with _opened(data, rebuild=True) as pdf:
        names = [name for name in _attachments(pdf) if name.lower().endswith(".xml")]
        for name in names[:_MAX_ATTACHMENTS]:
            content = _content_of(pdf, name, MAX_XML_BYTES)
            if content is not None:
                yield content


def attached(data: bytes, limits: Limits) -> Iterator[Child]:
    """The other files that a PDF carries, in the order of their names; what is too long or oddly packed is left out.

    Raises:
        Damaged, PasswordNeeded: it cannot be opened.
    """
    with _opened(data, rebuild=True) as pdf:
        names = sorted(name for name in _attachments(pdf) if not name.lower().endswith(".xml"))
        for name in names[:_MAX_ATTACHMENTS]:
            content = _content_of(pdf, name, limits.max_bytes)
            if content:
                yield Child(name=name, data=content)


def pages_of(data: bytes, numbers: Sequence[int]) -> bytes:
    """A PDF of these pages alone, counted from 1, each as it was; the same bytes whenever it is made.

    Raises:
        Damaged: there is no such page, or the file cannot be opened. PasswordNeeded: it opens only with a password.
    """
    with _opened(data, rebuild=True) as whole, pikepdf.new() as part:
        part.pages.extend(whole.pages[number - 1] for number in numbers)
        return _saved(part)


def bound(files: Sequence[bytes | Sequence[Leaf]], mark: str) -> bytes:
    """A PDF of all pages of these, in order: of PDF files as they were, of pictures at 200 dpi, at which PDFs are read.

    ``mark`` is among its properties. The same bytes whenever it is made.

    Raises:
        Damaged, PasswordNeeded: one of the files cannot be opened.
    """
    with ExitStack() as stack, pikepdf.new() as whole:
        for file in files:
            if isinstance(file, bytes):
                whole.pages.extend(stack.enter_context(_opened(file, rebuild=True)).pages)
            else:
                for leaf in file:
                    _add(whole, leaf)
        whole.docinfo["/Keywords"] = mark
        return _saved(whole)


def _add(whole: pikepdf.Pdf, leaf: Leaf) -> None:
    width, height = (round(pixels * 72 / _DPI, 2) for pixels in (leaf.width, leaf.height))
    page = whole.add_blank_page(page_size=(width, height))
    picture = pikepdf.Stream(whole, leaf.packed)
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height, picture.BitsPerComponent = leaf.width, leaf.height, 8
    picture.ColorSpace = pikepdf.Name.DeviceGray if leaf.grey else pikepdf.Name.DeviceRGB
    picture.Filter = pikepdf.Name.DCTDecode if leaf.is_jpeg else pikepdf.Name.FlateDecode
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Leaf=picture))
    page.obj.Contents = pikepdf.Stream(whole, f"{width} 0 0 {height} 0 0 cm /Leaf Do".encode())
    if leaf.degrees:
        page.obj.Rotate = leaf.degrees


def unlocked(data: bytes, password: str) -> bytes:
    """A PDF as it is without its password; the bytes themselves where it needs none.

    Raises:
        PasswordNeeded: this is not its password. Damaged: it cannot be opened.
    """
    with _opened(data, rebuild=True, password=password) as pdf:
        return _saved(pdf) if pdf.is_encrypted else data


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


@contextmanager
def _opened(data: bytes, *, rebuild: bool, password: str = "") -> Iterator[pikepdf.Pdf]:
    try:
        with pikepdf.open(BytesIO(data), password=password, attempt_recovery=rebuild) as pdf:
            yield pdf
    except pikepdf.PasswordError as error:
        raise PasswordNeeded() from error
    except _ERRORS as error:
        raise Damaged() from error


def _pages_of(data: bytes, *, rebuild: bool) -> int:
    with _opened(data, rebuild=rebuild) as pdf:
        found = len(pdf.pages)
        if found == 0 or int(pdf.Root.Pages.get("/Count", found)) > found:
            raise Damaged(pages=found)
        return found


def _attachments(pdf: pikepdf.Pdf) -> list[str]:
    try:
        return list(pdf.attachments)
    except _ERRORS:
        return []  # names that are none: the pages are as legible as without them


def _content_of(pdf: pikepdf.Pdf, name: str, most: int) -> bytes | None:
    try:
        return _bounded(pdf.attachments[name], most)
    except _ERRORS:
        return None  # it names a place elsewhere, or is no file at all: the pages are as legible as without it


def _bounded(attachment: pikepdf.AttachedFileSpec, most: int) -> bytes | None:
    stream = attachment.get_file().obj
    packed = bytes(stream.read_raw_bytes())
    filters = stream.get("/Filter")
    names = [filters] if isinstance(filters, pikepdf.Name) else list(filters or ())
    if not names:
        return packed if len(packed) <= most else None
    if [str(name) for name in names] != ["/FlateDecode"]:
        return None
    # Unpacked here and not by the library, which knows no bound: an attachment of kilobytes may unpack to gigabytes.
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(packed, most)
    except zlib.error:
        return None
    return None if unpacker.unconsumed_tail else content
