"""From settings to providers: what is opened, what is refused, and how a lost or wrong key shows."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from storage.crypto.credential import FOLDER, NAME, Credential, open_credential
from storage.crypto.envelope import Binding, seal, unseal_stream
from storage.crypto.key_file import KeyFile
from storage.crypto.keyring import Keyring
from storage.crypto.memory_keys import MemoryKeys
from storage.crypto.profile import CHEAPEST
from storage.crypto.providers import Providers, open_keyring, open_providers
from strongroom.errors import BadSettings, KeyFileMissing, KeysUnavailable, Tampered, WrongKey
from strongroom.ids import DocumentId
from strongroom.settings import Settings
from strongroom.settings_keys import Keys, Kms, Transit

ONE, TWO = "11" * 32, "22" * 32


def settings(**keys: object) -> Settings:
    return Settings(keys=Keys.model_validate(keys))


def file_at(path: Path, passphrase: str = "") -> Providers:
    return Providers(KeyFile(path, passphrase, profile=CHEAPEST))


def test_the_first_key_of_a_vault_makes_its_key_file(tmp_path: Path) -> None:
    path, keys = tmp_path / "keyring.json", MemoryKeys()
    first = open_keyring(file_at(path), keys).create("blob-1", "document-1")
    assert open_keyring(file_at(path), keys).get("blob-1") == first


def test_a_lost_key_file_is_missed_and_not_made_anew(tmp_path: Path) -> None:
    path, keys = tmp_path / "keyring.json", MemoryKeys()
    open_keyring(file_at(path), keys).create("blob-1", "document-1")
    path.unlink()
    with pytest.raises(KeyFileMissing):
        open_keyring(file_at(path), keys)
    assert not path.exists()


def test_another_key_file_in_its_place_is_a_wrong_key_before_anything_is_written(tmp_path: Path) -> None:
    keys = MemoryKeys()
    open_keyring(file_at(tmp_path / "one.json"), keys).create("blob-1", "document-1")
    other = file_at(tmp_path / "other.json")
    open_keyring(other, MemoryKeys())
    with pytest.raises(WrongKey):
        open_keyring(other, keys)


def test_a_wrong_passphrase_is_a_wrong_key(tmp_path: Path) -> None:
    path, keys = tmp_path / "keyring.json", MemoryKeys()
    open_keyring(file_at(path, "right"), keys).create("blob-1", "document-1")
    with pytest.raises(WrongKey):
        open_keyring(file_at(path, "wrong"), keys)


def test_a_former_provider_opens_what_it_wrapped(tmp_path: Path) -> None:
    keys, file = MemoryKeys(), KeyFile(tmp_path / "keyring.json", "", profile=CHEAPEST)
    key = open_keyring(Providers(file), keys).create("blob-1", "document-1")
    moved = Providers(Credential(ONE), [file])
    assert open_keyring(moved, keys).get("blob-1") == key
    assert moved.ids() == (file.load()[0].id, Credential(ONE).load()[0].id)
    with pytest.raises(WrongKey):
        open_keyring(Providers(Credential(ONE)), keys)


def test_nothing_that_does_not_authenticate_is_given_out_under_a_wrong_key() -> None:
    keys = MemoryKeys()
    keyring = open_keyring(Providers(Credential(ONE)), keys)
    binding = Binding(document=DocumentId("01JD0000000000000000000000"), version=1, role="original")
    envelope = seal(bytes(3 * 2**20), keyring.create("blob-1", binding.document), binding)
    given: list[bytes] = []
    for wrong in (keyring.create("blob-2", binding.document), keyring.house("search"), bytes(32)):
        with pytest.raises(Tampered):
            given.extend(unseal_stream(_Source(envelope), wrong, binding))
    assert given == []


def test_what_a_source_has_only_now_is_found() -> None:
    source = _Growing(ONE)
    providers = Providers(source)
    (newer,) = Credential(TWO).load()
    with pytest.raises(WrongKey):
        providers.find(newer.id)
    source.text = f"{ONE} {TWO}"
    assert providers.find(newer.id).id == newer.id == providers.newest().id


def test_a_key_that_was_seen_stays_known_though_its_source_has_lost_it() -> None:
    source = _Growing(f"{ONE} {TWO}")
    providers = Providers(source)
    (old,) = Credential(ONE).load()
    assert providers.find(old.id).id == old.id
    source.text = TWO
    assert providers.find(old.id).id == old.id


def test_a_former_provider_that_is_away_keeps_nobody_from_the_one_in_use() -> None:
    providers = Providers(Credential(ONE), [_Away()])
    (only,) = Credential(ONE).load()
    assert providers.find(only.id).id == only.id
    with pytest.raises(KeysUnavailable):
        providers.find("another")


@pytest.mark.parametrize("text", ["", "11", "11" * 33, f"{ONE},{TWO}", "zz" * 32, f"{ONE} x"])
def test_a_credential_that_is_none_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(BadSettings) as refused:
        Credential(text)
    assert not text or text not in str(refused.value)


def test_a_credential_comes_from_the_setting_or_from_systemd(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(f"{TWO}\n")
    systemd = {FOLDER: str(tmp_path)}
    (given,), (handed,) = open_credential(ONE, systemd).load(), open_credential("", systemd).load()
    assert (given.id, handed.id) == (Credential(ONE).load()[0].id, Credential(TWO).load()[0].id)
    with pytest.raises(BadSettings):
        open_credential("", {})
    with pytest.raises(KeysUnavailable):
        open_credential("", {FOLDER: str(tmp_path / "nowhere")})


def test_the_id_of_a_credential_tells_nothing_of_the_key() -> None:
    (provider,) = Credential(ONE).load()
    assert ONE[:8] not in provider.id
    assert ONE not in repr(provider) + repr(vars(settings(credential=ONE).keys))


@pytest.mark.parametrize(
    "options",
    [
        {"provider": "credential"},
        {"provider": "kms"},
        {"provider": "vault"},
        {"provider": "vault", "vault": {"address": "https://vault.example"}},
        {"provider": "file", "former": ["kms"]},
    ],
)
def test_a_provider_without_its_options_is_a_bad_setting(
    options: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    with pytest.raises(BadSettings):
        open_providers(settings(**options), key_file=tmp_path / "keyring.json")


@pytest.mark.parametrize(
    "arn",
    [
        "alias/strongroom",
        "arn:aws:kms:eu-central-1:111122223333:alias/strongroom",
        "1234abcd-12ab-34cd-56ef-1234567890ab",
        "arn:aws:s3:eu-central-1:111122223333:key/1234",
    ],
)
def test_a_kms_key_is_named_by_its_arn_and_not_by_what_can_be_pointed_elsewhere(arn: str) -> None:
    with pytest.raises(ValidationError):
        Kms(arns=(arn,))


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://vault.example:8200/", True),
        ("http://127.0.0.1:8200", True),
        ("http://localhost:8200", True),
        ("http://vault.example:8200", False),
        ("http://127.0.0.1.example", False),
        ("ftp://vault.example", False),
    ],
)
def test_vault_is_spoken_to_in_the_clear_on_this_machine_alone(address: str, allowed: bool) -> None:
    if allowed:
        assert Transit(address=address).address == address.rstrip("/")
        return
    with pytest.raises(ValidationError):
        Transit(address=address)


def test_all_four_are_opened_by_their_settings(tmp_path: Path) -> None:
    arn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    vault = {"address": "https://vault.example", "token_file": tmp_path / "token"}
    options = settings(
        provider="file", former=["credential", "kms", "vault"], credential=ONE, kms={"arns": [arn]}, vault=vault
    )
    providers = open_providers(options, key_file=tmp_path / "keyring.json")
    providers.make_first()
    assert isinstance(open_keyring(providers, MemoryKeys()), Keyring)
    assert providers.find(f"kms:{arn}").id == f"kms:{arn}"
    providers.close()


class _Source:
    """A body that is read in pieces."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, size: int, /) -> bytes:
        piece, self._data = self._data[: min(size, 1000)], self._data[min(size, 1000) :]
        return piece


class _Growing(Credential):
    """A source whose keeper changes it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def load(self) -> tuple[object, ...]:  # type: ignore[override]
        return Credential(self.text).load()


class _Away(Credential):
    """A source that does not answer."""

    def __init__(self) -> None:
        super().__init__(TWO)

    def load(self) -> tuple[object, ...]:  # type: ignore[override]
        raise KeysUnavailable
