"""What reports say is said in both languages."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from flows.stages.reporting.codes import CODES
from flows.stages.reporting.words import WORDS, Speech
from storage.records.values import BETTER_COPY, DUPLICATE, JOINED, PARTED, REJECTED
from strongroom.errors import Refused
from strongroom.messages import MESSAGES
from strongroom.reports.table import Form


def _refusals(family: type[Refused] = Refused) -> Iterator[str]:
    for one in family.__subclasses__():
        yield one.code
        yield from _refusals(one)


def test_every_code_that_sets_a_document_aside_has_words_of_its_own() -> None:
    codes = {*(code for code in _refusals() if code in MESSAGES), REJECTED, DUPLICATE, BETTER_COPY, JOINED, PARTED}
    assert codes == CODES.keys()
    assert not CODES.keys() & WORDS.keys()


@pytest.mark.parametrize(("language", "said"), [("en", "password needed"), ("zh-CN", "需要密码")])
def test_a_code_is_said_in_the_language_of_the_house(language: str, said: str) -> None:
    speech = Speech(language=language, kinds={}, zone=ZoneInfo("UTC"))  # type: ignore[arg-type]
    assert speech.cell(Form.WORD, "password_needed") == said
    assert speech.cell(Form.WORD, "a_code_from_later") == "a_code_from_later"
