"""What a provider says, and what it is worth: no lie of one counts."""

import base64
import datetime as dt
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from desk.openid import Aim, Errand, Provider
from storage.records.identities import Vouched
from strongroom.errors import ProviderUnavailable, SignInFailed
from strongroom.settings_programs import OpenId
from tests.desk.providers import KEY, OTHER, Liar, lying

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
ERRAND = Errand(state="s", nonce="n", verifier="v" * 48, next="/", ends=NOW.timestamp() + 60)


@pytest.fixture(scope="module")
def running() -> Iterator[Liar]:
    with lying() as liar:
        yield liar


@pytest.fixture
def liar(running: Liar) -> Liar:
    fresh = Liar(issuer=running.issuer)
    for name in ("key", "alg", "token", "status", "said"):
        setattr(running, name, getattr(fresh, name))
    running.asked.clear()
    stamp = int(NOW.timestamp())
    running.claims = {
        "iss": running.issuer, "sub": "s-9", "aud": "strongroom", "nonce": "n", "iat": stamp, "exp": stamp + 300,
        "email": "a@example.org", "email_verified": True,
    }  # fmt: skip
    return running


def vouches(liar: Liar, now: dt.datetime = NOW, errand: Errand = ERRAND) -> tuple[Vouched, bool]:
    settings = OpenId(issuer=liar.issuer, client_id="strongroom", client_secret=SecretStr("p:w d"))
    return Provider(settings=settings, back="https://desk.example.org/back").vouches(errand, "code", now)


def test_what_is_true_counts(liar: Liar) -> None:
    assert (Vouched(issuer=liar.issuer, subject="s-9", address="a@example.org"), False) == vouches(liar)
    ((basic, form),) = liar.asked
    assert basic.startswith("Basic ")
    assert "code_verifier=vvvv" in form
    assert "client_secret" not in form
    liar.claims |= {"aud": ["strongroom", "other"], "azp": "strongroom", "acr": "mfa"}
    liar.said = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert vouches(liar)[1]
    assert "client_secret=p%3Aw+d" in liar.asked[-1][1]


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://other.example.org"},
        {"aud": "other"},
        {"aud": ["strongroom", "other"]},
        {"azp": "other"},
        {"nonce": "m"},
        {"nonce": None},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": "never"},
        {"iat": int(NOW.timestamp()) + 300},
        {"sub": ""},
        {"sub": 7},
    ],
    ids=str,
)
def test_a_token_of_another_for_another_or_of_another_time_proves_nothing(liar: Liar, lie: dict[str, Any]) -> None:
    liar.claims |= lie
    with pytest.raises(SignInFailed):
        vouches(liar)


def test_who_proves_again_who_they_are_has_signed_in_there_since_they_left(liar: Liar) -> None:
    """A provider that passes on who was signed in before, or does not say when that was, proves nothing."""
    began = int(ERRAND.began)
    for aim in (Aim.CONFIRM, Aim.JOIN):
        errand = replace(ERRAND, aim=aim)
        for said, proves in ((began, True), (began - 61, False), (None, False), (began + 3600, False), ("x", False)):
            liar.claims |= {"auth_time": said} if said is not None else {}
            if said is None:
                del liar.claims["auth_time"]
            if proves:
                assert vouches(liar, errand=errand)
            else:
                with pytest.raises(SignInFailed):
                    vouches(liar, errand=errand)


@pytest.mark.parametrize("missing", ["iss", "aud", "exp", "iat", "nonce", "sub"])
def test_a_token_that_leaves_something_out_proves_nothing(liar: Liar, missing: str) -> None:
    del liar.claims[missing]
    with pytest.raises(SignInFailed):
        vouches(liar)


def test_a_token_that_the_provider_did_not_sign_proves_nothing(liar: Liar) -> None:
    honest = vouches(liar)
    liar.key = OTHER
    with pytest.raises(SignInFailed):
        vouches(liar)
    for token in ("nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.e30."):
        liar.key, liar.token = KEY, token
        assert _fails(liar)
    # A key that all may know is no secret to sign with; joserfc refuses to sign so, an attacker would not.
    head, claims = (_part(said) for said in ({"alg": "HS256", "kid": "one"}, liar.claims))
    seal = hmac.digest(KEY.as_pem(private=False), f"{head}.{claims}".encode(), "sha256")
    liar.token = f"{head}.{claims}.{base64.urlsafe_b64encode(seal).rstrip(b'=').decode()}"
    assert _fails(liar)
    assert honest[0].subject == "s-9"


def _part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def _fails(liar: Liar) -> bool:
    with pytest.raises(SignInFailed):
        vouches(liar)
    return True


def test_an_address_counts_only_if_it_was_verified(liar: Liar) -> None:
    for said in (False, "true", 1, None):
        liar.claims["email_verified"] = said
        assert "" == vouches(liar)[0].address


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://other.example.org"},
        {"token_endpoint": "http://other.example.org/t"},
        {"jwks_uri": ""},
        {"jwks_uri": "https://[v1.a]/"},
    ],
    ids=str,
)
def test_a_provider_that_is_another_or_speaks_in_the_clear_is_not_used(liar: Liar, said: dict[str, str]) -> None:
    liar.said = said
    with pytest.raises(ProviderUnavailable):
        vouches(liar)


def test_a_code_that_is_refused_is_a_failure_and_a_provider_that_breaks_is_away(liar: Liar) -> None:
    liar.status = 400
    assert _fails(liar)
    liar.status = 502
    with pytest.raises(ProviderUnavailable):
        vouches(liar)
    gone = Provider(settings=OpenId(issuer="http://127.0.0.1:9", client_id="x"), back="/")
    with pytest.raises(ProviderUnavailable):
        gone.address(ERRAND)
