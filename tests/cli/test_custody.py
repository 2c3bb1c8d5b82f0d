"""Holds, dispositions, certificates, backups, drills and restores from the command line: what is told and refused."""

import datetime as dt
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.faces import ExitCode
from flows.stages.audit_room import AuditRoom
from flows.stages.office import Office
from flows.stages.workroom import open_workroom
from storage.records.dispositions import Dispositions
from strongroom.ids import DocumentId
from strongroom.permissions import local_owner
from strongroom.settings import read_settings
from tests.breakage.destroying import keep
from tests.cli.conftest import CommandLine
from tests.storage.records.invented import NOW

PAST = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)


@dataclass(frozen=True)
class Vault:
    """The command line over a vault with papers that nothing keeps any more."""

    strongroom: CommandLine
    document: DocumentId

    def fine(self, *words: str | Path) -> str:
        done = self.strongroom(*words)
        assert ExitCode.FINE == done.exit_code, done.output
        return done.stdout

    def refused(self, *words: str | Path) -> str:
        done = self.strongroom(*words)
        assert ExitCode.FINE != done.exit_code, done.output
        assert "Traceback" not in done.output
        return done.stderr

    def approve(self) -> None:
        """What two other people did some days ago."""
        with open_workroom(read_settings()) as work:
            ends = Dispositions(work.records.transactions)
            ends.request(self.document, actor="ann", now=PAST)
            ends.approve(self.document, actor="ben", now=PAST, due_at=PAST)

    def destroyed(self) -> None:
        self.approve()
        assert "1 destroyed" in self.fine("dispose", "run")


@pytest.fixture
def vault(strongroom: CommandLine) -> Vault:
    with open_workroom(read_settings()) as work:
        document = keep(work)
        work.records.propose_dispositions(NOW)
    return Vault(strongroom, document)


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Two folders that backups go to."""
    for name, value in {
        "TO": "folder",
        "FOLDER": "away/data",
        "KEYS_FOLDER": "away/keys",
        "PASSPHRASE": "kept",
    }.items():
        monkeypatch.setenv(
            f"STRONGROOM_BACKUP__{name}", value if name in ("TO", "PASSPHRASE") else str(tmp_path / value)
        )
    return tmp_path / "away"


def test_a_hold_is_placed_listed_and_lifted_and_keeps_the_paper_meanwhile(vault: Vault) -> None:
    placed = vault.fine("hold", "add", "--document", vault.document, "--matter", "M-1", "--reason", "a dispute")
    hold = placed.split()[0]
    assert vault.document in vault.fine("hold", "list")
    assert "a dispute" == json.loads(vault.fine("hold", "list", "--json"))[0]["reason"]
    vault.refused("dispose", "request", vault.document)
    vault.fine("hold", "lift", hold, "--reason", "settled")
    assert "0 in force" in vault.fine("hold", "list")
    vault.fine("dispose", "request", vault.document)


def test_a_hold_wants_one_thing_to_hold(vault: Vault) -> None:
    vault.refused("hold", "add", "--matter", "M-1", "--reason", "a dispute")
    vault.refused("hold", "lift", "--reason", "a dispute")


def test_who_asked_cannot_approve_and_may_take_it_back(vault: Vault) -> None:
    assert vault.document in vault.fine("dispose", "list")
    vault.fine("dispose", "request", vault.document)
    vault.refused("dispose", "approve", vault.document)
    vault.fine("dispose", "cancel", vault.document)
    assert "0 destroyed" in vault.fine("dispose", "run")


def test_a_hold_after_the_approval_stops_the_run_and_the_dry_run_said_so(vault: Vault) -> None:
    vault.approve()
    assert "1 would be destroyed; nothing was changed" in vault.fine("dispose", "run", "--dry-run")
    vault.fine("hold", "add", "--document", vault.document, "--matter", "M-1", "--reason", "a dispute")
    assert "0 would be destroyed" in vault.fine("dispose", "run", "--dry-run")
    assert "0 destroyed" in vault.fine("dispose", "run")


def test_a_destroyed_paper_is_in_the_register_and_cannot_be_shown(vault: Vault) -> None:
    vault.destroyed()
    (entry,) = json.loads(vault.fine("dispose", "register", "--json"))
    assert vault.document == entry["certificate"]["document"]["id"]
    assert vault.document in vault.fine("dispose", "register")
    vault.refused("export", vault.document, "--to", "again.pdf")


@pytest.mark.parametrize("name", ["proof.json", "proof.pdf"])
def test_a_certificate_is_exported_and_a_third_party_verifies_it_with_two_keys(
    vault: Vault, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    vault.destroyed()
    vault.fine("certificate", "export", vault.document, "--to", name)
    told = vault.fine("certificate", "verify", name)
    assert f"genuine: document {vault.document} shredded" in told
    assert re.search(r"proven: event \d+ of the audit chain", told)
    keys = vault.fine("certificate", "key").strip(), vault.fine("audit", "key").strip()
    vault.refused("certificate", "export", vault.document, "--to", name)
    # On a machine that has no vault.
    monkeypatch.setenv("STRONGROOM_DATA", str(tmp_path / "none"))
    assert "proven" in vault.fine("certificate", "verify", name, "--key", keys[0], "--audit-key", keys[1])
    assert not (tmp_path / "none").exists()
    half = vault.strongroom("certificate", "verify", name, "--key", keys[0])
    assert (ExitCode.FINE, True) == (half.exit_code, "not checked" in half.stderr)
    vault.refused("certificate", "verify", name, "--key", "00" * 32, "--audit-key", keys[1])
    vault.refused("certificate", "verify", name, "--key", "no key")


def test_who_kept_a_checkpoint_has_the_proof_made_for_it(vault: Vault) -> None:
    early = Path("early")
    early.write_text(_checkpoint(vault))
    vault.destroyed()
    kept = Path("kept")
    kept.write_text(_checkpoint(vault))
    vault.fine("audit", "verify")  # an event
    vault.fine("audit", "anchor")
    vault.fine("certificate", "export", vault.document, "--to", "kept.json", "--checkpoint", kept)
    assert "proven" in vault.fine("certificate", "verify", "kept.json", "--checkpoint", kept)
    vault.fine("certificate", "export", vault.document, "--to", "newest.json")
    assert "kept" in vault.refused("certificate", "verify", "newest.json", "--checkpoint", kept)
    vault.refused("certificate", "export", vault.document, "--to", "early.json", "--checkpoint", early)
    assert not Path("early.json").exists()


def _checkpoint(vault: Vault) -> str:
    with open_workroom(read_settings()) as work:
        actor = local_owner("test")
        made = AuditRoom(Office(work=work, actor=actor, now=lambda: dt.datetime.now(dt.UTC))).anchor()
    assert made is not None
    return made.note


@pytest.mark.parametrize(
    "change",
    [
        lambda proof: proof["event"].update(document="01J00000000000000000000000"),
        lambda proof: proof["event"].update(action="viewed"),
        lambda proof: proof.update(previous="00" * 32),
        lambda proof: proof["inclusion"].reverse() or proof["inclusion"].append("00" * 32),
        lambda proof: proof.update(checkpoint=proof["checkpoint"].replace("\n", "\n1", 1)),
    ],
    ids=["another document", "another act", "another past", "another path", "another size"],
)
def test_a_proof_that_was_changed_in_any_part_is_refused(vault: Vault, change) -> None:
    vault.destroyed()
    vault.fine("certificate", "export", vault.document, "--to", "a.json")
    entry = json.loads(Path("a.json").read_text())
    change(entry["audit_proof"])
    Path("b.json").write_text(json.dumps(entry))
    vault.refused("certificate", "verify", "b.json")
    del entry["audit_proof"]
    Path("c.json").write_text(json.dumps(entry))
    without = vault.strongroom("certificate", "verify", "c.json")
    assert (ExitCode.FINE, True) == (without.exit_code, "no proof" in without.stderr)


def test_backup_list_drill_and_restore_tell_what_they_did(vault: Vault, away: Path) -> None:
    assert re.search(r"2 objects, 2 of them new", vault.fine("backup"))
    assert re.search(r"2 objects, 0 of them new", vault.fine("backup"))
    assert ["data", "data", "keys", "keys"] == [
        one["sort"] for one in json.loads(vault.fine("backup", "list", "--json"))
    ]
    assert 4 == len(re.findall(r"^(?:data|keys) +01", vault.fine("backup", "list"), re.MULTILINE))
    assert re.search(r"passed: .* 1 documents, 2 objects .* 1 decrypted", vault.fine("backup", "drill"))
    vault.refused("restore")  # there is something in it
    shutil.rmtree("data")
    assert "2 objects" in vault.fine("restore")
    vault.fine("audit", "verify")
    vault.fine("show", vault.document)


def test_a_drill_that_fails_says_so_and_leaves_a_failing_exit_code(vault: Vault, away: Path) -> None:
    vault.refused("backup", "drill")  # there is no backup yet
    vault.fine("backup")
    (copy, *_) = [file for file in (away / "data").rglob("*") if file.is_file() and f"{vault.document}%" in file.name]
    copy.write_bytes(copy.read_bytes()[:-1] + b"\0")
    vault.refused("backup", "drill")


def test_a_destroyed_paper_does_not_come_back_with_the_backup_that_was_made_before(vault: Vault, away: Path) -> None:
    vault.fine("backup")
    vault.destroyed()
    shutil.rmtree("data")
    assert "1 documents were destroyed since" in vault.fine("restore")
    vault.refused("export", vault.document, "--to", "again.pdf")


def test_without_a_place_for_backups_the_setting_is_named(vault: Vault) -> None:
    assert "backup.to" in vault.refused("backup")
    assert "backup.to" in vault.refused("backup", "drill")
