"""Carrying a webhook's message to its receiver, by HTTP. Nobody follows a redirect, and the answer is not read.

The name of the receiver is looked up once, its addresses are judged, and the connection goes to the very address that
was judged: a name that stands for another machine a moment later is of no use to whoever made it do so. The name is
still what the certificate has to be for. No proxy is asked, for it would look the name up itself.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import httpx

from strongroom.webhook import Answer, Network, Problem, may_go_to

_GONE: Final = 410

Lookup = Callable[[str, int], Sequence[str]]
"""The addresses that a name stands for, with a port (OSError where there is none)."""


class Courier(Protocol):
    """Whoever carries messages."""

    def carry(self, url: str, headers: Mapping[str, str], body: str) -> Answer:
        """Send a message, and say how it was received. Nothing is raised for what the other side does."""
        ...


def addresses_of(host: str, port: int) -> tuple[str, ...]:
    """What the resolver of this machine says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def judged(url: str, allowed: Sequence[Network], look_up: Lookup) -> tuple[str, ...]:
    """The addresses of a receiver; none where messages may not go to every one of them (OSError: it has none)."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return ()  # an address to others, perhaps, but none that we could go to
    found = look_up(parsed.host, parsed.port or (443 if parsed.scheme == "https" else 80))
    return tuple(found) if all(may_go_to(address, parsed.host, allowed) for address in found) else ()


@dataclass(frozen=True, kw_only=True)
class HttpCourier:
    """HTTP or HTTPS, with a limit on the whole of an exchange."""

    allowed: Sequence[Network]
    timeout_seconds: float
    look_up: Lookup = addresses_of

    def carry(self, url: str, headers: Mapping[str, str], body: str) -> Answer:
        """Send a message to the first of the receiver's addresses that takes a connection."""
        try:
            found = judged(url, self.allowed, self.look_up)
        except (OSError, UnicodeError):
            return Answer(problem=Problem.UNREACHABLE)
        if not found:
            return Answer(problem=Problem.BARRED)
        return asyncio.run(self._post(httpx.URL(url), found, headers, body.encode()))

    async def _post(self, url: httpx.URL, found: Sequence[str], headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            # httpx limits each step, so a receiver that sends a byte now and then would hold us for ever.
            async with asyncio.timeout(self.timeout_seconds):
                return await self._first_that_answers(url, found, headers, body)
        except (TimeoutError, httpx.TimeoutException):
            return Answer(problem=Problem.TIMEOUT)
        except (httpx.HTTPError, httpx.InvalidURL):
            return Answer(problem=Problem.UNREACHABLE)

    async def _first_that_answers(
        self, url: httpx.URL, found: Sequence[str], headers: Mapping[str, str], body: bytes
    ) -> Answer:
        # Whom this machine trusts, an authority of the house's own included.
        trusted = ssl.create_default_context()
        async with httpx.AsyncClient(
            verify=trusted, trust_env=False, follow_redirects=False, timeout=self.timeout_seconds
        ) as client:
            for address in found[:-1]:
                try:
                    return await _asked(client, url, address, headers, body)
                except httpx.ConnectError:
                    continue
            return await _asked(client, url, found[-1], headers, body)


async def _asked(
    client: httpx.AsyncClient, url: httpx.URL, address: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    own = {"host": url.netloc.decode("ascii"), "content-type": "application/json", "user-agent": "Strongroom"}
    request = client.build_request(
        "POST",
        url.copy_with(host=address.partition("%")[0]),
        headers={**own, **headers},
        content=body,
        extensions={"sni_hostname": url.host},
    )
    response = await client.send(request, stream=True)
    await response.aclose()  # what it says besides its status is of no use to us, and might be endless
    return _answer(response.status_code)


def _answer(status: int) -> Answer:
    if 200 <= status < 300:
        return Answer(status=status)
    if status == _GONE:
        return Answer(status=status, problem=Problem.GONE)
    return Answer(status=status, problem=Problem.REDIRECT if 300 <= status < 400 else Problem.STATUS)
