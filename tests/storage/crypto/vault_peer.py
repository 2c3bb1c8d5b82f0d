"""A peer that speaks as the transit engine of HashiCorp Vault does, for tests only.

The contract is kept with a real OpenBao (``openbao.py``). This peer is for what a real one does not do when it is asked
to: being sealed, answering nonsense, growing a key of the same name; and for tests that start no server.
Spoken: ``GET keys/:name``, ``POST encrypt/:name`` (``key_version``, ``associated_data``), ``POST decrypt/:name``; the
token; versions, ``min_decryption_version``; being sealed. Base64 is read leniently, as Go's standard decoder does.
"""

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "hvs.invented"
MADE = 1_790_000_000


class Refused(Exception):
    """An HTTP status and what Vault says."""

    def __init__(self, status: int, *errors: str) -> None:
        super().__init__(status)
        self.status, self.errors = status, errors


@dataclass(kw_only=True)
class TransitKey:
    """One named key: its versions by number."""

    versions: dict[int, bytes] = field(default_factory=lambda: {1: os.urandom(32)})
    min_decryption_version: int = 1
    type: str = "aes256-gcm96"
    derived: bool = False
    made: int = MADE

    def rotate(self) -> None:
        """As ``vault write -f transit/keys/name/rotate``."""
        self.versions[max(self.versions) + 1] = os.urandom(32)

    def tell(self, name: str) -> dict[str, Any]:
        usable = [one for one in self.versions if one >= self.min_decryption_version]
        return {
            "name": name,
            "type": self.type,
            "derived": self.derived,
            "exportable": False,
            "latest_version": max(self.versions),
            "min_decryption_version": self.min_decryption_version,
            "keys": {str(one): self.made + one for one in usable},
        }

    def encrypt(self, body: dict[str, Any]) -> dict[str, Any]:
        version = body.get("key_version") or max(self.versions)
        if version not in self.versions:
            raise Refused(400, "requested version for encryption is higher than the latest key version")
        nonce = os.urandom(12)
        sealed = AESGCM(self.versions[version]).encrypt(nonce, _decoded(body["plaintext"]), _associated(body))
        return {"ciphertext": f"vault:v{version}:{base64.b64encode(nonce + sealed).decode()}", "key_version": version}

    def decrypt(self, body: dict[str, Any]) -> dict[str, Any]:
        vault, version, text = [*str(body["ciphertext"]).split(":", 2), "", ""][:3]
        if vault != "vault" or not version.startswith("v"):
            raise Refused(400, "invalid ciphertext: no prefix")
        number = int(version[1:])
        if number > max(self.versions):
            raise Refused(400, "invalid ciphertext: version is too new")
        if number < self.min_decryption_version:
            raise Refused(400, "ciphertext or signature version is disallowed by policy (too old)")
        sealed = _decoded(text)
        if len(sealed) < 12:
            raise Refused(400, "invalid ciphertext length")
        try:
            opened = AESGCM(self.versions[number]).decrypt(sealed[:12], sealed[12:], _associated(body))
        except (InvalidTag, ValueError):
            raise Refused(400, "cipher: message authentication failed") from None
        return {"plaintext": base64.b64encode(opened).decode()}


@dataclass(kw_only=True)
class VaultPeer:
    """A running peer with its keys, which a test may change."""

    address: str
    keys: dict[str, TransitKey] = field(default_factory=dict)
    sealed: bool = False
    answer: bytes | None = None
    """Said to everything, with 200, instead of what is right: a proxy's page."""

    def respond(self, method: str, path: str, token: str | None, body: dict[str, Any]) -> dict[str, Any]:
        if self.sealed:
            raise Refused(503, "Vault is sealed")
        if token != TOKEN:
            raise Refused(403, "permission denied")
        mount, _, rest = path.removeprefix("/v1/").partition("/")
        verb, _, name = rest.partition("/")
        if mount != "transit":
            raise Refused(404, f'no handler for route "{mount}"')
        key = self.keys.get(name)
        if (method, verb) == ("GET", "keys"):
            if key is None:
                raise Refused(404)
            return key.tell(name)
        if key is None:
            raise Refused(400, "encryption key not found")
        if (method, verb) == ("POST", "encrypt"):
            return key.encrypt(body)
        if (method, verb) == ("POST", "decrypt"):
            return key.decrypt(body)
        raise Refused(405, "unsupported operation")


@contextmanager
def running_vault() -> Iterator[VaultPeer]:
    """A peer on a free loopback port, with one key called ``strongroom``."""
    peer = VaultPeer(address="", keys={"strongroom": TransitKey()})

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: dict[str, Any]) -> None:
            try:
                data = peer.respond(self.command, self.path, self.headers.get("X-Vault-Token"), body)
                status, answer = 200, json.dumps({"request_id": "invented", "data": data}).encode()
            except Refused as refused:
                status, answer = refused.status, json.dumps({"errors": refused.errors}).encode()
            self.send_response(status)
            content = peer.answer or answer
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    peer.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _decoded(text: str) -> bytes:
    return base64.b64decode(text)


def _associated(body: dict[str, Any]) -> bytes | None:
    return _decoded(body["associated_data"]) if "associated_data" in body else None
