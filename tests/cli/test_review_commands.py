"""Review at the command line: what waits, what is accepted, corrected and rejected."""

import pytest

from cli.faces import ExitCode
from tests.cli.conftest import CommandLine, filed
from tests.flows.doubles import paper


def test_what_waits_is_listed_with_its_reasons_and_filed_when_accepted(strongroom: CommandLine) -> None:
    document = filed(strongroom, paper(through=False))
    told = strongroom("review", "list").stdout
    assert document in told
    assert "seller was not found." in told
    assert "1 waiting" in told
    assert [document] == [row["id"] for row in strongroom.json("review", "list")]
    assert f"{document} is now filed\n" == strongroom("review", "accept", document).stdout
    assert "0 waiting" in strongroom("review", "list").stdout


def test_a_correction_is_a_new_version_that_is_found(strongroom: CommandLine) -> None:
    document = filed(strongroom, paper(through=False))
    assert ExitCode.FINE == strongroom("review", "correct", document, "total=99.90", "date=2026-05-05").exit_code
    view = strongroom.json("show", document)
    assert ("99.90", "2026-05-05", "filed") == (view["fields"]["total"], view["fields"]["date"], view["state"])
    assert 1 == strongroom.json("find", "total:99.90")["total"]
    assert 0 == strongroom.json("find", "total:12.50")["total"]


@pytest.mark.parametrize("correction", ["total", "nonsense=1", "date=yesterday", "total=much"])
def test_a_correction_that_makes_no_sense_changes_nothing(strongroom: CommandLine, correction: str) -> None:
    document = filed(strongroom, paper(through=False))
    done = strongroom("review", "correct", document, correction)
    assert ExitCode.MISUSED == done.exit_code
    assert "cannot be corrected so" in done.stderr
    assert "in_review" == strongroom.json("show", document)["state"]


@pytest.mark.parametrize(("said", "told"), [([], "review accept"), (["--kind", "bogus"], "kinds list")])
def test_a_correction_without_a_word_or_to_no_kind_files_nothing(
    strongroom: CommandLine, said: list[str], told: str
) -> None:
    document = filed(strongroom, paper(through=False))
    done = strongroom("review", "correct", document, *said)
    assert (ExitCode.MISUSED, True) == (done.exit_code, told in done.stderr)
    assert "in_review" == strongroom.json("show", document)["state"]


def test_what_is_rejected_lies_in_quarantine_and_can_be_read_again(strongroom: CommandLine) -> None:
    document = filed(strongroom, paper(through=False))
    assert ExitCode.FINE == strongroom("review", "reject", document, "--reason", "blurred").exit_code
    assert "rejected_by_reviewer" == strongroom.json("show", document)["quarantine"]
    assert ExitCode.FINE == strongroom("review", "again", document).exit_code
    assert (document,) == strongroom.read(paper())
    assert "filed" == strongroom.json("show", document)["state"]


def test_what_does_not_wait_cannot_be_accepted(strongroom: CommandLine) -> None:
    document = filed(strongroom, paper())
    done = strongroom("review", "accept", document)
    assert ExitCode.BROKEN == done.exit_code
    assert "filed" in done.stderr
