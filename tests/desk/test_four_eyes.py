"""Second pairs of eyes at the desk: what a person is shown, what is refused, and what stays hidden."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from desk.desk import Desk
from flows.stages.office import Office
from storage.records.judging import Judging
from storage.records.values import Correction
from strongroom.document import State
from strongroom.errors import Denied, KeyedBlindly, OwnWork
from strongroom.ids import DocumentId
from strongroom.permissions import Actor, StaffRole
from strongroom.settings_review import Review
from tests.desk.drawn import drawn
from tests.desk.invented import identity_card, invoice, taken_in
from tests.desk.papers import queue_of, waiting_invoice
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def document(desk: Desk) -> DocumentId:
    return taken_in(desk, waiting_invoice(1))


def rule(desk: Desk, **rules: object) -> None:
    """Have the house rule so; settings are frozen, and this one is the test's own."""
    review = Review(**rules)  # type: ignore[arg-type]
    object.__setattr__(desk.work, "settings", desk.work.settings.model_copy(update={"review": review}))


def state_of(desk: Desk, document: DocumentId) -> State:
    return desk.work.records.for_policy(document).state


def approve(visitor: Visitor, document: DocumentId, stage: int = 1, seen: int = 1, **values: str) -> int:
    typed = {f"value.{name}": value for name, value in values.items()}
    return visitor.post(f"/review/{document}", {"seen": seen, "stage": stage, **typed}).status_code


def api(visitor: Visitor) -> dict[str, str]:
    return {"X-Form-Token": visitor.client.get("/api/v1/me").json()["form_token"]}


def test_the_terminal_asks_for_the_second_stage_what_the_desk_asks(desk: Desk) -> None:
    rule(desk, second_kinds=("cn_id_card",))
    card = taken_in(desk, replace(identity_card(drawn(["韩梅梅"])), confidence=0.5))

    def office(name: str, role: StaffRole) -> Office:
        return Office(work=desk.work, actor=Actor(id=name, roles=frozenset({role})), now=desk.now)

    accepted = Correction(verdict="accept")
    assert office("mia", StaffRole.MANAGER).settle(card, accepted) is State.IN_REVIEW
    with pytest.raises(OwnWork):
        office("mia", StaffRole.MANAGER).settle(card, accepted)
    with pytest.raises(Denied) as refused:
        office("ann", StaffRole.REVIEWER).settle(card, accepted)
    assert refused.value.facts == {"reason": "no_permission"}
    assert office("ben", StaffRole.MANAGER).settle(card, accepted) is State.FILED


def test_the_terminal_does_not_file_what_has_to_be_keyed_unseen(desk: Desk, visit: Visit, document: DocumentId) -> None:
    rule(desk, blind_fields=("invoice.total",))
    ann = visit(StaffRole.REVIEWER, name="ann")
    ann.get(f"/review/{document}")
    assert 303 == approve(ann, document)
    ben = Office(work=desk.work, actor=Actor(id="ben", roles=frozenset({StaffRole.MANAGER})), now=desk.now)
    for correction in (Correction(verdict="accept"), Correction(verdict="correct", corrections={"number": "RE-1"})):
        with pytest.raises(KeyedBlindly):
            ben.settle(document, correction)
    assert ben.settle(document, Correction(verdict="reject", reason="torn")) is State.QUARANTINED


def test_nobody_approves_their_own_decision(desk: Desk, visit: Visit, document: DocumentId) -> None:
    rule(desk, second_kinds=("invoice",))
    ann, ben = visit(StaffRole.REVIEWER, name="ann"), visit(StaffRole.REVIEWER, name="ben")
    ann.get(f"/review/{document}")
    assert 303 == approve(ann, document)
    assert str(document) not in ann.get("/queue").text
    for path in (f"/review/{document}", f"/review/{document}/pages/1.jpg"):
        assert 403 == ann.get(path).status_code
    assert 403 == approve(ann, document, stage=2)
    assert State.IN_REVIEW is state_of(desk, document)
    assert "wants a second pair of eyes" in ben.get("/queue").text
    assert "You are the second pair of eyes" in ben.get(f"/review/{document}").text
    assert 303 == approve(ben, document, stage=2)
    assert State.FILED is state_of(desk, document)


def test_an_identity_paper_needs_a_manager_as_the_second(desk: Desk, visit: Visit) -> None:
    card = taken_in(desk, identity_card(drawn(["韩梅梅"])))
    rule(desk, second_kinds=("cn_id_card",))
    mia, ben = visit(StaffRole.MANAGER, name="mia"), visit(StaffRole.REVIEWER, name="ben")
    ann = visit(StaffRole.REVIEWER, name="ann")
    assert ann.user
    desk.station(ann.user).reopen(card)
    ann.get(f"/review/{card}")
    approve(ann, card)
    assert 403 == ben.get(f"/review/{card}").status_code
    assert 200 == mia.get(f"/review/{card}").status_code


def test_a_field_that_is_keyed_twice_is_empty_before_the_second(desk: Desk, visit: Visit, document: DocumentId) -> None:
    rule(desk, blind_fields=("invoice.seller",))
    ann, ben, cat = (visit(StaffRole.REVIEWER, name=name) for name in ("ann", "ben", "cat"))
    read = desk.work.records.for_policy(document).readings["seller"].text
    ann.get(f"/review/{document}")
    approve(ann, document, seller="What Ann read")
    page = ben.get(f"/review/{document}").text
    assert "What Ann read" not in page
    assert read not in page
    assert "Type what you read yourself" in page
    (line,) = [one for one in ben.get("/queue").text.split("<tr>") if document in one]
    assert "scan 001.png" in line
    assert desk.work.records.for_policy(document).name not in line
    approve(ben, document, stage=2, seller="What Ben read")
    page = cat.get(f"/review/{document}").text
    assert "You settle it" in page
    assert 'data-choice="What Ann read"' in page
    assert 'data-choice="What Ben read"' in page
    assert 403 == ann.get(f"/review/{document}").status_code
    approve(cat, document, stage=3, seller="What Ann read")
    assert "What Ann read" == desk.work.records.for_policy(document).readings["seller"].text


def test_a_page_of_the_first_person_is_no_second_look(desk: Desk, visit: Visit, document: DocumentId) -> None:
    rule(desk, blind_fields=("invoice.seller",))
    ann, ben = visit(StaffRole.REVIEWER, name="ann"), visit(StaffRole.REVIEWER, name="ben")
    ann.get(f"/review/{document}")
    ben.get(f"/review/{document}")
    approve(ann, document)
    read = desk.work.records.for_policy(document).readings["seller"].text
    told = ben.post(f"/review/{document}", {"seen": 1, "stage": 1, "value.seller": "What Ben saw"})
    assert (409, False) == (told.status_code, read in told.text)
    assert f"/review/{document}" == ben.post(f"/review/{document}/merge", {"seen": 1}).headers["location"]
    judgement = {"verdict": "accept", "seen": 1}
    assert 409 == ben.client.post(f"/api/v1/review/{document}", json=judgement, headers=api(ben)).status_code
    assert State.IN_REVIEW is state_of(desk, document)


def test_a_sample_looks_like_any_other_paper(desk: Desk, visit: Visit) -> None:
    document = taken_in(desk, invoice(drawn(["sure"]), sure=True))
    now = desk.now()
    slipped = Judging(desk.work.records.transactions).slip_in(now, since=now, share=1, due_at=now, actor="schedule")
    assert (document,) == slipped
    reviewer = visit(StaffRole.REVIEWER)
    queue, page = reviewer.get("/queue").text, reviewer.get(f"/review/{document}").text
    assert "% sure" in queue
    assert "doubtful" in page
    assert "sample" not in queue + page
    approve(reviewer, document)
    (judged,) = Judging(desk.work.records.transactions).decided(now, desk.now().replace(year=2030))
    assert judged.sampled
    assert not judged.found_wrong


def test_a_paper_that_is_handed_over_is_not_given_to_others(desk: Desk, visit: Visit) -> None:
    first, second = queue_of(desk, 2)
    ann, ben = visit(StaffRole.REVIEWER, name="ann"), visit(StaffRole.REVIEWER, name="ben")
    assert ben.user
    ann.get(f"/review/{first}")
    ann.post(f"/review/{first}/hand-over", {"to": ben.user.actor, "note": "Is this a seal?"})
    assert f"/review/{second}" == ann.get("/review").headers["location"]
    assert "for Ben" in ann.get("/queue").text
    assert f"/review/{first}" == ben.get("/review").headers["location"]
    assert "Is this a seal?" in ben.get(f"/review/{first}").text
    assert 400 == ann.post(f"/review/{second}/hand-over", {"to": "user:nobody"}).status_code


def test_what_was_left_for_later_comes_after_all_others(desk: Desk, visit: Visit) -> None:
    first, second, third = queue_of(desk, 3)
    ann = visit(StaffRole.REVIEWER, name="ann")
    for document in (first, second):
        ann.get(f"/review/{document}")
        ann.post(f"/review/{document}/leave")
        desk.now.forward(minutes=1)  # type: ignore[attr-defined]
    assert f"/review/{third}" == ann.get("/review").headers["location"]
    assert f"/review/{first}" == ann.get(f"/review?after={third}").headers["location"]


@pytest.mark.parametrize("sort", ["due", "risk", "kind"])
def test_the_queue_is_sorted_and_counted(desk: Desk, visit: Visit, sort: str) -> None:
    queue_of(desk, 3)
    page = visit(StaffRole.REVIEWER).get(f"/queue?sort={sort}&only=free").text
    assert page.index("By due time") < page.index("By risk")
    assert "Free <b>3</b>" in page
    assert "the oldest for" in page


def test_seconds_at_the_desk_are_kept(desk: Desk, visit: Visit, document: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{document}")
    spent = '{"": 12.5, "seller": 4, "x": -1, "y": "no"}'
    reviewer.post(f"/review/{document}", {"seen": 1, "spent": spent})
    (judged,) = Judging(desk.work.records.transactions).decided(desk.now(), desk.now().replace(year=2030))
    assert (12.5, {"seller": 4.0}) == (judged.seconds, judged.spent)
