"""Administrators make, see and end endpoints of webhooks; a secret is seen once, and an address never whole."""

import re
from collections.abc import Callable

import pytest

from desk.desk import Desk
from storage.records.endpoints import Endpoints
from storage.records.outbox import Outbox
from strongroom.permissions import StaffRole
from strongroom.sign_in import CONFIRMED
from tests.desk.invented import Clock
from tests.desk.programs import an_endpoint
from tests.desk.visitor import Visitor

FORM = {"title": "ERP <1>", "url": "http://127.0.0.1:9/hooks/token", "events": ["document.filed", "document.destroyed"]}


@pytest.fixture
def admin(visit: Callable[..., Visitor]) -> Visitor:
    return visit(StaffRole.ADMIN)


def test_a_secret_is_shown_when_it_is_made_and_never_again(admin: Visitor, desk: Desk) -> None:
    page = admin.post("/webhooks", FORM).text
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", page)
    (made,) = Endpoints(desk.work.records.transactions).all()
    assert made.secret == secret
    assert "ERP &lt;1&gt;" in page
    for path in ("/webhooks", f"/webhooks/{made.id}"):
        shown = admin.get(path).text
        assert "http://127.0.0.1:9" in shown
        assert "hooks/token" not in shown
        assert "whsec" not in shown
    changed = admin.post(f"/webhooks/{made.id}/secret").text
    assert secret not in changed
    assert "24 hours" in changed


def test_a_secret_is_made_only_by_somebody_who_just_proved_who_they_are(
    admin: Visitor, desk: Desk, clock: Clock
) -> None:
    made = an_endpoint(desk)
    clock.forward(seconds=CONFIRMED.total_seconds() + 1)
    for path, form in (("/webhooks", FORM), (f"/webhooks/{made}/secret", {})):
        answer = admin.post(path, form)
        assert 303 == answer.status_code
        assert answer.headers["location"].startswith("/confirm")
    assert 1 == len(Endpoints(desk.work.records.transactions).all())


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://erp.example.org"},
        {"url": "https://10.0.0.1/"},
        {"url": "https://169.254.169.254/latest"},
        {"url": "https://[::ffff:10.0.0.1]/"},
        {"url": "https://[v1.a]/"},
        {"events": []},
        {"events": ["document.eaten"]},
        {"title": ""},
    ],
)
def test_an_endpoint_that_may_not_be_is_refused(admin: Visitor, desk: Desk, wrong: dict[str, object]) -> None:
    assert 422 == admin.post("/webhooks", FORM | wrong).status_code
    assert () == Endpoints(desk.work.records.transactions).all()


def test_the_page_says_what_became_of_each_message_and_sends_it_again(admin: Visitor, desk: Desk) -> None:
    endpoint = an_endpoint(desk)
    page = admin.get(f"/webhooks/{endpoint}").text
    for said in ("taken", "given up", "waits", "HTTP 503", "stopped", "tries: 8"):
        assert said in page
    outbox = Outbox(desk.work.records.transactions)
    dead = next(one.id for one in outbox.newest(endpoint, limit=9) if one.given_up)
    assert 303 == admin.post(f"/webhooks/{endpoint}/messages/{dead}/again").status_code
    assert 303 == admin.post(f"/webhooks/{endpoint}/resume").status_code
    assert dead in {one.id for one in outbox.due(endpoint, now=desk.now(), limit=9)}
    assert ">Pause<" in admin.get(f"/webhooks/{endpoint}").text


def test_the_page_speaks_chinese(admin: Visitor, desk: Desk) -> None:
    endpoint = an_endpoint(desk)
    admin.post("/language", {"language": "zh-CN", "next": "/"})
    assert "已放弃" in admin.get(f"/webhooks/{endpoint}").text
    assert "新建端点" in admin.get("/webhooks").text


def test_an_endpoint_or_message_that_is_not_there_is_not_found(admin: Visitor, desk: Desk) -> None:
    endpoint = an_endpoint(desk)
    assert 404 == admin.get("/webhooks/01NOBODY").status_code
    assert 404 == admin.post("/webhooks/01NOBODY/pause").status_code
    assert 404 == admin.post(f"/webhooks/{endpoint}/messages/01NOTHING/again").status_code
    assert 303 == admin.post(f"/webhooks/{endpoint}/remove").status_code
    assert 404 == admin.get(f"/webhooks/{endpoint}").status_code
