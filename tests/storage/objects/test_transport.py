"""An object store behind TLS: its authority is checked."""

from pathlib import Path

import pytest

from storage.objects.s3 import Connection, S3Store
from storage.objects.seaweed import Seaweed
from strongroom.errors import StoreUnavailable
from strongroom.settings import Settings
from tests.tls import certificate_files, tls_before

pytestmark = pytest.mark.servers


def test_a_store_is_used_only_if_its_certificate_is_of_a_known_authority(
    seaweed: Seaweed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = certificate_files(tmp_path / "tls")
    with tls_before(seaweed.ports.s3, files) as port:
        there = Connection(
            endpoint=f"https://127.0.0.1:{port}",
            region="us-east-1",
            bucket=seaweed.bucket,
            access_key=seaweed.access_key,
            secret_key=seaweed.secret_key,
        )
        with pytest.raises(StoreUnavailable) as caught:
            S3Store(there).check()
        assert "SSLError" == caught.value.facts["reason"]
        monkeypatch.setenv("AWS_CA_BUNDLE", str(files.authority))
        store = S3Store(there)
        store.put("tls/one", b"by TLS")
        assert b"by TLS" == store.get("tls/one")
        store.delete("tls/one")


def test_without_an_endpoint_no_variable_of_aws_leads_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    objects = Settings.model_construct().objects
    store = S3Store(
        Connection(
            endpoint="",
            region=objects.region,
            bucket="strongroom",
            access_key=objects.access_key,
            secret_key=objects.secret_key,
        )
    )
    assert store._client.meta.endpoint_url.startswith("https://")
