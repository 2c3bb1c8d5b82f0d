"""The register of models: what may be learned from, which model is in use, and what goes with a document."""

import datetime as dt

import pytest

from storage.records.learning import VERSION, Models, Standing
from storage.records.store import Records
from storage.records.values import Blob, Correction
from strongroom.document import Role
from strongroom.errors import NoSuchModel
from strongroom.ids import BlobId, DocumentId, new_id
from tests.storage.records.invented import NOW, filed, invoice, passport

DAY = dt.timedelta(days=1)


@pytest.fixture
def models(records: Records) -> Models:
    return Models(records.transactions)


def reviewed(records: Records, verdict: str = "accept") -> DocumentId:
    document = filed(records, invoice(sure=False))
    records.decide(document, Correction(verdict=verdict), actor="ann", now=NOW)  # type: ignore[arg-type]
    return document


def recorded(models: Models, *papers: DocumentId, at: int = 0, standing: Standing = Standing.CHALLENGER) -> str:
    model = new_id(NOW + at * DAY)
    blob = Blob(
        id=BlobId(model),
        document=DocumentId(model),
        role=Role.MODEL,
        version=VERSION,
        bytes=9,
        sha256="ab" * 32,
        stored_bytes=99,
    )
    models.record(blob, standing, {"papers": {"invoice": len(papers)}}, papers=papers, actor="ann")
    return model


def test_what_a_person_accepted_or_corrected_is_learned_from_and_nothing_else(records: Records, models: Models) -> None:
    filed(records, invoice())
    filed(records, passport(sure=False))
    reviewed(records, "reject")
    accepted, corrected = reviewed(records), reviewed(records, "correct")
    found = models.confirmed(each=9)
    assert [accepted, corrected] == [one.document for one in found]
    assert all(one.kind == "invoice" and one.text for one in found)
    assert [corrected] == [one.document for one in models.confirmed(each=1)]


def test_one_model_is_in_use_and_going_back_goes_back_in_turn(models: Models) -> None:
    first, second, third = (recorded(models, at=day) for day in range(3))
    for model in (first, second, third):
        models.promote(model, actor="ben", now=NOW)
    assert third == models.champion().id  # type: ignore[union-attr]
    assert [second, first, None] == [models.roll_back(actor="ben", now=NOW) for _ in range(3)]
    assert models.champion() is None
    assert {Standing.CHALLENGER} == {one.standing for one in models.all()}


def test_only_what_is_there_and_not_in_use_can_be_put_in_use(models: Models) -> None:
    model = recorded(models, standing=Standing.REFUSED)
    models.promote(model, actor="ben", now=NOW)
    for other in (model, new_id(NOW)):
        with pytest.raises(NoSuchModel):
            models.promote(other, actor="ben", now=NOW)


def test_the_models_of_a_document_are_known_until_they_are_gone(records: Records, models: Models) -> None:
    one, other = reviewed(records), reviewed(records)
    first, second = recorded(models, one), recorded(models, one, other, at=1)
    for model in (first, second):
        models.promote(model, actor="ben", now=NOW)
    assert (one, other) == models.papers_of(second)
    assert (second,) == models.learned_from(other)
    models.drop(second, actor="schedule", now=NOW)
    assert () == models.learned_from(other)
    assert first == models.champion().id  # type: ignore[union-attr]
    with pytest.raises(NoSuchModel):
        models.promote(second, actor="ben", now=NOW)


def test_a_model_of_a_document_that_is_not_there_is_not_recorded(models: Models) -> None:
    with pytest.raises(NoSuchModel):
        recorded(models, DocumentId(new_id(NOW)))
    assert () == models.all()
