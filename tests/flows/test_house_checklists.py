"""Which checklists are in force."""

from pathlib import Path

import pytest

from flows.stages.house_checklists import checklists_of, checklists_text
from strongroom.checklist_toml import default_checklists
from strongroom.errors import BadChecklist
from strongroom.kind import catalogue
from strongroom.settings import read_settings

LIST = """
[[sort]]
id = "tenant"
title = "Tenant"
title_zh = "租户"
basis = "house rule"
status = "verified"
[[sort.need]]
kinds = ["contract"]
"""


def test_a_file_beside_the_settings_takes_the_place_of_the_proposals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert default_checklists() == checklists_text(read_settings())
    (tmp_path / "checklists.toml").write_text(LIST, encoding="utf-8")
    assert {"tenant"} == checklists_of(read_settings(), catalogue()).keys()


def test_a_file_that_was_named_has_to_be_there_and_sound(tmp_path: Path) -> None:
    with pytest.raises(BadChecklist):
        checklists_of(read_settings(checklists=tmp_path / "nowhere.toml"), catalogue())
    file = tmp_path / "lists.toml"
    file.write_text(LIST.replace("contract", "no_such_kind"), encoding="utf-8")
    with pytest.raises(BadChecklist):
        checklists_of(read_settings(checklists=file), catalogue())
