"""The history of a document as one person may see it, and earlier versions brought back by whoever may review."""

import datetime as dt

import pytest

from flows.stages.history import History
from flows.stages.office import Office
from flows.stages.workroom import Workroom
from storage.records.values import Correction
from storage.records.versioning import Restoration
from strongroom.differences import Part
from strongroom.errors import Denied, NotFound
from strongroom.ids import DocumentId
from strongroom.permissions import Actor, StaffRole
from tests.storage.records.invented import filed, invoice

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


def history(work: Workroom, *roles: StaffRole, at: dt.datetime = LATER) -> History:
    actor = Actor(id="user:mia", roles=frozenset(roles or {StaffRole.MANAGER}))
    return History(Office(work=work, actor=actor, now=lambda: at))


@pytest.fixture
def document(work: Workroom) -> DocumentId:
    # Kinds are those of the catalogue here, of whose fields an invoice's account is sensitive.
    values = {"seller": "Pinkel AG", "iban": "DE89370400440532013000"}
    found = filed(work.records, invoice(sure=False, values=values), now=NOW)
    correction = Correction(verdict="correct", corrections={"seller": "Quastenflosse GmbH"}, reason="wrong letterhead")
    work.records.decide(found, correction, actor="user:ann", now=NOW + dt.timedelta(minutes=5))
    return found


def test_each_step_says_who_what_why_and_what_it_changed(work: Workroom, document: DocumentId) -> None:
    steps = history(work).steps(document)
    told = [(step.actor, step.action, step.edition.number if step.edition else None) for step in steps]
    assert told[:4] == [
        ("intake", "accepted", None),
        ("worker", "claimed", None),
        ("worker", "sent_to_review", 1),
        ("user:ann", "decided", 2),
    ]
    decided = steps[3]
    assert decided.said == "wrong letterhead"
    assert decided.edition is not None
    changed = {change.name: (change.before, change.after) for change in decided.edition.changes if change.name}
    assert changed == {"seller": ("Pinkel AG", "Quastenflosse GmbH")}


def test_sensitive_values_are_masked_until_a_purpose_is_given(work: Workroom, document: DocumentId) -> None:
    def ibans(purpose: str) -> list[str | None]:
        found = history(work).editions(document, purpose=purpose)
        return [change.after for one in found for change in one.changes if change.name == "iban"]

    assert all(value and "3704" not in value for value in ibans(""))
    assert ibans("claim 12") == ["DE89370400440532013000"]


def test_two_versions_are_compared(work: Workroom, document: DocumentId) -> None:
    changes = history(work).compare(document, 2, 1)
    seller = next(one for one in changes if one.part is Part.FIELD)
    assert (seller.before, seller.after) == ("Quastenflosse GmbH", "Pinkel AG")
    with pytest.raises(NotFound):
        history(work).compare(document, 1, 7)


def test_who_may_review_brings_an_earlier_version_back_and_says_why(work: Workroom, document: DocumentId) -> None:
    wanted = Restoration(version=1, seen=2, reason="the letterhead was right")
    for role in (StaffRole.OPERATOR, StaffRole.RECORDS_MANAGER, StaffRole.ADMIN):
        with pytest.raises((Denied, NotFound)):
            history(work, role).restore(document, wanted)
    assert history(work).restore(document, wanted) == 3
    found = next(step for step in history(work).steps(document) if step.action == "version_restored")
    assert (found.said, found.facts["from"]) == ("the letterhead was right", 1)
    assert found.edition is not None
    assert found.edition.number == 3
    work.records.audit_verify()
