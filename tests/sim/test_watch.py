"""The watch of the simulation can fail: each wrong that is planted in a house is seen in the evening of its day."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from flows.stages.working_days import working_days
from storage.records.chasing import Chases
from strongroom.errors import AuditBroken
from strongroom.ids import BlobId, DocumentId
from strongroom.settings_calendar import Calendar
from tests.sim.house import COOLING_OFF, KEYS_DAYS, WHY, House, open_house
from tests.sim.law import BEFORE, Kind, Paper
from tests.sim.watch import Watch

MONDAY = dt.datetime(2026, 3, 2, 20, tzinfo=dt.UTC)
LATER = MONDAY + COOLING_OFF
LONG_AGO = dt.date(2018, 5, 1)


class Office:
    """A house with one paper, and the watch over it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._papers: dict[str, Paper] = {}
        house.books.adopt(BEFORE.book, actor="person-0", now=MONDAY)
        self.watch = Watch(house, self._papers)

    def file(self, kind: Kind, date: dt.date) -> Paper:
        """A paper that comes on Monday and, if it is free to go, is proposed that night."""
        paper = Paper(
            document="", kind=kind, branch="UK", obliged=False, customer="Lindqvist", date=date, filed=MONDAY.date()
        )
        self.house.file([paper], MONDAY)
        self._papers[paper.document] = paper
        self.watch.expect([paper])
        self.night(MONDAY)
        return paper

    def approve(self, paper: Paper, *, due_at: dt.datetime = LATER) -> None:
        """Two people decide that it goes."""
        document = DocumentId(paper.document)
        self.house.dispositions.request(document, actor="person-1", now=MONDAY)
        self.house.dispositions.approve(document, actor="person-2", now=MONDAY, due_at=due_at)

    def night(self, now: dt.datetime) -> None:
        """A night, as the schedules know it."""
        self.house.night(now)

    def evening(self, now: dt.datetime) -> None:
        """The watch looks at a day."""
        self.watch.day(now, BEFORE, {})

    def behind(self, *statements: str) -> None:
        """Somebody writes to the database behind the records."""

        def work(connection: Connection) -> None:
            for statement in statements:
                connection.execute(text(statement))

        self.house.records._database.alone(work)

    def unguard_the_chain(self) -> None:
        """Somebody removes what keeps accidents from the audit chain."""
        triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        names = self.house.records._database.read(lambda connection: connection.execute(triggers).scalars().all())
        self.behind(*(f"DROP TRIGGER {name}" for name in names))


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    with open_house(folder, working_days(Calendar())):
        return folder / "records.db"


@pytest.fixture
def office(migrated: Path, tmp_path: Path) -> Iterator[Office]:
    shutil.copy(migrated, tmp_path)
    with open_house(tmp_path, working_days(Calendar())) as house:
        yield Office(house)


def test_an_end_by_the_rules_is_no_wrong(office: Office) -> None:
    paper = office.file("invoice", LONG_AGO)
    office.approve(paper)
    office.evening(MONDAY)
    office.night(LATER)
    office.evening(LATER)
    office.watch.whole()
    office.watch.chain()
    assert office.watch.counts["shredded"] == 1
    erased = LATER + dt.timedelta(days=KEYS_DAYS + 1)
    office.night(erased)
    office.evening(erased)
    assert office.watch.counts["erased"] == 1


def test_what_goes_early_is_seen(office: Office) -> None:
    hasty = replace(BEFORE, invoices=(("CN", 30), ("DE", 8), ("UK", 1)))
    office.house.books.adopt(hasty.book, actor="person-0", now=MONDAY)
    office.approve(office.file("invoice", dt.date(2023, 5, 1)))
    office.night(LATER)
    with pytest.raises(AssertionError, match="destroyed early"):
        office.evening(LATER)


def test_what_goes_without_a_date_is_seen(office: Office) -> None:
    paper = office.file("invoice", LONG_AGO)
    paper.date = None
    office.approve(paper)
    office.night(LATER)
    with pytest.raises(AssertionError, match="destroyed without a date"):
        office.evening(LATER)


def test_what_goes_under_a_hold_is_seen(office: Office) -> None:
    paper = office.file("invoice", LONG_AGO)
    office.approve(paper)
    (hold,) = office.house.holds.on_documents([DocumentId(paper.document)], WHY, actor="person-3", now=MONDAY)
    paper.holds.add(hold)
    office.behind("DELETE FROM holds")
    office.night(LATER)
    with pytest.raises(AssertionError, match="destroyed under a hold"):
        office.evening(LATER)


def test_what_one_person_ended_is_seen(office: Office) -> None:
    office.approve(office.file("invoice", LONG_AGO))
    office.night(LATER)
    office.behind("PRAGMA ignore_check_constraints = ON", "UPDATE dispositions SET approved_by = requested_by")
    with pytest.raises(AssertionError, match="destroyed by one person"):
        office.evening(LATER)


def test_what_goes_without_a_wait_is_seen(office: Office) -> None:
    office.approve(office.file("invoice", LONG_AGO), due_at=MONDAY)
    office.night(MONDAY)
    with pytest.raises(AssertionError, match="destroyed without a wait"):
        office.evening(MONDAY)


def _keep_the_keys(office: Office, paper: Paper) -> Callable[[], object]:
    keys = office.house.proofs.keys
    kept = [keys.get(blob) for blob in paper.blobs]
    return lambda: [keys.add(key) for key in kept]


def _keep_the_object(office: Office, paper: Paper) -> Callable[[], object]:
    key = next(iter(office.house.tiers.near_keys(f"{paper.document}/")))
    data = office.house.tiers.get(key)
    return lambda: office.house.tiers.put(key, data)


@pytest.mark.parametrize(("keep", "seen"), [(_keep_the_keys, "can be read"), (_keep_the_object, "objects are there")])
@pytest.mark.parametrize("at_once", [True, False], ids=["that night", "long after"])
def test_what_can_be_read_after_its_destruction_is_seen(
    office: Office, keep: Callable[[Office, Paper], Callable[[], object]], seen: str, *, at_once: bool
) -> None:
    paper = office.file("invoice", LONG_AGO)
    office.approve(paper)
    bring_back = keep(office, paper)
    office.night(LATER)
    if at_once:
        bring_back()
        with pytest.raises(AssertionError, match=seen):
            office.evening(LATER)
    else:
        office.evening(LATER)
        bring_back()
        with pytest.raises(AssertionError, match=seen):
            office.watch.whole()


def test_what_is_kept_and_cannot_be_read_is_seen(office: Office) -> None:
    paper = office.file("contract", LONG_AGO)
    office.house.proofs.keys.discard(BlobId(paper.blobs[0]))
    with pytest.raises(AssertionError, match="cannot be read"):
        office.watch.whole()


def test_what_goes_without_a_certificate_is_seen(office: Office) -> None:
    office.approve(office.file("invoice", LONG_AGO))
    office.night(LATER)
    office.behind("DELETE FROM certificates")
    with pytest.raises(AssertionError, match="uncertified"):
        office.evening(LATER)


def test_an_expiry_that_nobody_chases_is_seen(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Chases, "open_due", lambda *_args, **_named: ())
    office.file("passport", MONDAY.date() + dt.timedelta(days=30))
    with pytest.raises(AssertionError, match="not chased"):
        office.evening(MONDAY)


def test_an_audit_event_that_is_changed_is_seen_the_same_day_and_later_by_the_whole_chain(office: Office) -> None:
    office.file("contract", LONG_AGO)
    office.unguard_the_chain()
    office.behind("UPDATE audit_events SET actor = 'somebody' WHERE sequence = 2")
    with pytest.raises(AuditBroken):
        office.evening(MONDAY)
    office.watch = Watch(office.house, {})
    with pytest.raises(AuditBroken):
        office.watch.chain()


def test_an_audit_chain_that_is_cut_short_is_seen(office: Office) -> None:
    office.file("contract", LONG_AGO)
    office.evening(MONDAY)
    office.unguard_the_chain()
    office.behind(
        "DELETE FROM audit_events WHERE sequence = (SELECT max(sequence) FROM audit_events)",
        "UPDATE audit_head SET sequence = sequence - 1,"
        " hash = (SELECT hash FROM audit_events ORDER BY sequence DESC LIMIT 1)",
    )
    with pytest.raises(AssertionError, match="the chain does not end where its head says"):
        office.evening(MONDAY + dt.timedelta(days=1))
