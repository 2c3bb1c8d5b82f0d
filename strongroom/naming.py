"""Names and tags of filed documents: legal everywhere, and silent about sensitive values."""

import datetime as dt
import re
import string
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from strongroom.fold import squeeze
from strongroom.kind import Kind
from strongroom.masks import last4
from strongroom.reading import Readings

MAX_BYTES = 200
"""UTF-8 bytes of a whole name. File systems allow 255; what people copy names into (archives, synchronisers) less."""
MAX_CHARACTERS = 120
MAX_PART = 40
"""Characters of one field's text where the rule states none, so that a long seller leaves room for the number."""
MAX_TAG = 40

_EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "image/heif": ".heif",
    "image/bmp": ".bmp",
    "image/gif": ".gif",
    "application/ofd": ".ofd",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/plain": ".txt",
    "message/rfc822": ".eml",
    "application/vnd.ms-outlook": ".msg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/zip": ".zip",
    "application/x-7z-compressed": ".7z",
    "application/x-tar": ".tar",
    "application/gzip": ".gz",
    "application/x-bzip2": ".bz2",
    "application/x-xz": ".xz",
}
# Windows opens devices under these names, whatever extension follows ("Naming Files, Paths, and Namespaces").
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
_FORBIDDEN = frozenset('<>:"/\\|?*')
_TELLING = 5
"""A sensitive value of fewer letters and digits (a sex, a class of licence) would be found in any name by chance."""


def file_name(kind: Kind, readings: Readings, *, received: dt.date, media: str, number: int = 1) -> str:
    """The name under which a document is filed, by its kind's rule.

    A part whose field was not read is left out with the text before it. ``number`` 2 gives ``name-2.pdf``, for a name
    that is taken; compare names by ``name_key``. A name that would show a sensitive value, because some other field
    repeats it, falls back to the date of receipt and the kind.
    """
    extension = _EXTENSIONS.get(media, ".bin")
    tail = (f"-{number}" if number > 1 else "") + extension
    stem = _clean(_fill(kind, readings, received))
    if not stem or _repeats_sensitive(stem, kind, readings):
        stem = f"{received.isoformat()}_{kind.id}"
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    return _fit(stem, tail) + tail


def name_key(name: str) -> str:
    """What two names share that file systems with folded case (Windows, macOS) cannot keep apart."""
    return unicodedata.normalize("NFC", name.casefold())


def tags(kind: Kind, readings: Readings, folders: Iterable[str]) -> tuple[str, ...]:
    """The tags of a document: its kind's, the year and month of its date, and the folders it was dropped in.

    The date is the first field of the kind, in the kind's order, that is a date, is not sensitive and was read.
    """
    found = list(kind.tags)
    for field in kind.fields:
        reading = readings.get(field.name)
        if reading and isinstance(reading.value, dt.date) and not field.sensitive:
            found += [f"{reading.value:%Y}", f"{reading.value:%Y-%m}"]
            break
    found += [tag for folder in folders if (tag := clean_tag(folder)) and not _repeats_sensitive(tag, kind, readings)]
    return tuple(dict.fromkeys(found))


def clean_tag(text: str) -> str:
    """A tag as it is kept and compared: folded, lower case, dashes for blanks; empty if nothing is left."""
    words = _clean(unicodedata.normalize("NFKC", text).casefold())
    return words[:MAX_TAG].strip("-_.")


def _fill(kind: Kind, readings: Readings, received: dt.date) -> str:
    filled = ""
    for literal, name, spec, _ in string.Formatter().parse(kind.name):
        part = "" if name is None else _part(name, spec or "", kind=kind, readings=readings, received=received)
        if part or name is None:
            filled += literal + part
    return filled


def _part(name: str, spec: str, *, kind: Kind, readings: Readings, received: dt.date) -> str:
    if name == "received":
        return received.isoformat()
    if name == "kind":
        return kind.id
    reading = readings.get(name)
    if reading is None:
        return ""
    if spec == "last4":
        return last4(reading.text)
    if isinstance(reading.value, Decimal):
        return reading.text  # cleaning would take the sign of a credit for a stray dash
    return _clean(reading.text)[: int(spec or MAX_PART)].strip("-_.")


def _clean(text: str) -> str:
    kept = "".join(_safe(character) for character in unicodedata.normalize("NFC", text))
    return re.sub(r"-{2,}", "-", re.sub(r"\s+", "-", kept)).strip("-_. ")


def _safe(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    if category == "Cf":
        return ""  # bidirectional overrides and zero-width marks: a name must read as it is spelt
    return "-" if character in _FORBIDDEN or category[0] in "CZ" else character


def _fit(stem: str, tail: str) -> str:
    stem = stem[: MAX_CHARACTERS - len(tail)]
    room = MAX_BYTES - len(tail.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip("-_. ")


def _repeats_sensitive(text: str, kind: Kind, readings: Readings) -> bool:
    bare = squeeze(text)
    secrets = (
        squeeze(readings[field.name].text) for field in kind.fields if field.sensitive and field.name in readings
    )
    return any(len(secret) >= _TELLING and secret in bare for secret in secrets)
