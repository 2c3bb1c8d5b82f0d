"""Messages: whatever the product may say has a sentence in both languages, and says it with its facts."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.records.values import REJECTED
from strongroom import errors
from strongroom.confidence import decide
from strongroom.errors import Broken, Misused, Refused, StrongroomError, Unavailable
from strongroom.kind import catalogue
from strongroom.messages import MESSAGES, codes, explain
from strongroom.reading import Classification, Extraction, Finding, Origin, Reading, Source
from strongroom.settings import Filing

ROOT = Path(errors.__file__).parents[2]
ROOMS = ("strongroom", "extractors", "classifiers", "storage", "flows", "desk", "cli")
FAMILIES = {StrongroomError, Refused, Unavailable, Broken, Misused}
LANGUAGES = ("en", "zh-CN")


def every(kind: type[StrongroomError]) -> Iterator[type[StrongroomError]]:
    for child in kind.__subclasses__():
        yield child
        yield from every(child)


def codes_of_reasons() -> Iterator[str]:
    """Every ``Reason(code="...")`` that is written anywhere in the product."""
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason":
                    for keyword in node.keywords:
                        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                            yield str(keyword.value.value)


@pytest.mark.parametrize("kind", sorted(set(every(StrongroomError)) - FAMILIES, key=lambda kind: kind.code))
def test_every_error_has_a_message_of_its_own(kind: type[StrongroomError]) -> None:
    assert kind.code in codes()


def test_no_two_errors_share_a_code() -> None:
    every_code = [kind.code for kind in every(StrongroomError)]
    assert len(every_code) == len(set(every_code))


def test_every_reason_for_review_has_a_message() -> None:
    found = set(codes_of_reasons())
    assert {"kind_unknown", "field_missing"} <= found
    assert found <= codes()
    assert {REJECTED, "duplicate", "several_papers", "check_failed"} <= codes()


@pytest.mark.parametrize("code", sorted(codes()))
def test_both_languages_use_the_same_facts(code: str) -> None:
    english, chinese = (
        {name for _, name, _, _ in string.Formatter().parse(f"{message.sentence} {message.way_out}") if name}
        for message in MESSAGES[code]
    )
    assert english == chinese


@pytest.mark.parametrize("kind", sorted(set(every(Refused)), key=lambda kind: kind.code))
def test_every_refusal_says_what_to_do(kind: type[StrongroomError]) -> None:
    for message in MESSAGES[kind.code]:
        assert message.sentence
        assert message.way_out


def test_an_unknown_code_is_shown_as_itself() -> None:
    assert "no_such_code" == explain("no_such_code", {}).sentence


def test_reasons_carry_the_facts_that_their_sentences_need() -> None:
    kind = next(kind for kind in catalogue().values() if kind.required)
    field = kind.required[0]
    other = next(one for one in kind.fields if one.name != field.name and one.threshold > 0.1)
    reading = Reading(field=other.name, value="x", confidence=0.1, source=Source(origin=Origin.OCR, page=1))
    decision = decide(
        kind,
        Classification(kind=kind.id, confidence=0.2),
        Extraction(
            readings={other.name: reading},
            findings=(
                Finding(check="sum", passed=False, fields=(field.name,)),
                Finding(check="several_papers", passed=False, fields=()),
            ),
        ),
        filing=Filing(),
    )
    assert {"kind_unsure", "field_missing", "field_unsure", "check_failed", "several_papers"} == {
        reason.code for reason in decision.reasons
    }
    for language in LANGUAGES:
        for reason in decision.reasons:
            assert "?" not in explain(reason.code, reason.facts, language).sentence  # type: ignore[arg-type]
