"""Every kind knows its own papers, reads them, and is not taken for another."""

import pytest

from classifiers.vote import classify
from extractors.readers.extract import extract
from strongroom.confidence import decide
from strongroom.kind import catalogue
from strongroom.masks import letters_and_digits
from strongroom.naming import file_name
from strongroom.reading import Extraction
from strongroom.settings import Filing
from tests.kinds import business_papers, chinese_vouchers, identity_papers, trade_papers
from tests.kinds.golden import RECEIVED, Golden
from tests.written import content_of

PAPERS = (*identity_papers.PAPERS, *chinese_vouchers.PAPERS, *business_papers.PAPERS, *trade_papers.PAPERS)
EVERY = pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)


def read(paper: Golden) -> Extraction:
    return extract(catalogue()[paper.kind], content_of(paper.text))


@EVERY
def test_a_paper_is_known_as_what_it_is(paper: Golden) -> None:
    answer = classify(content_of(paper.text), catalogue())

    assert (answer.kind, answer.subkind) == (paper.kind, paper.subkind)
    assert answer.confidence > 0.9


@EVERY
def test_a_paper_is_read(paper: Golden) -> None:
    extraction = read(paper)
    values = {name: reading.text for name, reading in extraction.readings.items()}

    assert {name: values.get(name) for name in paper.values} == dict(paper.values)
    assert {name: len(extraction.tables.get(name, ())) for name in paper.rows} == dict(paper.rows)


@EVERY
def test_what_checks_confirm_is_proven_and_none_of_them_fails(paper: Golden) -> None:
    extraction = read(paper)

    assert {name for name in paper.proven if not extraction.readings[name].proven} == set()
    assert [finding.check for finding in extraction.findings if not finding.passed and not finding.warning] == []


@EVERY
def test_no_number_of_a_person_or_an_account_is_in_the_name(paper: Golden) -> None:
    kind = catalogue()[paper.kind]
    extraction = read(paper)
    name = letters_and_digits(file_name(kind, extraction.readings, received=RECEIVED, media="image/png"))

    secrets = [
        extraction.readings[field.name].text
        for field in kind.fields
        if field.sensitive and field.name in extraction.readings
    ]
    assert [secret for secret in secrets if len(secret) > 4 and letters_and_digits(secret) in name] == []


@EVERY
def test_all_that_the_kind_requires_is_read(paper: Golden) -> None:
    kind, content = catalogue()[paper.kind], content_of(paper.text)
    decision = decide(kind, classify(content, catalogue()), read(paper), filing=Filing())

    missing = [reason.facts["field"] for reason in decision.reasons if reason.code == "field_missing"]
    assert missing == list(paper.unsaid)
