"""What administrators see of the house: settings as one writes them, teams, the inbox, pauses and worries."""

from collections.abc import Callable
from dataclasses import replace

from fastapi.testclient import TestClient

from desk.app import create_app
from desk.desk import Desk
from flows.stages.settings_shown import told_of
from storage.records.caring import Cares
from storage.records.pausing import INTAKE, Pauses
from strongroom.concern import Concern, Trouble
from strongroom.permissions import StaffRole
from strongroom.settings import Settings
from strongroom.settings_review import Review, Team
from tests.desk.visitor import Visitor, signed_in

Visit = Callable[..., Visitor]


def test_a_setting_is_told_as_one_writes_it_and_not_as_the_program_keeps_it() -> None:
    review = Review(second_kinds=("contract", "passport"), teams=(Team(name="Tax", members=("mei",)),))
    found = {one.name: one.value for one in told_of(Settings(review=review), {}, {})}
    assert "contract, passport" == found["review.second_kinds"]
    assert '{"name":"Tax","members":["mei"]}' == found["review.teams"]


def test_the_inbox_is_told_with_what_lies_in_it_and_what_is_paused(desk: Desk, visit: Visit) -> None:
    admin, inbox = visit(StaffRole.ADMIN), desk.work.settings.inbox
    (inbox / "_refused").mkdir(exist_ok=True)
    (inbox / "_refused" / "scan.txt").write_text("a note")
    (inbox / "Acme").mkdir()
    for name in ("one.pdf", "two.pdf"):
        (inbox / "Acme" / name).write_bytes(b"%PDF-")
    Pauses(desk.work.records.transactions).pause(INTAKE, actor=admin.user.actor if admin.user else "", now=desk.now())
    page = admin.get("/components").text
    assert "<dt>Files not taken in yet</dt><dd>2" in page
    assert "<dt>Notes on refused files</dt><dd>1" in page
    assert "Paused: taking in, since 2026-11-21" in page
    inbox.rename(inbox.with_name("elsewhere"))
    assert "The inbox folder cannot be seen from here." in admin.get("/components").text


def test_what_care_worries_about_is_told_in_words(desk: Desk, visit: Visit) -> None:
    worry = Concern(trouble=Trouble.DISK_LOW, subject="data", step=5)
    Cares(desk.work.records.transactions).keep({worry}, now=desk.now())
    assert "Less than 5 GB are free where data lies." in visit(StaffRole.ADMIN).get("/components").text


def test_teams_are_told_with_members_that_nobody_is(desk: Desk) -> None:
    teams = (Team(name="Tax", members=("PIA", "leaver"), kinds=("invoice",)),)
    settings = desk.work.settings.model_copy(update={"review": Review(teams=teams)})
    housed = replace(desk, work=replace(desk.work, settings=settings))
    with TestClient(create_app(housed), client=("127.0.0.1", 5000), follow_redirects=False) as client:
        page = signed_in(housed, Visitor(client), "pia", StaffRole.ADMIN).get("/users").text
    assert "Pia, leaver (nobody signs in so)" in page
    assert "Invoice" in page
