"""The rules of retention at the command line: written out, tried, adopted; holds by search and matter."""

from pathlib import Path

from cli.faces import ExitCode
from tests.cli.conftest import CommandLine
from tests.flows.doubles import paper
from tests.flows.files import picture


def test_rules_are_written_out_tried_and_adopted(strongroom: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    assert "No rules are adopted" in strongroom("retention", "show").stdout
    strongroom("retention", "defaults", "--to", str(file))
    assert "Nothing that is kept now would change" in strongroom("retention", "preview", str(file)).stdout
    assert "adopted" in strongroom("retention", "adopt", str(file), "--yes").stdout
    assert "to be confirmed" in strongroom("retention", "show").stdout
    file.write_text(file.read_text().replace("years = 30", "years = -30"))
    refused = strongroom("retention", "preview", str(file))
    assert ExitCode.MISUSED == refused.exit_code
    assert "0 papers" in strongroom("retention", "undated").stdout
    assert "ended on 2026-12-31" in strongroom("retention", "ended", "Acme Trading", "--on", "2026-12-31").stdout


def test_what_a_search_finds_is_held_and_its_matter_lifted(strongroom: CommandLine) -> None:
    strongroom("add", strongroom.drop("a.png", picture()))
    strongroom.read(paper())
    why = ("--matter", "Pinkel", "--reason", "asked for")
    assert "1 papers held" in strongroom("hold", "add", "--search", "", *why).stdout
    assert ExitCode.MISUSED == strongroom("hold", "add", *why).exit_code
    assert "1 lifted" in strongroom("hold", "lift", "--matter", "pinkel", "--reason", "settled").stdout
    assert "0 in force" in strongroom("hold", "list").stdout
