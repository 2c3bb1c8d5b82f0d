"""Destructions in groups over HTTP: one asks, another approves, a wait passes; and each paper is judged by itself."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from desk.desk import Desk
from flows.stages.keeping import Keeping, destruction
from storage.records.dispositions import Disposition, Dispositions
from storage.records.holding import Holds, Why
from strongroom.disposition import Stage
from strongroom.ids import DocumentId
from strongroom.permissions import StaffRole
from strongroom.sign_in import CONFIRMED
from tests.desk.invented import PASSWORD, Clock
from tests.desk.papers import old_bills
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]
_ACTIONS = re.compile(r'formaction="([^"]+)"')


@pytest.fixture
def old(desk: Desk) -> tuple[DocumentId, ...]:
    """Three bills that the schedule has proposed."""
    return old_bills(desk, 3)


def dispositions(desk: Desk) -> dict[DocumentId, Disposition]:
    return {one.document: one for one in Dispositions(desk.work.records.transactions).listed(*Stage)}


def stages(desk: Desk) -> list[str]:
    return sorted(one.stage.value for one in dispositions(desk).values())


def buttons(page: str, deed: str) -> list[str]:
    """Where the buttons of a deed lead."""
    found = [unescape(one) for one in _ACTIONS.findall(page)]
    return [one for one in found if one.startswith(f"/destructions/{deed}?")]


def pressed(visitor: Visitor, deed: str, **form: object) -> str:
    """Press the first button of a deed on the page of groups; return the page that follows."""
    (way, *_) = buttons(visitor.get("/destructions").text, deed)
    return visitor.get(visitor.post(way, dict(form)).headers["location"]).text


def whole(visitor: Visitor) -> str:
    """The page of all papers of the first group."""
    page = visitor.get("/destructions").text
    (way, *_) = [unescape(one) for one in re.findall(r'href="(/destructions/group\?[^"]+)"', page)]
    return way


def test_a_group_is_asked_for_by_one_and_approved_by_another(
    desk: Desk, visit: Visit, old: tuple[DocumentId, ...]
) -> None:
    keeper, manager = visit(StaffRole.RECORDS_MANAGER), visit(StaffRole.MANAGER)
    page = keeper.get("/destructions").text
    assert "Ask for the destruction of all 3" in page
    assert all(f"/documents/{one}/pages/1.jpg" in page for one in old)
    assert [] == buttons(manager.get("/destructions").text, "ask")
    assert "Asked for: 3." in pressed(keeper, "ask")
    assert [] == buttons(keeper.get("/destructions").text, "approve")
    assert "3 × Invoice" in manager.get("/requests").text
    assert "Approved: 3." in pressed(manager, "approve")
    assert ["approved"] * 3 == stages(desk)
    assert "Nothing waits for your answer." in manager.get("/requests").text


def test_nobody_approves_what_they_asked_for_also_not_by_the_address_of_the_button(
    desk: Desk, visit: Visit, old: tuple[DocumentId, ...]
) -> None:
    keeper, manager = visit(StaffRole.RECORDS_MANAGER), visit(StaffRole.MANAGER)
    pressed(keeper, "ask")
    (way,) = buttons(manager.get("/destructions").text, "approve")
    answer = keeper.post(way)
    told = keeper.get(answer.headers["location"]).text
    assert "Approved: 0." in told
    assert "you worked on them or asked for them yourself: 3" in told
    assert ["requested"] * 3 == stages(desk)


def test_a_held_paper_of_a_group_is_left_out_and_told(desk: Desk, visit: Visit, old: tuple[DocumentId, ...]) -> None:
    why = Why(matter="test", reason="test")
    Holds(desk.work.records.transactions).on_document(old[1], why, actor="test", now=desk.now())
    keeper = visit(StaffRole.RECORDS_MANAGER)
    assert "Held, and left out: 1" in keeper.get("/destructions").text
    told = pressed(keeper, "ask")
    assert "Asked for: 2." in told
    assert "a hold keeps them: 1" in told
    assert Stage.ELIGIBLE is dispositions(desk)[old[1]].stage


def test_a_group_is_cancelled_while_it_waits(desk: Desk, visit: Visit, old: tuple[DocumentId, ...]) -> None:
    keeper, manager = visit(StaffRole.RECORDS_MANAGER), visit(StaffRole.MANAGER)
    pressed(keeper, "ask")
    pressed(manager, "approve")
    (due,) = {one.due_at for one in dispositions(desk).values()}
    assert due
    assert f"Can be cancelled until {due.astimezone():%Y-%m-%d %H:%M}" in keeper.get("/destructions").text
    assert "Cancelled: 3." in pressed(keeper, "cancel")
    assert ["eligible"] * 3 == stages(desk)


def test_what_is_ticked_is_left_out_or_is_all_that_is_meant(
    desk: Desk, visit: Visit, old: tuple[DocumentId, ...]
) -> None:
    keeper = visit(StaffRole.RECORDS_MANAGER)
    all_but, only = buttons(keeper.get(whole(keeper)).text, "ask")
    keeper.post(all_but, {"ticked": [old[0]]})
    assert Stage.ELIGIBLE is dispositions(desk)[old[0]].stage
    assert ["eligible", "requested", "requested"] == stages(desk)
    assert 400 <= keeper.post(only).status_code < 500
    keeper.post(only, {"ticked": [old[0]]})
    assert ["requested"] * 3 == stages(desk)


def test_what_was_ticked_on_another_page_is_carried_along(
    visit: Visit, old: tuple[DocumentId, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.pages.destructions._PAGE", 2)
    keeper = visit(StaffRole.RECORDS_MANAGER)
    page = keeper.get(f"{whole(keeper)}&ticked={old[0]}&page=2").text
    assert f'<input type="hidden" name="ticked" value="{old[0]}">' in page
    assert "Ticked on other pages: 1" in page


def test_what_came_since_the_page_was_drawn_is_not_meant(
    desk: Desk, visit: Visit, old: tuple[DocumentId, ...], clock: Clock
) -> None:
    keeper = visit(StaffRole.RECORDS_MANAGER)
    (way,) = buttons(keeper.get("/destructions").text, "ask")
    clock.forward(seconds=1)
    (new,) = old_bills(desk, 1, first=4)
    keeper.post(way)
    assert Stage.ELIGIBLE is dispositions(desk)[new].stage
    assert ["eligible", "requested", "requested", "requested"] == stages(desk)


def test_asking_and_approving_take_the_password_given_a_moment_ago(
    desk: Desk, visit: Visit, old: tuple[DocumentId, ...], clock: Clock
) -> None:
    keeper = visit(StaffRole.RECORDS_MANAGER)
    clock.forward(seconds=CONFIRMED.total_seconds())
    (way,) = buttons(keeper.get("/destructions").text, "ask")
    door = keeper.post(way).headers["location"]
    assert door.startswith("/confirm?next=")
    assert ["eligible"] * 3 == stages(desk)
    back = unescape(re.findall(r'name="next" value="([^"]+)"', keeper.get(door).text)[-1])
    assert keeper.post("/confirm", {"password": PASSWORD, "next": back}).headers["location"] == back
    assert "Ask for all that are not ticked" in keeper.get(back).text


def test_a_group_larger_than_a_transaction_is_asked_for_as_a_whole_and_each_paper_is_on_record(
    desk: Desk, visit: Visit, old: tuple[DocumentId, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.records.disposition_groups.BATCH", 2)
    assert "Asked for: 3." in pressed(visit(StaffRole.RECORDS_MANAGER), "ask")
    views = [desk.work.records.view(one, actor="test", purpose="test", now=desk.now()) for one in old]
    acts = [entry.action for view in views for entry in view.history]
    assert 3 == acts.count("disposition_requested")


def test_the_register_has_the_certificate_of_what_was_destroyed(
    desk: Desk, visit: Visit, old: tuple[DocumentId, ...], clock: Clock
) -> None:
    keeper, manager = visit(StaffRole.RECORDS_MANAGER), visit(StaffRole.MANAGER)
    assert "Nothing has been destroyed yet." in keeper.get("/destructions/register").text
    assert keeper.user
    Keeping(desk.office(keeper.user)).request(old[0])
    pressed(manager, "approve")
    clock.forward(days=desk.work.settings.disposition.cooling_off_days)
    (outcome,) = destruction(desk.work, desk.now).carry_out("schedule")
    assert outcome.certificate
    again = visit(StaffRole.RECORDS_MANAGER)
    assert f"/destructions/register/{old[0]}" in again.get("/destructions/register").text
    assert again.get(f"/destructions/register/{old[0]}").content.startswith(b"%PDF")
    assert 403 == visit(StaffRole.OPERATOR).get(f"/destructions/register/{old[0]}").status_code
