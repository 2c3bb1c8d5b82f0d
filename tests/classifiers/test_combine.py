"""Rules and learning together: the rules lead until people have reviewed, and nobody is talked into knowing."""

import pytest

from classifiers.combine import combined
from classifiers.learn import Example, train
from classifiers.model import Model

TEXT = "soup trout apple pie"


def model(reviewed: int) -> Model:
    texts = {"menu": TEXT, "timetable": "departure arrival platform"}
    return train(
        [
            Example(id=f"{kind}{number}", text=text, kind=kind, reviewed=number < reviewed)
            for kind, text in texts.items()
            for number in range(max(reviewed, 2))
        ]
    )


def test_the_model_settles_what_the_rules_leave_open() -> None:
    scores = combined({"menu": 2.0, "timetable": 2.0}, model(0), TEXT)

    assert scores["menu"] > 2.0 > scores["timetable"]


def test_its_say_grows_with_what_people_reviewed() -> None:
    few, many = (combined({"menu": 2.0}, model(count), TEXT)["menu"] for count in (0, 30))

    assert many - 2.0 == pytest.approx(4 * (few - 2.0), rel=0.2)


def test_a_kind_that_no_rule_speaks_for_is_left_alone_until_people_have_taught_it() -> None:
    assert combined({"menu": 0.0}, model(10), TEXT) == {"menu": 0.0}
    assert combined({"menu": 0.0}, model(30), TEXT)["menu"] > 0


def test_a_kind_that_the_rules_speak_against_is_left_alone() -> None:
    assert combined({"menu": -1.0}, model(30), TEXT) == {"menu": -1.0}


def test_a_kind_that_the_model_is_not_sure_of_is_left_alone() -> None:
    assert combined({"menu": 0.0, "timetable": 0.0}, model(30), "nothing of the kind")["timetable"] <= 1.4


def test_a_kind_that_it_never_saw_keeps_its_score() -> None:
    assert combined({"letter": 2.5}, model(30), TEXT) == {"letter": 2.5}
