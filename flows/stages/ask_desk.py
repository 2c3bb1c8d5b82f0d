"""What customers are asked for, as one person may see and change it: whoever may review all papers of a customer."""

from dataclasses import dataclass, field

from flows.stages.asking import quota
from flows.stages.customer_room import CustomerRoom, Line
from flows.stages.letters import can_send, letter_of
from flows.stages.working_days import house_zone, working_days
from storage.records.asking import Ask, Asks, Way
from storage.records.letters import Letters
from storage.records.profiles import Profiles
from strongroom.asking import Ending, Wanted, Why, letter_step
from strongroom.checklist import Gap
from strongroom.contact import Contact
from strongroom.errors import BadForm, NotFound
from strongroom.expiry import DAYS_BEFORE
from strongroom.notice import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An ask with whom it is of. ``sendable`` says that its letter would go by mail."""

    ask: Ask
    customer: str
    name: str = field(repr=False)
    sendable: bool


@dataclass(frozen=True, kw_only=True)
class AskDesk:
    """The asks of one person's customers. What they may not change is told as absent."""

    room: CustomerRoom

    def listed(self, customer: str | None = None) -> tuple[Owed, ...]:
        """What is asked for now, longest first: of everybody, or of one customer."""
        hashed = bytes.fromhex(customer) if customer else None
        found = self._asks.open(hashed)
        lines = self.room.known(dict.fromkeys(ask.customer for ask in found))
        mine = {line.id: line for line in lines if self.room.may_change(line.name)}
        return tuple(self._owed(ask, mine[ask.customer.hex()]) for ask in found if ask.customer.hex() in mine)

    def begin(self, customer: str, kinds: str) -> str:
        """Ask a customer for what their file lacks, and propose the first letter; return the id of the ask.

        Raises:
            NotFound: the person may not change this customer. BadForm: their file does not lack it, as far as the
                person may know, or they are asked for it already.
        """
        view = self.room.one(customer)
        if view.profile is None:
            raise NotFound(customer="?")
        gap = next((one for one in view.gaps if " ".join(one.need.kinds) == kinds), None)
        if gap is None:
            raise BadForm(field="kinds")
        office = self.room.office
        actor, now = office.actor.id, office.now()
        wanted = _wanted(bytes.fromhex(customer), gap)
        made = self._asks.begin(wanted, quota(office.work), actor=actor, now=now)
        if made is None:
            raise BadForm(field="kinds")
        today = now.astimezone(house_zone(office.work.settings)).date()
        is_working = working_days(office.work.settings.calendar)
        due = letter_step(wanted.why, opened=today, expires_on=wanted.expires_on, on=today, is_working=is_working)
        self._letters.propose(made, max(DAYS_BEFORE) if due is None else due, actor=actor, now=now)
        return made

    def send(self, ask: str) -> None:
        """Allow the letter that waits (NotFound)."""
        self._mine(ask)
        self._letters.allow(ask, actor=self.room.office.actor.id, now=self.room.office.now())

    def take_link(self, ask: str, *, desk: str) -> Message:
        """The newest letter with a link, for the person to send in their own way: it goes by mail no more.

        ``desk`` is where this desk is reached. NotFound where nobody is asked for it any more.
        """
        owed = self._mine(ask)
        office = self.room.office
        actor, now = office.actor.id, office.now()
        contact = Profiles(office.work.records.transactions).of(owed.ask.customer).contact
        message = letter_of(office.work, owed.ask, contact.language, actor=actor, now=now, desk=desk)
        if owed.ask.letter and owed.ask.letter.ended_at is None:
            self._letters.sent(ask, owed.ask.letter.step, Way.HAND, actor=actor, now=now)
        return message

    def withdraw(self, ask: str) -> None:
        """Ask for it no more: every link of it ends at once (NotFound)."""
        self._mine(ask)
        self._asks.close(ask, Ending.WITHDRAWN, actor=self.room.office.actor.id, now=self.room.office.now())

    def _mine(self, ask: str) -> Owed:
        one = self._asks.one(ask)
        found = [owed for owed in self.listed(one.customer.hex()) if owed.ask.id == ask]
        if not found:
            raise NotFound(ask="?")
        return found[0]

    def _owed(self, ask: Ask, line: Line) -> Owed:
        work = self.room.office.work
        contact: Contact = Profiles(work.records.transactions).of(ask.customer).contact
        return Owed(ask=ask, customer=line.id, name=line.name, sendable=bool(contact.mail) and can_send(work))

    @property
    def _asks(self) -> Asks:
        return Asks(self.room.office.work.records.transactions)

    @property
    def _letters(self) -> Letters:
        return Letters(self.room.office.work.records.transactions)


def _wanted(customer: bytes, gap: Gap) -> Wanted:
    if gap.paper is None:
        return Wanted(customer=customer, why=Why.MISSING, kinds=gap.need.kinds)
    return Wanted(
        customer=customer,
        why=Why.RENEWAL,
        kinds=(gap.paper.kind,),
        document=gap.paper.document,
        expires_on=gap.paper.expires_on,
    )
