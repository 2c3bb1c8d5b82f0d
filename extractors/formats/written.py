"""Formats that hold text without pages: mails, office files, plain text. Their text is laid out on pages here."""

from typing import Final

from extractors.formats import mail, office, outlook, tarball
from extractors.formats.plain import decoded, lay_out
from strongroom.content import Content, Table
from strongroom.errors import UnknownType
from strongroom.settings import Limits

EML, MSG, TEXT = "message/rfc822", "application/vnd.ms-outlook", "text/plain"
ZIP, SEVEN_ZIP = "application/zip", "application/x-7z-compressed"
ARCHIVES: Final = frozenset({ZIP, SEVEN_ZIP}) | tarball.MEDIA
"""Formats that are nothing but a bundle of other files."""


def content_of(media: str, data: bytes, limits: Limits) -> Content:
    """Read a file of one of these formats. An archive has nothing to read in itself: its files are its children.

    Raises:
        Damaged, UnpacksTooLarge, PasswordNeeded: it cannot be taken apart.
        TooManyPages: its text fills more pages than the limits.
        UnknownType: another format.
    """
    tables: tuple[tuple[office.Row, ...], ...] = ()
    if media in ARCHIVES:
        return Content(media=media, pages=())
    if media == EML:
        lines = mail.read_mail(data).lines
    elif media == MSG:
        lines = outlook.read_msg(data, limits).lines
    elif media in office.READERS:
        paper = office.READERS[media](data)
        lines, tables = paper.lines, paper.tables
    else:
        text = decoded(data)
        if media != TEXT or text is None:
            raise UnknownType()
        lines = tuple(text.split("\n"))
    return Content(media=media, pages=tuple(lay_out(lines, limits)), tables=tuple(Table(rows=rows) for rows in tables))
