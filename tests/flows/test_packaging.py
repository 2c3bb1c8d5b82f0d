"""Year-end packages: only what may leave and two people agreed on; cut off and gone on with; verified without trust."""

import datetime as dt
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.stages import packaging as module
from flows.stages.decisions import Decisions
from flows.stages.office import Office
from flows.stages.package_folder import check_package
from flows.stages.packaging import Packaging, Wish
from flows.stages.workroom import Workroom
from storage.objects.memory import MemoryDepot, MemoryStore
from storage.objects.tiers import Tiers
from storage.package_file import signer_of
from storage.records.archiving import Archive
from storage.records.audit_search import TrailQuestion, search
from storage.vault import Vault, object_key
from strongroom.errors import BadForm, BadSignature, Denied, NotFound, WrongStage
from strongroom.ids import DocumentId
from strongroom.permissions import Actor, StaffRole
from tests.breakage.destroying import OLD
from tests.flows.kept import keep
from tests.storage.records.invented import NOW

ANN = Actor(id="ann", roles=frozenset({StaffRole.MANAGER}))
BEN = Actor(id="ben", roles=frozenset({StaffRole.MANAGER}))
OPA = Actor(id="opa", roles=frozenset({StaffRole.OPERATOR}))
YEAR = Wish(year=2001)
HOLDER = {"surname": "Quastenflosse", "given_names": "Wilhelmina", "document_number": "X1234567"}
PASSPORT = replace(OLD, kind="passport", values=HOLDER | {"expiry": dt.date(2001, 5, 1)}, name="p.pdf")


REAL = {name: getattr(module, name) for name in ("write_bytes", "write_text", "append", "private_folder")}


class Knife:
    """Cuts a run off at its n-th step."""

    def __init__(self, steps: int) -> None:
        self._steps = steps

    def before(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def act(*arguments: object) -> Any:
            if not self._steps:
                raise KeyboardInterrupt
            self._steps -= 1
            return step(*arguments)

        return act


def office(work: Workroom, actor: Actor = ANN) -> Office:
    return Office(work=work, actor=actor, now=lambda: NOW)


def approved(work: Workroom, wish: Wish = YEAR) -> str:
    request = Packaging(office(work)).ask(wish, "the auditors come")
    Decisions(office(work, BEN)).approve(request)
    return request


def key_of(work: Workroom) -> bytes:
    return signer_of(work.keyring).public_key


@pytest.fixture
def papers(work: Workroom) -> tuple[DocumentId, DocumentId]:
    keep(work, paper=replace(OLD, values={"date": dt.date(2002, 1, 1)}, name="later.pdf"))
    keep(work, paper=PASSPORT)
    return keep(work), keep(work, paper=replace(OLD, name="=cmd.pdf", customer="Pinkel AG"))


def test_a_package_holds_the_papers_of_the_year_and_is_verified_with_and_without_the_product(
    work: Workroom, papers: tuple[DocumentId, DocumentId], tmp_path: Path
) -> None:
    choice = Packaging(office(work)).choose(YEAR)
    assert set(choice.documents) == set(papers)
    assert choice.withheld == 1  # the passport
    folder = tmp_path / "package"
    done = Packaging(office(work)).make(approved(work), 2001, folder)
    assert (done.documents, done.asleep) == (2, ())
    said, wrong = check_package(folder, key_of(work))
    assert (said["year"], said["count"], wrong) == (2001, 2, ())
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    listed = json.loads((folder / "manifest.json").read_text())["documents"]
    assert {one["document"] for one in listed} == set(papers)
    assert all((folder / one["file"]).read_bytes().startswith(b"a paper") for one in listed)
    assert all(one["basis"] and one["kept_until"] > one["dated"] for one in listed)
    assert sorted(path.name for path in folder.iterdir()) == [
        "SHA256SUMS",
        "VERIFY.txt",
        "documents",
        "index.html",
        "manifest.csv",
        "manifest.json",
        "signature.json",
    ]
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.rglob("*"))
    (made,) = search(work.records.transactions, TrailQuestion(action="package_made"), limit=9)
    assert (made.entry.actor, made.entry.facts["documents"]) == ("ann", 2)
    work.records.audit_verify()


@pytest.mark.parametrize("harm", ["change", "remove", "add", "manifest", "sums", "signature", "half"])
@pytest.mark.usefixtures("papers")
def test_whatever_is_changed_missing_or_too_much_is_told(work: Workroom, tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "package"
    Packaging(office(work)).make(approved(work), 2001, folder)
    paper = next((folder / "documents").rglob("*.pdf"))
    if harm in ("change", "remove", "add"):
        if harm == "change":
            paper.write_bytes(paper.read_bytes() + b" ")
        elif harm == "remove":
            paper.unlink()
        else:
            (paper.parent / "more.pdf").write_bytes(b"")
        assert len(check_package(folder, key_of(work))[1]) == 1
        return
    name = {"manifest": "manifest.json", "sums": "SHA256SUMS"}.get(harm, "signature.json")
    if harm == "half":
        (folder / name).unlink()
    else:
        (folder / name).write_text((folder / name).read_text().replace("2", "3"))
    with pytest.raises(BadSignature):
        check_package(folder, key_of(work))
    with pytest.raises(BadSignature):
        check_package(folder, bytes(32))


@pytest.mark.usefixtures("papers")
def test_nobody_makes_a_package_alone_or_twice_or_of_others(work: Workroom, tmp_path: Path) -> None:
    packaging = Packaging(office(work))
    request = packaging.ask(YEAR, "the auditors come")
    with pytest.raises(WrongStage):
        packaging.make(request, 2001, tmp_path / "a")
    with pytest.raises(Denied):
        Decisions(office(work)).approve(request)
    Decisions(office(work, BEN)).approve(request)
    with pytest.raises(NotFound):
        Packaging(office(work, BEN)).make(request, 2001, tmp_path / "a")
    with pytest.raises(WrongStage):
        packaging.make(request, 2002, tmp_path / "a")
    packaging.make(request, 2001, tmp_path / "a")
    with pytest.raises(WrongStage):
        packaging.make(request, 2001, tmp_path / "b")
    assert not (tmp_path / "b" / "signature.json").exists()


@pytest.mark.usefixtures("papers")
def test_what_is_chosen_follows_the_wish_and_the_policy(work: Workroom) -> None:
    packaging = Packaging(office(work))
    assert len(packaging.choose(replace(YEAR, customer="Pinkel AG")).documents) == 1
    assert packaging.choose(replace(YEAR, kinds=frozenset({"passport"}))).documents == ()
    assert packaging.choose(Wish(year=1999)).withheld == 0
    far = Actor(id="far", roles=frozenset({StaffRole.MANAGER}), customers=frozenset({"Pinkel AG"}))
    assert len(Packaging(office(work, far)).choose(YEAR).documents) == 1
    for wish in (replace(YEAR, kinds=frozenset({"nonsense"})), Wish(year=1999)):
        with pytest.raises(BadForm):
            packaging.ask(wish, "why")


@pytest.mark.usefixtures("papers")
def test_cut_off_at_any_file_and_run_again_it_ends_as_if_run_once(
    work: Workroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = approved(work)
    folder = tmp_path / "package"
    cuts = 0
    for at in range(1, 60):
        knife = Knife(at)
        for name, step in REAL.items():
            monkeypatch.setattr(module, name, knife.before(step))
        try:
            Packaging(office(work)).make(request, 2001, folder)
        except KeyboardInterrupt:
            cuts += 1
            if at % 2:
                with (folder / ".journal").open("ab") as file:
                    file.write(b'{"half')
            continue
        break
    assert cuts > 5
    assert check_package(folder, key_of(work))[1] == ()


def test_cut_off_after_the_approval_was_used_only_the_last_step_is_left(
    work: Workroom, papers: tuple[DocumentId, DocumentId], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = approved(work)
    monkeypatch.setattr(Packaging, "_hand_over", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        Packaging(office(work)).make(request, 2001, tmp_path / "p")
    monkeypatch.undo()
    with pytest.raises(BadSignature):
        check_package(tmp_path / "p", key_of(work))
    assert Packaging(office(work)).make(request, 2001, tmp_path / "p").documents == len(papers)
    assert check_package(tmp_path / "p", key_of(work))[1] == ()


def test_papers_that_sleep_in_the_archive_are_woken_and_the_package_is_whole_later(
    work: Workroom, tmp_path: Path
) -> None:
    depot = MemoryDepot(sleeps=True)
    store = Tiers(MemoryStore(), depot)
    house = replace(work, store=store, vault=Vault(store, work.keyring))
    asleep, _ = keep(house), keep(house)
    archive = Archive(house.records.transactions)
    later = NOW + dt.timedelta(days=1)
    assert archive.archive(asleep, (), before=later, actor="schedule", now=later)
    for blob in archive.of(asleep):
        store.leave_near(object_key(asleep, blob))
    request = approved(house)
    folder = tmp_path / "p"
    assert Packaging(office(house)).make(request, 2001, folder).asleep == (asleep,)
    assert not (folder / "signature.json").exists()
    depot.wake_all()
    assert Packaging(office(house)).make(request, 2001, folder).documents == 2
    assert check_package(folder, key_of(house))[1] == ()


def test_the_package_can_be_moved(work: Workroom, papers: tuple[DocumentId, DocumentId], tmp_path: Path) -> None:
    Packaging(office(work)).make(approved(work), 2001, tmp_path / "p")
    shutil.copytree(tmp_path / "p", tmp_path / "elsewhere")
    assert check_package(tmp_path / "elsewhere", key_of(work))[0]["count"] == len(papers)
