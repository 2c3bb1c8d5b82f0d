"""The house that is simulated: its storage, its nights, and what its people do. Everything goes through the product."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final, get_args

from flows.stages.archiving import Archived, Archiving
from flows.stages.workroom import Workroom
from storage.certificate import Copies
from storage.crypto.keyring import Keyring, WrappedKey
from storage.crypto.local import LocalProvider
from storage.crypto.memory_keys import MemoryKeys
from storage.destruction import Destruction, Proofs
from storage.objects.tiers import Tiers
from storage.records import accepting, filing
from storage.records.archiving import Archive
from storage.records.chasing import Chases
from storage.records.dispositions import Dispositions
from storage.records.holding import Holds, Why
from storage.records.restricting import restrict_by_rule
from storage.records.rulebooks import RuleBooks
from storage.records.sealing import make_field_key
from storage.records.session import Session
from storage.records.store import Records
from storage.records.upkeep import look_after
from storage.records.values import Arrival, Blob, Lease, Outcome
from storage.vault import Vault
from strongroom.disposition import Stage
from strongroom.document import Role, State
from strongroom.errors import Denied, Held, NotFound, WrongStage
from strongroom.expiry import IsWorking
from strongroom.ids import BlobId, DocumentId, new_id
from strongroom.kind import UNKNOWN, Kind, Sensitivity, catalogue
from strongroom.permissions import Action, Actor, Forbidden, StaffRole, Target, decide
from strongroom.reading import Value
from strongroom.settings import Settings
from strongroom.settings_archive import Archive as ArchiveSettings
from tests.sim.law import Kind as PaperKind
from tests.sim.law import Paper
from tests.sim.shelves import Shelves
from tests.storage.records import invented

COOLING_OFF: Final = dt.timedelta(days=7)
KEYS_DAYS: Final = 7
UNUSED_DAYS: Final = 365
ARCHIVED_AT_ONCE: Final = 40
WHY: Final = Why(matter="", reason="asked for")


@dataclass(frozen=True, kw_only=True)
class House:
    """Records and vault, and what acts on them."""

    records: Records
    vault: Vault
    keyring: Keyring
    proofs: Proofs
    is_working: IsWorking
    tiers: Tiers
    archiving: Callable[[dt.datetime], Archiving]

    @property
    def books(self) -> RuleBooks:
        """The rules of the house."""
        return RuleBooks(self.records.transactions)

    @property
    def holds(self) -> Holds:
        """The holds of the house."""
        return Holds(self.records.transactions)

    @property
    def archive(self) -> Archive:
        """The archive of the house."""
        return Archive(self.records.transactions)

    @property
    def dispositions(self) -> Dispositions:
        """What is being destroyed."""
        return Dispositions(self.records.transactions)

    def file(self, papers: Iterable[Paper], now: dt.datetime) -> None:
        """Take papers in and file them; their ids are written into them."""
        arrivals = [self._arrival(paper, now) for paper in papers]

        def accept(session: Session) -> None:
            for arrival, _ in arrivals:
                accepting.accept(session, arrival, None)

        self.records.transactions.write(accept)
        read = {arrival.document: paper for arrival, paper in arrivals}
        leases = self.records.claim_these("worker", read, now=now, lease_seconds=60)
        outcomes = [(lease, self._outcome(lease, read[lease.document], now)) for lease in leases]

        def finish(session: Session) -> None:
            for lease, outcome in outcomes:
                filing.finish(session, lease, outcome, now=now, due_at=now)

        self.records.transactions.write(finish)

    def night(self, now: dt.datetime) -> None:
        """What the schedules do: chase, propose, destroy, complete erasures. In the order of the timetable."""
        chases = Chases(self.records.transactions, self.is_working)
        chases.close_settled(actor="schedule", now=now)
        chases.open_due(actor="schedule", now=now)
        self.records.propose_dispositions(now)
        destruction = Destruction(self.records.transactions, self.vault, self.proofs, now=lambda: now)
        failed = [one.failure for one in destruction.carry_out("schedule") if one.failure]
        assert not failed, failed
        destruction.complete("schedule", oldest_key_backup=None)

    def week(self, now: dt.datetime) -> None:
        """What may no longer be used and is kept all the same is restricted."""
        restrict_by_rule(self.records.transactions, now)

    def month(self, now: dt.datetime) -> Archived:
        """What nobody has used for long goes to the archive, a few at a time; what was asked for comes back."""
        done = self.archiving(now).run(NoArtist())
        assert not done.failed, done.failed
        return done

    def quarter(self) -> None:
        """The database is looked after, or its planner would know nothing of a house that grows."""
        assert not look_after(self.records._database, shrink=True).faults

    def _arrival(self, paper: Paper, now: dt.datetime) -> tuple[Arrival, Paper]:
        made = invented.arrival(
            self.records, received_at=now, customer=paper.customer, folder_tags=_tags(paper), document=new_id(now)
        )
        blob = self._put(made.document, Role.ORIGINAL, made.document.encode(), now)
        make_field_key(self.keyring, made.document)
        paper.document, paper.blobs = made.document, (blob.id,)
        return replace(made, blob=blob, content_hash=self.records.content_hash(made.document)), paper

    def _outcome(self, lease: Lease, paper: Paper, now: dt.datetime) -> Outcome:
        pages = self._put(lease.document, Role.PAGES, b"[]", now)
        paper.blobs = (*paper.blobs, pages.id)
        read = invented.Paper(
            kind=paper.kind, values=_values(paper), tags=_tags(paper), customer=paper.customer, name="paper.pdf"
        )
        return replace(invented.outcome(lease, read), pages=pages)

    def _put(self, document: DocumentId, role: Role, data: bytes, now: dt.datetime) -> Blob:
        return self.vault.put(data, document=document, role=role, version=1, blob=BlobId(new_id(now)))


class Keyhooks(MemoryKeys):
    """Data keys in memory, by document: ``MemoryKeys`` looks through everything to destroy a document's."""

    def __init__(self) -> None:
        super().__init__()
        self._of: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, key: WrappedKey) -> WrappedKey:
        """Keep a key once."""
        self._of[key.document].add(key.id)
        return super().add(key)

    def destroy(self, document: str) -> int:
        """Delete all keys of a document."""
        return sum(self.discard(key) for key in self._of.pop(document, ()))


class NoArtist:
    """Draws nothing: the papers of the simulation have no pages."""

    def draw(self, data: bytes, number: int, *, degrees: int, longest: int) -> bytes:
        """Never asked."""
        raise AssertionError


@contextmanager
def open_house(folder: Path, is_working: IsWorking) -> Iterator[House]:
    """A house with nothing in it."""
    keys = Keyhooks()
    keyring = Keyring(LocalProvider("kek", bytes(range(32))), keys)
    records = Records.open(f"sqlite:///{folder / 'records.db'}", keyring, kinds=_kinds())
    tiers = Tiers(Shelves(), Shelves())
    vault = Vault(tiers, keyring)
    settings = Settings(
        archive=ArchiveSettings(to="folder", folder=folder, at_most=ARCHIVED_AT_ONCE, unused_days=UNUSED_DAYS)
    )
    with closing(records):
        records.migrate()
        work = Workroom(
            settings=settings,
            records=records,
            vault=vault,
            store=tiers,
            keyring=keyring,
            keys=keys,  # type: ignore[arg-type]  # in memory here
            providers=None,  # type: ignore[arg-type]  # nothing is rotated
        )
        yield House(
            records=records,
            vault=vault,
            keyring=keyring,
            proofs=Proofs(keyring=keyring, keys=keys, copies=Copies(keys_days=KEYS_DAYS, data_days=35)),
            is_working=is_working,
            tiers=tiers,
            archiving=lambda now: Archiving(work, now=lambda: now),
        )


class Staff:
    """The people who decide on ends. Some leave, and try once more; some try to approve what they asked for."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._hired = 0
        self.there = [self._hire() for _ in range(4)]
        self.refused = 0

    def leave(self, house: House, now: dt.datetime) -> None:
        """One leaves, is replaced, and comes back to approve what waits."""
        leaver = self.there.pop(0)
        self.there.append(self._hire())
        for one in house.dispositions.listed(Stage.REQUESTED)[:1]:
            self.approve(house, one.document, replace(leaver, roles=frozenset()), now)

    def decide(self, house: House, now: dt.datetime) -> None:
        """A round: most of what is eligible is asked for, what was asked for is approved, some is taken back."""
        asking, *others = self._random.sample(self.there, 3)
        for one in house.dispositions.listed(Stage.REQUESTED):
            by = asking if self._random.random() < 0.05 else self._random.choice(others)
            self.approve(house, one.document, by, now)
        for one in house.dispositions.listed(Stage.ELIGIBLE):
            if self._random.random() < 0.9:
                self._try(lambda one=one: house.dispositions.request(one.document, actor=asking.id, now=now))  # type: ignore[misc]
        for one in house.dispositions.listed(Stage.APPROVED):
            if self._random.random() < 0.02:
                house.dispositions.cancel(one.document, actor=asking.id, now=now)

    def approve(self, house: House, document: DocumentId, by: Actor, now: dt.datetime) -> None:
        """Approve as one of them, if the policy and the records allow it."""
        workers = house.dispositions.workers(document)
        target = Target(document=document, state=State.FILED, sensitivity=Sensitivity.IDENTITY, workers=workers)
        if isinstance(decide(by, Action.APPROVE_DISPOSITION, target, purpose="end", now=now), Forbidden):
            self.refused += 1
            return
        self._try(lambda: house.dispositions.approve(document, actor=by.id, now=now, due_at=now + COOLING_OFF))

    def _hire(self) -> Actor:
        self._hired += 1
        return Actor(id=f"person-{self._hired}", roles=frozenset({StaffRole.RECORDS_MANAGER}))

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except (Held, Denied, NotFound, WrongStage):
            self.refused += 1


def _kinds() -> dict[str, Kind]:
    # Those of the simulation: a query a night for each of forty kinds without any paper would be most of its time.
    return {name: catalogue()[name] for name in (*get_args(PaperKind), UNKNOWN)}


def _tags(paper: Paper) -> tuple[str, ...]:
    return (paper.branch, "aml") if paper.obliged else (paper.branch,)


def _values(paper: Paper) -> dict[str, Value]:
    dated = {"expiry" if paper.kind in ("passport", "contract") else "date": paper.date} if paper.date else {}
    if paper.kind != "passport":
        return dict(dated)
    return {**dated, "surname": "Quastenflosse", "given_names": paper.customer, "document_number": paper.document[-9:]}
