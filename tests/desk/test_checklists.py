"""Checklists at the desk: said of a customer on their page, and all gaps in a list."""

from collections.abc import Callable
from dataclasses import replace

from desk.desk import Desk
from storage.records.customer_files import CustomerFiles
from strongroom.ids import DocumentId
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import identity_card, invoice, taken_in
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]
PROFILE = {"sort": "private_person", "mail": "ada@example.org", "language": "en"}


def bill(desk: Desk, customer: str) -> DocumentId:
    return taken_in(desk, replace(invoice(drawn([customer]), sure=True), customer=customer))


def address(desk: Desk, customer: str) -> str:
    return "/customers/" + (CustomerFiles(desk.work.records.transactions).hash_of(customer) or b"").hex()


def test_a_file_is_held_against_the_list_of_its_sort(desk: Desk, visit: Visit) -> None:
    bill(desk, "Mommsen Tee")
    reviewer, path = visit(StaffRole.REVIEWER), address(desk, "Mommsen Tee")
    assert "Nobody has said yet" in reviewer.get(path).text
    assert 303 == reviewer.post(f"{path}/profile", PROFILE).status_code
    page = reviewer.get(path).text
    assert 'value="ada@example.org"' in page
    assert "Private person (proposal)" in page
    assert "Passport" in page.partition("What is missing")[2].partition("<details")[0]
    taken_in(desk, replace(identity_card(drawn(["card"])), customer="Mommsen Tee"))
    assert "Everything that belongs" in reviewer.get(path).text


def test_nonsense_is_refused(desk: Desk, visit: Visit) -> None:
    bill(desk, "Mommsen Tee")
    reviewer, path = visit(StaffRole.REVIEWER), address(desk, "Mommsen Tee")
    reviewer.get(path)
    for wrong in ({"sort": "no such sort"}, {"mail": "ada@example.org,ben@example.org"}, {"language": "fr"}):
        assert reviewer.post(f"{path}/profile", PROFILE | wrong).status_code in (400, 422)


def test_the_list_names_who_lacks_what_and_of_which_sort(desk: Desk, visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    for name, sort in (("Mommsen Tee", "company_foreign"), ("Pinkel", "private_person")):
        bill(desk, name)
        reviewer.get(address(desk, name))
        reviewer.post(f"{address(desk, name)}/profile", PROFILE | {"sort": sort})
    page = reviewer.get("/customers/missing").text
    assert page.index("Mommsen Tee") < page.index("Pinkel")  # it lacks more
    assert "Pinkel" not in reviewer.get("/customers/missing", params={"sort": "company_foreign"}).text
    assert "No file has a gap" in reviewer.get("/customers/missing", params={"page": 99}).text


def test_who_may_not_know_of_identity_papers_does_not_learn_who_lacks_them(desk: Desk, visit: Visit) -> None:
    bill(desk, "Pinkel")
    reviewer, operator, path = visit(StaffRole.REVIEWER), visit(StaffRole.OPERATOR), address(desk, "Pinkel")
    reviewer.get(path)
    reviewer.post(f"{path}/profile", PROFILE)
    assert "Pinkel" not in operator.get("/customers/missing").text
    page = operator.get(path).text
    assert "ada@example.org" not in page
    assert "missing" not in page.partition("What is missing")[2].partition("</section>")[0]
