"""Choosing a store and its ports; nothing is started."""

import socket
from pathlib import Path

import pytest

from storage.objects.folder import FolderStore
from storage.objects.open import open_store, seaweed_folder
from storage.objects.s3 import S3Store
from storage.objects.seaweed import LOOPBACK, SeaweedPorts
from strongroom.errors import StoreUnavailable
from strongroom.settings import Objects, Ports, Settings
from tests.servers import prepared_seaweed


def test_a_server_that_is_away_is_unavailable(tmp_path: Path) -> None:
    server = prepared_seaweed(tmp_path)
    assert not server.ready()
    with pytest.raises(StoreUnavailable):
        server.store().put("key", b"paper")


def test_a_taken_port_is_replaced_by_a_free_one() -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        chosen = SeaweedPorts.choose(Ports(s3=port, master=0, volume=0, filer=0))
    numbers = [getattr(chosen, name) for name in SeaweedPorts.__slots__]
    assert port not in numbers
    assert len(set(numbers)) == len(numbers)


def test_the_settings_choose_the_store(tmp_path: Path) -> None:
    stores = {"folder": FolderStore, "s3": S3Store}
    for backend, store in stores.items():
        settings = Settings(data=tmp_path, objects=Objects.model_validate({"backend": backend}))
        assert isinstance(open_store(settings), store)


def test_the_local_server_is_found_once_it_was_prepared(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with pytest.raises(StoreUnavailable):
        open_store(settings)
    prepared_seaweed(seaweed_folder(settings))
    assert isinstance(open_store(settings), S3Store)


def test_every_start_has_secrets_of_its_own(tmp_path: Path) -> None:
    one, two = (prepared_seaweed(tmp_path) for _ in range(2))
    assert one.secret_key != two.secret_key
    assert one.secret_key.get_secret_value() not in (tmp_path / "config" / "identities.json").read_text()
