from hypothesis import given
from hypothesis import strategies as st

from strongroom.fold import fold, fold_with_places, plain, squeeze


def test_radicals_full_width_and_spaces_between_han_characters_are_resolved() -> None:
    assert plain("发 票 ⻔ ⽉ ＡＢ１") == "发票门月 AB1"


def test_folding_drops_case_and_accents() -> None:
    assert fold("Fälligkeit  ÉCHÉANCE Straße") == "falligkeit echeance strasse"


def test_squeezing_leaves_letters_and_digits() -> None:
    assert squeeze("In-voice No.: 12/7") == "invoiceno127"


@given(text=st.text(max_size=80))
def test_every_folded_letter_knows_where_it_came_from(text: str) -> None:
    folded, places = fold_with_places(text)

    assert len(folded) == len(places)
    assert list(places) == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@given(text=st.text(max_size=80))
def test_folding_is_the_same_with_and_without_places(text: str) -> None:
    with_places = fold_with_places(text)[0]

    assert squeeze(text) == "".join(char for char in with_places if char.isalnum())
    assert fold(text) == fold(with_places)
