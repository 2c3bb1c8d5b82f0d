"""Everything the desk works with, opened once, and the offices it opens for those who are signed in."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from desk.words import Words
from flows.stages.filing_children import Unpacker
from flows.stages.joining import Binder, Joining
from flows.stages.messenger import Messenger
from flows.stages.office import Office
from flows.stages.pictures import Pictures
from flows.stages.practising import PracticeRoom
from flows.stages.redrawing import Redrawing, RegionReader
from flows.stages.setting_aside import SettingAside
from flows.stages.station import Station
from flows.stages.take_in import Inspector
from flows.stages.turning import Turning
from flows.stages.unlocking import LockedReader
from flows.stages.workroom import Workroom
from storage.records.accounts import Accounts
from storage.records.door import Door
from storage.records.issuing import Tokens
from storage.records.users import User
from strongroom.messages import Language
from strongroom.permissions import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The open rooms behind the pages. ``key`` signs forms and leaves; ``hosts`` are the names it answers to.

    ``root`` is below which address it lies: that of practice, or empty.
    """

    work: Workroom
    accounts: Accounts
    door: Door
    pictures: Pictures
    regions: RegionReader
    unpacker: Unpacker
    binder: Binder
    readers: LockedReader
    inspector: Inspector
    words: Mapping[Language, Words]
    key: bytes
    hosts: tuple[str, ...]
    first_run_code: Path
    now: Callable[[], dt.datetime]
    practice_room: PracticeRoom
    messenger: Callable[[], Messenger]
    root: str = ""

    @property
    def tokens(self) -> Tokens:
        """The tokens with which programs come."""
        return Tokens(self.accounts)

    def office(self, user: User, *, only: frozenset[Action] | None = None) -> Office:
        """The documents as this person may see and use them; ``only`` for some of it, if they came with a token."""
        return Office(work=self.work, actor=replace(actor_of(user), only=only), now=self.now)

    def station(self, user: User, *, only: frozenset[Action] | None = None) -> Station:
        """The queue and the chair of this person, likewise."""
        return Station(office=self.office(user, only=only), pictures=self.pictures)

    def setting_aside(self, user: User) -> SettingAside:
        """What this person does with papers that are not to be filed as they are."""
        return SettingAside(station=self.station(user), unpacker=self.unpacker)

    def joining(self, user: User) -> Joining:
        """How this person makes one document of several."""
        return Joining(station=self.station(user), binder=self.binder)

    def redrawing(self, user: User) -> Redrawing:
        """The pen of this person, with which they have a region read again."""
        return Redrawing(station=self.station(user), reader=self.regions)

    def turning(self, user: User) -> Turning:
        """How this person turns pages for good."""
        return Turning(station=self.station(user))


def actor_of(user: User) -> Actor:
    """The person as the policy knows them; their grants are read by the office, at each of its doors."""
    return Actor(id=user.actor, roles=user.roles, customers=user.customers)
