"""Learning from the command line: what would be learned, what was, and the way back."""

from cli.faces import ExitCode
from strongroom.ids import DocumentId
from tests.cli.conftest import CommandLine
from tests.flows.doubles import paper


def reviewed(strongroom: CommandLine) -> DocumentId:
    strongroom("add", strongroom.drop("slip.txt", b"a slip that somebody looked at"))
    (document,) = strongroom.read(paper(through=False))
    assert ExitCode.FINE == strongroom("review", "accept", document).exit_code
    return document


def test_a_dry_run_counts_and_changes_nothing(strongroom: CommandLine) -> None:
    reviewed(strongroom)
    done = strongroom("learning", "train", "--dry-run")
    assert ExitCode.FINE == done.exit_code
    assert "receipt" in done.stdout
    assert "Nothing was done" in done.stdout
    assert [] == strongroom.json("learning", "list")


def test_nothing_to_learn_from_is_said(strongroom: CommandLine) -> None:
    done = strongroom("learning", "train")
    assert ExitCode.MISUSED == done.exit_code
    assert "Nobody has confirmed" in done.stderr


def test_a_model_that_too_few_papers_judge_is_kept_aside_and_may_be_chosen_and_left(strongroom: CommandLine) -> None:
    reviewed(strongroom)
    assert "kept aside" in strongroom("learning", "train").stdout
    (model,) = strongroom.json("learning", "list")
    assert ("refused", 1) == (model["standing"], model["papers"])
    assert "is in use" in strongroom("learning", "promote", model["id"]).stdout
    assert "champion" in strongroom("learning", "list").stdout
    assert "the rules decide" in strongroom("learning", "rollback").stdout


def test_an_unknown_model_is_refused(strongroom: CommandLine) -> None:
    assert ExitCode.MISUSED == strongroom("learning", "promote", "01JXW3Q0H4Z6N8V2B5C7D9F1GK").exit_code
