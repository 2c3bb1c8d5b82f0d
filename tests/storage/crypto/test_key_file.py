"""The key file: made once, opened by its passphrase, readable by its owner alone."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.crypto.key_file import CHEAPEST, STANDARD, open_key_file
from strongroom.errors import BadSettings, KeysUnavailable, Tampered, WrongKey

PASSPHRASE = "correct horse battery staple"
KEY, CONTEXT = bytes(range(32)), b"context"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keyring.json"


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_a_key_wrapped_before_a_restart_opens_after_it(path: Path, passphrase: str) -> None:
    first = open_key_file(path, passphrase, profile=CHEAPEST)
    wrapped = first.wrap(KEY, CONTEXT)
    again = open_key_file(path, passphrase, profile=CHEAPEST)
    assert again.unwrap(wrapped, CONTEXT) == KEY
    assert again.id == first.id


def test_the_file_says_how_it_was_stretched_so_the_profile_may_change_later(path: Path) -> None:
    wrapped = open_key_file(path, PASSPHRASE, profile=CHEAPEST).wrap(KEY, CONTEXT)
    assert open_key_file(path, PASSPHRASE, profile=STANDARD).unwrap(wrapped, CONTEXT) == KEY


def test_a_wrong_passphrase_is_a_wrong_key(path: Path) -> None:
    open_key_file(path, PASSPHRASE, profile=CHEAPEST)
    with pytest.raises(WrongKey):
        open_key_file(path, "wrong", profile=CHEAPEST)


def test_a_passphrase_typed_in_two_code_points_is_the_same(path: Path) -> None:
    first = open_key_file(path, "caf\u00e9", profile=CHEAPEST)
    assert open_key_file(path, "cafe\u0301", profile=CHEAPEST).id == first.id


@pytest.mark.parametrize(("made_with", "opened_with"), [("", PASSPHRASE), (PASSPHRASE, "")])
def test_a_passphrase_too_many_or_too_few_is_a_bad_setting(path: Path, made_with: str, opened_with: str) -> None:
    open_key_file(path, made_with, profile=CHEAPEST)
    with pytest.raises(BadSettings) as refused:
        open_key_file(path, opened_with, profile=CHEAPEST)
    assert refused.value.facts["setting"] == "keys.passphrase"


def test_only_the_owner_may_read_the_file_and_its_folder(path: Path) -> None:
    open_key_file(path, PASSPHRASE, profile=CHEAPEST)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_others_may_read_is_not_used(path: Path) -> None:
    open_key_file(path, PASSPHRASE, profile=CHEAPEST)
    path.chmod(0o640)
    with pytest.raises(BadSettings):
        open_key_file(path, PASSPHRASE, profile=CHEAPEST)


def test_of_many_at_once_all_open_the_same_key(path: Path) -> None:
    with ThreadPoolExecutor(8) as racers:
        opened = list(racers.map(lambda _: open_key_file(path, "", profile=CHEAPEST), range(32)))
    wrapped = opened[0].wrap(KEY, CONTEXT)
    assert {provider.unwrap(wrapped, CONTEXT) for provider in opened} == {KEY}


def test_every_key_file_has_an_id_and_a_key_of_its_own(tmp_path: Path) -> None:
    one, two = (open_key_file(tmp_path / name, "", profile=CHEAPEST) for name in ("one", "two"))
    assert one.id != two.id
    with pytest.raises(Tampered):
        two.unwrap(one.wrap(KEY, CONTEXT), CONTEXT)


def test_a_wrapped_key_opens_only_in_its_own_context(path: Path) -> None:
    provider = open_key_file(path, "", profile=CHEAPEST)
    with pytest.raises(Tampered):
        provider.unwrap(provider.wrap(KEY, CONTEXT), b"other")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not JSON",
        "{}",
        json.dumps({"format": "strongroom key file 2", "id": "0" * 32, "stretching": None, "key": "00" * 32}),
        json.dumps({"format": "strongroom key file 1", "id": "0" * 32, "stretching": None, "key": "00" * 31}),
        json.dumps({"format": "strongroom key file 1", "id": "0" * 32, "stretching": None, "key": "zz" * 32}),
        json.dumps(
            {
                "format": "strongroom key file 1",
                "id": "0" * 32,
                "stretching": {"salt": "00" * 16, "memory_kib": 8, "iterations": 1, "lanes": 64},
                "key": "00" * 65,
            }
        ),
    ],
)
def test_what_is_no_key_file_is_refused_and_left_as_it_is(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(BadSettings):
        open_key_file(path, PASSPHRASE, profile=CHEAPEST)
    assert path.read_text() == content


@pytest.mark.parametrize("part", ["id", "key"])
def test_a_changed_protected_file_does_not_open(path: Path, part: str) -> None:
    open_key_file(path, PASSPHRASE, profile=CHEAPEST)
    content = json.loads(path.read_text())
    content[part] = ("1" if content[part][0] == "0" else "0") + content[part][1:]
    path.write_text(json.dumps(content))
    with pytest.raises(WrongKey):
        open_key_file(path, PASSPHRASE, profile=CHEAPEST)


def test_a_folder_that_cannot_be_made_is_said_to_be_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeysUnavailable):
        open_key_file(tmp_path / "file" / "keyring.json", "", profile=CHEAPEST)


def test_the_provider_does_not_print_its_key(path: Path) -> None:
    provider = open_key_file(path, "", profile=CHEAPEST)
    assert json.loads(path.read_text())["key"] not in repr(provider)
