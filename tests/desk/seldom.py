"""What is seldom on a page: somebody away, an identity that is awaited, a paper joined, a customer who is asked."""

import datetime as dt
from dataclasses import replace

from pydantic import SecretStr

from desk.desk import Desk
from storage.records.absences import Absence, Absences
from storage.records.ask_links import AskLinks
from storage.records.asking import Asks, Quota
from storage.records.customer_files import CustomerFiles
from storage.records.identities import Identities
from storage.records.letters import Letters
from storage.records.merging import Merges
from storage.records.profiles import Profile, Profiles
from storage.records.sharing import Shares, Terms
from storage.records.users import User
from strongroom.asking import Wanted, Why
from strongroom.contact import Contact
from strongroom.ids import DocumentId
from strongroom.settings_programs import OpenId
from tests.desk.drawn import drawn
from tests.desk.invented import invoice, taken_in, was_read
from tests.desk.papers import waiting_invoice

ASKED = "Grünkohl Versand"
DOUBLE = "Gruenkohl Versand"


def with_provider(desk: Desk) -> Desk:
    """A desk at which people may sign in through a provider, which nobody asks anything."""
    openid = OpenId(
        issuer="https://login.example.org", title="House Login", client_id="strongroom", client_secret=SecretStr("s")
    )
    settings = desk.work.settings.model_copy(update={"openid": openid})
    return replace(desk, work=replace(desk.work, settings=settings))


def seldom(desk: Desk, person: User) -> dict[str, str]:
    """All of it; ids and secrets by what they are for. The person signs in, and is the one who is awaited."""
    transactions, now = desk.work.records.transactions, desk.now()
    today = now.date()
    away = Absence(first=today, last=today + dt.timedelta(days=9))
    Absences(transactions).set(person.id, away, by=person.actor, now=now)
    Identities(desk.accounts).expect(person.id, "lin@example.org", by="user:adam", now=now)
    customer = _customer(desk)
    paper = taken_in(desk, invoice(waiting_invoice(90).picture, number="RE-71", sure=True))
    until = now + dt.timedelta(days=7)
    terms = Terms(address="ada@example.org", reason="her copy", expires_at=until, views=5, takes=True)
    _, shared = Shares(transactions).make(paper, terms, actor=person.actor, now=now)
    return {
        "user": person.id,
        "joined": _joined(desk, person),
        "customer": customer.hex(),
        "give": _asked(desk, customer, person),
        "shared": shared,
    }


def _customer(desk: Desk) -> bytes:
    """A customer who can be written to, with a double that was merged into them."""
    transactions, now = desk.work.records.transactions, desk.now()
    for mark, name in enumerate((ASKED, DOUBLE), start=72):
        bill = invoice(drawn(["bill"], mark=mark), seller=name, number=f"RE-{mark}", sure=True)
        taken_in(desk, replace(bill, customer=name))
    files = CustomerFiles(transactions)
    customer, double = files.hash_of(ASKED) or b"", files.hash_of(DOUBLE) or b""
    Merges(transactions).merge(double, ASKED, actor="test", now=now)
    profile = Profile(sort="employee_foreign", contact=Contact(mail="versand@example.org", language="en"))
    Profiles(transactions).set(customer, profile, actor="test", now=now)
    files.want(customer, ("contract", "business_licence"), actor="test", now=now)
    return customer


def _asked(desk: Desk, customer: bytes, person: User) -> str:
    """What they are asked for, one letter that waits and one that went; the secret of its link."""
    transactions, now = desk.work.records.transactions, desk.now()
    asks, letters = Asks(transactions), Letters(transactions)
    made = []
    for kinds in (("contract",), ("passport", "cn_id_card")):
        wanted = Wanted(customer=customer, why=Why.MISSING, kinds=kinds)
        made.append(asks.begin(wanted, Quota(files=5, bytes=2**24), actor=person.actor, now=now) or "")
        letters.propose(made[-1], 1, actor="schedule", now=now)
    letters.allow(made[0], actor=person.actor, now=now)
    return AskLinks(transactions).make(made[0], until=now + dt.timedelta(days=14), actor=person.actor, now=now)


def _joined(desk: Desk, person: User) -> DocumentId:
    front, back = (taken_in(desk, waiting_invoice(number)) for number in (81, 84))
    whole = desk.joining(person).join({front: 1, back: 1}, customer="Quastenflosse GmbH")
    return was_read(desk, whole, replace(waiting_invoice(81), pages=2))
