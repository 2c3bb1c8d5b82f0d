"""What is held on one person is handed out whole, once, by two people, and names nobody of the house."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from pypdfium2 import PdfDocument

from flows.stages.bulk import Bulk
from flows.stages.decisions import Decisions
from flows.stages.office import Office
from flows.stages.reporting.subject import SubjectAccess
from flows.stages.workroom import Workroom
from storage.records.values import Blob
from strongroom.document import Role
from strongroom.errors import Denied, NotFound, WrongStage
from strongroom.permissions import Actor, StaffRole
from tests.storage.records.invented import ACCOUNT, NOW, SELLER, arrival, filed, invoice

CUSTOMER = "Quastenflosse GmbH"
WHY = "article 15 request of 3 November"


@pytest.fixture
def house(work: Workroom, monkeypatch: pytest.MonkeyPatch) -> Workroom:
    """Two papers of the customer and one of somebody else, all of them really in the vault."""

    def stored(records: object, content: bytes = b"", **changes: object) -> object:
        made = arrival(work.records, content, **changes)
        assert isinstance(made.blob, Blob)
        put = work.vault.put(
            made.document.encode(), document=made.document, role=Role.ORIGINAL, version=1, blob=made.blob.id
        )
        assert put.sha256 == made.blob.sha256
        return made

    monkeypatch.setattr("tests.storage.records.invented.arrival", stored)
    filed(work.records, invoice())
    filed(work.records, invoice(name="second.pdf"))
    filed(work.records, invoice(name="other.pdf", customer="Harbour Lane 12"))
    return work


def office(work: Workroom, name: str, *roles: StaffRole, customers: frozenset[str] | None = None) -> Office:
    return Office(
        work=work, actor=Actor(id=f"user:{name}", roles=frozenset(roles), customers=customers), now=lambda: NOW
    )


def access(desk: Office) -> SubjectAccess:
    return SubjectAccess(office=desk, language="en")


def taken(asking: SubjectAccess, request: str) -> io.BytesIO:
    return io.BytesIO(b"".join(asking.make(request, WHY)))


def approved(work: Workroom) -> tuple[SubjectAccess, str]:
    asking = access(office(work, "rosa", StaffRole.RECORDS_MANAGER))
    request = asking.ask("quastenflosse gmbh", WHY)
    Decisions(office(work, "mona", StaffRole.MANAGER)).approve(request)
    return asking, request


def test_it_holds_every_paper_its_readings_and_what_was_done_with_it(house: Workroom) -> None:
    asking, request = approved(house)
    with zipfile.ZipFile(taken(asking, request)) as archive:
        said = json.loads(archive.read("subject.json"))
        names = archive.namelist()
        text = "".join(page.get_textpage().get_text_range() for page in PdfDocument(archive.read("subject.pdf")))
    assert (CUSTOMER, 0, 2) == (said["customer"], said["withheld"], len(said["documents"]))
    first = said["documents"][0]
    assert {SELLER, ACCOUNT} <= {reading["value"] for reading in first["readings"].values()}
    assert first["kept"]["basis"]
    assert first["file"]["path"] in names
    assert "may name other people" in said["caution"]
    assert "may name other people" in text
    assert "rosa" not in json.dumps(said) + text


def test_it_is_made_once_and_only_with_another_persons_leave(house: Workroom) -> None:
    asking = access(office(house, "rosa", StaffRole.RECORDS_MANAGER))
    waiting = asking.ask(CUSTOMER, WHY)
    with pytest.raises(WrongStage):
        asking.make(waiting, WHY)
    with pytest.raises(Denied):
        Decisions(office(house, "rosa", StaffRole.RECORDS_MANAGER, StaffRole.MANAGER)).approve(waiting)
    asking, request = approved(house)
    taken(asking, request)
    with pytest.raises(WrongStage):
        asking.make(request, WHY)


def test_it_is_neither_taken_as_a_plain_export_nor_by_another_nor_is_an_export_taken_as_it(house: Workroom) -> None:
    asking, request = approved(house)
    with pytest.raises(WrongStage):
        list(Bulk(office=asking.office).export(request, WHY))
    with pytest.raises(NotFound):
        access(office(house, "mona", StaffRole.MANAGER)).make(request)
    papers = [row.id for row in asking.office.find(f'customer:"{CUSTOMER}"').rows]
    with pytest.raises(NotFound):
        asking.make(Bulk(office=asking.office).ask_export(papers, WHY))


def test_a_refused_paper_does_not_use_the_approval_up(house: Workroom) -> None:
    asking, request = approved(house)
    lesser = replace(asking, office=office(house, "rosa", StaffRole.OPERATOR, customers=frozenset({"Harbour Lane 12"})))
    with pytest.raises(NotFound):
        lesser.make(request)
    assert taken(asking, request).getvalue()


def test_what_came_since_or_is_restricted_is_counted_as_withheld(house: Workroom) -> None:
    asking, request = approved(house)
    filed(house.records, invoice(name="third.pdf"))
    with zipfile.ZipFile(taken(asking, request)) as archive:
        assert 1 == json.loads(archive.read("subject.json"))["withheld"]


@pytest.mark.parametrize(
    ("role", "customers", "refused"),
    [
        (StaffRole.MANAGER, frozenset({"Harbour Lane 12"}), NotFound),
        (StaffRole.AUDITOR, None, Denied),
        (StaffRole.ADMIN, None, NotFound),
    ],
)
def test_who_may_not_know_of_the_papers_or_take_them_out_is_refused(
    house: Workroom, role: StaffRole, customers: frozenset[str] | None, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        access(office(house, "x", role, customers=customers)).ask(CUSTOMER, WHY)


def test_each_paper_that_leaves_is_on_record_with_the_reason(house: Workroom) -> None:
    asking, request = approved(house)
    taken(asking, request)
    document = asking.office.find(f'customer:"{CUSTOMER}"').rows[0].id
    history = house.records.view(document, actor="user:a", purpose="view", now=NOW).history
    assert {"viewed", "read"} <= {one.action for one in history if one.facts.get("purpose") == WHY}
