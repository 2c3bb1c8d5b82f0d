"""The learned model: numbers in, shares out, and nothing that is loaded can run."""

import io
import pickle
from random import Random

import numpy as np
import pytest

from classifiers.learn import Example, train
from classifiers.model import Model, model_from_bytes, model_to_bytes, pieces_of
from strongroom.errors import BadModel

PAPERS = [
    Example(id=f"{kind}-{number}", text=text, kind=kind)
    for kind, text in (
        ("menu", "soup of the day\ngrilled trout\napple pie"),
        ("timetable", "departure 07:45 platform 3\narrival 09:10"),
        ("方案", "施工方案\n第一章 总则"),
    )
    for number in range(3)
]


@pytest.fixture(scope="module")
def model() -> Model:
    return train(PAPERS)


def test_its_shares_add_up_to_one_and_the_right_kind_leads(model: Model) -> None:
    shares = model.predict("grilled soup, apple trout")

    assert sum(shares.values()) == pytest.approx(1)
    assert max(shares, key=lambda kind: shares[kind]) == "menu"


def test_lost_letters_are_forgiven(model: Model) -> None:
    shares = model.predict("depature 08:30 platfrm 1")

    assert max(shares, key=lambda kind: shares[kind]) == "timetable"


def test_chinese_needs_no_spaces(model: Model) -> None:
    shares = model.predict("某某工程施工方案总则")

    assert max(shares, key=lambda kind: shares[kind]) == "方案"


def test_a_text_that_says_nothing_leaves_all_kinds_even(model: Model) -> None:
    assert set(model.predict("").values()) == {1 / 3}


def test_all_digits_look_alike() -> None:
    assert pieces_of("no 17") == pieces_of("No 93")


def test_a_model_survives_being_written_and_read(model: Model) -> None:
    again = model_from_bytes(model_to_bytes(model))

    assert again.predict("apple pie") == model.predict("apple pie")
    assert again.reviewed == {"menu": 3, "timetable": 3, "方案": 3}


@pytest.mark.parametrize("at", [0.0, 0.3, 0.6, 0.95])
def test_a_damaged_model_is_refused(model: Model, at: float) -> None:
    data = bytearray(model_to_bytes(model))
    place = int(at * len(data))
    data[place : place + 40] = Random(1).randbytes(len(data[place : place + 40]))
    with pytest.raises(BadModel):
        model_from_bytes(bytes(data))


def test_a_pickle_in_a_models_place_is_refused_unopened() -> None:
    out = io.BytesIO()
    np.savez(out, head=np.array([print], dtype=object))
    for data in (out.getvalue(), pickle.dumps(print), b""):
        with pytest.raises(BadModel):
            model_from_bytes(data)


def test_tables_that_do_not_fit_are_refused(model: Model) -> None:
    with pytest.raises(BadModel):
        Model(
            kinds=model.kinds[:1],
            pieces=model.pieces,
            rarity=model.rarity,
            weights=model.weights,
            bias=model.bias,
            reviewed={},
        )
