"""What a reading process concludes goes over the wire as JSON and comes back the same."""

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.stages.paper import Paper, paper_from_json, paper_to_json
from strongroom.codec import (
    extraction_from_json,
    extraction_to_json,
    pages_from_json,
    pages_to_json,
    readings_from_json,
    readings_to_json,
    reasons_from_json,
    reasons_to_json,
)
from strongroom.page import Box, Page, Word
from strongroom.reading import Classification, Decision, Extraction, Finding, Origin, Reading, Reason, Source

# Text as JSON in UTF-8 can hold it: anything but lone surrogates, which no reader may give.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAME = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
SHARE = st.integers(0, 10_000).map(lambda number: number / 10_000)
EDGES = st.lists(st.integers(0, 100_000).map(lambda number: number / 100_000), min_size=2, max_size=2).map(sorted)
BOXES = st.builds(lambda x, y: Box(left=x[0], right=x[1], top=y[0], bottom=y[1]), EDGES, EDGES)
WORDS = st.builds(Word, text=TEXT, box=BOXES, confidence=SHARE)
PAGES = st.builds(
    Page,
    number=st.integers(1, 500),
    width=st.floats(1, 5000),
    height=st.floats(1, 5000),
    words=st.lists(WORDS, max_size=4).map(tuple),
    source=TEXT,
    turned=st.sampled_from([0, 90, 180, 270]),
    codes=st.lists(TEXT, max_size=2).map(tuple),
)
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12)
SOURCES = st.builds(Source, origin=st.sampled_from(Origin), page=st.none() | st.integers(1, 9), box=st.none() | BOXES)
READINGS = st.dictionaries(NAME, TEXT | st.dates() | AMOUNTS, max_size=4).flatmap(
    lambda values: st.fixed_dictionaries(
        {
            name: st.builds(
                Reading,
                field=st.just(name),
                value=st.just(value),
                confidence=SHARE,
                source=SOURCES,
                proven=st.booleans(),
            )
            for name, value in values.items()
        }
    )
)
FACTS = st.dictionaries(NAME, TEXT | st.integers() | SHARE, max_size=3)
REASONS = st.lists(st.builds(Reason, code=NAME, facts=FACTS), max_size=3).map(tuple)
FINDINGS = st.builds(
    Finding, check=NAME, passed=st.booleans(), fields=st.lists(NAME, max_size=2).map(tuple), warning=st.booleans()
)
ROWS = st.lists(st.dictionaries(NAME, TEXT, max_size=2), max_size=2).map(tuple)
EXTRACTIONS = st.builds(
    Extraction,
    readings=READINGS,
    findings=st.lists(FINDINGS, max_size=2).map(tuple),
    tables=st.dictionaries(NAME, ROWS, max_size=2),
)
PAPERS = st.builds(
    Paper,
    media=TEXT,
    pages=st.lists(PAGES, max_size=2).map(tuple),
    classification=st.builds(
        Classification,
        kind=NAME,
        confidence=SHARE,
        subkind=st.none() | NAME,
        reasons=st.lists(TEXT, max_size=2).map(tuple),
        runners_up=st.lists(st.tuples(NAME, SHARE), max_size=2).map(tuple),
    ),
    extraction=EXTRACTIONS,
    decision=st.builds(Decision, straight_through=st.booleans(), reasons=REASONS),
    seconds=st.floats(0, 1000),
)


@settings(max_examples=40)
@given(PAPERS)
def test_a_paper_survives_the_wire(paper: Paper) -> None:
    assert paper == paper_from_json(paper_to_json(paper))


@settings(max_examples=40)
@given(st.lists(PAGES, max_size=3).map(tuple))
def test_pages_survive(pages: tuple[Page, ...]) -> None:
    assert pages == pages_from_json(pages_to_json(pages))


@settings(max_examples=40)
@given(EXTRACTIONS)
def test_an_extraction_survives_and_so_do_its_readings_alone(extraction: Extraction) -> None:
    assert extraction == extraction_from_json(extraction_to_json(extraction))
    assert extraction.readings == readings_from_json(readings_to_json(extraction.readings))


@settings(max_examples=40)
@given(REASONS)
def test_reasons_survive(reasons: tuple[Reason, ...]) -> None:
    assert reasons == reasons_from_json(reasons_to_json(reasons))


def test_a_value_keeps_its_type_and_an_amount_its_places() -> None:
    source = Source(origin=Origin.XML)
    values = {"text": "2026-01-01", "date": dt.date(2026, 1, 1), "amount": Decimal("100.50"), "zero": Decimal("0.00")}
    readings = {name: Reading(field=name, value=value, confidence=1.0, source=source) for name, value in values.items()}
    back = readings_from_json(readings_to_json(readings))
    assert {name: repr(value) for name, value in values.items()} == {
        name: repr(reading.value) for name, reading in back.items()
    }
