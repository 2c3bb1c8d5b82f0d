"""Every key provider keeps the contract."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from storage.crypto.credential import Credential
from storage.crypto.key_file import KeyFile
from storage.crypto.kms import KmsKeys
from storage.crypto.profile import CHEAPEST
from storage.crypto.source import KeySource
from storage.crypto.transit import TransitKeys
from strongroom.errors import KeysUnavailable, Tampered
from strongroom.settings_keys import Transit
from tests.storage.crypto.contract_provider import ProviderContract
from tests.storage.crypto.openbao import OpenBao, running_openbao
from tests.storage.crypto.vault_peer import TOKEN, VaultPeer, running_vault


class TestKeyFile(ProviderContract):
    """A file under a passphrase."""

    @pytest.fixture
    def source(self, tmp_path: Path) -> KeyFile:
        file = KeyFile(tmp_path / "keyring.json", "passphrase", profile=CHEAPEST)
        file.make_first()
        return file

    @pytest.fixture
    def again(self, source: KeyFile, tmp_path: Path) -> KeyFile:
        return KeyFile(tmp_path / "keyring.json", "passphrase", profile=CHEAPEST)

    @pytest.fixture
    def grown(self, source: KeyFile, again: KeyFile) -> Callable[[], KeySource]:
        def grow() -> KeySource:
            source.make()
            return again

        return grow


class TestCredential(ProviderContract):
    """Keys that systemd or the environment hands over."""

    @pytest.fixture
    def key(self) -> str:
        return secrets.token_hex(32)

    @pytest.fixture
    def source(self, key: str) -> Credential:
        return Credential(key)

    @pytest.fixture
    def again(self, key: str) -> Credential:
        return Credential(f"  {key.upper()}\n")

    @pytest.fixture
    def grown(self, key: str) -> Callable[[], KeySource]:
        return lambda: Credential(f"{key}\n{secrets.token_hex(32)}\n")


class TestKms(ProviderContract):
    """AWS KMS, as moto plays it in this process."""

    # moto writes the id of the key in front, and says AccessDenied where AWS says that the ciphertext is invalid.
    REFUSED = (Tampered, KeysUnavailable)

    @pytest.fixture(autouse=True)
    def aws(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "invented")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented")
        with mock_aws():
            yield

    @pytest.fixture
    def arn(self, aws: None) -> str:
        return make_kms_key()

    @pytest.fixture
    def source(self, arn: str) -> Iterator[KmsKeys]:
        yield from closed(KmsKeys([arn]))

    @pytest.fixture
    def again(self, arn: str) -> Iterator[KmsKeys]:
        yield from closed(KmsKeys([arn]))

    @pytest.fixture
    def grown(self, arn: str) -> Callable[[], KeySource]:
        return lambda: KmsKeys([arn, make_kms_key()])

    def test_a_key_that_is_not_there_or_not_reached_is_unavailable(
        self, arn: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (unknown,) = KmsKeys([arn[:-4] + "0000"]).load()
        _unavailable(lambda: unknown.wrap(bytes(32), b"context"))
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        (stranger,) = KmsKeys([arn]).load()
        _unavailable(lambda: stranger.wrap(bytes(32), b"context"))


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[VaultPeer]:
    (tmp_path / "token").write_text(TOKEN + "\n")
    with running_vault() as peer:
        yield peer


class TestTransit(ProviderContract):
    """A peer that speaks as Vault does, over HTTP."""

    @pytest.fixture
    def options(self, vault: VaultPeer, tmp_path: Path) -> Transit:
        return Transit(address=vault.address, token_file=tmp_path / "token")

    @pytest.fixture
    def source(self, options: Transit) -> Iterator[TransitKeys]:
        yield from closed(TransitKeys(options))

    @pytest.fixture
    def again(self, options: Transit) -> Iterator[TransitKeys]:
        yield from closed(TransitKeys(options))

    @pytest.fixture
    def grown(self, vault: VaultPeer, again: TransitKeys) -> Callable[[], KeySource]:
        def grow() -> KeySource:
            vault.keys["strongroom"].rotate()
            return again

        return grow

    def test_a_sealed_vault_a_bad_token_and_no_answer_are_unavailable(
        self, source: TransitKeys, vault: VaultPeer, tmp_path: Path
    ) -> None:
        (provider,) = source.load()
        vault.sealed = True
        _unavailable(lambda: provider.wrap(bytes(32), b""))
        vault.sealed = False
        (tmp_path / "token").write_text("hvs.expired")
        _unavailable(lambda: provider.wrap(bytes(32), b""))
        (tmp_path / "token").unlink()
        _unavailable(lambda: provider.wrap(bytes(32), b""))
        (tmp_path / "token").write_text(TOKEN)
        for page in (b"<html>", b"{}", b'{"data": null}', b"[]", b'{"data": {"ciphertext": "vault:v2:AAAA"}}'):
            vault.answer = page
            _unavailable(lambda: provider.wrap(bytes(32), b""))
        vault.answer = None
        assert provider.unwrap(provider.wrap(bytes(32), b""), b"") == bytes(32)

    def test_a_version_that_is_out_of_use_is_no_longer_offered(
        self, grown: Callable[[], KeySource], vault: VaultPeer
    ) -> None:
        source = grown()
        old, new = source.load()
        wrapped = old.wrap(bytes(32), b"")
        vault.keys["strongroom"].min_decryption_version = 2
        assert [one.id for one in source.load()] == [new.id]
        _unavailable(lambda: old.unwrap(wrapped, b""))

    def test_a_key_made_anew_under_the_old_name_is_another_key(self, source: TransitKeys, vault: VaultPeer) -> None:
        (old,) = source.load()
        vault.keys["strongroom"] = type(vault.keys["strongroom"])(made=vault.keys["strongroom"].made + 99)
        (new,) = source.load()
        assert new.id != old.id


@pytest.fixture(scope="module")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenBao]:
    with running_openbao(tmp_path_factory.mktemp("openbao")) as server:
        yield server


@pytest.mark.servers
class TestOpenBao(ProviderContract):
    """A real OpenBao, with a token that may do what it has to and nothing else."""

    @pytest.fixture
    def options(self, bao: OpenBao, tmp_path: Path) -> Transit:
        key = f"strongroom-{secrets.token_hex(4)}"
        bao.post(f"transit/keys/{key}")
        (tmp_path / "token").write_text(bao.token)
        return Transit(address=bao.address, token_file=tmp_path / "token", key=key)

    @pytest.fixture
    def source(self, options: Transit) -> Iterator[TransitKeys]:
        yield from closed(TransitKeys(options))

    @pytest.fixture
    def again(self, options: Transit) -> Iterator[TransitKeys]:
        yield from closed(TransitKeys(options))

    @pytest.fixture
    def grown(self, bao: OpenBao, options: Transit, again: TransitKeys) -> Callable[[], KeySource]:
        def grow() -> KeySource:
            bao.post(f"transit/keys/{options.key}/rotate")
            return again

        return grow

    def test_a_bad_token_is_unavailable(self, source: TransitKeys, bao: OpenBao, tmp_path: Path) -> None:
        (provider,) = source.load()
        (tmp_path / "token").write_text("s.expired")
        _unavailable(lambda: provider.wrap(bytes(32), b""))
        (tmp_path / "token").write_text(bao.token)
        assert bytes(32) == provider.unwrap(provider.wrap(bytes(32), b""), b"")

    def test_a_version_that_is_out_of_use_is_no_longer_offered(
        self, grown: Callable[[], KeySource], bao: OpenBao, options: Transit
    ) -> None:
        source = grown()
        old, new = source.load()
        wrapped = old.wrap(bytes(32), b"")
        bao.post(f"transit/keys/{options.key}/config", min_decryption_version=2)
        assert [new.id] == [one.id for one in source.load()]
        _unavailable(lambda: old.unwrap(wrapped, b""))


def make_kms_key() -> str:
    arn: str = boto3.client("kms", "eu-central-1").create_key()["KeyMetadata"]["Arn"]
    return arn


def closed(source: KmsKeys | TransitKeys) -> Iterator[KmsKeys | TransitKeys]:
    yield source
    source.close()


def _unavailable(work: Callable[[], object]) -> None:
    with pytest.raises(KeysUnavailable):
        work()
