"""Webhooks: what programs elsewhere are told, how it is signed, where it may go, and when it is given up. Pure.

A message follows the Standard Webhooks convention (standardwebhooks.com, version 1): the headers ``webhook-id``,
``webhook-timestamp`` (seconds since 1970) and ``webhook-signature``, which is ``v1,`` and the base64 of
HMAC-SHA256 over ``{id}.{timestamp}.{body}``; a secret is ``whsec_`` and the base64 of 32 bytes. A message holds ids,
codes and times and nothing of any paper: what it is about, the receiver asks of the JSON interface with a token.
"""

import base64
import datetime as dt
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from strongroom.errors import BadForm
from strongroom.transport import stays_here

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PREFIX: Final = "whsec_"
OVERLAP: Final = dt.timedelta(hours=24)
"""How long messages carry the signature of the former secret too, after it was changed."""
_LONGEST_URL: Final = 2000
_WAITS: Final = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600, 840))
ATTEMPTS: Final = len(_WAITS) + 1
"""After so many failures, within about a day and a half, a message is given up."""
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


class Event(StrEnum):
    """What programs can be told of."""

    RECEIVED = "document.received"
    FILED = "document.filed"
    REVIEW_OPENED = "document.review_opened"
    REVIEW_DUE = "document.review_due"
    QUARANTINED = "document.quarantined"
    EXPIRING = "document.expiring"
    DISPOSITION_PROPOSED = "document.disposition_proposed"
    DESTROYED = "document.destroyed"
    ERASED = "document.erased"
    REQUEST_DECIDED = "request.decided"


PING: Final = "webhook.ping"
"""The type of a message that an administrator sends to see whether it arrives."""


class Health(StrEnum):
    """Whether messages go to an endpoint."""

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"
    """It took nothing for so long that a message was given up. A person starts it again."""


class Problem(StrEnum):
    """Why a message was not taken."""

    STATUS = "status"
    """An answer that is no 2xx."""
    REDIRECT = "redirect"
    """It points elsewhere; nobody follows, for the address was chosen by a person."""
    GONE = "gone"
    """The receiver says with 410 that it wants no more."""
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    """No connection, or none whose certificate is right."""
    BARRED = "barred"
    """Its name stands for an address that messages may not go to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How a message was received. ``status`` is that of HTTP, 0 where there was none."""

    status: int = 0
    problem: Problem | None = None

    @property
    def ends_the_round(self) -> bool:
        """Whether the endpoint itself is in trouble, so that nothing else is tried at once."""
        busy = self.status == 429 or self.status >= 500
        return busy or self.problem in (Problem.GONE, Problem.TIMEOUT, Problem.UNREACHABLE, Problem.BARRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What an event of the audit trail is to the programs that are told; ``facts`` are ids and codes."""

    event: Event
    facts: Mapping[str, str | int]


Facts = Mapping[str, Any]


def happening(action: str, facts: Facts) -> Happening | None:
    """What programs are told of an event of the audit trail; None where it is nothing to them."""
    read = _READ.get(action)
    return read(facts) if read else None


def body_of(event: str, at: dt.datetime, data: Mapping[str, str | int]) -> str:
    """The body of a message: JSON without blanks, the same for each attempt."""
    stamp = at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": event, "timestamp": stamp, "data": dict(data)}, separators=(",", ":"), sort_keys=True)


def secret_of(key: bytes) -> str:
    """A secret as it is shown, once."""
    return PREFIX + base64.b64encode(key).decode()


def signed(message: str, body: str, at: dt.datetime, secrets: Iterable[str]) -> dict[str, str]:
    """The headers that say who sends a message and when; a signature for each secret, the newest first."""
    stamp = str(int(at.timestamp()))
    signatures = (_signature(secret, f"{message}.{stamp}.{body}".encode()) for secret in secrets)
    return {"webhook-id": message, "webhook-timestamp": stamp, "webhook-signature": " ".join(signatures)}


def checked_url(url: str) -> str:
    """The address of an endpoint, if messages may ever go to such a one.

    Raises:
        BadForm: it is neither https nor http on this machine, or names a user, a password or a fragment.
    """
    wanted = url.strip()
    try:
        parts = urlsplit(wanted)
        host, _ = parts.hostname or "", parts.port  # reading the port proves that it is a number
    except ValueError:
        raise BadForm(field="url") from None
    plain = parts.scheme == "http" and stays_here(host)
    odd = parts.username is not None or parts.password is not None or parts.fragment or not wanted.isascii()
    if not host or odd or not (parts.scheme == "https" or plain) or len(wanted) > _LONGEST_URL:
        raise BadForm(field="url")
    return wanted


def may_go_to(address: str, host: str, allowed: Iterable[Network]) -> bool:
    """Whether messages to a host may go to this address, which its name stands for at the moment.

    Only public addresses, those that the house allows, and this machine where the host is given as it. Otherwise a
    name could be made to stand for the machines behind the house's own wall, or for the cloud's metadata.
    """
    found = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    if found is None:
        return False
    if found.is_loopback:
        return stays_here(host)
    if any(found in network for network in allowed if network.version == found.version):
        return True
    local = isinstance(found, ipaddress.IPv6Address) and found.is_site_local
    return found.is_global and not (found.is_multicast or found.is_reserved or local)


def wait_after(attempts: int) -> dt.timedelta | None:
    """How long to wait after so many failures; None when a message is to be given up."""
    return _WAITS[attempts - 1] if attempts < ATTEMPTS else None


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


def _unwrapped(address: Address) -> Address | None:
    """The address that is meant: IPv4 travels in several coats. None for one that hides it from us."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None if address.teredo else address.ipv4_mapped or address.sixtofour or address


def _plainly(event: Event, *names: str) -> Callable[[Facts], Happening]:
    return lambda facts: Happening(event=event, facts={name: facts[name] for name in names if name in facts})


def _decided(facts: Facts) -> Happening | None:
    if facts["verdict"] not in ("accept", "correct", "split"):
        return Happening(event=Event.QUARANTINED, facts={"code": facts["verdict"]})
    return None if "stage" in facts else Happening(event=Event.FILED, facts={})  # somebody else has to look first


def _answered(answer: str) -> Callable[[Facts], Happening]:
    return lambda facts: Happening(event=Event.REQUEST_DECIDED, facts={"request": facts["request"], "answer": answer})


_READ: Final[Mapping[str, Callable[[Facts], Happening | None]]] = MappingProxyType(
    {
        "accepted": _plainly(Event.RECEIVED),
        "refused": _plainly(Event.QUARANTINED, "code"),
        "filed": _plainly(Event.FILED),
        "sent_to_review": _plainly(Event.REVIEW_OPENED),
        "reminded": _plainly(Event.REVIEW_DUE),
        "quarantined": _plainly(Event.QUARANTINED, "code"),
        "decided": _decided,
        "chased": _plainly(Event.EXPIRING, "days_before"),
        "disposition_proposed": _plainly(Event.DISPOSITION_PROPOSED),
        "destroyed": _plainly(Event.DESTROYED, "certificate"),
        "erased": _plainly(Event.ERASED, "certificate"),
        "request_approved": _answered("approved"),
        "request_refused": _answered("refused"),
    }
)
"""By the action of the audit trail. What it says besides is left out unless it is named here."""
ACTIONS: Final = frozenset(_READ)
