"""Where a customer is written to, and in which language. Pure."""

import re
from dataclasses import dataclass, field
from typing import Final

from strongroom.errors import BadForm
from strongroom.messages import Language

_LONGEST: Final = 254
"""RFC 5321, 4.5.3.1.3: the longest path of a mail."""
_MAIL: Final = re.compile(
    r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
"""One plain address. What RFC 5322 allows besides (quotes, comments, lists) is how a second recipient slips in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How a customer is written to. ``mail`` is empty where nobody has said it."""

    mail: str = field(default="", repr=False)
    language: Language = "zh-CN"


def checked_mail(text: str) -> str:
    """A mail address as it was typed, without blanks around it; empty for none.

    Raises:
        BadForm: it is not one plain address.
    """
    typed = text.strip()
    if typed and (len(typed) > _LONGEST or not _MAIL.fullmatch(typed)):
        raise BadForm(field="mail")
    return typed
