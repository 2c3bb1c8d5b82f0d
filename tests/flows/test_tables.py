"""Tables on the dashboard: bounded, and their ids lead to the desk."""

import json
from pathlib import Path
from typing import Any

import pytest

from flows import tables
from flows.tables import MOST_ROWS, desk_of, show_table
from strongroom.settings import Notices, Settings

DOCUMENT = "01J9ZQ4N7R5T3V8W2X6Y0A1B2C"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(tables, "create_table_artifact", lambda **told: found.append(told))
    return found


def house(folder: Path, link: str = "") -> Settings:
    return Settings(data=folder, inbox=folder / "inbox", notices=Notices(link=link))


@pytest.mark.parametrize(
    ("column", "value", "cell"),
    [
        ("document", DOCUMENT, f"[{DOCUMENT}](https://desk.example/documents/{DOCUMENT})"),
        ("ask", DOCUMENT, f"[{DOCUMENT}](https://desk.example/asks#{DOCUMENT})"),
        ("document", "](javascript:alert(1))", "](javascript:alert(1))"),
        ("document", "", ""),
        ("person", DOCUMENT, DOCUMENT),
        ("reminders", 3, 3),
    ],
)
def test_an_id_leads_to_its_page_at_the_desk_and_nothing_else_leads_anywhere(
    shown: list[dict[str, Any]], tmp_path: Path, column: str, value: object, cell: object
) -> None:
    show_table(house(tmp_path, "https://desk.example/"), key="k", table=[{column: value}], description="What it is.")
    assert [{"key": "k", "table": [{column: cell}], "description": "What it is."}] == shown


def test_without_a_desk_ids_are_ids(shown: list[dict[str, Any]], tmp_path: Path) -> None:
    show_table(house(tmp_path), key="k", table=[{"document": DOCUMENT}], description="")
    assert [{"document": DOCUMENT}] == shown[0]["table"]


def test_the_desk_of_this_machine_is_found_where_it_runs(tmp_path: Path) -> None:
    assert "" == desk_of(house(tmp_path))
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "addresses.json").write_text(json.dumps({"desk": "http://127.0.0.1:8600"}))
    assert "http://127.0.0.1:8600" == desk_of(house(tmp_path))


def test_a_table_ends_where_a_browser_would_and_says_how_much_there_is(
    shown: list[dict[str, Any]], tmp_path: Path
) -> None:
    show_table(house(tmp_path), key="k", table=[{"n": n} for n in range(MOST_ROWS + 7)], description="All of them.")
    assert MOST_ROWS == len(shown[0]["table"])
    assert f"All of them. The first {MOST_ROWS} of {MOST_ROWS + 7}." == shown[0]["description"]
