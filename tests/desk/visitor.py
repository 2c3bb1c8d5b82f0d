"""A visitor: a client that sends the form token of the page it last saw, as a browser's form does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Client, Response

from desk.desk import Desk
from desk.limits import PACES, Counted, Limits
from storage.crypto.one_time import code_at
from storage.records.users import User
from strongroom.permissions import StaffRole
from strongroom.rate import Pace
from tests.desk.invented import PASSWORD, employ

_TOKEN = re.compile(r'name="form-token" content="([0-9a-f]+)"')


@dataclass
class Visitor:
    """A browser without a screen."""

    client: Client
    token: str = ""
    user: User | None = None

    def get(self, path: str, **options: Any) -> Response:
        """Open a page."""
        return self._seen(self.client.get(path, **options))

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Response:
        """Send a form with the token of the page that was last seen."""
        return self._seen(self.client.post(path, data={"form_token": self.token, **(data or {})}, **options))

    def send(self, path: str, body: bytes, **headers: str) -> Response:
        """Send a body as a script of ours does."""
        return self.client.post(path, content=body, headers={"X-Form-Token": self.token, **headers})

    def _seen(self, response: Response) -> Response:
        if found := _TOKEN.search(response.text):
            self.token = found[1]
        return response


def paced(visitor: Visitor, paces: Mapping[Counted, Pace]) -> None:
    """Have the desk of this browser count anew, at these paces."""
    app = cast("FastAPI", cast("TestClient", visitor.client).app)
    app.state.limits = Limits({**PACES, **paces})


def signed_in(desk: Desk, visitor: Visitor, name: str, *roles: StaffRole) -> Visitor:
    """Employ somebody, and sign them in by the pages."""
    visitor.user, secret = employ(desk, name, *roles)
    visitor.get("/sign-in")
    assert 303 == visitor.post("/sign-in", {"name": name, "password": PASSWORD}).status_code
    visitor.get("/sign-in/code")
    assert 303 == visitor.post("/sign-in/code", {"code": code_at(secret, desk.now())}).status_code
    visitor.get("/account")
    return visitor
