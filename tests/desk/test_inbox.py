"""What is hard to undo in the inbox of the desk: destructions and the end of a key, by another person who is sure."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from desk.desk import Desk
from flows.stages.decisions import LISTED
from flows.stages.keeping import Keeping
from storage.records.audit_search import TrailQuestion, search
from storage.records.requesting import Requests
from strongroom.permissions import StaffRole
from strongroom.request import RequestKind
from strongroom.sign_in import CONFIRMED
from tests.desk.drawn import drawn
from tests.desk.invented import PASSWORD, Clock, employ, invoice, taken_in
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


def test_a_destruction_is_approved_by_another_person_who_gives_the_password_again(
    desk: Desk, visit: Visit, clock: Clock
) -> None:
    bill = invoice(drawn(["an old bill"]), sure=True)
    fields = (replace(one, value=dt.date(2010, 3, 1)) if one.name == "date" else one for one in bill.fields)
    old = taken_in(desk, replace(bill, fields=tuple(fields)))
    desk.work.records.propose_dispositions(desk.now())
    keeper = visit(StaffRole.RECORDS_MANAGER)
    assert keeper.user
    Keeping(desk.office(keeper.user)).request(old)
    assert "Nothing waits for your answer." in keeper.get("/requests").text
    manager = visit(StaffRole.MANAGER)
    assert "Destruction" in manager.get("/requests").text
    clock.forward(seconds=CONFIRMED.total_seconds())
    assert "/confirm" in manager.post(f"/requests/{old}/approve").headers["location"]
    manager.get("/confirm")
    manager.post("/confirm", {"password": PASSWORD, "next": "/requests"})
    manager.get("/requests")
    assert "/requests" == manager.post(f"/requests/{old}/approve").headers["location"]
    assert "Nothing waits for your answer." in manager.get("/requests").text


def test_the_end_of_a_key_waits_for_another_who_runs_the_machine(desk: Desk, visit: Visit) -> None:
    asker, _ = employ(desk, "ann", StaffRole.ADMIN)
    requests = Requests(desk.work.records.transactions)
    asked = requests.ask(RequestKind.KEY_RETIREMENT, ("kek-1",), "it is old", actor=asker.actor, now=desk.now())
    admin = visit(StaffRole.ADMIN)
    assert "End of a key" in admin.get("/requests").text
    assert 303 == admin.post(f"/requests/{asked}/approve").status_code
    assert "Nothing waits for your answer." in admin.get("/requests").text


def test_answering_one_request_looks_at_no_other_and_what_is_none_is_not_found(
    desk: Desk, visit: Visit, clock: Clock
) -> None:
    asker, _ = employ(desk, "ann", StaffRole.ADMIN)
    requests = Requests(desk.work.records.transactions)
    asked, _other = (
        requests.ask(RequestKind.KEY_RETIREMENT, (key,), "it is old", actor=asker.actor, now=desk.now())
        for key in ("kek-1", "kek-2")
    )
    admin = visit(StaffRole.ADMIN)
    assert 303 == admin.post(f"/requests/{asked}/approve").status_code
    clock.forward(seconds=CONFIRMED.total_seconds())
    assert 404 == admin.post("/requests/01J00000000000000000000000/approve").status_code
    assert () == search(desk.work.records.transactions, TrailQuestion(action=LISTED), limit=9)
