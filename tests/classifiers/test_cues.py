import pytest

from classifiers.cues import found, haystack_of
from strongroom.kind import Cue
from tests.written import content_of


@pytest.mark.parametrize(
    ("cue", "text", "stands"),
    [
        ("cash", "CASH: 5.00", True),
        ("cash", "cashier Ann", False),
        ("purchase order", "PURCHASEORDER 17", True),
        ("purchase order", "Purchose Order 17", True),
        ("purchase order", "purple border", False),
        ("rückgeld", "Ruckgeld 1,20", True),
        ("公民身份号码", "公民身份号碼", True),
        ("公民身份号码", "公民 身份 号码", True),
        ("公民身份号码", "身份证明文件", False),
    ],
)
def test_a_cue_is_found_despite_case_accents_spaces_and_a_misread_letter(cue: str, text: str, stands: bool) -> None:
    assert (found(Cue(text=cue), haystack_of(content_of(text))) > 0) is stands


def test_a_title_cue_counts_only_at_the_top() -> None:
    top = haystack_of(content_of("CREDIT NOTE\n" + "line\n" * 20))
    bottom = haystack_of(content_of("line\n" * 20 + "see our credit note"))
    cue = Cue(text="credit note", title=True)

    assert found(cue, top) == 1
    assert found(cue, bottom) == 0


def test_a_misread_cue_counts_less_than_a_clear_one() -> None:
    cue = Cue(text="rechnungsnummer")

    assert 0 < found(cue, haystack_of(content_of("Rechnungsnunmer"))) < 1


def test_a_title_below_a_letterhead_is_one_and_a_sentence_there_is_none() -> None:
    address = "Harrow Lamps Ltd\n4 Lantern Row\nOakfield OX1 2AB\n\n"
    rest = "\n" + "and so on\n" * 12
    cue = Cue(text="credit note", title=True)

    assert found(cue, haystack_of(content_of(address + "CREDIT NOTE" + rest))) == 1
    assert found(cue, haystack_of(content_of(address + "we sent a credit note to you" + rest))) == 0
    chinese = Cue(text="增值税专用发票", title=True)
    sentence = "乙方应当在收到款项之日起十个工作日内向甲方开具增值税专用发票"
    assert found(chinese, haystack_of(content_of(address + sentence + rest))) == 0
