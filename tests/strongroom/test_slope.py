from strongroom.slope import level, slope_of
from tests.written import written

LEDGER = "\n".join(
    f"entry {word}{' ' * (40 - len(word))}{price}"
    for word, price in [("a", "1.00"), ("bread and butter", "2.00"), ("c", "3.00"), ("a long one indeed", "4.00"),
                        ("e", "5.00"), ("one more of them", "6.00"), ("g", "7.00"), ("last", "8.00")]
)  # fmt: skip


def test_on_a_sloping_photograph_prices_stay_with_their_texts() -> None:
    for slope in (-0.06, -0.03, 0.0, 0.03, 0.06):
        lines = [line.text for line in written(LEDGER, slope=slope, source="an engine").lines]
        assert [text.split()[-1] for text in lines] == [f"{n}.00" for n in range(1, 9)], slope


def test_level_pages_are_left_as_they_are() -> None:
    assert slope_of([word.box for word in written(LEDGER).words]) == 0.0


def test_levelling_undoes_the_tilt_of_a_box() -> None:
    (straight,) = written("a single long line of text").words
    (tilted,) = written("a single long line of text", slope=0.1).words
    levelled = level(tilted.box, 0.1)

    assert abs(levelled.middle - straight.box.middle) < 1e-9
    assert abs(levelled.height - straight.box.height) < 1e-9
