"""Giving: a customer hands in what they are asked for, by the link of a letter. Files go in, and nothing comes out.

The policy is asked as for anybody who hands in, about somebody who may hand in and nothing else (``Actor.only``). What
comes goes the way of every paper, as the customer's, and with the code of the ask: that of a better copy is matched as
if they had quoted it.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flows.stages.counter import hand_in
from flows.stages.office import Office
from flows.stages.take_in import Inspector, Taken
from flows.stages.workroom import Workroom
from storage.records.ask_links import AskLinks
from storage.records.asking import Ask
from storage.records.customer_files import CustomerFiles
from strongroom.errors import TooLarge
from strongroom.permissions import Action, Actor, StaffRole


@dataclass(frozen=True, kw_only=True)
class Giving:
    """What whoever has a link may do."""

    work: Workroom
    inspector: Inspector
    now: Callable[[], dt.datetime]

    def asked(self, token: str) -> tuple[Ask, dt.datetime]:
        """What a link is for, and until when it takes files (NotFound)."""
        return AskLinks(self.work.records.transactions).by_token(token, now=self.now())

    def most(self, ask: Ask) -> int:
        """How many bytes one more file may have."""
        return min(ask.bytes_left, self.work.settings.limits.max_bytes)

    def give(self, token: str, data: bytes, *, name: str) -> Taken:
        """Take one file in.

        Raises:
            NotFound: the link takes no more, or no paper is the customer's any more. TooLarge: the file is larger
                than what is left. VaultFrozen.
        """
        ask, _ = self.asked(token)
        if len(data) > self.most(ask):
            raise TooLarge(bytes=len(data), limit=self.most(ask))
        # Before anything is counted: what is refused now may come later.
        self.work.records.check_thawed()
        folder = self._customer(ask)
        ask = AskLinks(self.work.records.transactions).spend(token, len(data), now=self.now())
        actor = Actor(id=ask.actor, roles=frozenset({StaffRole.OPERATOR}), only=frozenset({Action.ADD}))
        office = Office(work=self.work, actor=actor, now=self.now)
        return hand_in(office, self.inspector, data, name=name, folder=folder, quoted=ask.code)

    def _customer(self, ask: Ask) -> str:
        paper = CustomerFiles(self.work.records.transactions).one(ask.customer, papers=1).papers[0]
        return self.work.records.for_policy(paper).customer or ""
