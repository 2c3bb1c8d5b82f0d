"""The desk as a service that speaks TLS: started as it is in production, asked by a stranger."""

import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from cli.installation import desk_is_healthy
from desk.service import check_certificate
from strongroom.errors import BadSettings
from strongroom.settings import Face, Objects, Settings
from tests.postgres import _free_port
from tests.tls import certificate_files


@pytest.mark.servers
def test_the_desk_speaks_tls_to_who_knows_its_authority_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = certificate_files(tmp_path / "tls")
    monkeypatch.chdir(tmp_path)
    face = Face(certificate=files.certificate, key=files.key)
    settings = Settings(data=tmp_path / "data", objects=Objects(backend="folder"), desk=face)
    told = {"DATA": settings.data, "OBJECTS__BACKEND": "folder", "DESK__CERTIFICATE": face.certificate}
    for name, value in {**told, "DESK__KEY": face.key}.items():
        monkeypatch.setenv(f"STRONGROOM_{name}", str(value))
    port = _free_port()
    process = subprocess.Popen([sys.executable, "-c", "from desk.service import main; main()", "--port", str(port)])
    try:
        until = time.monotonic() + 60
        while not desk_is_healthy(settings, port):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.2)
        address = f"https://127.0.0.1:{port}/health"
        assert httpx.get(address, verify=ssl.create_default_context(cafile=str(files.authority))).is_success
        with pytest.raises(httpx.ConnectError, match="certificate"):
            httpx.get(address)
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"http://127.0.0.1:{port}/health")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def test_a_certificate_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    check_certificate(Face())
    ours, others = certificate_files(tmp_path / "ours"), certificate_files(tmp_path / "others")
    check_certificate(Face(certificate=ours.certificate, key=ours.key))
    for certificate, key in ((ours.certificate, others.key), (tmp_path / "none.pem", ours.key)):
        with pytest.raises(BadSettings) as caught:
            check_certificate(Face(certificate=certificate, key=key))
        assert "desk.certificate" == caught.value.facts["setting"]
