"""What a person can stop at once when something is wrong: the vault, accounts, sessions, grants. The policy says who.

Freezing loses nothing. What arrives waits in the inbox, what is being read is given back, and reading goes on and is
recorded; so in doubt one freezes first and looks then.
"""

from flows.stages.office import Office
from storage.records.accounts import Accounts
from storage.records.ask_links import AskLinks
from storage.records.freezing import Frozen, freeze, frozen, thaw
from storage.records.requesting import Requests
from storage.records.sharing import Shares
from storage.records.users import User
from strongroom.errors import NotFound
from strongroom.permissions import Action


class Incident:
    """Every method raises Denied for who may not operate the machine, or manage users."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._transactions = office.work.records.transactions
        self._accounts = Accounts(self._transactions)

    def frozen(self) -> Frozen | None:
        """Since when the vault is read-only, and by whom."""
        self._office.ask_at_large(Action.OPERATE)
        return frozen(self._transactions)

    def freeze_vault(self) -> bool:
        """Make the vault read-only; False if it was."""
        self._office.ask_at_large(Action.OPERATE)
        return freeze(self._transactions, actor=self._office.actor.id, now=self._office.now())

    def thaw_vault(self) -> bool:
        """Let it change again; False if it could."""
        self._office.ask_at_large(Action.OPERATE)
        return thaw(self._transactions, actor=self._office.actor.id, now=self._office.now())

    def freeze_account(self, name: str) -> User:
        """Let somebody in no more, and end their sessions (NotFound, LastAdministrator)."""
        user = self._user(name)
        self._accounts.disable(user.id, by=self._office.actor.id, now=self._office.now())
        return user

    def thaw_account(self, name: str) -> User:
        """Let somebody in again (NotFound)."""
        user = self._user(name)
        self._accounts.enable(user.id, by=self._office.actor.id, now=self._office.now())
        return user

    def end_sessions(self, name: str) -> int:
        """End every session of somebody, and return how many there were (NotFound)."""
        user = self._user(name)
        return self._accounts.end_sessions(user.id, by=self._office.actor.id, now=self._office.now())

    def end_all_sessions(self) -> int:
        """End every session of everybody."""
        self._office.ask_at_large(Action.MANAGE_USERS)
        now = self._office.now()
        return sum(
            self._accounts.end_sessions(user.id, by=self._office.actor.id, now=now)
            for user in self._accounts.everybody()
        )

    def revoke_grants(self, name: str | None = None) -> int:
        """End every grant at once, of somebody or of everybody, and return how many there were (NotFound)."""
        self._office.ask_at_large(Action.MANAGE_USERS)
        person = self._user(name).actor if name else None
        requests = Requests(self._transactions)
        return requests.revoke_all(person, actor=self._office.actor.id, now=self._office.now())

    def revoke_links(self, name: str | None = None) -> int:
        """End every link to outside, those that somebody made or all, and return how many there were (NotFound)."""
        self._office.ask_at_large(Action.MANAGE_USERS)
        maker = self._user(name).actor if name else None
        actor, now = self._office.actor.id, self._office.now()
        ended = Shares(self._transactions).revoke_all(maker, actor=actor, now=now)
        # Those by which customers hand in are the house's, and nobody's own.
        return ended if maker else ended + AskLinks(self._transactions).revoke_all(actor=actor, now=now)

    def _user(self, name: str) -> User:
        self._office.ask_at_large(Action.MANAGE_USERS)
        wanted = name.casefold()
        for user in self._accounts.everybody():
            if wanted in (user.name.casefold(), user.id.casefold(), user.actor.casefold()):
                return user
        raise NotFound
