"""What leaves this machine is encrypted, or refused before anything is sent."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from strongroom.errors import BadSettings
from strongroom.settings import Face, Objects, read_settings
from strongroom.settings_backup import Anchors, Backup
from strongroom.settings_keys import Transit
from strongroom.transport import database_is_encrypted, stays_here


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "/run/postgresql", "@socket"])
def test_this_machine_is_told_by_its_loopback_and_its_sockets(host: str) -> None:
    assert stays_here(host)


@pytest.mark.parametrize(
    "host", ["", "0.0.0.0", "::", "10.0.0.1", "vault.example", "localhost.example", "127.0.0.1.example"]
)
def test_every_other_host_counts_as_elsewhere(host: str) -> None:
    assert not stays_here(host)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("", True),
        ("https://s3.example", True),
        ("http://127.0.0.1:8333", True),
        ("http://[::1]:8333", True),
        ("http://s3.example", False),
        ("http://10.0.0.7:9000", False),
        ("s3.example:9000", False),
        ("HTTPS://s3.example", True),
        ("http://127.0.0.1@s3.example", False),
    ],
)
@pytest.mark.parametrize(
    "setting",
    [
        lambda address: Objects(endpoint=address),
        lambda address: Backup(endpoint=address),
        lambda address: Anchors(endpoint=address),
        lambda address: Transit(address=address),
    ],
    ids=["objects", "backup", "anchors", "vault"],
)
def test_stores_and_keys_are_spoken_to_in_the_clear_on_this_machine_alone(setting, address: str, allowed: bool) -> None:
    if allowed:
        setting(address)
        return
    with pytest.raises(ValidationError, match="https://"):
        setting(address)


def test_a_store_in_the_clear_stops_the_start_and_says_which_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRONGROOM_BACKUP__ENDPOINT", "http://backup.example")
    with pytest.raises(BadSettings) as caught:
        read_settings()
    assert "backup.endpoint" == caught.value.facts["setting"]
    assert "https://" in str(caught.value.facts["problem"])


@pytest.mark.parametrize(
    ("hosts", "mode", "allowed"),
    [
        ((), "", True),
        (("127.0.0.1",), "", True),
        (("/run/postgresql",), "disable", True),
        (("db.example",), "verify-full", True),
        (("db.example",), "require", False),
        (("db.example",), "verify-ca", False),
        (("db.example",), "", False),
        (("127.0.0.1", "db.example"), "", False),
    ],
)
def test_of_the_modes_of_postgresql_one_knows_whom_it_speaks_to(
    hosts: tuple[str, ...], mode: str, allowed: bool
) -> None:
    assert allowed == database_is_encrypted(hosts, mode)


def test_the_desk_answers_beyond_this_machine_with_a_certificate_or_not_at_all(tmp_path: Path) -> None:
    assert "127.0.0.1" == Face().address
    with pytest.raises(ValidationError, match=r"desk\.certificate"):
        Face(address="0.0.0.0")
    with pytest.raises(ValidationError, match="go together"):
        Face(certificate=tmp_path / "certificate.pem")
    assert Face(address="0.0.0.0", certificate=tmp_path / "certificate.pem", key=tmp_path / "key.pem")
