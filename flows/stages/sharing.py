"""Sharing a paper with somebody outside, by a link; and what the one who has the link may see.

Whoever made the link answers for it: each time it is used the policy is asked about them, so that a link ends with
their account, their role, and whatever closes the paper to them.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from extractors.watermark import watermarked
from flows.stages.office import Office
from flows.stages.pictures import Pictures, has_pictures
from flows.stages.station import Station
from storage.records.sharing import Share, Shares, Terms
from storage.records.users import User
from storage.records.values import DocumentSummary
from strongroom.errors import BadForm, Denied, NotFound
from strongroom.ids import DocumentId
from strongroom.permissions import Action, Actor

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """The links to papers, as one person may make and end them."""

    office: Office
    shares: Shares

    def make(self, document: DocumentId, terms: Terms) -> str:
        """Share a paper and return the secret of the link (NotFound, Denied, BadForm)."""
        if not terms.address.isascii() or not terms.address.isprintable() or not terms.reason.strip():
            raise BadForm(field="address")
        self.office.ask(Action.SHARE, document, terms.reason)
        if terms.takes:
            self.office.ask(Action.DOWNLOAD, document, terms.reason)
        return self.shares.make(document, terms, actor=self.office.actor.id, now=self.office.now())[1]

    def listed(self, document: DocumentId) -> tuple[Share, ...]:
        """The links to a paper, newest first; none for who may not end any."""
        row = self.office.work.records.for_policy(document)
        return self.shares.of(document) if self.office.may(Action.END_SHARE, row) else ()

    def revoke(self, document: DocumentId, share: str) -> None:
        """End a link at once (NotFound, Denied)."""
        self.office.ask(Action.END_SHARE, document, "revoke")
        found = next((one for one in self.shares.of(document) if one.id == share), None)
        if found is None:
            raise NotFound(share=share)
        self.shares.revoke(found, actor=self.office.actor.id, now=self.office.now())


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody outside with an open link. ``office`` acts for who made it, under the name of the link."""

    share: Share
    station: Station

    @property
    def row(self) -> DocumentSummary:
        """The paper as lists know it."""
        return self.station.office.work.records.for_policy(self.share.document)

    @property
    def pictured(self) -> bool:
        """Whether it has pages to look at."""
        return bool(self.row.page_count) and has_pictures(self.station.media(self.share.document))

    def page(self, number: int, origin: str) -> bytes:
        """A page, with the guest's address and the time across it (NotFound)."""
        drawn = self._asked(lambda: self.station.picture_for(self.share.document, number, purpose=self.share.reason))
        at = self.station.office.now().astimezone(dt.UTC)
        return watermarked(drawn, (self.share.address, f"{origin} {at:%Y-%m-%d %H:%M} UTC"))

    def original(self, shares: Shares) -> bytes:
        """The unchanged bytes, where the link allows to take them (NotFound)."""
        if not self.share.takes:
            raise NotFound(share="?")
        office = self.station.office
        data = self._asked(lambda: office.original(self.share.document, purpose=self.share.reason))
        shares.taken(self.share, now=office.now())
        return data

    def check(self) -> None:
        """Return if whoever made the link might still make it (NotFound: a guest is told no more)."""
        self._asked(lambda: self.station.office.ask(Action.SHARE, self.share.document, self.share.reason))

    def _asked(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except Denied:
            raise NotFound(share="?") from None


def guest(office: Office, pictures: Pictures, share: Share, maker: User) -> Guest:
    """Somebody with this link. ``office`` is that of ``maker``, who made it.

    Raises:
        NotFound: it opens no more, for whatever reason.
    """
    if maker.disabled_at is not None or not share.lives(office.now()):
        raise NotFound(share="?")
    actor = Actor(id=share.actor, roles=maker.roles, customers=maker.customers)
    found = Guest(share=share, station=Station(office=replace(office, actor=actor), pictures=pictures))
    found.check()
    return found
