"""The key file: made once, opened by its passphrase, readable by its owner alone, and never less than it was."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import durable
from storage.crypto.key_file import KeyFile
from storage.crypto.key_file_format import Generation, next_generation, read_generations, write_generations
from storage.crypto.local import LocalProvider
from storage.crypto.profile import CHEAPEST, STANDARD, Profile
from strongroom.errors import BadSettings, KeyFileMissing, KeysInUse, KeysUnavailable, NoSuchKey, Tampered, WrongKey

PASSPHRASE = "correct horse battery staple"
KEY, CONTEXT = bytes(range(32)), b"context"
OF_VERSION_1 = {
    "format": "strongroom key file 1",
    "id": "e7fb03d2f3a8bdd0e7fb03d2f3a8bdd0",
    "stretching": None,
    "key": "ab" * 32,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keyring.json"


def opened(path: Path, passphrase: str = PASSPHRASE, profile: Profile = CHEAPEST) -> KeyFile:
    """The file, made if it is not there."""
    file = KeyFile(path, passphrase, profile=profile)
    file.make_first()
    return file


def newest(path: Path, passphrase: str = PASSPHRASE, profile: Profile = CHEAPEST) -> LocalProvider:
    return opened(path, passphrase, profile).load()[-1]


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_a_key_wrapped_before_a_restart_opens_after_it(path: Path, passphrase: str) -> None:
    first = newest(path, passphrase)
    wrapped = first.wrap(KEY, CONTEXT)
    again = newest(path, passphrase)
    assert again.unwrap(wrapped, CONTEXT) == KEY
    assert again.id == first.id


def test_a_file_that_is_not_there_is_not_made_by_loading_it(path: Path) -> None:
    with pytest.raises(KeyFileMissing):
        KeyFile(path, PASSPHRASE).load()
    assert not path.exists()


def test_the_file_says_how_it_was_stretched_so_the_profile_may_change_later(path: Path) -> None:
    wrapped = newest(path).wrap(KEY, CONTEXT)
    assert newest(path, profile=STANDARD).unwrap(wrapped, CONTEXT) == KEY


def test_a_wrong_passphrase_is_a_wrong_key(path: Path) -> None:
    opened(path)
    with pytest.raises(WrongKey):
        newest(path, "wrong")


def test_a_passphrase_typed_in_two_code_points_is_the_same(path: Path) -> None:
    assert newest(path, "caf\u00e9").id == newest(path, "cafe\u0301").id


@pytest.mark.parametrize(("made_with", "opened_with"), [("", PASSPHRASE), (PASSPHRASE, "")])
def test_a_passphrase_too_many_or_too_few_is_a_bad_setting(path: Path, made_with: str, opened_with: str) -> None:
    opened(path, made_with)
    with pytest.raises(BadSettings) as refused:
        newest(path, opened_with)
    assert refused.value.facts["setting"] == "keys.passphrase"


def test_only_the_owner_may_read_the_file_and_its_folder_also_after_a_change(path: Path) -> None:
    opened(path).make()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_others_may_read_is_not_used(path: Path) -> None:
    opened(path)
    path.chmod(0o640)
    with pytest.raises(BadSettings):
        newest(path)


def test_of_many_at_once_all_open_the_same_key(path: Path) -> None:
    with ThreadPoolExecutor(8) as racers:
        found = list(racers.map(lambda _: newest(path, ""), range(32)))
    wrapped = found[0].wrap(KEY, CONTEXT)
    assert {provider.unwrap(wrapped, CONTEXT) for provider in found} == {KEY}


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_a_made_key_comes_behind_the_others_and_they_still_open(path: Path, passphrase: str) -> None:
    file = opened(path, passphrase)
    (old,) = file.load()
    wrapped = old.wrap(KEY, CONTEXT)
    file.make()
    for seen in (file.load(), opened(path, passphrase).load()):
        assert [seen[0].id, len(seen)] == [old.id, 2]
        assert seen[0].unwrap(wrapped, CONTEXT) == KEY
        assert seen[1].id != old.id
        with pytest.raises(Tampered):
            seen[1].unwrap(wrapped, CONTEXT)


def test_of_many_who_make_keys_at_once_none_is_lost(path: Path) -> None:
    first = newest(path, "")
    with ThreadPoolExecutor(8) as racers:
        list(racers.map(lambda _: KeyFile(path, "").make(), range(24)))
    ids = [one.id for one in opened(path, "").load()]
    assert ids[0] == first.id
    assert len(set(ids)) == 25


def test_another_process_sees_a_made_key_without_a_restart(path: Path) -> None:
    file, other = opened(path), opened(path)
    assert len(other.load()) == 1
    file.make()
    assert [one.id for one in other.load()] == [one.id for one in file.load()]


def test_a_forgotten_key_is_gone_and_the_others_stay(path: Path) -> None:
    file = opened(path)
    file.make()
    old, new = file.load()
    assert file.forget(old.id) is True
    assert [one.id for one in opened(path).load()] == [new.id]
    with pytest.raises(NoSuchKey):
        file.forget(old.id)


def test_the_newest_key_cannot_be_forgotten(path: Path) -> None:
    with pytest.raises(KeysInUse):
        opened(path).forget(newest(path).id)


@pytest.mark.parametrize(("before", "after"), [("", PASSPHRASE), (PASSPHRASE, "other"), (PASSPHRASE, "")])
def test_changing_the_passphrase_keeps_every_key(path: Path, before: str, after: str) -> None:
    file = opened(path, before)
    file.make()
    wrapped = [one.wrap(KEY, CONTEXT) for one in file.load()]
    file.change_passphrase(after)
    for again in (file, opened(path, after)):
        assert [one.unwrap(each, CONTEXT) for one, each in zip(again.load(), wrapped, strict=True)] == [KEY, KEY]
    with pytest.raises((WrongKey, BadSettings)):
        newest(path, before)


def test_a_crash_while_the_file_is_written_leaves_the_old_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = opened(path)
    before = path.read_bytes()

    def die(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(durable.os, "fsync", die)
    with pytest.raises(KeyboardInterrupt):
        file.make()
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert len(opened(path).load()) == 1


def test_a_key_file_of_version_1_opens_and_becomes_version_2_when_it_changes(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps(OF_VERSION_1))
    path.chmod(0o600)
    file = KeyFile(path, "")
    wrapped = LocalProvider("any", bytes.fromhex("ab" * 32)).wrap(KEY, CONTEXT)
    assert file.load()[0].unwrap(wrapped, CONTEXT) == KEY
    file.make()
    assert json.loads(path.read_text())["format"] == "strongroom key file 2"
    assert file.load()[0].id == OF_VERSION_1["id"]
    assert file.load()[0].unwrap(wrapped, CONTEXT) == KEY


@given(st.text(max_size=20), st.integers(1, 5))
def test_any_keys_under_any_passphrase_come_back(passphrase: str, count: int) -> None:
    keys = [Generation(number=3, id="0" * 32, key=KEY)]
    while len(keys) < count:
        keys.append(next_generation(keys[-1]))
    content = write_generations(tuple(keys), passphrase, CHEAPEST)
    assert read_generations(content, passphrase) == tuple(keys)


def test_keys_of_a_protected_file_cannot_change_places() -> None:
    first = Generation(number=1, id="0" * 32, key=KEY)
    content = json.loads(write_generations((first, next_generation(first)), PASSPHRASE, CHEAPEST))
    old, new = content["keys"]
    for forged in [
        [{**new, "generation": 1}, {**old, "generation": 2}],
        [{**old, "key": new["key"]}, new],
        [{**old, "id": new["id"]}, new],
    ]:
        with pytest.raises(WrongKey):
            read_generations(json.dumps({**content, "keys": forged}).encode(), PASSPHRASE)
    with pytest.raises(BadSettings):
        read_generations(json.dumps({**content, "keys": [new, old]}).encode(), PASSPHRASE)


def file_of(**changes: object) -> str:
    key = {"generation": 1, "id": "0" * 32, "key": "00" * 32}
    return json.dumps({"format": "strongroom key file 2", "stretching": None, "keys": [key]} | changes)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not JSON",
        "{}",
        file_of(format="strongroom key file 3"),
        file_of(format="strongroom key file 1"),
        file_of(keys=[]),
        file_of(keys=[{"generation": 1, "id": "0" * 32, "key": "00" * 31}]),
        file_of(keys=[{"generation": 0, "id": "0" * 32, "key": "00" * 32}]),
        file_of(keys=[{"generation": 1, "id": "0" * 32, "key": "zz" * 32}]),
        file_of(keys=2 * [{"generation": 1, "id": "0" * 32, "key": "00" * 32}]),
        file_of(stretching={"salt": "00" * 16, "memory_kib": 8, "iterations": 1, "lanes": 64}),
        json.dumps(OF_VERSION_1 | {"key": "00" * 31}),
    ],
)
def test_what_is_no_key_file_is_refused_and_left_as_it_is(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(BadSettings):
        newest(path)
    assert path.read_text() == content


@pytest.mark.parametrize("part", ["id", "key"])
def test_a_changed_protected_file_does_not_open(path: Path, part: str) -> None:
    opened(path)
    content = json.loads(path.read_text())
    value = content["keys"][0][part]
    content["keys"][0][part] = ("1" if value[0] == "0" else "0") + value[1:]
    path.write_text(json.dumps(content))
    with pytest.raises(WrongKey):
        newest(path)


def test_a_folder_that_cannot_be_made_is_said_to_be_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeysUnavailable):
        newest(tmp_path / "file" / "keyring.json", "")


def test_neither_provider_nor_generation_prints_its_key(path: Path) -> None:
    provider = newest(path, "")
    content = path.read_bytes()
    shown = repr(provider) + repr(read_generations(content, ""))
    assert json.loads(content)["keys"][0]["key"] not in shown
    assert repr(read_generations(content, "")[0].key) not in shown
