"""Leaves: a purpose that was stated, carried in the address of what it opens.

A leave is sealed, so that the purpose is in no log or history; it is good for one document, in one session, for a
while. Everything that is opened with it is recorded with the purpose.
"""

import base64
import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Final

from storage.crypto.small import seal_small, unseal_small
from strongroom.errors import Tampered

_LASTS: Final = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """For whom and for what a leave is good."""

    session: str
    document: str

    @property
    def context(self) -> bytes:
        """What binds a leave to its holder."""
        return f"leave {self.session} {self.document}".encode()


@dataclass(frozen=True, slots=True)
class Leaves:
    """Gives and reads leaves."""

    key: bytes = field(repr=False)

    def give(self, holder: Holder, purpose: str, now: dt.datetime) -> str:
        """A leave as text for an address."""
        body = json.dumps({"purpose": purpose, "until": (now + _LASTS).timestamp()}).encode()
        return base64.urlsafe_b64encode(seal_small(body, self.key, holder.context)).decode().rstrip("=")

    def purpose(self, holder: Holder, leave: str, now: dt.datetime) -> str:
        """The purpose that was stated; empty where the leave is not good here and now."""
        try:
            raw = base64.urlsafe_b64decode(leave + "=" * (-len(leave) % 4))
            body = json.loads(unseal_small(raw, self.key, holder.context))
        except (ValueError, Tampered):
            return ""
        return str(body["purpose"]) if now.timestamp() < body["until"] else ""
