"""The page of figures: what it says, who may see it, and that a sample gives a rate with its interval."""

from collections.abc import Callable

from desk.desk import Desk
from storage.records.judging import Judging
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import invoice, taken_in
from tests.desk.papers import queue_of
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


def test_without_decisions_the_page_says_so(visit: Visit) -> None:
    page = visit(StaffRole.MANAGER).get("/quality").text
    assert "Nobody has decided on anything in this time." in page
    assert "A share of 2 % is slipped into the queue" in page


def test_the_page_tells_errors_times_and_people(desk: Desk, visit: Visit) -> None:
    now = desk.now()
    taken_in(desk, invoice(drawn(["sure"]), sure=True))
    Judging(desk.work.records.transactions).slip_in(now, since=now, share=1, due_at=now, actor="schedule")
    queue_of(desk, 1)
    ann = visit(StaffRole.REVIEWER, name="ann")
    while (following := ann.get("/review").headers["location"]) != "/queue":
        ann.get(following)
        ann.post(following, {"seen": 1, "spent": '{"": 20, "seller": 6.5}', "value.seller": "Mommsen Tee"})
    page = visit(StaffRole.MANAGER).get("/quality?days=7").text
    assert "1 of 1 papers of the sample were wrong: 100 %" in page
    assert "Median of 20.0 s for a paper." in page
    assert "6.5" in page
    assert "Ann" in page
    assert "Mommsen" not in page


def test_reviewers_do_not_see_the_figures(visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    assert 403 == reviewer.get("/quality").status_code
    assert "/quality" not in reviewer.get("/queue").text
