"""Learning: what is frozen is never learned from, and a new model has to be no worse."""

from random import Random

import pytest

from classifiers.cold_start import cold_start
from classifiers.learn import Example, Score, challenge, frozen, judge, train, wins
from strongroom.errors import BadModel
from strongroom.kind import UNSEEN, catalogue


def papers(count: int, *, swapped: bool = False) -> list[Example]:
    texts = {"menu": "soup trout apple pie", "timetable": "departure arrival platform"}
    names = dict(zip(texts, reversed(texts), strict=True)) if swapped else {kind: kind for kind in texts}
    return [
        Example(id=f"{kind}/{number}", text=f"{text} {number}", kind=names[kind])
        for kind, text in texts.items()
        for number in range(count)
    ]


def test_a_first_model_may_be_promoted() -> None:
    assert challenge(None, papers(30)).is_no_worse


def test_a_model_from_spoiled_papers_is_not_promoted() -> None:
    champion = challenge(None, papers(30)).model
    spoiled = [paper for paper in papers(30, swapped=True) if not frozen(paper.id)]
    exam = [paper for paper in papers(30) if frozen(paper.id)]

    assert not challenge(champion, spoiled + exam).is_no_worse


def test_without_a_frozen_part_nothing_is_promoted() -> None:
    learnt = [paper for paper in papers(30) if not frozen(paper.id)]

    assert not challenge(None, learnt).is_no_worse


@pytest.mark.parametrize(
    ("champion", "challenger", "takes_over"),
    [
        (None, (0.5, 2.0), True),
        ((0.9, 0.3), (0.9, 0.3), True),
        ((0.9, 0.3), (0.95, 0.2), True),
        ((0.9, 0.3), (0.95, 0.4), False),
        ((0.9, 0.3), (0.85, 0.2), False),
    ],
)
def test_a_challenger_has_to_be_no_worse_in_either_respect(
    champion: tuple[float, float] | None, challenger: tuple[float, float], takes_over: bool
) -> None:
    before, after = (
        Score(right=pair[0], surprise=pair[1], papers=10) if pair else None for pair in (champion, challenger)
    )
    assert after is not None
    assert takes_over is wins(before, after)


def test_about_a_fifth_is_frozen_and_stays_so() -> None:
    ids = [f"document-{number}" for number in range(1_000)]

    assert 150 < sum(frozen(one) for one in ids) < 250
    assert [frozen(one) for one in ids] == [frozen(one) for one in ids]


def test_one_kind_alone_teaches_nothing() -> None:
    with pytest.raises(BadModel):
        train([Example(id="1", text="soup", kind="menu")])


def test_only_reviewed_papers_count_as_reviewed() -> None:
    invented = [Example(id=f"{n}", text="soup departure", kind=kind, reviewed=False) for n, kind in enumerate("ab")]

    assert train(invented).reviewed == {}


def test_invented_papers_of_the_whole_catalogue_are_told_apart() -> None:
    kinds = [kind for kind in catalogue().values() if kind.id not in UNSEEN]
    model = train(cold_start(kinds, Random(1), each=3))

    assert judge(model, cold_start(kinds, Random(2), each=2)).right > 0.9


def test_the_same_randomness_invents_the_same_papers() -> None:
    kinds = list(catalogue().values())

    assert cold_start(kinds, Random(3), each=1) == cold_start(kinds, Random(3), each=1)
