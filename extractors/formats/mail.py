"""Mails: what was written, and what was attached. EML (RFC 5322, MIME)."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from typing import Final

from extractors.formats import ole
from extractors.formats.child import Child
from extractors.formats.html_text import text_of_html
from strongroom.errors import Damaged

_HEADERS: Final = ("From", "To", "Cc", "Subject", "Date")
_FIRST: Final = re.compile(rb"[!-9;-~]{1,70}:[ \t]?[^\0]{0,900}\r?\n")
_TELLING: Final = re.compile(rb"(?im)^(from|received|return-path|message-id|mime-version|delivered-to):")
_HEAD: Final = 16_384
_LONGEST_HEADER: Final = 4_000
_SIGNATURES: Final = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
_LOGO: Final = 20_000
"""An inline picture of fewer bytes is the logo of a signature, and not a paper that somebody photographed."""
ERRORS: Final = (*ole.ERRORS, MessageError, LookupError, ArithmeticError, NotImplementedError)
"""What the standard library raises over headers and encodings that break the rules in ways it did not foresee."""


class _Bounded(EmailPolicy):
    """The standard library's reading of headers, which takes minutes over very long ones: they are cut short."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as lines of text, heading first, and the files attached to it."""

    lines: tuple[str, ...]
    children: tuple[Child, ...]


def is_mail(data: bytes) -> bool:
    """Say whether bytes begin as a mail does: with a header field, and a telling one among the first."""
    head = data[:_HEAD].partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    return _FIRST.match(data) is not None and len({match.lower() for match in _TELLING.findall(head)}) >= 2


def read_mail(data: bytes) -> Mail:
    """Read an EML file.

    Raises:
        Damaged: it is too broken to be taken apart.
    """
    try:
        message = email.message_from_bytes(data, policy=_Bounded())
        if not isinstance(message, EmailMessage):
            raise Damaged()
        heading = [f"{name}: {value}" for name in _HEADERS if (value := _header(message, name))]
        html, plain = _bodies(message)
        written = plain if plain.strip() else text_of_html(html)
        return Mail(lines=(*heading, "", *sound(written).splitlines()), children=tuple(_parts(message, html)))
    except ERRORS as error:
        raise Damaged() from error


def _header(message: EmailMessage, name: str) -> str:
    return one_line(str(message.get(name, "")))


def one_line(text: str) -> str:
    """A stranger's text as one line."""
    return " ".join(sound(text).split())


def sound(text: str) -> str:
    """A stranger's text as one that can be written down."""
    # Raw bytes in a header come as lone surrogates, which cannot be written down.
    return text.encode("utf-8", "replace").decode("utf-8")


def _bodies(message: EmailMessage) -> tuple[str, str]:
    found = {"html": "", "plain": ""}
    for sort in found:
        part = message.get_body(preferencelist=(sort,))
        if isinstance(part, EmailMessage):
            found[sort] = _text(part)
    return found["html"], found["plain"]


def _text(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError, ValueError):
        # An encoding that nobody knows: the letters of ASCII are still the right ones.
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _parts(message: EmailMessage, html: str) -> Iterator[Child]:
    for number, part in enumerate(message.iter_attachments(), start=1):
        if part.get_content_type() in _SIGNATURES:
            continue
        data = _bytes_of(part)
        if data and not _is_logo(part, data, html):
            name = one_line(part.get_filename() or "") or _named(part.get_content_type(), number)
            yield Child(name=name, data=data)


def _bytes_of(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, Message) else b""
    if part.is_multipart():
        return part.as_bytes()
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _is_logo(part: EmailMessage, data: bytes, html: str) -> bool:
    name = str(part.get("Content-ID", "")).strip("<> ")
    return part.get_content_maintype() == "image" and len(data) < _LOGO and bool(name) and f"cid:{name}" in html


def _named(media: str, number: int) -> str:
    return f"attachment-{number}.{'eml' if media == 'message/rfc822' else media.rpartition('/')[2][:10]}"
