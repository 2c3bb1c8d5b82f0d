"""Packages: only what may leave and two people agreed on; a cut leaves nothing in the clear; verified without trust."""

import csv
import datetime as dt
import importlib.util
import io
import json
import os
import shutil
import signal
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from flows.stages import packaging as module
from flows.stages.decisions import Decisions
from flows.stages.office import Office
from flows.stages.package_check import check_package
from flows.stages.packaging import Packaging
from flows.stages.workroom import Workroom, open_workroom
from storage.crypto.profile import CHEAPEST
from storage.objects.memory import MemoryDepot, MemoryStore
from storage.objects.tiers import Tiers
from storage.package_file import signer_of
from storage.records.archiving import Archive
from storage.records.audit_search import TrailQuestion, search
from storage.vault import Vault, object_key
from strongroom.errors import BadForm, BadSignature, Denied, InArchive, NotFound, StoreUnavailable, WrongStage
from strongroom.ids import DocumentId
from strongroom.package import Why, Wish
from strongroom.permissions import Actor, StaffRole
from strongroom.request import USABLE
from tests.breakage.destroying import OLD
from tests.flows.conftest import settings_in
from tests.flows.kept import keep
from tests.storage.records.invented import NOW

ANN = Actor(id="ann", roles=frozenset({StaffRole.MANAGER}))
BEN = Actor(id="ben", roles=frozenset({StaffRole.MANAGER}))
YEAR = Wish(year=2001)
SEALED = Wish(year=2001, sealed=True)
HOLDER = {"surname": "Quastenflosse", "given_names": "Wilhelmina", "document_number": "X1234567"}
PASSPORT = replace(OLD, kind="passport", values=HOLDER | {"expiry": dt.date(2001, 5, 1)}, name="p.pdf")
PASSPHRASE = "a long way to Tipperary"
SCRIPT = Path(__file__).parents[2] / "docs" / "decrypt_envelope.py"


def office(work: Workroom, actor: Actor = ANN, *, now: dt.datetime = NOW) -> Office:
    return Office(work=work, actor=actor, now=lambda: now)


def packaging(work: Workroom, actor: Actor = ANN, *, now: dt.datetime = NOW) -> Packaging:
    return Packaging(office(work, actor, now=now), profile=CHEAPEST)


def approved(work: Workroom, wish: Wish = YEAR) -> str:
    request = packaging(work).ask(wish, "the auditors come")
    Decisions(office(work, BEN)).approve(request)
    return request


def key_of(work: Workroom) -> bytes:
    return signer_of(work.keyring).public_key


def unpacked(file: Path) -> Path:
    folder = file.with_suffix("")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def papers(work: Workroom) -> tuple[DocumentId, DocumentId]:
    keep(work, paper=replace(OLD, values={"date": dt.date(2002, 1, 1)}, name="later.pdf"))
    keep(work, paper=PASSPORT)
    return keep(work), keep(work, paper=replace(OLD, name="=cmd.pdf", customer="Pinkel AG"))


def test_a_package_holds_the_papers_of_the_year_and_ordinary_tools_verify_it(
    work: Workroom, papers: tuple[DocumentId, DocumentId], tmp_path: Path
) -> None:
    choice = packaging(work).choose(YEAR)
    assert {one.document for one in choice.papers} == set(papers)
    assert [one.why for one in choice.left_out] == [Why.SENSITIVE]
    file = tmp_path / "2001.zip"
    done = packaging(work).write(approved(work), file)
    assert (done.documents, done.asleep) == (2, ())
    assert file.stat().st_mode & 0o077 == 0
    folder = unpacked(file)
    for place in (file, folder):
        said, wrong = check_package(place, key_of(work))
        assert (said["year"], said["count"], wrong) == (2001, 2, ())
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    listed = json.loads((folder / "manifest.json").read_text())
    assert {one["document"] for one in listed["documents"]} == set(papers)
    assert [(one["kind"], one["why"]) for one in listed["left_out"]] == [("passport", "sensitive")]
    for one in listed["documents"]:
        files = {leaf["part"]: folder / leaf["path"] for leaf in one["leaves"]}
        assert files["original"].read_bytes().startswith(b"a paper")
        assert json.loads(files["readings"].read_text())["fields"]["date"] == "2001-03-01"
        assert files["words"].is_file()
        assert one["kept_until"] > one["dated"]
        assert one["basis"]
    (made,) = search(work.records.transactions, TrailQuestion(action="package_made"), limit=9)
    assert (made.entry.actor, made.entry.facts["documents"]) == ("ann", 2)
    work.records.audit_verify()


@pytest.mark.usefixtures("papers")
@pytest.mark.skipif(not all(map(shutil.which, ("jq", "xxd", "openssl"))), reason="jq, xxd or openssl is not here")
def test_the_signature_is_verified_by_the_commands_that_the_readme_gives(work: Workroom, tmp_path: Path) -> None:
    packaging(work).write(approved(work), tmp_path / "p.zip")
    folder = unpacked(tmp_path / "p.zip")
    text = (folder / "README.txt").read_text(encoding="utf-8")
    begins, ends = text.index("     (printf"), text.index("   Compare the key")
    script = text[begins:ends].replace("/tmp/", f"{tmp_path}/")
    done = subprocess.run(["bash", "-ec", script], cwd=folder, check=True, capture_output=True, text=True)
    assert "Verified Successfully" in done.stdout


def test_identity_papers_go_along_sealed_where_that_was_asked_and_approved(
    work: Workroom, papers: tuple[DocumentId, DocumentId], tmp_path: Path
) -> None:
    request = approved(work, SEALED)
    (pending,) = packaging(work)._requests.of("ann", limit=1)
    assert pending.package == SEALED
    with pytest.raises(BadForm):
        packaging(work).write(request, tmp_path / "p.zip", "short")
    assert packaging(work).needs_passphrase(request)
    packaging(work).write(request, tmp_path / "p.zip", PASSPHRASE)
    folder = unpacked(tmp_path / "p.zip")
    assert check_package(folder, key_of(work))[1] == ()
    (passport,) = (
        one for one in json.loads((folder / "manifest.json").read_text())["documents"] if one["kind"] == "passport"
    )
    assert passport["document"] not in papers
    assert (passport["name"], passport["customer"]) == ("", "")
    assert all(leaf["sealed"] and leaf["path"].startswith("sealed/") for leaf in passport["leaves"])
    envelope = folder / next(leaf["path"] for leaf in passport["leaves"] if leaf["part"] == "original")
    assert b"a paper" not in envelope.read_bytes()
    opener = _script()
    terms = (folder / "sealed" / "key.json").read_text()
    key = opener.key_of(PASSPHRASE, terms)
    assert opener.open_sealed(envelope, key) == b"a paper " + passport["document"].encode()
    with pytest.raises(ValueError, match="another key"):
        opener.open_sealed(envelope, opener.key_of("another passphrase", terms))
    assert all("Wilhelmina" not in path.read_text("latin-1") for path in folder.rglob("*") if path.is_file())


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("decrypt_envelope", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.mark.parametrize("harm", ["change", "remove", "add", "index", "manifest", "sums", "signature", "half"])
@pytest.mark.usefixtures("papers")
def test_whatever_is_changed_missing_or_too_much_is_told(work: Workroom, tmp_path: Path, harm: str) -> None:
    packaging(work).write(approved(work), tmp_path / "package.zip")
    folder = unpacked(tmp_path / "package.zip")
    paper = next((folder / "documents").rglob("*.pdf"))
    match harm:
        case "change":
            paper.write_bytes(paper.read_bytes() + b" ")
        case "remove":
            paper.unlink()
        case "add":
            (folder / "more.pdf").write_bytes(b"")
        case "index":
            (folder / "index.html").write_text("another")
        case "half":
            (folder / "signature.json").unlink()
        case _:
            file = folder / {"manifest": "manifest.json", "sums": "SHA256SUMS"}.get(harm, "signature.json")
            file.write_text(file.read_text().replace("2", "3"))
    again = tmp_path / "again.zip"
    with zipfile.ZipFile(again, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    for place in (folder, again):
        if harm in ("change", "remove", "add", "index"):
            _, wrong = check_package(place, key_of(work))
            assert len([one for one in wrong if not one.endswith("/")]) == 1, wrong
        else:
            with pytest.raises(BadSignature):
                check_package(place, key_of(work))
    with pytest.raises(BadSignature):
        check_package(tmp_path / "package.zip", bytes(32))
    again.write_bytes(again.read_bytes()[:200])
    with pytest.raises(BadSignature):
        check_package(again, key_of(work))


@pytest.mark.usefixtures("papers")
def test_nobody_makes_a_package_alone_or_twice_or_of_others(work: Workroom, tmp_path: Path) -> None:
    request = packaging(work).ask(YEAR, "the auditors come")
    with pytest.raises(WrongStage):
        packaging(work).write(request, tmp_path / "a")
    with pytest.raises(Denied):
        Decisions(office(work)).approve(request)
    Decisions(office(work, BEN)).approve(request)
    with pytest.raises(NotFound):
        packaging(work, BEN).write(request, tmp_path / "a")
    packaging(work).write(request, tmp_path / "a")
    for again in (lambda: packaging(work).write(request, tmp_path / "b"), lambda: packaging(work).stream(request)):
        with pytest.raises(WrongStage):
            again()
    assert [path.name for path in tmp_path.iterdir() if path.name.strip(".")[0] in "ab"] == ["a"]


@pytest.mark.usefixtures("papers")
def test_what_is_chosen_follows_the_wish_and_the_policy(work: Workroom) -> None:
    assert len(packaging(work).choose(replace(YEAR, customer="Pinkel AG")).papers) == 1
    assert packaging(work).choose(replace(YEAR, kinds=frozenset({"passport"}))).papers == ()
    assert packaging(work).choose(Wish(year=1999)).left_out == ()
    far = Actor(id="far", roles=frozenset({StaffRole.MANAGER}), customers=frozenset({"Pinkel AG"}))
    choice = packaging(work, far).choose(YEAR)
    assert (len(choice.papers), sorted(one.why for one in choice.left_out)) == (1, [Why.DENIED, Why.SENSITIVE])
    for wish in (replace(YEAR, kinds=frozenset({"nonsense"})), Wish(year=1999)):
        with pytest.raises(BadForm):
            packaging(work).ask(wish, "why")


class Power:
    """Fails at the n-th piece that is written: with an error, or for the whole process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self._write = module._write

    def fails_after(self, pieces: int, error: type[BaseException]) -> None:
        def write(path: Path, given: Iterator[bytes]) -> None:
            self._write(path, self._some(given, pieces, error))

        self._patch.setattr(module, "_write", write)

    def kills_after(self, pieces: int) -> None:
        def write(path: Path, given: Iterator[bytes]) -> None:
            with path.open("wb", buffering=0) as file:
                for number, piece in enumerate(given):
                    if number == pieces:
                        os.kill(os.getpid(), signal.SIGKILL)
                    file.write(piece)

        self._patch.setattr(module, "_write", write)

    def _some(self, given: Iterator[bytes], pieces: int, error: type[BaseException]) -> Iterator[bytes]:
        for number, piece in enumerate(given):
            if number == pieces:
                raise error
            yield piece


@pytest.mark.usefixtures("papers")
def test_what_fails_leaves_nothing_and_is_made_anew(
    work: Workroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, file = approved(work), tmp_path / "out" / "p.zip"
    file.parent.mkdir()
    for pieces in (0, 3, 9):
        Power(monkeypatch).fails_after(pieces, StoreUnavailable)
        with pytest.raises(StoreUnavailable):
            packaging(work).write(request, file)
        monkeypatch.undo()
        assert list(file.parent.iterdir()) == []
    assert packaging(work).write(request, file).documents == 2


def test_a_process_that_is_killed_while_it_writes_leaves_what_the_next_run_removes(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    settings, out = settings_in(tmp_path), tmp_path / "out"
    out.mkdir()
    with open_workroom(settings) as work:
        keep(work)
        request = approved(work)
    child = os.fork()
    if not child:
        Power(monkeypatch).kills_after(6)
        with open_workroom(settings) as work:
            packaging(work).write(request, out / "p.zip")
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    (half,) = out.iterdir()
    assert (half.name, b"a paper" in half.read_bytes()) == (".p.zip.half", True)
    with open_workroom(settings) as work:
        with pytest.raises(WrongStage):
            packaging(work, now=NOW + USABLE).write(request, out / "p.zip")
        assert list(out.iterdir()) == []
        # A moment later: the child was forked, and ids of one moment go on from where both were.
        later = NOW + dt.timedelta(seconds=1)
        assert packaging(work, now=later).write(request, out / "p.zip").documents == 1
    assert [path.name for path in out.iterdir()] == ["p.zip"]


@pytest.mark.usefixtures("papers")
def test_what_a_kill_left_in_the_clear_goes_with_the_next_run_even_if_the_approval_lapsed(
    work: Workroom, tmp_path: Path
) -> None:
    request, file = approved(work), tmp_path / "out" / "p.zip"
    file.parent.mkdir()
    half = file.with_name(".p.zip.half")
    half.write_bytes(b"a paper")
    late = NOW + USABLE
    with pytest.raises(WrongStage):
        packaging(work, now=late).write(request, file)
    assert list(file.parent.iterdir()) == []
    half.write_bytes(b"a paper")
    assert packaging(work).write(request, file).documents == 2
    assert [path.name for path in file.parent.iterdir()] == ["p.zip"]


@pytest.mark.usefixtures("papers")
def test_cut_off_after_the_approval_was_used_only_the_last_step_is_left(
    work: Workroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, file, other = approved(work), tmp_path / "p.zip", approved(work)
    packaging(work).write(other, tmp_path / "other.zip")
    monkeypatch.setattr(Packaging, "_hand_over", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        packaging(work).write(request, file)
    monkeypatch.undo()
    assert not file.exists()
    assert packaging(work).write(request, file).documents == 2
    assert check_package(file, key_of(work))[1] == ()
    # Another package under that name is none of this request's, and neither is half of one.
    shutil.copy(tmp_path / "other.zip", tmp_path / ".q.zip.half")
    with pytest.raises(WrongStage):
        packaging(work).write(request, tmp_path / "q.zip")
    assert not (tmp_path / ".q.zip.half").exists()


def test_papers_that_sleep_in_the_archive_are_woken_before_anything_is_written(work: Workroom, tmp_path: Path) -> None:
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
    file = tmp_path / "out" / "p.zip"
    file.parent.mkdir()
    assert packaging(house).write(request, file).asleep == (asleep,)
    with pytest.raises(InArchive):
        packaging(house).stream(request)
    assert list(file.parent.iterdir()) == []
    depot.wake_all()
    assert packaging(house).write(request, file).documents == 2
    assert check_package(file, key_of(house))[1] == ()


def test_the_desk_hands_the_same_out_piece_by_piece_and_once(
    work: Workroom, papers: tuple[DocumentId, DocumentId], tmp_path: Path
) -> None:
    request = approved(work)
    file = tmp_path / "p.zip"
    file.write_bytes(b"".join(packaging(work).stream(request)))
    assert check_package(file, key_of(work))[0]["count"] == len(papers)
    with zipfile.ZipFile(file) as archive:
        rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
    assert {row["document"] for row in rows if not row["note"]} == set(papers)
    with pytest.raises(WrongStage):
        packaging(work).stream(request)
