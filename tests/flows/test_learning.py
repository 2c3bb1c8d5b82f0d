"""Learning from reviewed papers: a kind that no rule knows is learned, a worse model is not used, all of it can be
undone, and what was learned from a document goes with it.
"""

import datetime as dt
import hashlib
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from classifiers.cold_start import cold_start
from classifiers.learn import Example, frozen, train
from classifiers.model import model_to_bytes
from classifiers.vote import LIKE_REVIEWED, classify
from flows.stages.learning import Learning, Teacher, Trained, champion_of
from flows.stages.read_and_file import ReadAndFile
from flows.stages.reader_pool import ReaderPool
from flows.stages.workroom import Workroom, open_workroom
from storage.destruction import Copies, Destruction, Proofs
from storage.objects.memory import MemoryStore
from storage.records.learning import Standing
from storage.records.reconciling import still_expected
from storage.records.values import Arrival, Correction
from storage.vault import Vault
from strongroom.document import Role
from strongroom.errors import KeyMissing, NoSuchModel, NothingToLearn
from strongroom.ids import ArrivalId, BlobId, DocumentId, new_id
from strongroom.kind import catalogue
from strongroom.settings import Filing, Limits, Reading, Settings
from tests.extractors.hostile.serving import serve_scripted
from tests.flows.conftest import settings_in
from tests.flows.doubles import Readers, paper
from tests.flows.test_read_and_file import START
from tests.written import content_of, written

HOUSE_KIND = """
id = "allotment_slip"
title = "Allotment slip"
title_zh = "园地分配单"
sensitivity = "business"
name = "{received}_allotment"
tags = ["garden"]

[[cues]]
text = "zyx form 77-b"
weight = 4.0

[[fields]]
name = "plot"
type = "text"
labels = ["plot"]
"""
_PEOPLE = ("Mira Okonkwo", "Jonas Veld", "李岚", "Ada Brannigan", "Tomas Reyes", "陈苇")
_CROPS = ("leeks", "runner beans", "gooseberries", "squash", "dill", "beetroot", "sorrel")


def slip(random: Random) -> str:
    """A paper of the house's own kind; no rule of the catalogue speaks for it."""
    return f"""
        Garden committee of the northern meadow
        Your bed for this season:   {random.randrange(1, 90)} east of the pump
        Gardener:                   {random.choice(_PEOPLE)}
        You said that you will grow {random.choice(_CROPS)} and {random.choice(_CROPS)}
        Water is turned on from     April, please bring your own can
        The gate is locked at dusk; compost goes behind bed {random.randrange(1, 90)}
    """


def menu(random: Random) -> str:
    """A paper that nobody taught."""
    return f"""
        Today in the canteen
        Soup of {random.choice(_CROPS)}, grilled trout, apple pie
        Served until two, ask {random.choice(_PEOPLE)} for the allergens
    """


@dataclass
class Clock:
    now: dt.datetime = START

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now


@dataclass(frozen=True, kw_only=True)
class School:
    """An installation whose house has a kind of its own, taught with slips, and the model that was made of them."""

    work: Workroom
    learning: Learning
    clock: Clock
    papers: tuple[DocumentId, ...] = ()
    first: Trained | None = None

    @property
    def model(self) -> str:
        assert self.first is not None
        return self.first.model

    @property
    def champion(self) -> str | None:
        found = self.learning.models.champion()
        return found.id if found else None


@contextmanager
def opened(folder: Path, store: MemoryStore, clock: Clock) -> Iterator[School]:
    with open_workroom(settings_in(folder).model_copy(update={"kinds": folder / "kinds"})) as work:
        mine = replace(work, store=store, vault=Vault(store, work.keyring))
        yield School(work=mine, learning=Learning(work=mine, actor="anna", now=clock, invented=2), clock=clock)


@pytest.fixture(scope="module")
def taught_once(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MemoryStore, School]:
    folder = tmp_path_factory.mktemp("school")
    shutil.copytree(template, folder, dirs_exist_ok=True)
    (folder / "kinds").mkdir()
    (folder / "kinds" / "allotment.toml").write_text(HOUSE_KIND, encoding="utf-8")
    store = MemoryStore()
    with opened(folder, store, Clock()) as school:
        papers = tuple(taught(school.work, school.clock, 36))
        return folder, store, replace(school, papers=papers, first=school.learning.train())


@pytest.fixture
def school(taught_once: tuple[Path, MemoryStore, School], tmp_path: Path) -> Iterator[School]:
    """A copy of it for one test."""
    folder, store, made = taught_once
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    own = MemoryStore()
    for key in store.keys(""):
        own.put(key, store.get(key))
    with opened(tmp_path, own, Clock(made.clock.now)) as school:
        yield replace(school, papers=made.papers, first=made.first)


@pytest.fixture
def empty(template: Path, tmp_path: Path) -> Iterator[School]:
    """One that nobody taught."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "allotment.toml").write_text(HOUSE_KIND, encoding="utf-8")
    with opened(tmp_path, MemoryStore(), Clock()) as school:
        yield school


def reviewed(work: Workroom, clock: Clock, text: str, kind: str, *, aside: bool) -> DocumentId:
    """A paper that went to review, and whose kind a person said; ``aside`` is whether it belongs to the frozen part."""
    now = clock()
    document = next(one for one in iter(lambda: DocumentId(new_id(now)), "") if frozen(one) is aside)
    data = f"{document}".encode()
    blob = work.vault.put(data, document=document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(now)))
    work.records.accept(
        Arrival(
            id=ArrivalId(document),
            document=document,
            blob=blob,
            content_hash=work.records.content_hash(hashlib.sha256(data).hexdigest()),
            media="image/png",
            original_name="a.png",
            received_at=now,
            actor="test",
        )
    )
    (lease,) = work.records.claim("test", limit=1, now=clock(), lease_seconds=60)
    read = replace(paper(kind="unknown", through=False), pages=(written(text),))
    read = replace(read, extraction=replace(read.extraction, readings={}))
    ReadAndFile(work=work, readers=Readers(read), now=clock).run(lease)
    work.records.decide(document, Correction(verdict="correct", kind=kind), actor="anna", now=clock())
    return document


def taught(
    work: Workroom, clock: Clock, count: int, *, seed: int = 1, kind: str = "allotment_slip", every: int = 4
) -> list[DocumentId]:
    """Reviewed slips, each ``every``-th of which is frozen."""
    random = Random(seed)
    return [reviewed(work, clock, slip(random), kind, aside=n % every == 0) for n in range(count)]


def called(work: Workroom, text: str) -> str:
    return classify(content_of(text), work.kinds, model=champion_of(work)).kind


def test_a_kind_that_no_rule_knows_is_learned_from_reviewed_papers_and_then_called(school: School) -> None:
    fresh, first = slip(Random(99)), school.first
    assert first is not None
    assert "unknown" == classify(content_of(fresh), school.work.kinds).kind
    assert first.in_use
    assert (first.before.right, first.votes.right) == (0, first.votes.papers)
    said = classify(content_of(fresh), school.work.kinds, model=champion_of(school.work))
    assert ("allotment_slip", (LIKE_REVIEWED,)) == (said.kind, said.reasons)
    assert "unknown" == called(school.work, menu(Random(1)))


def test_a_few_papers_teach_nothing_that_would_be_used(empty: School) -> None:
    taught(empty.work, empty.clock, 12)
    empty.learning.train()
    assert "unknown" == called(empty.work, slip(Random(99)))


def test_a_worse_model_is_kept_aside_and_a_person_can_still_choose_it(school: School) -> None:
    # Somebody confirms as many as something else: what is learned now contradicts the frozen papers.
    taught(school.work, school.clock, 36, seed=2, kind="letter", every=99)
    second = school.learning.train()
    assert not second.in_use
    assert school.model == school.champion
    school.learning.promote(second.model)
    assert second.model == school.champion


def test_going_back_leads_to_the_model_before_and_then_to_the_rules(school: School) -> None:
    second = school.learning.train()
    assert second.in_use
    assert school.model == school.learning.roll_back()
    assert school.learning.roll_back() is None
    assert champion_of(school.work) is None
    assert {Standing.CHALLENGER} == {one.standing for one in school.learning.models.all()}
    school.learning.promote(school.model)
    with pytest.raises(NoSuchModel):
        school.learning.promote(school.model)


def test_a_dry_run_says_what_would_be_learned_and_changes_nothing(school: School) -> None:
    plan = school.learning.plan()
    assert {"allotment_slip": 36} == plan.papers
    assert sum(map(frozen, school.papers)) == plan.frozen
    assert 1 == len(school.learning.models.all())


def test_nothing_confirmed_teaches_nothing(empty: School) -> None:
    with pytest.raises(NothingToLearn):
        empty.learning.train()


def test_the_lineage_says_which_documents_how_many_and_who(school: School) -> None:
    (known,) = school.learning.models.all()
    assert school.papers == school.learning.models.papers_of(school.model)
    assert ("anna", "anna", 36) == (known.trained_by, known.promoted_by, known.papers)
    assert {"allotment_slip": 36} == known.scores["papers"]
    assert known.scores["votes"]["papers"] == sum(map(frozen, school.papers))


def test_the_model_rests_sealed_and_is_neither_missing_nor_left_over(school: School) -> None:
    place = (DocumentId(school.model), BlobId(school.model))
    assert b"PK" not in school.work.store.get(f"{school.model}/{school.model}")[:200]
    assert frozenset() == school.work.records.unrecorded([place[1]])
    assert (place,) == still_expected(school.work.records.transactions, [place])


def test_what_was_learned_from_a_document_goes_with_it(school: School) -> None:
    later = taught(school.work, school.clock, 4, seed=3)
    second = school.learning.train()
    proofs = Proofs(keyring=school.work.keyring, keys=school.work.keys, copies=Copies(keys_days=7, data_days=35))
    ending = Destruction(school.work.records.transactions, school.work.vault, proofs, now=school.clock)
    ending._forget_learned(later[0], "schedule")
    assert {school.model: Standing.CHAMPION, second.model: Standing.GONE} == {
        one.id: one.standing for one in school.learning.models.all()
    }
    assert school.learning.is_due()
    ending._forget_learned(school.papers[0], "schedule")
    with pytest.raises(KeyMissing):
        school.work.keyring.get(school.model)
    assert [] == list(school.work.store.keys(f"{school.model}/"))
    assert "unknown" == called(school.work, slip(Random(99)))


def test_it_is_due_each_week(school: School) -> None:
    assert not school.learning.is_due()
    school.clock.now += dt.timedelta(days=8)
    assert school.learning.is_due()


def test_services_are_handed_the_model_once_and_again_when_it_changes(school: School) -> None:
    lessons: list[bytes] = []
    teacher = Teacher(school.work, lessons.append)
    teacher.refresh()
    teacher.refresh()
    school.learning.roll_back()
    teacher.refresh()
    assert [True, False] == [bool(lesson) for lesson in lessons]


def test_a_model_that_does_not_open_is_not_used_and_stops_nothing(school: School) -> None:
    school.work.store.delete(f"{school.model}/{school.model}")
    assert champion_of(school.work) is None


def test_reading_processes_use_it_also_those_that_follow_a_dead_one() -> None:
    random = Random(1)
    papers = [Example(id=f"slip-{n}", text=slip(random), kind="letter") for n in range(30)]
    lesson = model_to_bytes(train([*papers, *cold_start(catalogue().values(), Random(2), each=2)]))
    settings = Settings.model_construct(reading=Reading(timeout_seconds=60), limits=Limits(), filing=Filing())
    pool = ReaderPool(settings, size=1, target=serve_scripted)
    fresh = slip(Random(99)).encode()
    try:
        assert "unknown" == pool.read(fresh).classification.kind
        pool.teach(lesson)
        assert "letter" == pool.read(fresh).classification.kind
        os.kill(pool.pids()[0], signal.SIGKILL)
        assert "letter" == pool.read(fresh).classification.kind
        pool.teach(b"")
        assert "unknown" == pool.read(fresh).classification.kind
    finally:
        pool.close()
