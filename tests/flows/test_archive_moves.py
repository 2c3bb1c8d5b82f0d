"""Archiving: bytes move, the record says where they are, and whatever is cut off is ended by the next run."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from threading import Thread

import pytest

from flows.stages.archiving import Archived, Archiving, bring_back, thumbnail, tiers_of
from flows.stages.keeping import destruction
from flows.stages.key_room import KeyRoom
from flows.stages.office import Office
from flows.stages.practising import PracticeRoom
from flows.stages.reconcile import Fault, survey
from flows.stages.workroom import Workroom
from storage.objects.memory import MemoryDepot, MemoryStore
from storage.objects.store import ObjectStore
from storage.objects.tiers import PREFIX, Tiers
from storage.records.archiving import Archive
from storage.records.dispositions import Dispositions
from storage.records.freezing import freeze
from storage.vault import Vault
from strongroom.document import State
from strongroom.errors import BadSettings, Damaged, Denied, InArchive, NotFound, StoreUnavailable, Tampered, VaultFrozen
from strongroom.ids import DocumentId
from strongroom.permissions import Actor, StaffRole
from strongroom.settings import Objects
from strongroom.settings_archive import Archive as Settled
from tests.flows.kept import keep
from tests.storage.records.invented import NOW

LATER = NOW + dt.timedelta(days=400)
ADAM = Actor(id="adam", roles=frozenset({StaffRole.ADMIN}))
ANN = Actor(id="ann", roles=frozenset({StaffRole.RECORDS_MANAGER}))


class Artist:
    """Draws a word for a page; what is broken it cannot draw."""

    def draw(self, data: bytes, number: int, *, degrees: int, longest: int) -> bytes:
        if b"broken" in data:
            raise Damaged
        return b"small %d %d %d" % (number, degrees, longest)


@pytest.fixture(params=[False, True], ids=["awake", "asleep"])
def depot(request: pytest.FixtureRequest) -> MemoryDepot:
    return MemoryDepot(sleeps=request.param)


@pytest.fixture
def house(work: Workroom, depot: MemoryDepot) -> Workroom:
    return _with(work, depot)


@pytest.fixture
def quick(work: Workroom) -> Workroom:
    """A house whose archive never sleeps."""
    return _with(work, MemoryDepot(sleeps=False))


def _with(work: Workroom, depot: MemoryDepot) -> Workroom:
    store = Tiers(MemoryStore(), depot)
    return replace(work, store=store, vault=Vault(store, work.keyring))


def run(work: Workroom, now: dt.datetime = LATER) -> Archived:
    return Archiving(work, now=lambda: now).run(Artist())


def office(work: Workroom, now: dt.datetime = LATER, actor: Actor = ANN) -> Office:
    return Office(work=work, actor=actor, now=lambda: now)


def everything(store: ObjectStore) -> Iterator[tuple[str, bytes]]:
    return ((key, store.get(key)) for key in store.keys(PREFIX))


def places(work: Workroom, document: DocumentId) -> tuple[int, int]:
    tiers = tiers_of(work)
    return len(list(tiers.near_keys(document))), len(list(tiers.far_keys(document)))


def findings(work: Workroom) -> list[Fault]:
    done = survey(work, sample=9, choose=lambda many, _: many, actor="schedule", now=lambda: LATER)
    return [one.fault for one in done.findings]


def test_what_nobody_used_goes_to_the_archive_and_comes_back_when_asked_for(
    house: Workroom, depot: MemoryDepot, request: pytest.FixtureRequest
) -> None:
    sleeps = "asleep" in request.node.callspec.id
    document = keep(house)
    assert Archiving(house, now=lambda: LATER).plan().unused == (document,)
    assert run(house).archived == (document,)
    assert run(house) == Archived()
    assert house.records.for_policy(document).state is State.ARCHIVED
    assert places(house, document) == (3, 1)  # the words and two small pictures near, the original far
    assert findings(house) == []
    desk = office(house)
    assert thumbnail(desk, document, 2, purpose="") == b"small 2 90 220"
    with pytest.raises(InArchive):
        desk.original(document, purpose="look")
    assert bring_back(desk, document) is not sleeps
    if sleeps:
        assert run(house).waking == (document,)
        assert places(house, document) == (3, 1)
        depot.wake_all()
        assert run(house).brought_back == (document,)
    assert places(house, document) == (4, 0)
    assert office(house).original(document, purpose="look").startswith(b"a paper")
    assert run(house) == Archived()
    assert findings(house) == []
    house.records.audit_verify()


@pytest.mark.parametrize("kept", [0, 1])
def test_a_paper_that_cannot_be_drawn_goes_without_pictures(quick: Workroom, kept: int) -> None:
    document = keep(quick, b"broken" if not kept else b"fine")
    assert run(quick).archived == (document,)
    assert len(Archive(quick.records.transactions).thumbnails(document)) == (2 if kept else 0)


def test_one_that_fails_does_not_keep_the_others(quick: Workroom) -> None:
    first, second = keep(quick), keep(quick)
    key = next(iter(Archiving(quick, now=lambda: LATER)._keys(first)))
    tiers = tiers_of(quick)
    sealed = tiers.near.get(key)
    tiers.near.delete(key)
    tiers.near.put(key, sealed[:-1] + b"?")
    done = run(quick)
    assert (done.archived, done.failed) == ((second,), ((first, Tampered.code),))
    assert quick.records.for_policy(first).state is State.FILED


def test_whatever_lies_in_the_wrong_place_is_put_right_and_never_the_only_copy_removed(quick: Workroom) -> None:
    both, back = keep(quick), keep(quick)
    tiers = tiers_of(quick)
    archiving = Archiving(quick, now=lambda: LATER)
    run(quick)
    (key,) = archiving._keys(both)
    tiers.copy_near(key)  # cut off before it left, or restored from a backup
    bring_back(office(quick), back)
    (other,) = archiving._keys(back)
    tiers.copy_far(other)
    tiers.near.delete(other)  # lies far alone, though it belongs near
    assert archiving.plan().strays == 2
    assert run(quick).tidied == 2
    assert (key in tiers.near_keys(), key in tiers.far_keys()) == (False, True)
    assert (other in tiers.near_keys(), other in tiers.far_keys()) == (True, False)
    assert archiving.plan().strays == 0


def test_an_object_lost_from_the_archive_is_told(quick: Workroom) -> None:
    document = keep(quick)
    run(quick)
    (key,) = Archiving(quick, now=lambda: LATER)._keys(document)
    tiers_of(quick).far.delete(PREFIX + key)
    assert findings(quick) == [Fault.OBJECT_MISSING, Fault.UNREADABLE]


def test_destruction_reaches_every_copy_in_both_places(house: Workroom) -> None:
    document = keep(house)
    run(house)
    (key,) = Archiving(house, now=lambda: LATER)._keys(document)
    tiers_of(house).near.put(key, b"an older copy")
    house.records.propose_dispositions(LATER)
    ends = Dispositions(house.records.transactions)
    ends.request(document, actor="ann", now=LATER)
    ends.approve(document, actor="ben", now=LATER, due_at=LATER)
    (done,) = destruction(house, lambda: LATER).carry_out("schedule")
    assert done.certificate
    assert places(house, document) == (0, 0)
    house.vault.check_gone(document, [])


def test_after_a_rotation_of_keys_an_archived_paper_opens_as_before(quick: Workroom) -> None:
    document = keep(quick)
    run(quick)
    far = tiers_of(quick).far
    before = dict(everything(far))
    KeyRoom(work=quick, actor=ADAM, now=lambda: LATER).rotate()
    assert dict(everything(far)) == before
    assert bring_back(office(quick), document)
    assert office(quick).original(document, purpose="look").startswith(b"a paper")


def test_a_frozen_vault_and_a_house_without_an_archive_move_nothing(quick: Workroom, work: Workroom) -> None:
    keep(quick)
    freeze(quick.records.transactions, actor="me", now=LATER)
    with pytest.raises(VaultFrozen):
        run(quick)
    with pytest.raises(BadSettings):
        run(work)


def test_who_may_not_read_a_paper_may_not_have_it_brought_back(quick: Workroom) -> None:
    document = keep(quick)
    run(quick)
    auditor = Actor(id="olga", roles=frozenset({StaffRole.AUDITOR}))
    for act in (
        lambda desk: bring_back(desk, document),
        lambda desk: thumbnail(desk, document, 1, purpose="look"),
    ):
        with pytest.raises(Denied):
            act(office(quick, actor=auditor))
    with pytest.raises(NotFound):
        bring_back(office(quick, actor=Actor(id="x", roles=frozenset())), document)


class Meddling(MemoryDepot):
    """A depot in which something happens as soon as somebody has made sure that a copy lies there."""

    def __init__(self) -> None:
        super().__init__(sleeps=False)
        self.then: list[Callable[[], None]] = []

    def holds(self, key: str, data: bytes) -> bool:
        found = super().holds(key, data)
        if len(self.then) == 1 and found:
            self.then.pop()()
        return found


def test_a_paper_that_is_asked_back_while_it_is_put_away_is_never_removed_from_both_places(work: Workroom) -> None:
    depot = Meddling()
    house = _with(work, depot)
    document = keep(house)
    run(house)
    (key,) = Archiving(house, now=lambda: LATER)._keys(document)
    tiers_of(house).copy_near(key)  # a run that was cut off before it removed this; the next one tidies up
    asked = Thread(target=lambda: bring_back(office(house), document))

    def ask_back() -> None:
        asked.start()
        asked.join(timeout=0.3)  # it waits for the lock, or there is none and it ends

    depot.then.append(ask_back)
    run(house)
    asked.join()
    assert places(house, document) == (4, 0)
    assert office(house).original(document, purpose="look").startswith(b"a paper")


def test_an_archive_that_takes_nothing_leaves_no_pictures_behind(work: Workroom) -> None:
    class Full(MemoryDepot):
        def put(self, key: str, data: bytes) -> None:
            raise StoreUnavailable

    house = _with(work, Full(sleeps=False))
    document = keep(house)
    for _ in range(2):
        assert run(house).failed == ((document, StoreUnavailable.code),)
    assert places(house, document) == (2, 0)


def test_a_paper_used_while_its_pictures_are_drawn_keeps_none_of_them(quick: Workroom) -> None:
    document = keep(quick)

    class Reader(Artist):
        def draw(self, data: bytes, number: int, *, degrees: int, longest: int) -> bytes:
            office(quick).original(document, purpose="look")
            return super().draw(data, number, degrees=degrees, longest=longest)

    assert Archiving(quick, now=lambda: LATER).run(Reader()) == Archived()
    assert places(quick, document) == (2, 1)
    assert run(quick).tidied == 1
    assert places(quick, document) == (2, 0)


def test_the_practice_room_has_no_hand_on_the_archive_and_opens_where_that_is_a_storage_class(work: Workroom) -> None:
    cold = {"objects": Objects(backend="s3", endpoint="http://127.0.0.1:1"), "archive": Settled(to="class")}
    with closing(PracticeRoom(work.settings.model_copy(update=cold))) as room:
        assert room.open().tiers is None
