"""People sign in through a real provider, as accounts that an administrator made; no lie of a provider counts."""

import base64
import datetime as dt
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from desk.app import create_app
from desk.desk import Desk
from desk.limits import PACES, Counted
from desk.openid import LASTS, Errand, Provider
from storage.audit import ChainedEvent
from storage.crypto.one_time import code_at
from storage.records.identities import Identities, Vouched
from storage.records.sessions import Origin
from storage.records.trail import events
from storage.records.users import User
from strongroom.errors import BadForm, ProviderUnavailable, SignInFailed, SignInLocked
from strongroom.permissions import StaffRole
from strongroom.settings_programs import OpenId
from tests.desk.invented import Clock, employ
from tests.desk.providers import KEY, OTHER, Known, Liar, agree, lying, provider
from tests.desk.visitor import Visitor

# The real provider is made with what Authlib is to lose in its version 2.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

RITA = Known(sub="s-1", claims={"email": "Rita@example.org", "email_verified": True, "amr": ["pwd", "otp"]})
PLAIN = Known(sub="s-2", claims={"email": "rita@example.org", "email_verified": True})
UNPROVEN = Known(sub="s-3", claims={"email": "rita@example.org", "email_verified": False})
NOBODY = Known(sub="s-4", claims={"email": "nobody@example.org", "email_verified": True})
NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
ERRAND = Errand(state="s", nonce="n", verifier="v" * 48, next="/", ends=NOW.timestamp() + 60)


@pytest.fixture
def clock() -> Clock:
    return Clock(dt.datetime.now(dt.UTC))  # the provider has a clock of its own


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider(RITA, PLAIN, UNPROVEN, NOBODY) as running:
        yield running


@pytest.fixture
def house(desk: Desk, issuer: str) -> Desk:
    """A desk that knows the provider."""
    openid = OpenId(issuer=issuer, title="House Login", client_id="strongroom", client_secret=SecretStr("s"))
    settings = desk.work.settings.model_copy(update={"openid": openid})
    return replace(desk, work=replace(desk.work, settings=settings))


@pytest.fixture
def browser(house: Desk) -> Iterator[Visitor]:
    with TestClient(create_app(house), client=("127.0.0.1", 5000), follow_redirects=False) as client:
        yield Visitor(client)


@pytest.fixture
def rita(house: Desk) -> User:
    """A reviewer who is awaited, has a password that she never changed, and no second factor here."""
    employ(house, "first", StaffRole.ADMIN)
    user, _ = house.accounts.add("rita", "Rita", frozenset({StaffRole.REVIEWER}), by="x", now=house.now())
    Identities(house.accounts).expect(user.id, " rita@EXAMPLE.org", by="user:adam", now=house.now())
    return user


def go_there(browser: Visitor, subject: str, next_page: str = "/queue") -> str:
    """Leave for the provider and sign in there; the path back."""
    away = browser.get(f"/sign-in/openid?next={next_page}")
    assert 303 == away.status_code
    return agree(away.headers["location"], subject).removeprefix("http://testserver")


def told(desk: Desk) -> list[ChainedEvent]:
    return list(desk.work.records.transactions.read(lambda session: list(events(session.connection))))


def test_who_is_awaited_comes_in_with_the_factor_that_the_provider_states(
    house: Desk, browser: Visitor, rita: User
) -> None:
    answer = browser.get(go_there(browser, "s-1"))
    assert 200 == answer.status_code
    assert 'content="0; url=/queue"' in answer.text
    assert 200 == browser.get("/queue").status_code
    assert ["identity_bound", "signed_in"] == [one.action for one in told(house) if rita.id in one.facts][-2:]
    trail = " ".join(one.facts for one in told(house))
    assert "example.org" not in trail
    assert "s-1" not in trail
    # Bound for ever: the address gets nobody in any more, and she herself comes back.
    assert 401 == browser.get(go_there(browser, "s-2")).status_code
    assert 200 == browser.get(go_there(browser, "s-1")).status_code


def test_without_a_stated_factor_one_of_ours_is_set_up_and_then_asked_for(
    house: Desk, browser: Visitor, rita: User
) -> None:
    assert 200 == browser.get(go_there(browser, "s-2")).status_code
    assert "/sign-in/second-factor" == browser.get("/queue").headers["location"]
    assert 200 == browser.get("/sign-in/second-factor").status_code
    secret = house.door.secret_to_enrol(rita)
    assert 200 == browser.post("/sign-in/second-factor", {"code": code_at(secret, house.now())}).status_code
    assert 200 == browser.get("/queue").status_code
    browser.post("/sign-out")
    browser.get(go_there(browser, "s-2"))
    assert "/sign-in/code" in browser.get("/queue").headers["location"]


@pytest.mark.parametrize("subject", ["s-3", "s-4"])
def test_who_is_not_awaited_or_whose_address_was_never_verified_stays_out(
    house: Desk, browser: Visitor, rita: User, subject: str
) -> None:
    people = len(house.accounts.everybody())
    assert 401 == browser.get(go_there(browser, subject)).status_code
    assert 303 == browser.get("/queue").status_code
    assert people == len(house.accounts.everybody())
    assert "sign_in_failed" == told(house)[-1].action


def test_a_leaver_is_out_at_once_whatever_the_provider_says(house: Desk, browser: Visitor, rita: User) -> None:
    browser.get(go_there(browser, "s-1"))
    house.accounts.disable(rita.id, by="user:adam", now=house.now())
    assert 303 == browser.get("/queue").status_code
    assert 401 == browser.get(go_there(browser, "s-1")).status_code


def test_a_locked_name_is_locked_here_too(house: Desk, rita: User) -> None:
    for _ in range(9):
        with pytest.raises((SignInFailed, SignInLocked)):
            house.accounts.check_password("rita", "wrong", now=house.now())
    origin = Origin(address="127.0.0.1", agent="tests", provider=True, factor=True)
    with pytest.raises(SignInLocked):
        house.door.admit(rita, origin, now=house.now())
    assert () == house.accounts.sessions_of(rita.id, now=house.now())


def test_only_the_browser_that_left_comes_back_once_and_in_time(
    house: Desk, browser: Visitor, rita: User, clock: Clock
) -> None:
    path = go_there(browser, "s-1")
    with TestClient(create_app(house), client=("127.0.0.1", 5000), follow_redirects=False) as other:
        assert 401 == other.get(path).status_code
    assert 401 == browser.get(path.replace("state=", "state=x")).status_code
    assert 401 == browser.get(f"{path}&iss=https://evil.example.org").status_code
    assert 401 == browser.get("/sign-in/openid/back?error=access_denied&state=x").status_code
    assert 200 == browser.get(path).status_code
    assert 401 == browser.get(path).status_code
    late = go_there(browser, "s-1")
    clock.forward(seconds=LASTS.total_seconds() + 1)
    assert 401 == browser.get(late).status_code


def test_it_asks_with_state_nonce_and_a_challenge_and_never_leads_elsewhere(browser: Visitor, rita: User) -> None:
    away = browser.get("/sign-in/openid?next=//evil.example.org")
    asked = parse_qs(urlsplit(away.headers["location"]).query)
    assert {"S256"} == set(asked["code_challenge_method"])
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))
    cookie = away.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/sign-in/openid/back"))
    assert 'url=/"' in browser.get(agree(away.headers["location"], "s-1").removeprefix("http://testserver")).text


def test_the_button_is_there_only_where_there_is_a_provider(stranger: Visitor, browser: Visitor, rita: User) -> None:
    assert "House Login" in browser.get("/sign-in").text
    assert "openid" not in stranger.get("/sign-in").text
    assert 404 == stranger.get("/sign-in/openid").status_code
    assert 404 == stranger.get("/sign-in/openid/back?code=x&state=y").status_code


def test_an_administrator_says_who_may_come_and_takes_it_back(
    house: Desk, browser: Visitor, rita: User, visit: Callable[..., Visitor]
) -> None:
    admin = visit(StaffRole.ADMIN)
    assert 422 == admin.post(f"/users/{rita.id}/identity").status_code
    assert 400 == admin.post(f"/users/{rita.id}/identity", {"address": "nonsense"}).status_code
    assert 303 == admin.post(f"/users/{rita.id}/identity", {"address": "rita@example.org"}).status_code
    other = admin.user.id if admin.user else ""
    with pytest.raises(BadForm):  # nobody else is awaited under the same address
        Identities(house.accounts).expect(other, "RITA@example.org", by="x", now=house.now())
    browser.get(go_there(browser, "s-1"))
    assert 303 == admin.post(f"/users/{rita.id}/identity/forget").status_code
    assert 303 == browser.get("/queue").status_code
    assert 401 == browser.get(go_there(browser, "s-1")).status_code


def test_who_came_as_somebody_else_there_is_out_when_another_is_awaited(
    house: Desk, browser: Visitor, rita: User
) -> None:
    browser.get(go_there(browser, "s-1"))
    assert 200 == browser.get("/queue").status_code
    Identities(house.accounts).expect(rita.id, "other@example.org", by="user:adam", now=house.now())
    assert 303 == browser.get("/queue").status_code
    assert 401 == browser.get(go_there(browser, "s-1")).status_code


def test_nobody_has_the_provider_asked_without_end(browser: Visitor, rita: User) -> None:
    answers = {browser.get("/sign-in/openid/back?error=x").status_code for _ in range(PACES[Counted.GUEST].burst + 1)}
    assert {401, 429} == answers
    assert 429 == browser.get("/sign-in/openid").status_code


# What a provider says, and what it is worth.


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


def vouches(liar: Liar, now: dt.datetime = NOW) -> tuple[Vouched, bool]:
    settings = OpenId(issuer=liar.issuer, client_id="strongroom", client_secret=SecretStr("p:w d"))
    return Provider(settings=settings, back="https://desk.example.org/back").vouches(ERRAND, "code", now)


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
