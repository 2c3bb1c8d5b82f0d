"""Earlier versions come back as new ones, named, found and recorded as if they had just been written."""

import datetime as dt

import pytest

from storage.records.describing import Description, describe
from storage.records.holding import Holds, Why
from storage.records.names import is_numbered
from storage.records.store import Records
from storage.records.succeeding import Succession, succession
from storage.records.values import Correction
from storage.records.versioning import Restoration, decisions_of, restore_version
from strongroom.document import State
from strongroom.errors import BadForm, Held, IllegalMove, NotFound, Overtaken
from strongroom.ids import DocumentId
from strongroom.query import parse
from tests.storage.records.invented import HOLDER, ID_NUMBER, NOW, arrival, filed, invoice, passport

WHY = "the correction was of another paper"


def corrected(records: Records, **changes: object) -> DocumentId:
    """A document with two versions: as it was read, and as somebody corrected it."""
    document = filed(records, invoice(sure=False, **changes))
    correction = Correction(verdict="correct", corrections={"seller": "Pinkel AG"}, name="pinkel.pdf", reason="typo")
    records.decide(document, correction, actor="ann", now=NOW)
    return document


def restore(records: Records, document: DocumentId, version: int, seen: int = 2, reason: str = WHY) -> int:
    wanted = Restoration(version=version, seen=seen, reason=reason)
    return restore_version(records.transactions, document, wanted, actor="mia", now=NOW)


def test_a_restored_version_is_a_new_one_and_nothing_is_overwritten(records: Records) -> None:
    document = corrected(records)
    before = records.view(document, actor="me", purpose="view", now=NOW)
    assert (before.version, before.summary.name) == (2, "pinkel.pdf")
    assert restore(records, document, 1) == 3
    after = records.view(document, actor="me", purpose="view", now=NOW)
    assert (after.version, after.summary.state, after.summary.filed_at) == (3, State.FILED, before.summary.filed_at)
    assert after.summary.readings["seller"].text == "百胜餐饮(杭州)有限公司"
    assert restore(records, document, 2, seen=3) == 4
    again = records.view(document, actor="me", purpose="view", now=NOW)
    assert again.summary.readings == before.summary.readings
    assert (again.summary.name, again.summary.tags) == (before.summary.name, before.summary.tags)
    records.audit_verify()


def test_a_restored_version_is_found_by_what_it_says_and_takes_its_name_back(records: Records) -> None:
    document = corrected(records)
    assert records.find(parse("seller:Pinkel"), actor="me", now=NOW).total == 1
    restore(records, document, 1)
    assert records.find(parse("seller:Pinkel"), actor="me", now=NOW).total == 0
    assert [row.id for row in records.find(parse("百胜餐饮"), actor="me", now=NOW).rows] == [document]
    assert records.for_policy(document).name == "2026-03-01_paper.pdf"


def test_a_name_that_another_has_meanwhile_is_numbered(records: Records) -> None:
    document = corrected(records)
    other = filed(records, invoice())
    assert records.for_policy(other).name == "2026-03-01_paper.pdf"
    restore(records, document, 1)
    name = records.for_policy(document).name or ""
    assert is_numbered(name, "2026-03-01_paper.pdf")
    assert name != records.for_policy(other).name


def test_who_has_not_seen_the_newest_restores_nothing(records: Records) -> None:
    document = corrected(records)
    with pytest.raises(Overtaken):
        restore(records, document, 1, seen=1)


@pytest.mark.parametrize(("version", "reason", "error"), [(2, WHY, BadForm), (1, " ", BadForm), (9, WHY, NotFound)])
def test_what_makes_no_sense_is_refused(records: Records, version: int, reason: str, error: type[Exception]) -> None:
    document = corrected(records)
    with pytest.raises(error):
        restore(records, document, version, reason=reason)
    assert records.view(document, actor="me", purpose="view", now=NOW).version == 2


def test_what_was_not_read_has_no_version_to_restore(records: Records) -> None:
    document = records.accept(arrival(records)).document
    with pytest.raises((IllegalMove, NotFound)):
        restore(records, document, 1, seen=0)


def test_a_hold_keeps_a_paper_with_its_customer(records: Records) -> None:
    document = filed(records, invoice(customer="Pinkel AG"))
    said = Description(tags=("finance",), customer="Quastenflosse GmbH", seen=1)
    describe(records.transactions, document, said, actor="ann", now=NOW)
    Holds(records.transactions).on_customer("Quastenflosse GmbH", Why(matter="m", reason="r"), actor="rita", now=NOW)
    with pytest.raises(Held):
        restore(records, document, 1)


def test_what_people_said_when_they_decided_is_kept(records: Records) -> None:
    (one,) = decisions_of(records.transactions, corrected(records))
    assert (one.actor, one.verdict, one.reason) == ("ann", "correct", "typo")


def test_a_renewed_paper_is_the_successor_of_the_one_it_renews(records: Records) -> None:
    old = filed(records, passport())
    values = {"holder": HOLDER, "number": ID_NUMBER, "expiry": dt.date(2037, 5, 1)}
    new = filed(records, passport(values=values, name="new.jpg"))
    other = filed(records, passport(values=values | {"holder": "Otto Pinkel", "number": "Z1"}, name="other.jpg"))
    found = [succession(records.transactions, one) for one in (old, new, other)]
    assert found == [
        Succession(predecessor=None, successor=new),
        Succession(predecessor=old, successor=None),
        Succession(predecessor=None, successor=None),
    ]
    assert succession(records.transactions, filed(records, invoice())) == Succession(predecessor=None, successor=None)
