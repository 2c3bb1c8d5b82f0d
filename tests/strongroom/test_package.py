"""What a year-end package says: years, manifests, tables and an index that nothing in a paper can break."""

import csv
import datetime as dt
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import BadForm
from strongroom.package import (
    Entry,
    Leaf,
    LeftOut,
    Part,
    Why,
    Wish,
    check_passphrase,
    file_name,
    from_line,
    path_for,
    sealed_path,
    span_of,
    to_line,
    year_due,
)
from strongroom.package_text import index, manifest, sums, table
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
    received_at="2025-03-02T09:00:00+00:00",
    filed_at="",
    basis="order 79",
    kept_until="2055-12-31",
    leaves=(
        Leaf(part=Part.ORIGINAL, path="documents/invoice/a.pdf", bytes=3, sha256="ab" * 32),
        Leaf(part=Part.WORDS, path="words/a.txt", bytes=4, sha256="cd" * 32),
    ),
)
AWAY = LeftOut(document="01M7YNAYM0WFB278X3XMERB7AY", kind="passport", why=Why.SENSITIVE)
SEALED = replace(
    ENTRY,
    name="",
    leaves=(Leaf(part=Part.ORIGINAL, path="sealed/a_original.envelope", bytes=9, sha256="ef" * 32, sealed=True),),
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


@pytest.mark.parametrize(
    ("today", "begins", "months", "year"),
    [
        ("2026-05-31", Year(), 5, 2024),
        ("2026-06-01", Year(), 5, 2025),
        ("2026-01-01", Year(), 0, 2025),
        ("2026-12-31", Year(), 12, 2024),
        ("2027-01-01", Year(), 12, 2025),
        ("2026-08-31", Year(month=4, day=1), 5, 2024),
        ("2026-09-01", Year(month=4, day=1), 5, 2025),
        ("2026-09-05", Year(month=4, day=6), 5, 2024),
        ("2026-09-06", Year(month=4, day=6), 5, 2025),
        ("2026-05-27", Year(month=12, day=28), 5, 2023),
        ("2026-05-28", Year(month=12, day=28), 5, 2024),
    ],
)
def test_a_year_is_due_so_many_months_after_its_end(today: str, begins: Year, months: int, year: int) -> None:
    assert year_due(dt.date.fromisoformat(today), begins, months) == year


def test_a_wish_rests_as_json() -> None:
    wish = Wish(year=2025, kinds=frozenset({"invoice", "receipt"}), customer="Pinkel", sealed=True)
    assert Wish.from_json(json.loads(json.dumps(wish.as_json()))) == wish


def test_a_short_passphrase_protects_no_identity_papers() -> None:
    check_passphrase("a long enough one")
    with pytest.raises(BadForm):
        check_passphrase("short")


def test_what_is_sealed_lies_under_nothing_but_its_id() -> None:
    assert path_for(ENTRY, Part.READINGS, ".json") == f"readings/{ENTRY.document}.json"
    assert path_for(ENTRY, Part.RENDITION, ".pdf") == f"renditions/{ENTRY.document}.pdf"
    assert path_for(ENTRY, Part.WORDS, ".txt") == f"words/{ENTRY.document}.txt"
    assert path_for(ENTRY, Part.ORIGINAL, "") == f"documents/invoice/{ENTRY.document}_2025_Pinkel.pdf"
    assert sealed_path(ENTRY, Part.ORIGINAL) == f"sealed/{ENTRY.document}_original.envelope"


@given(st.text(), st.text())
def test_an_entry_is_one_line_and_comes_back_as_it_was(name: str, customer: str) -> None:
    entry = replace(ENTRY, name=name, customer=customer)
    assert "\n" not in to_line(entry)
    assert from_line(to_line(entry)) == entry


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_manifest_is_json_with_every_document(count: int) -> None:
    said = json.loads("".join(manifest(HEAD, [ENTRY] * count, [AWAY] * count)))
    assert said["year"] == 2025
    assert [one["leaves"][0]["path"] for one in said["documents"]] == ["documents/invoice/a.pdf"] * count
    assert [one["why"] for one in said["left_out"]] == ["sensitive"] * count


def test_the_table_opens_in_a_spreadsheet_and_calculates_nothing() -> None:
    text = "".join(table([replace(ENTRY, customer='=HYPERLINK("http://x")'), SEALED], [AWAY]))
    assert text.startswith("\ufeff")
    row, sealed, away = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert row["customer"].startswith("'=")
    assert (row["title_zh"], row["original"], row["words"], row["note"]) == (
        "发票",
        "documents/invoice/a.pdf",
        "words/a.txt",
        "",
    )
    assert "sealed" in sealed["note"]
    assert "left out" in away["note"]


def test_sums_are_those_of_all_files_and_lists() -> None:
    lines = list(sums([ENTRY, SEALED], {"index.html": "01" * 32}))
    assert [line.split("  ")[1].strip() for line in lines] == [
        "index.html",
        "documents/invoice/a.pdf",
        "words/a.txt",
        "sealed/a_original.envelope",
    ]


def test_the_index_is_in_both_languages_and_a_name_cannot_break_out_of_it() -> None:
    leaf = replace(ENTRY.leaves[0], path='documents/a b"c.pdf')
    odd = replace(ENTRY, name="<script>alert(1)</script>", leaves=(leaf,))
    page = "".join(index(HEAD, [odd, SEALED], [AWAY]))
    assert "<script" not in page
    assert "documents/a%20b%22c.pdf" in page
    assert "sealed 已加密" in page
    assert AWAY.document in page
    assert "会计年度" in page
    assert "default-src 'none'" in page


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\nb\\c.pdf", "发票.pdf", "x" * 400, "..", ""])
def test_a_file_name_stays_in_its_folder_on_every_system(name: str) -> None:
    made = file_name("01M7", name)
    assert made.startswith("01M7_")
    assert not set(made) & set('/\\\n:*?"<>|')
    assert len(made.encode()) < 160
