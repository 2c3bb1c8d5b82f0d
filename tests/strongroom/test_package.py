"""What a year-end package says: years, manifests, tables and an index that nothing in a paper can break."""

import csv
import datetime as dt
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.package import Entry, file_name, from_line, index, manifest, span_of, sums, table, to_line
from strongroom.retention import Year

ENTRY = Entry(
    document="01M7YNAYM0WFB278X3XMERB7AZ",
    kind="invoice",
    title="Invoice",
    title_zh="发票",
    name="2025_Pinkel.pdf",
    dated="2025-03-01",
    customer="Quastenflosse GmbH",
    media="application/pdf",
    file="documents/invoice/a.pdf",
    bytes=3,
    sha256="ab" * 32,
    words="documents/invoice/a.txt",
    words_sha256="cd" * 32,
    received_at="2025-03-02T09:00:00+00:00",
    filed_at="",
    basis="order 79",
    kept_until="2055-12-31",
)
HEAD = {"format": "strongroom package 1", "year": 2025, "count": 2, "made_at": "2026-01-05T00:00:00+00:00"}


@pytest.mark.parametrize(
    ("begins", "first", "after"),
    [
        (Year(), dt.date(2025, 1, 1), dt.date(2026, 1, 1)),
        (Year(month=4, day=1), dt.date(2025, 4, 1), dt.date(2026, 4, 1)),
    ],
)
def test_a_fiscal_year_is_named_after_the_year_in_which_it_begins(begins: Year, first: dt.date, after: dt.date) -> None:
    found = span_of(2025, begins)
    assert (found.first, found.after) == (first, after)


@given(st.text(), st.text())
def test_an_entry_is_one_line_and_comes_back_as_it_was(name: str, customer: str) -> None:
    entry = replace(ENTRY, name=name, customer=customer)
    assert "\n" not in to_line(entry)
    assert from_line(to_line(entry)) == entry


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_manifest_is_json_with_every_document(count: int) -> None:
    said = json.loads("".join(manifest(HEAD, [ENTRY] * count)))
    assert said["year"] == 2025
    assert [one["file"] for one in said["documents"]] == [ENTRY.file] * count


def test_the_table_opens_in_a_spreadsheet_and_calculates_nothing() -> None:
    text = "".join(table([replace(ENTRY, customer='=HYPERLINK("http://x")')]))
    assert text.startswith("\ufeff")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert row["customer"].startswith("'=")
    assert row["title_zh"] == "发票"


def test_sums_are_those_of_files_and_of_their_words() -> None:
    assert len(list(sums([ENTRY, replace(ENTRY, words="", words_sha256="")]))) == 3


def test_the_index_is_in_both_languages_and_a_name_cannot_break_out_of_it() -> None:
    page = "".join(index(HEAD, [replace(ENTRY, name="<script>alert(1)</script>", file='documents/a b"c.pdf')]))
    assert "<script>" not in page
    assert "documents/a%20b%22c.pdf" in page
    assert "会计年度" in page
    assert "default-src 'none'" in page


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\nb\\c.pdf", "发票.pdf", "x" * 400, "..", ""])
def test_a_file_name_stays_in_its_folder_on_every_system(name: str) -> None:
    made = file_name("01M7", name)
    assert made.startswith("01M7_")
    assert not set(made) & set('/\\\n:*?"<>|')
    assert len(made.encode()) < 160
