"""Providers of OpenID Connect for tests: a real one, and one that lies as it is told."""

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it is made with what Authlib is to lose in its version 2
    import oidc_provider_mock
    from oidc_provider_mock import User as Known

__all__ = ["KEY", "OTHER", "Known", "Liar", "agree", "lying", "provider"]

KEY = RSAKey.generate_key(2048, {"kid": "one"})
OTHER = RSAKey.generate_key(2048, {"kid": "one"})


@contextmanager
def provider(*people: Known) -> Iterator[str]:
    """A real provider that knows these people; its issuer."""
    with oidc_provider_mock.run_server_in_thread(user_claims=people, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


def agree(address: str, subject: str) -> str:
    """Sign in at the provider as somebody; where it sends the browser back to."""
    answer = httpx.post(address, data={"sub": subject}, trust_env=False)
    assert 302 == answer.status_code, answer.text
    return answer.headers["location"]


@dataclass
class Liar:
    """A provider that gives out one token. ``said`` overrides what it says of itself."""

    claims: dict[str, Any] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: KEY)
    alg: str = "RS256"
    token: str = ""
    status: int = 200
    said: dict[str, Any] = field(default_factory=dict)
    issuer: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)

    def answers(self, path: str) -> tuple[int, object]:
        """What is at a path."""
        if path.startswith("/.well-known"):
            places = {"authorization_endpoint": "/a", "token_endpoint": "/t", "jwks_uri": "/k"}
            return 200, {"issuer": self.issuer, **{n: self.issuer + p for n, p in places.items()}, **self.said}
        if path == "/k":
            return 200, {"keys": [KEY.as_dict(private=False)]}
        token = self.token or jwt.encode({"alg": self.alg, "kid": "one"}, self.claims, self.key, algorithms=[self.alg])
        return self.status, {"id_token": token, "access_token": "x", "token_type": "Bearer"}


@contextmanager
def lying() -> Iterator[Liar]:
    """A provider that says whatever it is told to."""
    liar = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            liar.asked.append((self.headers.get("authorization", ""), body))
            self._answer()

        def _answer(self) -> None:
            status, said = liar.answers(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, format: str, *_: Any) -> None:  # noqa: A002 - http.server's
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        liar.issuer = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield liar
        finally:
            server.shutdown()
            thread.join()
