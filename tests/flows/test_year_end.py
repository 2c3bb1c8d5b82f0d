"""The package of a closed year: made once, into the vault, opened by nobody's role, and gone with its first paper."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.stages import large_files
from flows.stages.keeping import destruction
from flows.stages.notices import deliver
from flows.stages.office import Office
from flows.stages.package_check import check_package
from flows.stages.packaging import Packaging
from flows.stages.workroom import Workroom
from flows.stages.year_end import YearEnd, YearFiled
from storage.crypto.profile import CHEAPEST
from storage.package_file import signer_of
from storage.records.accounts import Accounts
from storage.records.audit_search import TrailQuestion, search
from storage.records.dispositions import Dispositions
from storage.records.endings import Endings
from storage.records.freezing import freeze
from storage.records.holding import Holds, Why
from storage.records.noticing import Channel, Notices
from storage.records.packaged import Packages
from storage.records.requesting import Requests
from storage.records.restriction_orders import RestrictionOrders
from storage.records.transactions import Transactions
from storage.records.watching import deeds
from storage.vault import Vault, orphans
from strongroom.disposition import Obstacle, Stage
from strongroom.document import Role
from strongroom.errors import Denied, NotFound, PurposeNeeded, VaultFrozen, WrongStage
from strongroom.ids import DocumentId
from strongroom.notice import Wishes
from strongroom.permissions import Action, Actor, StaffRole
from strongroom.request import Access
from tests.breakage.destroying import LATER, OLD
from tests.flows.kept import keep
from tests.flows.test_notices import Postman
from tests.flows.test_packaging import ANN, PASSPORT
from tests.storage.records.invented import NOW

CLOSED = dt.datetime(2002, 6, 1, 9, tzinfo=dt.UTC)
"""Five months after the year of the papers."""


def year_end(work: Workroom, now: dt.datetime = CLOSED) -> YearEnd:
    return YearEnd(work=work, now=lambda: now)


def office(work: Workroom, actor: Actor = ANN) -> Office:
    return Office(work=work, actor=actor, now=lambda: NOW)


def granted(work: Workroom, package: DocumentId, asker: str = "ann") -> None:
    access = Access(actions=frozenset({Action.DOWNLOAD}), until=NOW + dt.timedelta(days=1), document=package)
    requests = Requests(work.records.transactions)
    requests.approve(requests.ask_access(access, "the auditors come", actor=asker, now=NOW), actor="ben", now=NOW)


def filed(work: Workroom) -> DocumentId:
    done = year_end(work).run()
    assert done.document is not None
    return done.document


@pytest.fixture
def papers(work: Workroom) -> tuple[DocumentId, DocumentId]:
    keep(work, paper=replace(OLD, values={"date": dt.date(2002, 1, 1)}, name="later.pdf"))
    return keep(work), keep(work, paper=replace(OLD, name="other.pdf", customer="Pinkel AG"))


def test_a_closed_year_is_packed_into_the_vault_once_with_a_line_for_what_is_left_out(
    work: Workroom, papers: tuple[DocumentId, DocumentId], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passport = keep(work, paper=PASSPORT)
    away = keep(work)
    RestrictionOrders(work.records.transactions).make(away, "a quarrel", actor="rita", now=NOW)
    monkeypatch.setattr(large_files, "PART_BYTES", 1000)
    assert year_end(work, CLOSED - dt.timedelta(days=1)).plan().year == 2000
    assert len(year_end(work).plan().papers) == 2
    done = year_end(work).run()
    assert (done.year, done.documents, done.left_out) == (2001, 2, 2)
    assert year_end(work).run() == YearFiled(year=2001)
    assert year_end(work).plan().filed
    assert done.document is not None
    view = work.records.view(done.document, actor="test", purpose="test", now=NOW)
    row = view.summary
    assert (row.kind, row.name, row.tags) == (
        "year_end_package",
        "2001-12-31_package.zip",
        ("year-end package", "2001"),
    )
    assert sum(blob.role is Role.PART for blob in view.blobs) > 2
    granted(work, done.document)
    Packaging(office(work)).take(done.document, tmp_path / "p.zip", "the auditors come")
    said, wrong = check_package(tmp_path / "p.zip", signer_of(work.keyring).public_key)
    assert (said["count"], said["request"], wrong) == (2, "", ())
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        listed = json.loads(archive.read("manifest.json"))
    assert {one["document"] for one in listed["documents"]} == set(papers)
    assert {one["document"]: one["why"] for one in listed["left_out"]} == {passport: "sensitive", away: "restricted"}
    seen = deeds(work.records.transactions, since=CLOSED - dt.timedelta(days=1), until=CLOSED + dt.timedelta(days=1))
    assert seen == (), "nobody exported the papers that the house packed by itself"
    (told,) = search(work.records.transactions, TrailQuestion(action="package_filed"), limit=9)
    assert (told.entry.actor, dict(told.entry.facts)) == ("schedule", {"documents": 2})
    work.records.audit_verify()


def test_every_closed_year_gets_its_package_the_newest_first_and_one_without_any_paper_to_show_is_passed_over(
    work: Workroom, papers: tuple[DocumentId, DocumentId]
) -> None:
    keep(work, paper=replace(OLD, values={"date": dt.date(1999, 5, 5)}, name="older.pdf"))
    away = keep(work, paper=replace(OLD, values={"date": dt.date(2000, 5, 5)}, name="away.pdf"))
    RestrictionOrders(work.records.transactions).make(away, "a quarrel", actor="rita", now=NOW)
    done = year_end(work).run_all()
    assert [(2001, len(papers)), (1999, 1), (2001, 0)] == [(one.year, one.documents) for one in done]
    assert (YearFiled(year=2001),) == year_end(work).run_all()
    assert year_end(work, CLOSED.replace(year=2003)).plan().year == 2002, (
        "the paper of a later year waits for it to end"
    )


class Knife:
    """Cuts a run off before its n-th act."""

    def __init__(self, acts: int) -> None:
        self._left = acts

    def before(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def cut(*arguments: object, **named: object) -> Any:
            if not self._left:
                raise KeyboardInterrupt
            self._left -= 1
            return act(*arguments, **named)

        return cut


@pytest.mark.usefixtures("papers")
def test_cut_off_at_any_act_and_run_again_it_ends_as_if_run_once(
    work: Workroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_files, "PART_BYTES", 2000)
    acts = [
        (Vault, "put"),
        (Packages, "open"),
        (Packages, "file"),
        (Transactions, "write"),
        (type(work.store), "flush"),
    ]
    for at in range(60):
        with monkeypatch.context() as patch:
            knife = Knife(at)
            for owner, name in acts:
                patch.setattr(owner, name, knife.before(getattr(owner, name)))
            try:
                year_end(work).run()
            except KeyboardInterrupt:
                continue
            break
    assert at > 10
    assert year_end(work).run() == YearFiled(year=2001)
    (package,) = Packages(work.records.transactions).since(CLOSED)
    granted(work, package)
    with zipfile.ZipFile(io.BytesIO(office(work).original(package, purpose="the auditors come"))) as archive:
        assert len(json.loads(archive.read("manifest.json"))["documents"]) == 2
    assert len(search(work.records.transactions, TrailQuestion(action="package_filed"), limit=9)) == 1
    # What the runs before had stored is nobody's, and is found as that.
    late = dt.datetime.max.replace(tzinfo=dt.UTC)
    for stored in list(orphans(work.vault, work.records, late)):
        work.vault.discard(stored)
    assert office(work).original(package, purpose="the auditors come")
    work.records.audit_verify()


@pytest.mark.usefixtures("papers")
def test_no_role_opens_a_package_and_a_grant_that_names_it_does(work: Workroom, tmp_path: Path) -> None:
    package = filed(work)
    every = Actor(id="ann", roles=frozenset(StaffRole))
    for action in (Action.DOWNLOAD, Action.READ, Action.SHARE, Action.REVEAL, Action.REVIEW):
        with pytest.raises(Denied):
            office(work, every).ask(action, package, "why not")
    with pytest.raises(Denied):
        Packaging(office(work, every)).take(package, tmp_path / "p.zip", "why not")
    granted(work, package)
    with pytest.raises(PurposeNeeded):
        office(work).ask(Action.DOWNLOAD, package, "")
    office(work).ask(Action.READ, package, "to have it brought back")
    with pytest.raises(Denied):
        office(work).ask(Action.SHARE, package, "why not")
    with zipfile.ZipFile(io.BytesIO(office(work).original(package, purpose="the auditors come"))) as archive:
        assert archive.testzip() is None
    with pytest.raises(NotFound):
        office(work, Actor(id="far", roles=frozenset(StaffRole), customers=frozenset({"Pinkel AG"}))).show(package)
    assert not list(tmp_path.glob("*p.zip*"))


def test_a_package_is_restricted_as_long_as_one_of_its_papers_is(
    work: Workroom, papers: tuple[DocumentId, DocumentId]
) -> None:
    package = filed(work)
    granted(work, package)
    orders = RestrictionOrders(work.records.transactions)
    orders.make(papers[0], "a quarrel", actor="rita", now=NOW)
    with pytest.raises((Denied, NotFound)):
        office(work).original(package, purpose="the auditors come")
    orders.lift(papers[0], "it is over", actor="rita", now=NOW)
    assert office(work).original(package, purpose="the auditors come")


def test_a_package_goes_with_the_first_of_its_papers_and_the_others_stay(
    work: Workroom, papers: tuple[DocumentId, DocumentId]
) -> None:
    package, (gone, stays) = filed(work), papers
    work.records.propose_dispositions(NOW)
    ends = Dispositions(work.records.transactions)
    ends.request(gone, actor="ann", now=NOW)
    ends.approve(gone, actor="ben", now=NOW, due_at=NOW + dt.timedelta(days=7))
    holds = Holds(work.records.transactions)
    why = Why(matter="m", reason="a quarrel")
    hold = holds.on_document(package, why, actor="rita", now=NOW - dt.timedelta(days=1))
    assert [one.obstacle for one in ends.plan(LATER)] == [Obstacle.HELD]
    holds.lift(hold, "it is over", actor="rita", now=NOW)
    (done,) = destruction(work, lambda: LATER).carry_out("schedule")
    assert (done.document, done.failure, done.obstacle) == (gone, None, None)
    register = Endings(work.records.transactions)
    for one in (gone, package):
        assert ends.one(one).stage is Stage.DESTROYED
        assert [json.loads(proof.body)["certificate"]["decision"]["approved_by"] for proof in register.of(one)] == [
            "ben"
        ]
        assert list(work.store.keys(f"{one}/")) == []
    assert work.records.for_policy(stays).id == stays
    assert list(destruction(work, lambda: LATER).carry_out("schedule")) == []
    assert year_end(work).run() == YearFiled(year=2001), "it is not made anew"
    work.records.audit_verify()


def test_a_paper_that_was_destroyed_while_the_package_was_made_keeps_it_from_being_filed(
    work: Workroom, papers: tuple[DocumentId, DocumentId], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Packages.file

    def late(packages: Packages, *arguments: object, **named: object) -> None:
        work.records.propose_dispositions(NOW)
        ends = Dispositions(work.records.transactions)
        ends.request(papers[0], actor="ann", now=NOW)
        ends.approve(papers[0], actor="ben", now=NOW, due_at=NOW)
        ends.condemn(papers[0], actor="schedule", now=NOW)
        file(packages, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Packages, "file", late)
    with pytest.raises(WrongStage):
        year_end(work).run()
    monkeypatch.undo()
    done = year_end(work).run()
    assert (done.documents, done.document is not None) == (1, True)


def test_nothing_is_stored_for_a_year_without_papers_or_in_a_frozen_vault(work: Workroom) -> None:
    assert year_end(work).run() == YearFiled(year=2001)
    keep(work)
    freeze(work.records.transactions, actor="ann", now=NOW)
    before = list(work.store.keys(""))
    with pytest.raises(VaultFrozen):
        year_end(work).run()
    assert list(work.store.keys("")) == before


@pytest.mark.usefixtures("papers")
def test_whoever_may_let_others_have_it_is_told_by_its_id(work: Workroom) -> None:
    accounts, notices = Accounts(work.records.transactions, profile=CHEAPEST), Notices(work.records.transactions)
    for name, role in (("mona", StaffRole.MANAGER), ("rudi", StaffRole.RECORDS_MANAGER)):
        user, _ = accounts.add(name, name, frozenset({role}), by="ann", now=CLOSED)
        channel = Channel(person=user.actor, addresses=("jsons://hooks.example.org",), wishes=Wishes())
        notices.set_channel(channel, actor="ann", now=CLOSED)
    package = filed(work)
    postman = Postman()
    deliver(work, postman, CLOSED + dt.timedelta(hours=1))
    assert [one.body for one in postman.sent if package in one.body] == [
        f"The package of a closed year lies in the vault: {package}"
    ]
