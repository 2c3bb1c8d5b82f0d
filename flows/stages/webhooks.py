"""Webhooks: programs elsewhere are told of what happened, by ids; and administrators say which, where and of what.

A run that is killed between sending and recording it sends the same once more, under the same id.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from flows.stages.courier import Courier, Lookup, addresses_of, judged
from flows.stages.office import Office
from flows.stages.workroom import Workroom
from storage.records.endpoints import Endpoint, Endpoints
from storage.records.outbox import Outbox, Outgoing
from strongroom.errors import BadForm
from strongroom.permissions import Action
from strongroom.webhook import Event, Health, checked_url, signed

_AT_ONCE: Final = 200
"""Messages that a run sends to one endpoint."""
_ROUND: Final = dt.timedelta(seconds=60)
"""How long a run sends to one endpoint: the others wait for it."""
_LISTED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a run did for one endpoint: messages taken, failed (to be tried again or given up), and left waiting."""

    endpoint: str
    taken: int = 0
    failed: int = 0
    waiting: int = 0
    stopped: bool = False


def carry_out(work: Workroom, courier: Courier, clock: Callable[[], dt.datetime]) -> tuple[Carried, ...]:
    """Make messages of what happened, and send each endpoint what goes to it now; one that is paused, nothing."""
    outbox = Outbox(work.records.transactions)
    live = [one for one in Endpoints(work.records.transactions).all() if one.health is Health.ACTIVE]
    for endpoint in live:
        outbox.gather(endpoint, now=clock())
    carried = [_round(outbox, courier, endpoint, clock) for endpoint in live]
    outbox.forget_old(now=clock())
    waiting = outbox.waiting()
    return tuple(replace(one, waiting=waiting.get(one.endpoint, 0)) for one in carried)


def _round(outbox: Outbox, courier: Courier, endpoint: Endpoint, clock: Callable[[], dt.datetime]) -> Carried:
    taken = failed = 0
    stopped, ends = False, clock() + _ROUND
    for message in outbox.due(endpoint.id, now=clock(), limit=_AT_ONCE):
        now = clock()
        if now >= ends:
            break
        headers = signed(message.id, message.body, now, endpoint.secrets(now))
        answer = courier.carry(endpoint.url, headers, message.body)
        stopped = outbox.answered(message, answer, now=clock())
        taken, failed = taken + (answer.problem is None), failed + (answer.problem is not None)
        if stopped or answer.ends_the_round:
            break
    return Carried(endpoint=endpoint.id, taken=taken, failed=failed, stopped=stopped)


@dataclass(frozen=True, kw_only=True)
class WebhookRoom:
    """Endpoints, as one person may set them. Every method raises Denied, and NotFound where there is no such one."""

    office: Office
    look_up: Lookup = addresses_of

    def listed(self) -> tuple[tuple[Endpoint, int], ...]:
        """All endpoints, each with how many messages wait for it."""
        waiting = self._outbox.waiting()
        return tuple((one, waiting.get(one.id, 0)) for one in self._endpoints.all())

    def shown(self, endpoint: str) -> tuple[Endpoint, tuple[Outgoing, ...]]:
        """One endpoint, and the newest of its messages."""
        return self._endpoints.one(endpoint), self._outbox.newest(endpoint, limit=_LISTED)

    def make(self, title: str, url: str, events: Iterable[Event]) -> Endpoint:
        """Tell an endpoint from now on. Its secret is shown to nobody after this.

        Raises:
            BadForm: the address may not be told, its name stands for no address, or it is told of nothing.
        """
        endpoints, wanted = self._endpoints, checked_url(url)
        try:
            found = judged(wanted, self.office.work.settings.webhooks.allowed_networks, self.look_up)
        except (OSError, UnicodeError):
            found = ()
        if not found:
            raise BadForm(field="url")
        return endpoints.make(title, wanted, events, actor=self._actor, now=self.office.now())

    def rotate(self, endpoint: str) -> Endpoint:
        """Change the secret of an endpoint; for a day the old one signs along."""
        return self._endpoints.rotate(endpoint, actor=self._actor, now=self.office.now())

    def pause(self, endpoint: str) -> None:
        """Send nothing for now."""
        self._endpoints.pause(endpoint, actor=self._actor, now=self.office.now())

    def resume(self, endpoint: str) -> None:
        """Go on from where it stopped."""
        self._endpoints.resume(endpoint, actor=self._actor, now=self.office.now())

    def remove(self, endpoint: str) -> None:
        """Forget an endpoint."""
        self._endpoints.remove(endpoint, actor=self._actor, now=self.office.now())

    def ping(self, endpoint: str) -> None:
        """Have a message sent that tells of nothing."""
        self._outbox.ping(endpoint, actor=self._actor, now=self.office.now())

    def again(self, endpoint: str, message: str) -> None:
        """Have a message sent once more."""
        self._outbox.again(endpoint, message, actor=self._actor, now=self.office.now())

    @property
    def _endpoints(self) -> Endpoints:
        self.office.ask_at_large(Action.MANAGE_WEBHOOKS)
        return Endpoints(self.office.work.records.transactions)

    @property
    def _outbox(self) -> Outbox:
        self.office.ask_at_large(Action.MANAGE_WEBHOOKS)
        return Outbox(self.office.work.records.transactions)

    @property
    def _actor(self) -> str:
        return self.office.actor.id
