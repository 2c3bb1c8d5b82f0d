"""Outlook's messages (MS-OXMSG): what was written, as text, HTML or RTF, and what was attached, messages included.

The only importer of oxmsg.
"""

import hashlib
from dataclasses import dataclass
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import Final

from oxmsg import Message
from oxmsg.attachment import Attachment
from oxmsg.storage import Storage, Stream

from extractors.formats import ole
from extractors.formats.child import Child
from extractors.formats.html_text import text_of_html
from extractors.formats.mail import ERRORS, Mail, one_line, sound
from extractors.formats.plain import decoded
from extractors.formats.rtf import text_of_rtf
from extractors.formats.rtf_squeezed import unsqueezed
from strongroom.errors import Damaged, NestedTooDeep
from strongroom.settings import Limits

_HTML, _RTF, _CODE_PAGE, _METHOD = 0x1013, 0x1009, 0x3FDE, 0x3705
_BY_VALUE, _MESSAGE = 1, 5
_ENCLOSED: Final = "__substg1.0_3701000D"
_LONGEST_RTF: Final = 16 * 2**20
"""Bytes. Text is never as long; a mail that is has its pictures in the text, and takes long to go through."""
_TOP, _INNER = 32, 24
"""Bytes before the properties of a message of its own, and of one inside another (MS-OXMSG 2.4.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    stated: dict[str, str]
    body: str
    children: tuple[Child, ...]


def read_msg(data: bytes, limits: Limits) -> Mail:
    """Read an MSG file. A message attached to it comes out as an EML file, the same bytes each time.

    Raises:
        Damaged, OldOffice, UnknownType, UnpacksTooLarge, PasswordNeeded: as ``ole.check_message``; UnpacksTooLarge for
        text as RTF that is too long, too.
        NestedTooDeep: messages lie in each other beyond the limits.
    """
    ole.check_message(data, limits)
    try:
        with ole.opened(data) as file:
            letter = _letter(Storage.from_ole(file), limits, depth=0)
    except ERRORS as error:
        raise Damaged() from error
    heading = (f"{name}: {value}" for name, value in letter.stated.items() if value)
    return Mail(lines=(*heading, "", *letter.body.splitlines()), children=letter.children)


def _letter(storage: Storage, limits: Limits, *, depth: int) -> _Letter:
    if depth > limits.max_depth:
        raise NestedTooDeep(limit=limits.max_depth)
    message = Message(storage)
    sent = message.sent_date
    stated = {
        "From": message.sender or "",
        "To": ", ".join(person.name or person.email_address or "" for person in message.recipients),
        "Subject": message.subject,
        "Date": (sent.isoformat() if depth == 0 else format_datetime(sent)) if sent else "",
    }
    found = (_attached(one, limits, depth=depth) for one in storage.iter_attachment_storages())
    return _Letter(
        stated={name: one_line(value) for name, value in stated.items()},
        body=sound(_body(message)),
        children=tuple(one for one in found if one is not None),
    )


def _body(message: Message) -> str:
    if (plain := message.body or "").strip():
        return plain
    if (html := text_of_html(_html(message))).strip():
        return html
    squeezed = message.properties.binary_prop_value(_RTF)
    return text_of_rtf(unsqueezed(squeezed, _LONGEST_RTF)) if squeezed else ""


def _html(message: Message) -> str:
    data = message.properties.binary_prop_value(_HTML)
    if not data:
        return message.html_body or ""
    if message.properties.int_prop_value(_CODE_PAGE) is None:
        return decoded(data) or ""
    # One letter that is wrong does not take the rest with it.
    return bytes(data).decode(message.properties.body_encoding, "replace")


def _attached(storage: Storage, limits: Limits, *, depth: int) -> Child | None:
    attachment = Attachment(storage)
    method = attachment.properties.int_prop_value(_METHOD)
    if method == _MESSAGE:
        inner = next((one for one in storage.storages if one.name == _ENCLOSED), None)
        return None if inner is None else _enclosed(_letter(_on_its_own(inner), limits, depth=depth + 1))
    data = attachment.file_bytes if method == _BY_VALUE else None
    return Child(name=one_line(attachment.file_name or "") or "attachment", data=data) if data else None


def _on_its_own(inner: Storage) -> Storage:
    """A message inside another has a shorter head before its properties, which the library does not know."""

    def widened(stream: Stream) -> Stream:
        if stream.name != "__properties_version1.0":
            return stream
        head, rows = stream.bytes_[:_INNER], stream.bytes_[_INNER:]
        return Stream(stream.path, head + bytes(_TOP - _INNER) + rows)

    return Storage(inner.path, tuple(widened(stream) for stream in inner.streams), inner.storages)


def _enclosed(letter: _Letter) -> Child:
    """Written as EML: in the outer file its parts lie scattered, so there are no bytes of its own to take out."""
    # The boundary is made of what it parts, so that two readings agree and nothing inside can have it foreseen.
    digest = hashlib.sha256(repr((letter.stated, letter.body)).encode())
    for child in letter.children:
        digest.update(hashlib.sha256(child.data).digest())
    mail = MIMEMultipart(boundary=f"=_{digest.hexdigest()[:40]}")
    for name, value in letter.stated.items():
        mail[name] = Header(value).encode()
    mail.attach(MIMEText(letter.body, "plain", "utf-8"))
    for child in letter.children:
        part = MIMEApplication(child.data)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", child.name))
        mail.attach(part)
    return Child(name=f"{letter.stated['Subject'] or 'mail'}.eml", data=mail.as_bytes())
