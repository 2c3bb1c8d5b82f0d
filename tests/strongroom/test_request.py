"""How far a request is, and when it is a grant."""

import datetime as dt
from dataclasses import replace

import pytest

from strongroom.errors import BadForm
from strongroom.ids import DocumentId
from strongroom.permissions import Action
from strongroom.request import LONGEST, USABLE, Access, Request, RequestKind, Stage, checked

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ACCESS = Access(actions=frozenset({Action.FIND, Action.VIEW}), until=NOW + DAY, document=DocumentId("D"))
ASKED = Request(id="R", kind=RequestKind.ACCESS, asked_by="ann", asked_at=NOW, reason="why", access=ACCESS)
GIVEN = replace(ASKED, answer=Stage.APPROVED, answered_by="ben", answered_at=NOW)
EXPORT = replace(GIVEN, kind=RequestKind.EXPORT, access=None, subjects=("D", "E"))


@pytest.mark.parametrize(
    ("request_", "at", "stage"),
    [
        (ASKED, NOW, Stage.WAITING),
        (ASKED, NOW + DAY, Stage.LAPSED),
        (GIVEN, NOW, Stage.APPROVED),
        (GIVEN, NOW + DAY, Stage.ENDED),
        (replace(GIVEN, ended_at=NOW), NOW, Stage.ENDED),
        (replace(ASKED, answer=Stage.REFUSED), NOW + DAY, Stage.REFUSED),
        (replace(ASKED, answer=Stage.WITHDRAWN), NOW, Stage.WITHDRAWN),
        (EXPORT, NOW + USABLE - DAY, Stage.APPROVED),
        (EXPORT, NOW + USABLE, Stage.LAPSED),
        (replace(EXPORT, ended_at=NOW), NOW + USABLE, Stage.ENDED),
        (replace(EXPORT, answer=None, answered_at=None), NOW + LONGEST, Stage.WAITING),
    ],
)
def test_a_request_is_as_far_as_it_was_answered_and_its_time_goes(
    request_: Request, at: dt.datetime, stage: Stage
) -> None:
    assert request_.stage(at) is stage


def test_a_grant_lasts_from_the_answer_to_the_end_that_was_asked_for() -> None:
    grant = GIVEN.grant(NOW)
    assert grant is not None
    assert (grant.starts, grant.ends, grant.document) == (NOW, NOW + DAY, "D")
    assert [ASKED.grant(NOW), GIVEN.grant(NOW + DAY), EXPORT.grant(NOW)] == [None, None, None]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"actions": frozenset()}, "actions"),
        ({"actions": frozenset({Action.REVIEW})}, "actions"),
        ({"until": NOW}, "until"),
        ({"until": NOW + LONGEST + DAY}, "until"),
        ({"document": None}, "customer"),
        ({"document": None, "customer": "  "}, "customer"),
        ({"customer": "Quastenflosse GmbH"}, "customer"),
    ],
)
def test_what_cannot_be_granted_cannot_be_asked_for(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(BadForm) as caught:
        checked(replace(ACCESS, **wrong), now=NOW)  # type: ignore[arg-type]
    assert caught.value.facts["field"] == field


def test_finding_belongs_to_every_access() -> None:
    asked = replace(ACCESS, actions=frozenset({Action.READ}))
    assert checked(asked, now=NOW).actions == {Action.FIND, Action.READ}
