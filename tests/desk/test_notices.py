"""The page of notices: who is told how, with a trial; addresses, which hold passwords, go in and never come out."""

from collections.abc import Callable

import pytest

from desk.desk import Desk
from storage.records.noticing import Notices
from strongroom.permissions import StaffRole
from strongroom.sign_in import CONFIRMED
from tests.desk.invented import Clock
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]
SECRET = "Gr0enkohl"
MAIL = f"mailtos://ada:{SECRET}@mail.example.org"
CHAT = f"slack://{SECRET}A/{SECRET}B/{SECRET}C"
FORM = {"name": "rita", "language": "zh-CN", "zone": "Asia/Shanghai", "addresses": f"{MAIL}\n\n {CHAT}"}


@pytest.fixture
def admin(visit: Visit) -> Visitor:
    visit(StaffRole.REVIEWER, name="rita")
    return visit(StaffRole.ADMIN, name="ada")


def test_somebody_is_told_and_the_addresses_are_never_shown(desk: Desk, admin: Visitor) -> None:
    assert "Nobody is told" in admin.get("/notices").text
    told = FORM | {"digest": "9", "quiet_from": "22", "quiet_to": "7"}
    assert "/notices" == admin.post("/notices", told).headers["location"]
    page = admin.get("/notices").text
    for shown in ("Rita", ">mailtos<", ">slack<", "once a day, at 9:00", "quiet from 22:00 to 7:00", "Asia/Shanghai"):
        assert shown in page
    assert SECRET not in page
    (channel,) = Notices(desk.work.records.transactions).channels()
    assert (MAIL, CHAT) == channel.addresses


def test_a_trial_says_how_many_addresses_took_it(admin: Visitor) -> None:
    admin.get("/notices")
    admin.post("/notices", FORM)
    tried = admin.post("/notices/try", {"name": "rita"}).headers["location"]
    assert "1 of 2 addresses took the trial message." in admin.get(tried).text
    admin.post("/notices/stop", {"name": "rita"})
    assert "Nobody is told" in admin.get("/notices").text
    assert 404 == admin.post("/notices/try", {"name": "rita"}).status_code


@pytest.mark.parametrize(
    "spoilt",
    [
        {"addresses": "file:///etc/passwd"},
        {"addresses": " \n"},
        {"zone": "Mars/Olympus"},
        {"quiet_from": "9"},
        {"digest": "42"},
        {"language": "fr"},
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_changed(
    desk: Desk, admin: Visitor, spoilt: dict[str, str]
) -> None:
    admin.get("/notices")
    sent = admin.post("/notices", FORM | spoilt)
    assert (422, False) == (sent.status_code, SECRET in sent.text)
    assert () == tuple(Notices(desk.work.records.transactions).channels())


def test_a_screen_that_was_left_alone_is_asked_for_its_password_first(clock: Clock, admin: Visitor) -> None:
    clock.forward(seconds=CONFIRMED.total_seconds())
    admin.get("/notices")
    assert admin.post("/notices", FORM).headers["location"].startswith("/confirm")
