"""OpenID Connect: the Authorization Code flow with PKCE (RFC 7636); joserfc judges signatures and claims.

What a provider says counts only after its signature, issuer, audience, times and nonce were checked. Whoever it names
gets no role and no account by that (``storage.records.identities``). No access token is kept or used.
"""

import base64
import datetime as dt
import hashlib
import json
import secrets
import ssl
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote_plus

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from storage.crypto.small import seal_small, unseal_small
from storage.records.identities import Vouched
from strongroom.errors import ProviderUnavailable, SignInFailed, Tampered
from strongroom.settings_programs import OpenId
from strongroom.transport import encrypted_on_the_way

LASTS: Final = dt.timedelta(minutes=10)
"""How long somebody may take at the provider."""
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures of the provider's own key. Never one by a secret that we share with it, and never none."""
_LEEWAY: Final = 60
_SECONDS: Final = 10.0
_METHODS: Final = "token_endpoint_auth_methods_supported"
_PLACE: Final = b"desk.openid"


class Aim(StrEnum):
    """What a browser is sent to the provider for."""

    SIGN_IN = "sign_in"
    CONFIRM = "confirm"
    """Somebody who is signed in proves again who they are."""
    JOIN = "join"
    """Somebody who is signed in has their account joined to who they are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What a browser was sent to the provider with. It comes back sealed in the cookie of this browser.

    ``user`` and ``session`` are those of who is signed in here, for the session's own cookie is not sent on the way
    back: they are believed because the errand is sealed. Empty for signing in.
    """

    state: str
    nonce: str
    verifier: str
    next: str
    ends: float
    aim: Aim = Aim.SIGN_IN
    user: str = ""
    session: str = ""

    @classmethod
    def begun(cls, next_page: str, now: dt.datetime, **signed_in: Any) -> "Errand":
        """A fresh one; of somebody who is signed in with ``aim``, ``user`` and ``session``."""
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        ends = (now + LASTS).timestamp()
        return cls(state=state, nonce=nonce, verifier=verifier, next=next_page, ends=ends, **signed_in)

    @property
    def began(self) -> float:
        """When the browser left, in seconds of the epoch."""
        return self.ends - LASTS.total_seconds()

    def sealed(self, key: bytes) -> str:
        """As the cookie holds it."""
        return seal_small(json.dumps(asdict(self)).encode(), key, _PLACE).hex()

    @classmethod
    def opened(cls, cookie: str, key: bytes, state: str, now: dt.datetime) -> "Errand":
        """The one that a browser comes back from (SignInFailed: it is not its own, or took too long)."""
        try:
            said = json.loads(unseal_small(bytes.fromhex(cookie), key, _PLACE))
            found = cls(**said | {"aim": Aim(said["aim"])})
        except (ValueError, KeyError, Tampered):
            raise SignInFailed from None
        if not secrets.compare_digest(found.state.encode(), state.encode()) or now.timestamp() >= found.ends:
            raise SignInFailed
        return found


@dataclass(frozen=True, kw_only=True)
class Provider:
    """The provider of the settings. ``back`` is the address that it sends browsers back to."""

    settings: OpenId
    back: str

    def address(self, errand: Errand) -> str:
        """Where a browser is sent (ProviderUnavailable)."""
        with self._client() as client:
            place = _endpoint(self._described(client), "authorization_endpoint")
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.back,
            "scope": "openid email",
            "state": errand.state,
            "nonce": errand.nonce,
            "code_challenge": _challenge(errand.verifier),
            "code_challenge_method": "S256",
        }
        if errand.aim is not Aim.SIGN_IN:
            # That somebody is signed in at the provider is not enough: whoever sits at the machine is to prove it.
            asked |= {"prompt": "login", "max_age": "0"}
        return str(place.copy_merge_params(asked))

    def vouches(self, errand: Errand, code: str, now: dt.datetime) -> tuple[Vouched, bool]:
        """Whom the provider vouches for, and whether it states that it asked for a second factor.

        Raises:
            SignInFailed: the code is no good, or what it gives proves nothing. ProviderUnavailable.
        """
        try:
            claims = self._checked(*self._exchanged(errand, code), errand, now)
        except (JoseError, ValueError, KeyError, TypeError):
            # Whatever the provider sent that is not as it must be: nobody is told more than that it failed.
            raise SignInFailed from None
        address, subject = claims.get("email"), claims.get("sub")
        if not isinstance(subject, str) or not subject:
            raise SignInFailed
        verified = claims.get("email_verified") is True and isinstance(address, str)
        vouched = Vouched(issuer=self.settings.issuer, subject=subject, address=str(address) if verified else "")
        return vouched, self._states_factor(claims)

    def _exchanged(self, errand: Errand, code: str) -> tuple[str, Any]:
        """The ID token that a code is given out for, and the provider's keys."""
        with self._client() as client:
            described = self._described(client)
            form = {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self.back,
                "code_verifier": errand.verifier,
                "client_id": self.settings.client_id,
            }
            secret = self.settings.client_secret.get_secret_value()
            by_form = "client_secret_basic" not in described.get(_METHODS, ["client_secret_basic"])
            if by_form and secret:
                form["client_secret"] = secret
            # Both are quoted before they are joined (RFC 6749, 2.3.1).
            basic = httpx.BasicAuth(quote_plus(self.settings.client_id), quote_plus(secret))
            auth = basic if secret and not by_form else httpx.USE_CLIENT_DEFAULT
            try:
                answer = client.post(_endpoint(described, "token_endpoint"), data=form, auth=auth)
                if answer.is_client_error:
                    raise SignInFailed  # the code is none, was used, or is not for us
                answer.raise_for_status()
                known = client.get(_endpoint(described, "jwks_uri"))
                known.raise_for_status()
            except httpx.HTTPError as error:
                raise ProviderUnavailable from error
        return answer.json()["id_token"], known.json()

    def _checked(self, token: str, keys: Any, errand: Errand, now: dt.datetime) -> dict[str, Any]:
        time = int(now.timestamp())
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=list(_ALGORITHMS)).claims
        jwt.JWTClaimsRegistry(
            now=time,
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": self.settings.client_id},
            nonce={"essential": True, "value": errand.nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(claims)
        # Of a token for several, the one whom it was given to has to be us (OpenID Connect Core, 3.1.3.7).
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self.settings.client_id) != self.settings.client_id:
            raise SignInFailed
        # A provider that ignores ``max_age`` says so by a time that is too early, or by none at all.
        if errand.aim is not Aim.SIGN_IN and not errand.began - _LEEWAY <= claims["auth_time"] <= time + _LEEWAY:
            raise SignInFailed
        return claims

    def _states_factor(self, claims: dict[str, Any]) -> bool:
        stated = claims.get("amr")
        methods = {one for one in stated if isinstance(one, str)} if isinstance(stated, list) else set()
        return bool((methods | {str(claims.get("acr", ""))}) & self.settings.second_factors)

    def _described(self, client: httpx.Client) -> dict[str, Any]:
        try:
            answer = client.get(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise ProviderUnavailable from error
        if not isinstance(found, dict) or found.get("issuer") != self.settings.issuer:
            raise ProviderUnavailable  # another one answers there than the settings name
        return found

    def _client(self) -> httpx.Client:
        # Whom this machine trusts, an authority of the house's own included; no proxy and no redirect.
        return httpx.Client(verify=ssl.create_default_context(), trust_env=False, timeout=_SECONDS)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _endpoint(described: dict[str, Any], name: str) -> httpx.URL:
    try:
        found = httpx.URL(encrypted_on_the_way(str(described.get(name, ""))))
    except (ValueError, httpx.InvalidURL) as error:
        raise ProviderUnavailable from error
    if not found.host:
        raise ProviderUnavailable
    return found
