"""Attacks on the audit chain by who administers the database, and what catches each."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from storage.anchors import PREFIX, Anchors
from storage.audit import GENESIS, AuditEvent, ChainedEvent, chain, read_instant
from storage.checkpoint import Checkpoint
from storage.crypto.keyring import Keyring
from storage.crypto.local import LocalProvider
from storage.crypto.memory_keys import MemoryKeys
from storage.objects.memory import MemoryStore
from storage.records import trail
from storage.records.store import Records
from storage.records.tables import audit_events, audit_head
from strongroom.errors import AnchorForged, AuditBroken, AuditRewritten, AuditTruncated, BadSignature
from tests.storage.records.invented import NOW

ANCHORED = 8
"""How many events ``house`` anchors; the event of the anchor is one more, and three follow."""


def later() -> dt.datetime:
    return NOW


def note(records: Records, count: int) -> None:
    for number in range(count):
        event = AuditEvent(at=NOW, actor="eve", action="test", facts={"number": number})
        records.transactions.note(event)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def house(records: Records, store: MemoryStore, keyring: Keyring) -> Anchors:
    anchors = Anchors(records.transactions, store, keyring)
    note(records, ANCHORED)
    made = anchors.anchor("schedule", now=later)
    assert made is not None
    assert made.size == ANCHORED
    note(records, 3)
    return anchors


# What is done to the database. Each ends with a head that fits, as one would leave it who knows how the chain works.


def edit(events: list[ChainedEvent]) -> list[ChainedEvent]:
    return [changed(one, actor="mallory") if one.sequence == 3 else one for one in events]


def remove(events: list[ChainedEvent]) -> list[ChainedEvent]:
    return [one for one in events if one.sequence != 3]


def swap(events: list[ChainedEvent]) -> list[ChainedEvent]:
    return [*events[:2], changed(events[3], sequence=3), changed(events[2], sequence=4), *events[4:]]


def put_in(events: list[ChainedEvent]) -> list[ChainedEvent]:
    moved = [changed(one, sequence=one.sequence + 1) for one in events[2:]]
    return [*events[:2], changed(events[1], sequence=3), *moved]


def cut_to(length: int) -> Callable[[list[ChainedEvent]], list[ChainedEvent]]:
    return lambda events: events[:length]


def rechained(deed: Callable[[list[ChainedEvent]], list[ChainedEvent]]) -> Callable[..., list[ChainedEvent]]:
    """The same, and every hash computed anew: a chain that holds together."""

    def written_anew(events: list[ChainedEvent]) -> list[ChainedEvent]:
        made: list[ChainedEvent] = []
        for one in deed(events):
            facts = json.loads(one.facts)
            event = AuditEvent(
                at=read_instant(one.at), actor=one.actor, action=one.action, document=one.document, facts=facts
            )
            made.append(chain(event, sequence=len(made) + 1, previous=made[-1].hash if made else GENESIS))
        return made

    return written_anew


def changed(event: ChainedEvent, **values: object) -> ChainedEvent:
    return ChainedEvent(**({name: getattr(event, name) for name in ChainedEvent.__slots__} | values))  # type: ignore[arg-type]


def attack(records: Records, deed: Callable[[list[ChainedEvent]], list[ChainedEvent]]) -> None:
    def work(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS audit_events_no_{verb}"))
        events = deed(list(trail.events(connection)))
        connection.execute(delete(audit_events))
        rows = [{name: getattr(one, name) for name in ChainedEvent.__slots__} for one in events]
        connection.execute(insert(audit_events), rows)
        connection.execute(update(audit_head).values(sequence=events[-1].sequence, hash=events[-1].hash))

    records._database.write(work)


@pytest.mark.parametrize(
    ("deed", "caught_by", "facts"),
    [
        pytest.param(edit, AuditBroken, {"sequence": 3}, id="an edited row is caught by the chain"),
        pytest.param(remove, AuditBroken, {"sequence": 3}, id="a removed row is caught by the chain"),
        pytest.param(put_in, AuditBroken, {"sequence": 3}, id="an inserted row is caught by the chain"),
        pytest.param(swap, AuditBroken, {"sequence": 3}, id="rows in another order are caught by the chain"),
        pytest.param(
            cut_to(5), AuditTruncated, {"sequence": 6, "size": 8}, id="an end that is gone is caught by the anchor"
        ),
        pytest.param(
            rechained(edit), AuditRewritten, {"sequence": 1, "size": 8}, id="a chain made anew is caught by the anchor"
        ),
        pytest.param(
            rechained(remove), AuditRewritten, {"sequence": 1, "size": 8}, id="a row taken out of it is caught so too"
        ),
    ],
)
def test_each_attack_is_caught_and_by_what(
    records: Records,
    house: Anchors,
    deed: Callable[[list[ChainedEvent]], list[ChainedEvent]],
    caught_by: type[AuditBroken],
    facts: dict[str, int],
) -> None:
    assert house.verify().events == ANCHORED + 4
    attack(records, deed)
    for look in (house.verify, lambda: house.anchor("schedule", now=later)):
        if caught_by is AuditBroken and look is not house.verify:
            continue  # an anchor looks at what came since the one before
        with pytest.raises(AuditBroken) as caught:
            look()
        assert type(caught.value) is caught_by
        assert caught.value.facts == facts


def test_between_two_anchors_the_first_that_may_differ_is_told(records: Records, house: Anchors) -> None:
    second = house.anchor("schedule", now=later)
    assert second is not None
    attack(
        records, rechained(lambda events: [changed(one, actor="m") if one.sequence == 11 else one for one in events])
    )
    with pytest.raises(AuditRewritten) as caught:
        house.verify()
    assert caught.value.facts == {"sequence": ANCHORED + 1, "size": second.size}


def test_who_grows_a_cut_chain_again_is_caught(records: Records, house: Anchors) -> None:
    attack(records, cut_to(5))
    note(records, 20)
    with pytest.raises(AuditRewritten):
        house.verify()
    with pytest.raises(AuditRewritten):
        house.anchor("schedule", now=later)


def test_an_anchor_that_was_taken_away_is_missed(records: Records, house: Anchors, store: MemoryStore) -> None:
    (key,) = store.keys(PREFIX)
    store.delete(key)
    assert house.verify().missing == (ANCHORED,)


def test_after_a_restore_anchors_of_before_may_be_gone(records: Records, house: Anchors, store: MemoryStore) -> None:
    (key,) = store.keys(PREFIX)
    store.delete(key)
    records.transactions.note(AuditEvent(at=NOW, actor="restore", action="restored"))
    found = house.verify()
    assert (found.missing, found.before_restore) == ((), (ANCHORED,))


def test_with_database_and_store_changed_a_checkpoint_kept_elsewhere_still_tells(
    records: Records, house: Anchors, store: MemoryStore
) -> None:
    kept = house.newest()
    assert kept is not None
    for key in list(store.keys(PREFIX)):
        store.delete(key)
    attack(records, rechained(edit))
    assert house.verify().missing == (ANCHORED,)
    with pytest.raises(AuditRewritten):
        house.verify(kept)
    attack(records, cut_to(3))
    house.verify()
    with pytest.raises(AuditTruncated):
        house.verify(kept)


def test_an_anchor_of_another_key_is_known_for_one(records: Records, house: Anchors, store: MemoryStore) -> None:
    stranger = Keyring(LocalProvider("other", bytes(32)), MemoryKeys())
    (key,) = store.keys(PREFIX)
    store.delete(key)
    Anchors(records.transactions, store, stranger).anchor("schedule", now=later)
    with pytest.raises(AnchorForged):
        house.verify()


def test_an_anchor_under_the_key_of_another_size_is_known_for_one(house: Anchors, store: MemoryStore) -> None:
    (key,) = store.keys(PREFIX)
    store.put(f"{PREFIX}0001/{4:020d}", store.get(key))
    with pytest.raises(AnchorForged) as forged:
        house.verify()
    assert forged.value.facts == {"sequence": 4}


def test_an_idle_house_is_not_anchored_again(house: Anchors, store: MemoryStore) -> None:
    assert house.anchor("schedule", now=later) is not None
    assert house.anchor("schedule", now=later) is None
    assert len(list(store.keys(PREFIX))) == 2
    assert house.verify().missing == ()


def test_an_anchor_is_made_from_the_one_before_and_is_the_same_as_from_the_start(
    records: Records, house: Anchors, keyring: Keyring
) -> None:
    grown = house.anchor("schedule", now=later)
    assert grown is not None
    apart = MemoryStore()
    attack(records, lambda events: events[: grown.size])
    assert Anchors(records.transactions, apart, keyring).anchor("schedule", now=later) == grown


def test_a_checkpoint_that_was_changed_does_not_open(house: Anchors) -> None:
    kept = house.newest()
    assert kept is not None
    for note_text in (kept.note.replace("\n8\n", "\n9\n"), kept.note.replace("head ", "head A"), ""):
        with pytest.raises(BadSignature):
            Checkpoint.open(note_text, house.verifier)


def test_the_head_of_the_chain_alone_put_back_is_caught(records: Records, house: Anchors) -> None:
    def work(connection: Connection) -> None:
        row = connection.execute(select(audit_events).where(audit_events.c.sequence == 4)).one()
        connection.execute(update(audit_head).values(sequence=4, hash=row.hash))

    records._database.write(work)
    with pytest.raises(AuditTruncated):
        house.anchor("schedule", now=later)
    with pytest.raises(AuditBroken):
        house.verify()


def test_what_lies_among_the_anchors_and_is_none_is_known_for_one(house: Anchors, store: MemoryStore) -> None:
    store.put(f"{PREFIX}0001/other", b"")
    with pytest.raises(AnchorForged):
        house.verify()


def test_after_a_restore_that_lost_events_a_new_series_goes_on_and_the_old_one_holds_as_far_as_it_went(
    records: Records, house: Anchors, store: MemoryStore, keyring: Keyring
) -> None:
    lost = house.anchor("schedule", now=later)
    assert lost is not None
    attack(records, cut_to(ANCHORED + 1))
    records.transactions.note(AuditEvent(at=NOW, actor="restore", action="restored"))
    note(records, 20)
    with pytest.raises(AuditRewritten):
        house.verify()  # that the records say they were restored is no excuse: their administrator could say so too
    anew = Anchors(records.transactions, store, keyring, series=2)
    assert anew.anchor("schedule", now=later) is not None
    assert anew.verify().missing == ()
    attack(records, rechained(edit))
    with pytest.raises(AuditRewritten):
        anew.verify()
    for key in list(store.keys(f"{PREFIX}0002/")):
        store.delete(key)
    with pytest.raises(AuditRewritten) as caught:
        anew.verify()
    assert caught.value.facts == {"sequence": 1, "size": ANCHORED}
