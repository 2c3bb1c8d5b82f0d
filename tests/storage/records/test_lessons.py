"""What people taught: every field of every decision, what had been read, and what they made of it."""

import pytest

from storage.records.lessons import Lessons
from storage.records.store import Records
from storage.records.values import Correction
from tests.storage.records.invented import NOW, SELLER, filed, invoice


@pytest.fixture
def lessons(records: Records) -> Lessons:
    return Lessons(records.transactions)


def test_a_decision_teaches_about_every_field(records: Records, lessons: Lessons) -> None:
    document = filed(records, invoice(sure=False))
    correction = Correction(verdict="correct", corrections={"seller": "Grünkohl KG", "number": ""})
    records.decide(document, correction, actor="user:ann", now=NOW)
    found = {lesson.field: lesson for lesson in lessons.after(0)}
    assert {"seller", "number"} == {name for name, lesson in found.items() if lesson.is_correction}
    seller = found["seller"]
    assert seller.read
    assert (SELLER, 1, "Grünkohl KG") == (seller.read.text, seller.read.source.page, seller.said)
    assert ("", "1234.50") == (found["number"].said, found["total"].said)
    assert "Grünkohl" not in repr(seller)


def test_whoever_learns_goes_on_behind_the_last(records: Records, lessons: Lessons) -> None:
    for _ in range(2):
        records.decide(filed(records, invoice(sure=False)), Correction(verdict="accept"), actor="user:ann", now=NOW)
    first = lessons.after(0, limit=1)
    rest = lessons.after(first[-1].number)
    assert {first[0].document} != {lesson.document for lesson in rest}
    assert () == lessons.after(rest[-1].number)
    assert not any(lesson.is_correction for lesson in (*first, *rest))


def test_a_rejection_and_another_kind_teach_nothing_about_fields(records: Records, lessons: Lessons) -> None:
    rejected, other = (filed(records, invoice(sure=False)) for _ in range(2))
    records.decide(rejected, Correction(verdict="reject", reason="torn"), actor="user:ann", now=NOW)
    records.decide(other, Correction(verdict="correct", kind="passport"), actor="user:ann", now=NOW)
    assert () == lessons.after(0)


def test_of_a_destroyed_paper_nothing_is_learned(records: Records, lessons: Lessons) -> None:
    document = filed(records, invoice(sure=False))
    records.decide(document, Correction(verdict="accept"), actor="user:ann", now=NOW)
    records.transactions.keyring.destroy(document)
    assert () == lessons.after(0)
