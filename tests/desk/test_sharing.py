"""Sharing by a link, over HTTP: made on a paper's page, opened by somebody who is not signed in."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from desk.desk import Desk
from desk.limits import PACES, Counted
from flows.stages.keeping import Keeping
from flows.stages.office import Office
from strongroom.ids import DocumentId
from strongroom.permissions import Actor, StaffRole
from strongroom.rate import Pace
from strongroom.settings import Limits as Intake
from strongroom.sign_in import CONFIRMED
from tests.desk.drawn import drawn
from tests.desk.invented import Clock, identity_card, invoice, taken_in
from tests.desk.visitor import Visitor, paced

Visit = Callable[..., Visitor]
FORM = {"address": "ada@example.org", "reason": "her copy", "days": "7", "views": "2"}


@pytest.fixture
def bill(desk: Desk) -> DocumentId:
    return taken_in(desk, invoice(drawn(["bill"]), sure=True))


def link(visitor: Visitor, document: DocumentId, **changes: str) -> str:
    visitor.get(f"/documents/{document}")
    page = visitor.post(f"/documents/{document}/shares", FORM | changes)
    assert page.status_code == 200, page.status_code
    return "/s/" + page.text.partition("/s/")[2].partition("<")[0]


def enter(stranger: Visitor, path: str, **form: str) -> int:
    stranger.get(path)
    return stranger.post(path, form).status_code


def test_a_guest_sees_the_pages_with_a_mark_and_nothing_else(visit: Visit, stranger: Visitor, bill: DocumentId) -> None:
    manager = visit(StaffRole.MANAGER)
    path = link(manager, bill)
    assert 303 == stranger.get(f"{path}/paper").status_code
    assert 303 == enter(stranger, path)
    page = stranger.get(f"{path}/paper").text
    assert "RE-0815" not in page
    shared, kept = stranger.get(f"{path}/pages/1.jpg"), manager.get(f"/documents/{bill}/pages/1.jpg")
    with Image.open(BytesIO(shared.content)) as marked, Image.open(BytesIO(kept.content)) as clean:
        assert clean.size == marked.size
        assert shared.content != kept.content
    assert 404 == stranger.post(f"{path}/original").status_code
    assert 303 == stranger.get(f"/documents/{bill}").status_code
    assert "opened it by a link" in manager.get(f"/documents/{bill}").text


def test_a_link_is_used_up_by_opening_and_not_by_looking_at_its_door(
    visit: Visit, stranger: Visitor, bill: DocumentId
) -> None:
    path = link(visit(StaffRole.MANAGER), bill)
    assert [200, 200] == [stranger.get(path).status_code for _ in range(2)]
    assert [303, 303, 404] == [enter(stranger, path) for _ in range(3)]
    assert 200 == stranger.get(f"{path}/paper").status_code  # what was opened stays open for its ten minutes


def test_a_link_asks_for_its_password(visit: Visit, stranger: Visitor, bill: DocumentId) -> None:
    path = link(visit(StaffRole.MANAGER), bill, password="Pinkel")
    assert 401 == enter(stranger, path, password="Grünkohl")
    assert 303 == enter(stranger, path, password="Pinkel")


def test_the_original_leaves_where_the_link_allows_it(desk: Desk, visit: Visit, stranger: Visitor) -> None:
    picture = drawn(["bill"], mark=9)
    path = link(visit(StaffRole.MANAGER), taken_in(desk, invoice(picture, sure=True)), takes="true")
    enter(stranger, path)
    stranger.get(f"{path}/paper")
    assert picture == stranger.post(f"{path}/original").content


def test_a_revoked_link_and_one_that_never_was_are_told_alike(
    visit: Visit, stranger: Visitor, bill: DocumentId
) -> None:
    manager = visit(StaffRole.MANAGER)
    path = link(manager, bill)
    enter(stranger, path)
    share = manager.get(f"/documents/{bill}").text.partition("/shares/")[2].partition("/")[0]
    manager.post(f"/documents/{bill}/shares/{share}/revoke")
    for ended in (path, f"{path}/paper", f"{path}/pages/1.jpg"):
        assert 404 == stranger.get(ended).status_code
    told, never = stranger.get(path), stranger.get("/s/never")
    assert told.text.replace(path, "") == never.text.replace("/s/never", "")
    assert "Ask whoever sent you the link" in never.text


def test_a_link_ends_with_the_role_of_who_made_it(
    desk: Desk, visit: Visit, stranger: Visitor, bill: DocumentId
) -> None:
    manager = visit(StaffRole.MANAGER)
    path = link(manager, bill)
    enter(stranger, path)
    user = next(one for one in desk.accounts.everybody() if one.roles == {StaffRole.MANAGER})
    desk.accounts.set_roles(user.id, frozenset({StaffRole.OPERATOR}), by="test", now=desk.now())
    assert 404 == stranger.get(f"{path}/paper").status_code


def test_a_link_to_a_paper_that_is_restricted_since_is_ended_from_its_page_and_no_new_one_is_made(
    desk: Desk, visit: Visit, bill: DocumentId
) -> None:
    link(visit(StaffRole.MANAGER), bill)
    keeper = visit(StaffRole.RECORDS_MANAGER)
    rita = Actor(id="rita", roles=frozenset({StaffRole.RECORDS_MANAGER}))
    Keeping(Office(work=desk.work, actor=rita, now=desk.now)).restrict(bill, "erasure was asked for")
    page = keeper.get(f"/documents/{bill}").text
    share = page.partition(f"/documents/{bill}/shares/")[2].partition("/revoke")[0]
    assert len(share) == 26
    assert 303 == keeper.post(f"/documents/{bill}/shares/{share}/revoke").status_code
    assert f"{share}/revoke" not in keeper.get(f"/documents/{bill}").text
    assert 403 == keeper.post(f"/documents/{bill}/shares", FORM).status_code


def test_identity_papers_are_shared_only_with_the_password_given_again(desk: Desk, visit: Visit, clock: Clock) -> None:
    card = taken_in(desk, identity_card(drawn(["韩梅梅"])))
    manager = visit(StaffRole.MANAGER)
    clock.forward(seconds=CONFIRMED.total_seconds())
    manager.get(f"/documents/{card}")
    sent = manager.post(f"/documents/{card}/shares", FORM)
    assert f"/confirm?next=/documents/{card}" == sent.headers["location"]


def test_sharing_tells_nobody_of_a_paper_that_they_may_not_know_of(desk: Desk, visit: Visit, clock: Clock) -> None:
    card = taken_in(desk, identity_card(drawn(["韩梅梅"])))
    operator = visit(StaffRole.OPERATOR)
    clock.forward(seconds=CONFIRMED.total_seconds())
    operator.get("/account")
    assert [404, 404] == [operator.post(f"/documents/{one}/shares", FORM).status_code for one in (card, "0" * 26)]


def test_nobody_knocks_or_looks_without_end(visit: Visit, stranger: Visitor, bill: DocumentId) -> None:
    """Passwords are not tried faster than that either; each page counts, and a whole long paper may be looked at."""
    path = link(visit(StaffRole.MANAGER), bill, password="peat bog")
    paced(stranger, {Counted.GUEST: Pace(burst=3, per_minute=1), Counted.OPENED: Pace(burst=2, per_minute=1)})
    assert [401, 429] == [enter(stranger, path, password="wrong"), enter(stranger, path, password="peat bog")]
    assert 429 == stranger.get(path).status_code
    assert [303, 303, 429] == [stranger.get(f"{path}/{part}").status_code for part in ("paper", "pages/1.jpg", "paper")]
    assert PACES[Counted.OPENED].burst > Intake().max_pages
