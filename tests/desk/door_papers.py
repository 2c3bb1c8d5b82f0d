"""What the doors of ``doors`` are opened on: fresh papers of each sort, and what else stands in their paths."""

import datetime as dt
from dataclasses import replace
from itertools import count

from desk.desk import Desk
from flows.stages.reporting.making import Making
from storage.records.asking import Asks, Quota
from storage.records.copies import Copies
from storage.records.customer_files import CustomerFiles
from storage.records.endpoints import Endpoints
from storage.records.holding import Holds, Why
from storage.records.joining import Joins
from storage.records.letters import Letters
from storage.records.merging import Merges
from storage.records.outbox import Outbox
from storage.records.requesting import Requests
from storage.records.sharing import Shares, Terms
from strongroom.asking import Wanted
from strongroom.asking import Why as Wherefore
from strongroom.better_copy import Fault
from strongroom.document import Role
from strongroom.errors import PasswordNeeded
from strongroom.ids import BlobId, DocumentId, new_id
from strongroom.reports.period import month_before
from strongroom.request import Access
from strongroom.webhook import Event
from tests.desk.doors import BILL, CARD, ORDER, WAITING, A, Door
from tests.desk.drawn import bound, drawn
from tests.desk.invented import Paper, identity_card, invoice, taken_in
from tests.desk.papers import waiting_invoice
from tests.storage.records.invented import arrival

MARKS = count(1)
"""What is drawn on papers, so that no two are the same."""


def bill(mark: int) -> Paper:
    """A bill that is filed at once; one of the same number would wait, as a second print of it."""
    return invoice(drawn(["bill"], mark=mark), number=f"RE-{mark}", sure=True)


def papers_of(desk: Desk, door: Door) -> dict[str, str]:
    """Fresh papers, and what else the door's blanks are filled with: most doors change what they are opened on."""
    mark = next(MARKS)
    of_card = f"韩梅梅 {mark}"
    found: dict[str, str] = {
        BILL: taken_in(desk, bill(mark)),
        CARD: taken_in(desk, replace(identity_card(drawn(["card"], mark=mark)), customer=of_card)),
        WAITING: taken_in(desk, waiting_invoice(mark * 3 + 1)),
    }
    files, why = CustomerFiles(desk.work.records.transactions), Why(matter="test", reason="test")
    holds, now = Holds(desk.work.records.transactions), desk.now()
    customer = of_card if door.paper == CARD else "Quastenflosse GmbH"
    if "{customer}" in door.path:
        found["customer"] = _hex(files, customer)
    if "{double}" in door.form.values() or "{merge}" in door.path:
        double = f"Double {mark}"
        taken_in(desk, replace(invoice(drawn(["double"], mark=mark), sure=True), customer=double))
        found["double"] = _hex(files, double)
    if "{merge}" in door.path:
        merges = Merges(desk.work.records.transactions)
        found["merge"] = merges.merge(bytes.fromhex(found["double"]), customer, actor="test", now=now).id
    found |= _papers_as_wanted(desk, door, mark, found)
    if "{code}" in door.path:
        waiting = DocumentId(found[WAITING])
        copies = Copies(desk.work.records.transactions)
        found["code"] = copies.ask(waiting, Fault.DARK, seen=1, stage=None, actor="test", now=now).code
    if "{hold}" in door.path and "customer" in found:
        found["hold"] = holds.on_customer(customer, why, actor="test", now=now)
    elif "{hold}" in door.path:
        found["hold"] = holds.on_document(DocumentId(found[door.paper]), why, actor="test", now=now)
    return found | _asked_and_shared(desk, door, DocumentId(found[CARD]))


def _papers_as_wanted(desk: Desk, door: Door, mark: int, found: dict[str, str]) -> dict[str, str]:
    """Papers of more pages, joined ones and locked ones, in place of the plain ones where a door wants them."""
    made: dict[str, str] = {}
    if "/split" in door.path:
        pages = bound(drawn(["page"], mark=mark + number) for number in (1000, 2000))
        made[WAITING] = taken_in(desk, replace(waiting_invoice(1), picture=pages, name="scan.tif", pages=2))
    if door.form is ORDER or "/take-apart" in door.path:
        made["second"] = taken_in(desk, waiting_invoice(mark * 3 + 2))
    if "/take-apart" in door.path:
        made[CARD] = _joined(desk, DocumentId(found[WAITING]), DocumentId(made["second"]))
    if "/unlock" in door.path:
        made[CARD] = _locked(desk, mark)
    return made


def _asked_for(desk: Desk, customer: str) -> str:
    """What a customer is asked for, and something else that they lack."""
    transactions, now = desk.work.records.transactions, desk.now()
    theirs = CustomerFiles(transactions).hash_of(customer) or b""
    CustomerFiles(transactions).want(theirs, ["passport", "visa"], actor="test", now=now)
    wanted = Wanted(customer=theirs, why=Wherefore.MISSING, kinds=("visa",))
    ask = Asks(transactions).begin(wanted, Quota(files=1, bytes=1), actor="test", now=now) or ""
    Letters(transactions).propose(ask, 1, actor="test", now=now)
    return ask


def _asked_and_shared(desk: Desk, door: Door, card: DocumentId) -> dict[str, str]:
    found: dict[str, str] = {}
    transactions, now = desk.work.records.transactions, desk.now()
    until = now + dt.timedelta(days=1)
    if "{request}" in door.path or "{grant}" in door.path:
        requests = Requests(transactions)
        access = Access(actions=frozenset({A.VIEW}), until=until, document=card)
        found["request"] = found["grant"] = requests.ask_access(access, "test", actor="test", now=now)
        if "{grant}" in door.path:
            requests.approve(found["grant"], actor="other", now=now)
    if "{ask}" in door.path or door.path.endswith("/asks"):
        found["ask"] = _asked_for(desk, desk.work.records.for_policy(card).customer or "")
    if "{share}" in door.path:
        terms = Terms(address="a", reason="test", expires_at=until, views=1, takes=False)
        found["share"] = Shares(transactions).make(card, terms, actor="test", now=now)[0]
    return found


def endpoint_of(desk: Desk, door: Door) -> dict[str, str]:
    """An endpoint of webhooks and a message to it, for doors that are about one."""
    if "{endpoint}" not in door.path:
        return {}
    endpoints, outbox = Endpoints(desk.work.records.transactions), Outbox(desk.work.records.transactions)
    known = endpoints.all()
    found = known[0] if known else endpoints.make("t", "https://a.example.org", Event, actor="test", now=desk.now())
    outbox.ping(found.id, actor="test", now=desk.now())
    return {"endpoint": found.id, "message": outbox.newest(found.id, limit=1)[0].id}


def report_of(desk: Desk, door: Door) -> dict[str, str]:
    if door.report is None or "{report}" not in door.path:
        return {}
    making = Making(work=desk.work, actor="schedule", now=desk.now)
    return {"report": making.file(door.report, month_before(making.today())).document}


def _hex(files: CustomerFiles, customer: str) -> str:
    return (files.hash_of(customer) or b"").hex()


def _locked(desk: Desk, mark: int) -> DocumentId:
    """A paper under a password, of which nobody knows yet what it is."""
    document, data = DocumentId(new_id(desk.now())), f"locked {mark}".encode()
    blob = desk.work.vault.put(data, document=document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(desk.now())))
    came = arrival(desk.work.records, data, document=document, blob=blob, received_at=desk.now())
    return desk.work.records.accept_refused(came, PasswordNeeded.code, {}).document


def _joined(desk: Desk, *parts: DocumentId) -> DocumentId:
    """Something joined of these, whose bytes are in no store: nobody opens it here."""
    whole = arrival(desk.work.records, received_at=desk.now())
    Joins(desk.work.records.transactions).join(dict.fromkeys(parts, 1), whole, actor="test", now=desk.now())
    return whole.document
