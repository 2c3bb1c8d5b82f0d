"""The customers' pages over HTTP."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from desk.desk import Desk
from storage.records.customer_files import CustomerFiles
from strongroom.ids import DocumentId
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import identity_card, invoice, taken_in
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


def bill(desk: Desk, customer: str, mark: int = 0) -> DocumentId:
    return taken_in(desk, replace(invoice(drawn([customer], mark=mark), sure=True), customer=customer))


def address(desk: Desk, customer: str) -> str:
    return "/customers/" + (CustomerFiles(desk.work.records.transactions).hash_of(customer) or b"").hex()


def test_customers_are_listed_and_found_by_a_part_of_their_name(desk: Desk, visit: Visit) -> None:
    bill(desk, "杭州百胜餐饮有限公司")
    bill(desk, "Mommsen Tee GmbH", mark=1)
    operator = visit(StaffRole.OPERATOR)
    page = operator.get("/customers").text
    assert page.index("Mommsen Tee GmbH") < page.index("杭州百胜餐饮有限公司")
    found = operator.get("/customers", params={"q": "百胜"}).text
    assert address(desk, "杭州百胜餐饮有限公司") in found
    assert "Mommsen" not in found


def test_who_may_know_of_no_paper_knows_of_no_customer(desk: Desk, visit: Visit) -> None:
    taken_in(desk, identity_card(drawn(["韩梅梅"])))
    operator = visit(StaffRole.OPERATOR)
    hidden, absent = address(desk, "韩梅梅"), address(desk, "nobody at all")
    assert "韩梅梅" not in operator.get("/customers").text
    answers = [operator.get(path) for path in (hidden, absent)]
    assert [404, 404] == [answer.status_code for answer in answers]
    assert answers[0].text.replace(hidden, "") == answers[1].text.replace(absent, "")
    assert 200 == visit(StaffRole.REVIEWER).get(hidden).status_code


def test_what_belongs_into_a_file_and_is_not_there_is_missing(desk: Desk, visit: Visit) -> None:
    bill(desk, "Mommsen Tee")
    reviewer, path = visit(StaffRole.REVIEWER), address(desk, "Mommsen Tee")
    reviewer.get(path)
    assert 303 == reviewer.post(f"{path}/wanted", {"kinds": ["invoice", "cn_id_card"]}).status_code
    page = reviewer.get(path).text
    missing = page.partition("What is missing")[2].partition("What expires")[0].partition("<details")[0]
    assert "Chinese identity card" in missing or "identity card" in missing.lower()
    assert "Invoice" not in missing
    assert "Everything that belongs" in visit(StaffRole.OPERATOR).get(path).text
    assert 400 == reviewer.post(f"{path}/wanted", {"kinds": ["no_such_kind"]}).status_code


@pytest.mark.parametrize(("days", "told"), [(30, "expires"), (-3, "expired"), (400, "Nothing expires")])
def test_what_expires_is_told_in_time(desk: Desk, visit: Visit, days: int, told: str) -> None:
    card = identity_card(drawn(["韩梅梅"]))
    on = desk.now().date() + dt.timedelta(days=days)
    fields = tuple(replace(one, value=on) if one.name == "expiry" else one for one in card.fields)
    taken_in(desk, replace(card, fields=fields))
    page = visit(StaffRole.REVIEWER).get(address(desk, "韩梅梅")).text
    assert told in page.partition("What expires")[2].partition("</section>")[0]


def test_doubles_are_merged_and_the_merge_is_undone(desk: Desk, visit: Visit) -> None:
    bill(desk, "Mommsen Tee")
    double = bill(desk, "Mommsen Te", mark=1)
    reviewer, into = visit(StaffRole.REVIEWER), address(desk, "Mommsen Tee")
    reviewer.get(into)
    reviewer.post(f"{into}/merge", {"double": "http://desk" + address(desk, "Mommsen Te")})
    page = reviewer.get(into).text
    assert f"/documents/{double}" in page
    assert "<strong>Mommsen Te</strong>" in page
    merge = page.partition("/merges/")[2].partition("/")[0]
    reviewer.post(f"{into}/merges/{merge}/undo")
    assert f"/documents/{double}" not in reviewer.get(into).text
    assert f"/documents/{double}" in reviewer.get(address(desk, "Mommsen Te")).text


def test_a_hold_on_a_customer_keeps_their_papers(desk: Desk, visit: Visit) -> None:
    document = bill(desk, "Mommsen Tee")
    keeper, path = visit(StaffRole.RECORDS_MANAGER), address(desk, "Mommsen Tee")
    keeper.get(path)
    keeper.post(f"{path}/holds", {"matter": "Pinkel ./. Tee", "reason": "a dispute"})
    assert "Pinkel ./. Tee" in keeper.get(path).text
    assert "on all papers of the customer" in keeper.get(f"/documents/{document}").text
