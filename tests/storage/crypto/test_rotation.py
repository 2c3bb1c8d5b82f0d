"""Rotation: while people work, over crashes, to the last key; and nothing is retired before that."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.crypto import keyring as keyring_module
from storage.crypto.credential import Credential
from storage.crypto.key_file import KeyFile
from storage.crypto.keyring import Keyring, Swap
from storage.crypto.memory_keys import MemoryKeys
from storage.crypto.profile import CHEAPEST
from storage.crypto.providers import Providers, open_keyring
from storage.crypto.rotation import retire, rotate, statuses
from storage.crypto.transit import TransitKeys
from storage.records.keys import SqlKeys
from strongroom.errors import BadSettings, KeyMissing, KeysInUse, NoSuchKey
from strongroom.settings_keys import Transit
from tests.storage.crypto import rotating
from tests.storage.crypto.vault_peer import TOKEN, running_vault

ONE, TWO = "11" * 32, "22" * 32


@pytest.fixture
def providers(tmp_path: Path) -> Providers:
    return Providers(KeyFile(tmp_path / "keyring.json", "", profile=CHEAPEST))


def filled(keyring: Keyring, count: int = 7) -> dict[str, bytes]:
    return {f"blob-{number}": keyring.create(f"blob-{number}", f"document-{number % 3}") for number in range(count)}


def opened(keyring: Keyring, blobs: dict[str, bytes]) -> dict[str, bytes]:
    return {blob: keyring.get(blob) for blob in blobs}


def test_a_rotation_ends_with_nothing_under_the_old_key_and_every_data_key_the_same(providers: Providers) -> None:
    keys = MemoryKeys()
    keyring = open_keyring(providers, keys)
    before, old = filled(keyring), providers.newest().id
    done = rotate(providers, keyring, keys)
    assert (done.rewrapped, done.left) == (7, {})
    assert done.to == providers.newest().id != old
    assert keys.counts() == {done.to: 7}
    assert opened(keyring, before) == opened(open_keyring(providers, keys), before) == before


def test_the_list_says_what_is_under_which_key(providers: Providers) -> None:
    keys = MemoryKeys()
    keyring = open_keyring(providers, keys)
    filled(keyring)
    rotate(providers, keyring, keys)
    old, new = statuses(providers, keys)
    assert (old.count, old.current, old.held) == (0, False, True)
    assert (new.count, new.current, new.held) == (7, True, True)


def test_a_key_that_no_provider_has_is_listed_as_not_held(providers: Providers) -> None:
    keys = MemoryKeys()
    filled(open_keyring(Providers(Credential(ONE)), keys))
    providers.make_first()
    lost, ours = statuses(providers, keys)
    assert (lost.count, lost.current, lost.held) == (7, True, False)
    assert (ours.count, ours.current, ours.held) == (0, False, True)


def test_only_an_empty_key_can_be_retired_and_then_it_is_gone(providers: Providers) -> None:
    keys = MemoryKeys()
    keyring = open_keyring(providers, keys)
    before, old = filled(keyring), providers.newest().id
    with pytest.raises(KeysInUse):
        retire(providers, keys, old)
    providers.make()
    keys.promote(providers.newest().id, over=old)
    with pytest.raises(KeysInUse):
        retire(providers, keys, old)
    rotate(providers, keyring, keys)
    assert retire(providers, keys, old) is True
    assert old not in providers.ids()
    assert opened(open_keyring(providers, keys), before) == before
    with pytest.raises(NoSuchKey):
        retire(providers, keys, old)


def test_a_key_that_a_rotation_may_be_about_to_promote_is_not_retired(providers: Providers) -> None:
    keys = MemoryKeys()
    filled(open_keyring(providers, keys))
    for unpromoted in (providers.make().id, providers.make().id):
        with pytest.raises(KeysInUse):
            retire(providers, keys, unpromoted)
    assert len(providers.ids()) == 3


def test_no_key_of_a_vault_without_data_keys_is_retired_for_any_may_wrap_the_first(providers: Providers) -> None:
    keys = MemoryKeys()
    keyring = open_keyring(providers, keys)
    (first,) = providers.ids()
    providers.make()
    with pytest.raises(KeysInUse):
        retire(providers, keys, first)
    assert opened(open_keyring(providers, keys), filled(keyring))


def test_moving_from_a_file_to_a_credential_is_a_rotation(tmp_path: Path) -> None:
    keys, file = MemoryKeys(), KeyFile(tmp_path / "keyring.json", "", profile=CHEAPEST)
    before = filled(open_keyring(Providers(file), keys))
    moved = Providers(Credential(ONE), [file])
    assert rotate(moved, open_keyring(moved, keys), keys).rewrapped == 7
    assert opened(open_keyring(Providers(Credential(ONE)), keys), before) == before


def test_a_file_moves_to_vault_and_vault_rotates_while_a_keyring_stays_open(tmp_path: Path) -> None:
    keys, file = MemoryKeys(), KeyFile(tmp_path / "keyring.json", "", profile=CHEAPEST)
    before = filled(open_keyring(Providers(file), keys))
    (tmp_path / "token").write_text(TOKEN)
    with running_vault() as vault:
        options = Transit(address=vault.address, token_file=tmp_path / "token")
        with closing(Providers(TransitKeys(options), [file])) as moved:
            working = open_keyring(moved, keys)
            assert rotate(moved, working, keys).left == {}
            with pytest.raises(BadSettings):
                rotate(moved, working, keys)
            vault.keys["strongroom"].rotate()
            with closing(Providers(TransitKeys(options))) as later:
                assert rotate(later, open_keyring(later, keys), keys).rewrapped == 7
                first, second = later.ids()
                assert keys.counts() == {second: 7}
                assert retire(later, keys, first) is False
            vault.keys["strongroom"].min_decryption_version = 2
            assert opened(working, before) == before
            assert working.create("blob-new", "document")
            assert keys.counts() == {second: 8}


def test_where_only_the_keeper_makes_keys_the_way_is_said_and_nothing_is_done() -> None:
    keys, providers = MemoryKeys(), Providers(Credential(ONE))
    filled(open_keyring(providers, keys))
    with pytest.raises(BadSettings):
        rotate(providers, open_keyring(providers, keys), keys)
    grown = Providers(Credential(f"{ONE} {TWO}"))
    assert rotate(grown, open_keyring(grown, keys), keys).left == {}
    assert retire(grown, keys, grown.ids()[0]) is False


def test_rotating_a_vault_without_keys_has_nothing_to_do(providers: Providers) -> None:
    keys = MemoryKeys()
    done = rotate(providers, open_keyring(providers, keys), keys)
    assert (done.to, done.rewrapped, done.left) == (providers.newest().id, 0, {})
    assert len(providers.ids()) == 1


def test_what_does_not_open_is_told_and_keeps_its_key_from_being_retired(providers: Providers) -> None:
    keys = MemoryKeys()
    keyring = open_keyring(providers, keys)
    filled(keyring)
    good, old = keys.get("blob-3"), providers.newest().id
    keys.replace([Swap(old=good, new=replace(good, wrapped=bytes(len(good.wrapped))))])
    done = rotate(providers, keyring, keys)
    assert (done.rewrapped, done.left) == (6, {old: 1})
    with pytest.raises(KeysInUse):
        retire(providers, keys, old)
    assert rotate(providers, keyring, keys).rewrapped == 6  # the broken one holds up no later rotation


def test_of_two_rotations_at_once_both_end_well(tmp_path: Path) -> None:
    def fresh() -> Providers:
        return Providers(KeyFile(tmp_path / "keyring.json", "", profile=CHEAPEST))

    keys = MemoryKeys()
    before = filled(open_keyring(fresh(), keys), 2_000)
    start, threads = threading.Barrier(3), []
    for _ in range(3):

        def run() -> None:
            providers = fresh()
            keyring = open_keyring(providers, keys)
            start.wait()
            rotate(providers, keyring, keys)

        threads.append(threading.Thread(target=run))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = fresh()
    rotate(last, open_keyring(last, keys), keys)
    assert list(keys.counts()) == [keys.current()]
    assert opened(open_keyring(last, keys), before) == before


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["create", "destroy", "rotate", "reopen", "make", "promote", "retire"]), max_size=25))
def test_whatever_is_done_in_whatever_order_every_living_key_opens(steps: list[str]) -> None:
    source, keys = _Making(), MemoryKeys()
    providers = Providers(source)
    keyring, living = open_keyring(providers, keys), dict[str, bytes]()
    for number, step in enumerate(steps):
        if step == "create":
            living[f"blob-{number}"] = keyring.create(f"blob-{number}", f"document-{number}")
        elif step == "destroy" and living:
            doomed = min(living)
            keyring.destroy(doomed.replace("blob", "document"))
            del living[doomed]
        elif step == "rotate":
            assert rotate(providers, keyring, keys).left == {}
        elif step == "reopen":
            providers = Providers(source)
            keyring = open_keyring(providers, keys)
        elif step == "make":
            source.make()
        elif step == "promote":
            keys.promote(providers.newest().id, over=keys.current() or "")
        elif step == "retire":
            for one in statuses(providers, keys):
                _retire_if_allowed(providers, keys, one.id)
        assert opened(keyring, living) == living
    assert opened(open_keyring(Providers(source), keys), living) == living


MOMENTS = [
    f"{when} {call}"
    for call in ("make", "promote", "replace 1", "replace 2", "replace 4", "forget")
    for when in ("before", "after")
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    folder = tmp_path_factory.mktemp("template")
    keys = rotating.open_keys(folder)
    keyring = open_keyring(Providers(rotating.key_file(folder)), keys)
    before = {
        f"blob-{number}": keyring.create(f"blob-{number}", f"document-{number}")
        for number in range(3 * rotating.BATCH + 20)
    }
    keys.close()
    return folder, before


@pytest.mark.breakage
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_any_moment_it_ends_right_when_it_is_run_again(
    template: tuple[Path, dict[str, bytes]], tmp_path: Path, moment: str
) -> None:
    folder, before = template
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
        (tmp_path / file.name).chmod(0o600)
    killed = subprocess.run([sys.executable, "-m", "tests.storage.crypto.rotating", str(tmp_path), moment], check=False)
    assert killed.returncode == -signal.SIGKILL
    keys, providers = rotating.open_keys(tmp_path), Providers(rotating.key_file(tmp_path))
    keyring = open_keyring(providers, keys)
    assert opened(keyring, before) == before
    done = rotate(providers, keyring, keys)
    assert done.left == {}
    for one in statuses(providers, keys):
        _retire_if_allowed(providers, keys, one.id)
    assert list(keys.counts()) == [keys.current()] == list(providers.ids())
    assert opened(open_keyring(Providers(rotating.key_file(tmp_path)), keys), before) == before
    keys.close()


@pytest.fixture
def sqlite_keys(tmp_path: Path) -> Iterator[SqlKeys]:
    keys = rotating.open_keys(tmp_path)
    yield keys
    keys.close()


def test_nobody_who_reads_or_writes_during_rotations_ever_fails(
    tmp_path: Path, sqlite_keys: SqlKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring_module, "_BATCH", 10)
    working = open_keyring(Providers(rotating.key_file(tmp_path)), sqlite_keys)
    before = filled(working, 120)
    stop, failures, written = threading.Event(), list[BaseException](), dict[str, bytes]()

    def read() -> None:
        while not stop.is_set():
            assert opened(working, before) == before

    def write(worker: int) -> None:
        number = 0
        while not stop.is_set():
            blob = f"new-{worker}-{number}"
            written[blob] = working.create(blob, "document")
            number += 1

    threads = [threading.Thread(target=_noting, args=(failures, work, *args)) for work, *args in (
        (read,), (read,), (write, 1), (write, 2),
    )]  # fmt: skip
    for thread in threads:
        thread.start()
    providers = Providers(rotating.key_file(tmp_path))
    for _ in range(3):
        rotate(providers, open_keyring(providers, sqlite_keys), sqlite_keys)
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert written
    assert list(sqlite_keys.counts()) == [sqlite_keys.current()]
    assert opened(open_keyring(providers, sqlite_keys), before | written) == before | written


def test_a_document_destroyed_during_a_rotation_stays_destroyed(providers: Providers) -> None:
    keys = MemoryKeys()
    keyring = open_keyring(providers, keys)
    filled(keyring)
    keys.promote(providers.make().id, over=keys.current() or "")
    keyring.destroy("document-1")
    rotate(providers, keyring, keys)
    with pytest.raises(KeyMissing):
        keyring.get("blob-1")


class _Making(Credential):
    """A source in memory that makes keys, as a key file does."""

    def __init__(self) -> None:
        super().__init__(ONE)
        self._made = 0

    def make(self) -> None:
        self._made += 1
        self._loaded = (*self._loaded, *Credential(f"{self._made:064x}").load())

    def forget(self, kek: str) -> bool:
        if kek == self._loaded[-1].id:
            raise KeysInUse(kek=kek, count=0)
        self._loaded = tuple(one for one in self._loaded if one.id != kek)
        return True


def _retire_if_allowed(providers: Providers, keys: MemoryKeys | SqlKeys, kek: str) -> None:
    try:
        retire(providers, keys, kek)
    except KeysInUse:
        held = providers.ids()
        assert keys.current() in (None, *held[: held.index(kek) + 1]) or keys.counts().get(kek)


def _noting(failures: list[BaseException], work: object, *args: object) -> None:
    try:
        work(*args)  # type: ignore[operator]
    except BaseException as failure:  # noqa: BLE001 - a thread's failure is the test's
        failures.append(failure)
