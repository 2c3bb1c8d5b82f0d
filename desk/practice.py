"""Practice at the desk: the review station over the practice room, behind a door that lets nothing real through.

The station is the same application over other rooms, below an address of its own. Its door takes the real session out
of every request and puts the one of practice in its place, so what runs behind it has no way to tell who is signed in
outside; and takes whatever would set a session outside out of every answer.
"""

import threading
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from typing import Any, Final

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from desk.desk import Desk
from desk.visit import SESSION
from flows.stages.practising import Run, begin
from storage.crypto.one_time import code_at, new_password
from storage.crypto.profile import CHEAPEST
from storage.records.accounts import Accounts
from storage.records.door import Door
from storage.records.sessions import Origin
from strongroom.permissions import StaffRole

ROOT: Final = "/practice/desk"
"""Below which address people practise."""
COOKIE: Final = "practice"
_OUTSIDE: Final = "/practice"
_HERE: Final = Origin(address="", agent="practice")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class PracticeDesk:
    """The desk of the practice room, made when somebody first practises. Safe to use from many threads."""

    def __init__(self, outside: Desk, make_app: Callable[[Desk], App]) -> None:
        self._outside = outside
        self._make_app = make_app
        self._lock = threading.Lock()
        self._runs: dict[str, Run] = {}
        self._opened: tuple[Desk, App] | None = None

    def enter(self, title: str) -> str:
        """Lay the papers before somebody who is called so; return the session in which they practise.

        They come in by the same door as everybody, as a person whom only this room knows.
        """
        desk, now = self._open(), self._outside.now()
        number = self._outside.practice_room.number()
        name, owner = f"practice-{number}", f"{title} {number}"
        user, given = desk.accounts.add(name, title, frozenset({StaffRole.REVIEWER}), by="practice", now=now)
        desk.accounts.set_scope(user.id, frozenset({owner}), by="practice", now=now)
        found = desk.accounts.find_session(desk.door.sign_in(name, given, _HERE, now=now), now=now)
        if found is None:
            raise RuntimeError("who has just signed in is signed in")
        desk.door.change_password(*found, given, new_password(), now=now)
        token, _ = desk.door.enrol(*found, code_at(desk.door.secret_to_enrol(user), now), now=now)
        self._runs[user.id] = begin(desk.work, user.actor, owner, now=now)
        return token

    def run_of(self, user: str) -> Run | None:
        """What was laid before somebody."""
        return self._runs.get(user)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer below ``ROOT``; before anybody practised, and without both sessions, lead outside."""
        cookies = Request(dict(scope)).cookies if scope["type"] == "http" else {}
        session = cookies.get(COOKIE, "")
        is_in = bool(session) and await run_in_threadpool(self._is_in, cookies.get(SESSION, ""))
        if self._opened is None or not is_in:
            await RedirectResponse(_OUTSIDE, status_code=303)(scope, receive, send)
            return
        _, app = self._opened
        await app(_inward(scope, session), receive, lambda message: send(_outward(message)))

    def _is_in(self, session: str) -> bool:
        # Practice ends with the session outside: who has signed out, or was frozen, does nothing at this desk.
        found = self._outside.accounts.find_session(session, now=self._outside.now()) if session else None
        return found is not None and found[1].complete

    def _open(self) -> Desk:
        with self._lock:
            if self._opened is None:
                desk = _desk_over(self._outside)
                # No room is without an administrator; nobody knows the password of this one.
                if desk.accounts.is_new():
                    desk.accounts.add_first("keeper", "", new_password(), now=desk.now())
                self._opened = desk, self._make_app(desk)
            return self._opened[0]


def _desk_over(outside: Desk) -> Desk:
    work = outside.practice_room.open()
    accounts = Accounts(work.records.transactions, profile=CHEAPEST)
    return replace(
        outside,
        work=work,
        accounts=accounts,
        door=Door(accounts),
        pictures=outside.pictures.apart(),
        key=work.keyring.house("desk"),
        root=ROOT,
    )


def _inward(scope: Message, session: str) -> Message:
    headers = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    cookies = Request(dict(scope)).cookies
    kept = {name: value for name, value in cookies.items() if name not in (SESSION, COOKIE)} | {SESSION: session}
    headers.append((b"cookie", "; ".join(f"{name}={value}" for name, value in kept.items()).encode("latin-1")))
    path = scope["path"].removeprefix(ROOT) or "/"
    return dict(scope) | {"headers": headers, "path": path, "raw_path": path.encode(), "root_path": ""}


def _outward(message: Message) -> Message:
    if message["type"] != "http.response.start":
        return message
    headers = [_turned(name, value) for name, value in message["headers"]]
    planted = f"{SESSION}=".encode()
    return dict(message) | {
        "headers": [pair for pair in headers if pair[0] != b"set-cookie" or not pair[1].startswith(planted)]
    }


def _turned(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Where the room sends people, said from outside: who is not signed in there begins anew."""
    if name.lower() not in (b"location", b"hx-redirect") or not value.startswith(b"/"):
        return name.lower(), value
    return name.lower(), _OUTSIDE.encode() if value.startswith(b"/sign-in") else ROOT.encode() + value
