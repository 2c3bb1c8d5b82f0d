"""Who sends a request to the JSON interface: a person by their session, or a program by a person's token.

With a token nothing but the token counts: no cookie is looked at, so another site has nothing to borrow, and no form
token is asked for. Without one it is a browser, and whatever changes something carries its form token.
"""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from desk.desk import Desk
from desk.limits import Counted, limits_of
from desk.visit import Visit, bearer, half_signed_in, person, visit
from flows.stages.office import Office
from flows.stages.station import Station
from storage.records.users import User
from strongroom.api_token import actions_of
from strongroom.permissions import Action

BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="A token from the page *My account*.")
"""Says in the description of the interface how tokens are sent; ``bearer`` reads them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, and what for. ``only`` is the scope of their token, None for a person with a browser."""

    visit: Visit
    user: User
    only: frozenset[Action] | None

    @property
    def desk(self) -> Desk:
        """The open rooms."""
        return self.visit.desk

    def office(self) -> Office:
        """The documents as they may see and use them with what they came with."""
        return self.desk.office(self.user, only=self.only)

    def station(self) -> Station:
        """Their queue and chair, likewise."""
        return self.desk.station(self.user, only=self.only)


def _address(request: Request) -> None:
    # Before anything is looked up: a flood costs nothing but the counting.
    name = request.client.host if request.client else ""
    limits_of(request).take(Counted.ADDRESS, name, now=cast("Desk", request.app.state.desk).now())


def _caller(request: Request, here: Annotated[Visit, Depends(visit)]) -> Caller:
    limits, now = limits_of(request), here.desk.now()
    secret = bearer(request)
    if secret is None:
        signed = person(half_signed_in(here))
        limits.take(Counted.PERSON, signed.user.id, now=now)
        return Caller(visit=signed, user=signed.user, only=None)
    user, token = here.desk.tokens.recognise(secret, now=now)
    limits.take(Counted.TOKEN, token.id, now=now)
    limits.take(Counted.PERSON, user.id, now=now)
    here.desk.tokens.note_use(user, token, _operation(request), now=now)
    return Caller(visit=here, user=user, only=actions_of(token.scopes))


def _operation(request: Request) -> str:
    # The route and not the address: what people search for and why is in the address.
    route = request.scope.get("route")
    return f"{request.method} {route.path if isinstance(route, APIRoute) else '?'}"


LIMITED = Depends(_address)
"""Counts requests by address; for the whole interface."""
Calling = Annotated[Caller, Depends(_caller)]
