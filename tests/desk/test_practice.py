"""Practice: a room of its own that nothing real enters and nothing invented leaves; papers, and a score."""

import re
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from desk.app import create_app
from desk.desk import Desk
from desk.limits import Counted
from desk.practice import ROOT
from flows.stages.practising import PracticeRoom, all_tasks, mistakes_in
from strongroom.permissions import StaffRole
from strongroom.rate import Pace
from strongroom.settings import Face, Objects, Settings
from strongroom.settings_programs import OpenId
from strongroom.settings_review import Review
from tests.desk.papers import queue_of
from tests.desk.visitor import Visitor, paced, signed_in

Visit = Callable[..., Visitor]


def follow(visitor: Visitor, response: Response) -> Response:
    while response.status_code == 303:
        response = visitor.get(response.headers["location"])
    return response


def begun(visitor: Visitor) -> Response:
    visitor.get("/practice")
    return follow(visitor, visitor.post("/practice"))


def approve(visitor: Visitor, page: Response, **values: str) -> Response:
    """Send the form of a paper as it stands, with these values in place of what was read."""
    path = re.search(r'action="([^"]+)" id="approve"', page.text)
    assert path
    given = dict(re.findall(r'name="value\.([a-z_]+)" value="([^"]*)"', page.text))
    form = {f"value.{name}": value for name, value in (given | values).items()}
    form |= {"seen": "1", "stage": "1", "spent": '{"": 12.5}'}
    return follow(visitor, visitor.post(path[1], form))


def test_the_papers_of_practice_need_a_person_and_say_what_is_on_them() -> None:
    tasks = all_tasks()
    assert 5 == len(tasks)
    for task in tasks:
        assert task.kind == task.read.classification.kind
        assert task.truth.keys() <= task.read.extraction.readings.keys()
    assert any(mistakes_in({n: r.text for n, r in task.read.extraction.readings.items()}, task.truth) for task in tasks)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"plate": "样AT0184"}, []),
        ({"plate": "样a·t0184"}, []),
        ({"plate": "样AT0134"}, ["plate"]),
        ({}, ["plate"]),
        ({"plate": "样A·T0184", "more": "x"}, []),
    ],
)
def test_what_counts_as_a_mistake(said: Mapping[str, str], wrong: list[str]) -> None:
    assert wrong == [one.name for one in mistakes_in(said, {"plate": "样A·T0184"})]


def test_a_first_review_is_led_through_and_ends_with_a_score(desk: Desk, visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    page = begun(reviewer)
    assert 'id="coach"' in page.text
    assert "Nothing that you do here counts" in page.text
    page = approve(reviewer, page, total="32.50")
    assert 'id="coach"' not in page.text
    assert "Papers left: 4" in reviewer.get(f"{ROOT}/queue").text
    for _ in range(3):
        page = approve(reviewer, page)
    page = approve(reviewer, page, seller="Musterspecht Maschinenbau GmbH")
    assert "All papers are done." in page.text
    assert "<ins>41.00</ins>" in page.text
    assert "Musterspecht" not in page.text
    truths = sum(len(task.truth) for task in all_tasks())
    assert re.search(rf"</svg>{truths - 3}</dd>", page.text)
    assert "62 s" in page.text


def test_one_begins_anew_as_often_as_one_likes(visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    approve(reviewer, begun(reviewer), total="32.50")
    assert 'id="coach"' in begun(reviewer).text
    assert "Papers left: 5" in reviewer.get(f"{ROOT}/queue").text


def test_nothing_goes_through_the_wall_but_that_somebody_practised(desk: Desk, visit: Visit) -> None:
    (real,) = queue_of(desk, 1)
    folder: Path = desk.work.settings.data / "practice"
    folder.mkdir()
    (folder / "left from before").touch()
    reviewer = visit(StaffRole.REVIEWER)
    counts, events, people = desk.work.records.counts(), desk.work.records.audit_verify(), desk.accounts.everybody()
    page = begun(reviewer)
    approve(reviewer, page, total="32.50")
    assert (counts, events + 1) == (desk.work.records.counts(), desk.work.records.audit_verify())
    assert people == desk.accounts.everybody()
    assert real not in reviewer.get(f"{ROOT}/queue").text
    assert "Copper Kettle" not in reviewer.get("/find?q=kettle").text
    assert 404 == reviewer.get(f"{ROOT}/review/{real}").status_code
    practised = re.search(r'data-document="([^"]+)"', page.text)
    assert practised
    assert 404 == reviewer.get(f"/review/{practised[1]}").status_code
    for path in ("find", "documents/x", "upload", "users", "trail", "api/v1/me", "account", "practice"):
        assert 404 == reviewer.get(f"{ROOT}/{path}").status_code
    keys = [place / "keys" / "keyring.json" for place in (desk.work.settings.data, folder)]
    assert keys[0].read_bytes() != keys[1].read_bytes()
    assert not (folder / "left from before").exists()


def test_every_address_of_a_practice_page_stays_inside(visit: Visit) -> None:
    page = begun(visit(StaffRole.REVIEWER)).text
    assert set() == {
        address
        for address in re.findall(r'(?:href|action|src|hx-get|hx-post)="(/[^"]*)', page)
        if not address.startswith((ROOT, "/static/")) and address != "/practice"
    }


def test_people_practise_each_on_their_own_papers_and_with_a_session_of_its_own(desk: Desk) -> None:
    app = create_app(desk)
    with (
        TestClient(app, client=("127.0.0.1", 5000), follow_redirects=False) as mine,
        TestClient(app, client=("127.0.0.1", 5000), follow_redirects=False) as yours,
    ):
        one = signed_in(desk, Visitor(mine), "rita", StaffRole.REVIEWER)
        other = signed_in(desk, Visitor(yours), "rolf", StaffRole.REVIEWER)
        # A real session alone leads nowhere inside, before anybody practised and after.
        assert "/practice" == other.get(f"{ROOT}/queue").headers["location"]
        first = begun(one)
        assert "/practice" == other.get(f"{ROOT}/queue").headers["location"]
        second = begun(other)
        approve(one, first, total="32.50")
        assert "Papers left: 5" in other.get(f"{ROOT}/queue").text
        paper = re.search(r'data-document="([^"]+)"', second.text)
        assert paper
        assert 404 == one.get(f"{ROOT}/review/{paper[1]}").status_code
        # And one of practice alone leads nowhere outside.
        token = mine.cookies.get("practice", path=ROOT) or ""
        mine.cookies.clear()
        mine.cookies.set("session", token, path="/")
        assert one.get("/queue").headers["location"].startswith("/sign-in")


def test_practice_ends_with_the_session_outside(desk: Desk, visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    begun(reviewer)
    assert 200 == reviewer.get(f"{ROOT}/queue").status_code
    assert reviewer.user
    desk.accounts.disable(reviewer.user.id, by="test", now=desk.now())
    assert "/practice" == reviewer.get(f"{ROOT}/queue").headers["location"]


def test_nobody_has_papers_laid_before_them_without_end(visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get("/practice")
    paced(reviewer, {Counted.PRACTICE: Pace(burst=1, per_minute=1)})
    assert [303, 429] == [reviewer.post("/practice").status_code for _ in range(2)]


def test_of_the_settings_of_the_house_only_those_that_are_named_reach_practice(tmp_path: Path) -> None:
    """One that is added later stays outside, and so does what the environment says."""
    mine = {"STRONGROOM_BACKUP__TO": "folder", "STRONGROOM_OBJECTS__SECRET_KEY": "secret"}
    with pytest.MonkeyPatch.context() as environment:
        for name, value in mine.items():
            environment.setenv(name, value)
        house = Settings(
            data=tmp_path / "var",
            language="zh-CN",
            objects=Objects(backend="s3", endpoint="https://s3.example.org"),
            openid=OpenId(issuer="https://login.example.org", client_id="strongroom"),
            review=Review(sample_share=0.5),
            desk=Face(names=("desk.example.org",)),
        )
        with closing(PracticeRoom(house)) as room:
            inside = room.open().settings
    plain = Settings.model_construct(data=inside.data, inbox=inside.inbox, objects=Objects(backend="folder"))
    changed = {name for name in Settings.model_fields if getattr(inside, name) != getattr(plain, name)}
    assert {"language"} == changed
    assert house.data / "practice" == inside.data
