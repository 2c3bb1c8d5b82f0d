"""``history`` and ``bring-back``."""

from dataclasses import replace

from cli.faces import ExitCode
from strongroom.reading import Extraction, Origin, Reading, Source
from tests.cli.conftest import CommandLine
from tests.flows.doubles import paper


def test_a_history_is_told_in_words_and_an_earlier_version_comes_back(strongroom: CommandLine) -> None:
    source = Source(origin=Origin.TEXT, page=1)
    read = paper(kind="invoice", through=False)
    seller = Reading(field="seller", value="Pinkel AG", confidence=0.99, source=source)
    strongroom("add", strongroom.drop("a.txt", b"an invented paper"))
    (document,) = strongroom.read(replace(read, extraction=Extraction(readings={"seller": seller})))
    strongroom("review", "correct", document, "seller=Quastenflosse GmbH", "--reason", "wrong letterhead")
    told = strongroom("history", document).stdout
    for words in (
        "took it in",
        "sent it to review",
        "decided on it (wrong letterhead)",
        "Pinkel AG → Quastenflosse GmbH",
    ):
        assert words in told
    done = strongroom("bring-back", document, "--version", "1", "--reason", "the letterhead was right")
    assert "version 1 is back as version 3" in done.stdout
    assert "Pinkel AG" == strongroom.json("show", document)["fields"]["seller"]
    (last,) = (step for step in strongroom.json("history", document) if step["what"] == "version_restored")
    assert (3, "the letterhead was right") == (last["version"], last["said"])
    compared = strongroom("history", document, "--version", "2", "--version", "3").stdout
    assert "Quastenflosse GmbH → Pinkel AG" in compared
    assert "Nothing differs" in strongroom("history", document, "--version", "1", "--version", "3").stdout
    assert ExitCode.MISUSED == strongroom("history", document, "--version", "1").exit_code
    assert ExitCode.MISUSED == strongroom("bring-back", document, "--version", "3", "--reason", "x").exit_code
