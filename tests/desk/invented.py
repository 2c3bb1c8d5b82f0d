"""A desk over real rooms in a folder, with invented people and papers. No server, no model and no Prefect."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from desk.desk import Desk
from desk.words import all_words
from extractors.intake import Inspected, inspect
from extractors.split import Part
from flows.stages.answers import Enclosed
from flows.stages.first_run import offered_code
from flows.stages.inbox import Claim
from flows.stages.paper import Paper as Read
from flows.stages.paper import Progress
from flows.stages.pictures import Pictures
from flows.stages.places import Places
from flows.stages.practising import PracticeRoom
from flows.stages.reader_pool import ReaderPool
from flows.stages.take_in import TakeIn
from flows.stages.workroom import Workroom, open_workroom
from storage.crypto.one_time import code_at
from storage.crypto.profile import CHEAPEST
from storage.records.accounts import Accounts
from storage.records.door import Door
from storage.records.sessions import Origin as From
from storage.records.users import User
from storage.records.values import Outcome
from strongroom.codec import pages_to_json
from strongroom.confidence import decide
from strongroom.document import Role
from strongroom.errors import PasswordNeeded
from strongroom.ids import BlobId, DocumentId, new_id
from strongroom.kind import UNKNOWN, Type, catalogue
from strongroom.naming import file_name, tags
from strongroom.notice import Message
from strongroom.page import Box, Page, Word
from strongroom.permissions import StaffRole
from strongroom.reading import Classification, Decision, Extraction, Origin, Reading, Reason, Source, Value
from strongroom.settings import Limits, Objects, Settings
from tests.desk.drawn import drawn

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
PASSWORD = "correct horse battery"
_HERE = From(address="127.0.0.1", agent="tests")


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.at

    def forward(self, **span: float) -> None:
        """Let time pass."""
        self.at += dt.timedelta(**span)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One field as it stands on an invented paper."""

    name: str
    value: Value
    confidence: float = 0.999
    proven: bool = False
    box: Box = field(default_factory=lambda: Box(left=0.1, top=0.1, right=0.5, bottom=0.13))


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a reader is said to have found on a drawn page."""

    kind: str
    fields: tuple[Seen, ...]
    picture: bytes
    media: str = "image/png"
    name: str = "scan 001.png"
    text: str = ""
    confidence: float = 0.99
    customer: str = "Quastenflosse GmbH"
    pages: int = 1


class Looker:
    """An inspector in this process: the bytes of these tests are our own."""

    def inspect(self, data: bytes) -> Inspected:
        """Say what the bytes are."""
        return inspect(data, Limits())


class Scripted:
    """Reads every box alike: these tests load no models."""

    def region(self, data: bytes, number: int, box: Box, *, degrees: int, wanted: Type) -> str:
        """What is said to stand in any box."""
        return "12.50" if wanted is Type.AMOUNT else "read again"

    def warm(self) -> None:
        """There is nothing to load."""


class Carrier:
    """Carries nothing, and says that mail arrives and chat does not."""

    def send(self, address: str, message: Message) -> bool:
        """Whether an address takes messages."""
        return address.startswith("mailto")


class Locked:
    """Opens whatever is locked with one password, onto a blank page."""

    def unlock(self, data: bytes, password: str) -> bytes:
        """A page without its password."""
        if password != PASSWORD:
            raise PasswordNeeded
        return drawn(["opened"])

    def read(self, data: bytes, progress: Progress) -> Read:
        """What is said to be read."""
        return Read(
            media="image/png",
            pages=(Page(number=1, width=1000, height=700, words=(), source="invented"),),
            classification=Classification(kind=UNKNOWN, confidence=0.0),
            extraction=Extraction(readings={}),
            decision=Decision(straight_through=False, reasons=(Reason(code="kind_unknown"),)),
            seconds=0.1,
        )

    def children(self, data: bytes, parts: Sequence[Part] = ()) -> Iterator[Enclosed]:
        """Nothing lies inside."""
        return iter(())


@contextmanager
def opened_desk(folder: Path, clock: Clock, *, hosts: tuple[str, ...] = ("testserver",)) -> Iterator[Desk]:
    """A desk over empty rooms."""
    settings = Settings(data=folder / "var", inbox=folder / "inbox", objects=Objects(backend="folder"))
    Places(settings).make_all()
    is_new = not any((settings.data / "records").iterdir())
    with (
        open_workroom(settings) as work,
        closing(ReaderPool(settings, size=1)) as drawers,
        closing(PracticeRoom(settings)) as practice_room,
    ):
        if is_new:
            work.records.migrate()
        accounts = Accounts(work.records.transactions, profile=CHEAPEST)
        place = Places(settings).first_run_code
        offered_code(accounts, place)
        yield Desk(
            work=work,
            accounts=accounts,
            door=Door(accounts),
            pictures=Pictures(drawers),
            regions=Scripted(),
            unpacker=drawers,
            binder=drawers,
            readers=Locked(),
            inspector=Looker(),
            words=all_words(),
            key=work.keyring.house("desk"),
            hosts=hosts,
            first_run_code=place,
            now=clock,
            practice_room=practice_room,
            messenger=Carrier,
        )


def employ(desk: Desk, name: str, *roles: StaffRole) -> tuple[User, str]:
    """Somebody with these roles, a password of their own and a second factor; returns its secret too."""
    accounts, door, now = desk.accounts, desk.door, desk.now()
    if accounts.is_new():
        accounts.add_first("admin", "Ada Admin", PASSWORD, now=now)
        desk.first_run_code.unlink()
    added, given = accounts.add(name, name.title(), frozenset(roles), by="test", now=now)
    token = door.sign_in(name, given, _HERE, now=now)
    found = accounts.find_session(token, now=now)
    assert found is not None
    door.change_password(*found, given, PASSWORD, now=now)
    secret = door.secret_to_enrol(added)
    # An earlier code than that of now: each is taken once, and the tests will want the one of now.
    before = now - dt.timedelta(seconds=30)
    door.enrol(*found, code_at(secret, before), now=now)
    return added, secret


def taken_in(desk: Desk, paper: Paper) -> DocumentId:
    """A paper handed in and read, as the product does it; it is filed or waits, as its readings decide."""
    return was_read(desk, _accepted(desk.work, paper, desk.now()), paper)


def was_read(desk: Desk, document: DocumentId, paper: Paper) -> DocumentId:
    """A document that waited to be read, read as this paper."""
    (lease,) = desk.work.records.claim_these("reader", [document], now=desk.now(), lease_seconds=60)
    desk.work.records.finish(lease, _outcome(desk, paper, document, lease.version), now=desk.now(), due_hours=24)
    return document


def _accepted(work: Workroom, paper: Paper, now: dt.datetime) -> DocumentId:
    stage = TakeIn(work=work, inspector=Looker(), inbox=work.settings.inbox, now=lambda: now)
    claim = Claim(arrival=new_id(now), path=Path(paper.name), folders=(paper.customer,))
    return stage.take_bytes(claim, paper.picture, hashlib.sha256(paper.picture).hexdigest()).document


def _outcome(desk: Desk, paper: Paper, document: DocumentId, version: int) -> Outcome:
    kind = catalogue()[paper.kind]
    readings = {
        seen.name: Reading(
            field=seen.name,
            value=seen.value,
            confidence=seen.confidence,
            source=Source(origin=Origin.OCR, page=1, box=seen.box),
            proven=seen.proven,
        )
        for seen in paper.fields
    }
    findings = tuple(found for check in kind.checks if (found := check(readings)) is not None)
    extraction = Extraction(readings=readings, findings=findings)
    classification = Classification(kind=paper.kind, confidence=paper.confidence)
    words = tuple(Word(text=str(seen.value), box=seen.box, confidence=seen.confidence) for seen in paper.fields)
    seen = tuple(
        Page(number=number, width=1000, height=700, words=words, source="invented")
        for number in range(1, paper.pages + 1)
    )
    pages = desk.work.vault.put(
        pages_to_json(seen),
        document=document,
        role=Role.PAGES,
        version=version,
        blob=BlobId(new_id(desk.now())),
    )
    return Outcome(
        classification=classification,
        extraction=extraction,
        decision=decide(kind, classification, extraction, filing=desk.work.settings.filing),
        name=file_name(kind, readings, received=desk.now().date(), media=paper.media),
        tags=tags(kind, readings, (paper.customer,)),
        customer=paper.customer,
        page_count=paper.pages,
        pages=pages,
        text=paper.text or "\n".join(str(seen.value) for seen in paper.fields),
        seconds=0.1,
    )


def invoice(
    picture: bytes,
    *,
    seller: str = "Pinkel & Söhne",
    number: str = "RE-0815",
    total: str = "119.00",
    sure: bool = False,
) -> Paper:
    """An invoice; the machine is not sure of its seller unless told."""
    return Paper(
        kind="invoice",
        picture=picture,
        fields=(
            Seen(name="seller", value=seller, confidence=0.999 if sure else 0.6, box=_row(1)),
            Seen(name="invoice_number", value=number, box=_row(2)),
            Seen(name="date", value=dt.date(2026, 3, 1), box=_row(3)),
            Seen(name="net", value=Decimal("100.00"), proven=True, box=_row(4)),
            Seen(name="tax", value=Decimal("19.00"), proven=True, box=_row(5)),
            Seen(name="total", value=Decimal(total), proven=True, box=_row(6)),
            Seen(name="currency", value="EUR", box=_row(7)),
        ),
    )


def identity_card(picture: bytes) -> Paper:
    """An identity card, of which the machine is sure."""
    return Paper(
        kind="cn_id_card",
        picture=picture,
        fields=(
            Seen(name="name", value="韩梅梅", box=_row(1)),
            Seen(name="id_number", value="110105199003070025", proven=True, box=_row(2)),
            Seen(name="expiry", value=dt.date(2031, 5, 1), box=_row(3)),
        ),
        name="IMG_0001.png",
        customer="韩梅梅",
    )


def _row(number: int) -> Box:
    return Box(left=0.08, top=0.1 * number, right=0.6, bottom=0.1 * number + 0.06)
