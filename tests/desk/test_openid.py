"""People sign in through a real provider, as accounts that an administrator made and nobody else comes into."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from desk.app import create_app
from desk.desk import Desk
from desk.limits import PACES, Counted
from desk.openid import LASTS
from storage.audit import ChainedEvent
from storage.crypto.one_time import code_at
from storage.records import sessions
from storage.records.identities import Identities
from storage.records.sessions import Origin
from storage.records.telling import news
from storage.records.trail import events
from storage.records.users import User
from strongroom.api_token import Scope
from strongroom.errors import BadForm, SignInFailed, SignInLocked
from strongroom.permissions import StaffRole
from strongroom.settings_programs import OpenId
from strongroom.sign_in import CONFIRMED
from tests.desk.invented import PASSWORD, Clock, employ
from tests.desk.providers import Known, agree, provider
from tests.desk.visitor import Visitor, signed_in

# The real provider is made with what Authlib is to lose in its version 2.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

RITA = Known(sub="s-1", claims={"email": "Rita@example.org", "email_verified": True, "amr": ["pwd", "otp"]})
PLAIN = Known(sub="s-2", claims={"email": "rita@example.org", "email_verified": True})
UNPROVEN = Known(sub="s-3", claims={"email": "rita@example.org", "email_verified": False})
NOBODY = Known(sub="s-4", claims={"email": "nobody@example.org", "email_verified": True})


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
def enter(house: Desk) -> Iterator[Callable[..., Visitor]]:
    """More browsers at the house; of somebody with roles, who is signed in, or of nobody."""
    with ExitStack() as clients:

        def opened(*roles: StaffRole, name: str = "adam") -> Visitor:
            client = TestClient(create_app(house), client=("127.0.0.1", 5000), follow_redirects=False)
            visitor = Visitor(clients.enter_context(client))
            return signed_in(house, visitor, name, *roles) if roles else visitor

        yield opened


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


def back_from(address: str, subject: str) -> str:
    """Sign in at the provider, where a browser was sent; the path back."""
    return agree(address, subject).removeprefix("http://testserver")


def sign_in(desk: Desk, browser: Visitor, user: User, secret: str = "") -> Visitor:
    """Sign somebody in by their own means, in this browser."""
    browser.get("/sign-in")
    browser.post("/sign-in", {"name": user.name, "password": PASSWORD})
    browser.get("/sign-in/code")
    browser.post("/sign-in/code", {"code": code_at(secret or desk.door.secret_to_enrol(user), desk.now())})
    browser.get("/account")
    return browser


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
    assert "/sign-in/second-factor?next=/queue" == browser.get("/queue").headers["location"]
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
    house: Desk, browser: Visitor, rita: User, enter: Callable[..., Visitor]
) -> None:
    admin = enter(StaffRole.ADMIN)
    assert 422 == admin.post(f"/users/{rita.id}/identity").status_code
    assert 400 == admin.post(f"/users/{rita.id}/identity", {"address": "nonsense"}).status_code
    assert 303 == admin.post(f"/users/{rita.id}/identity", {"address": "rita@example.org"}).status_code
    other = admin.user.id if admin.user else ""
    with pytest.raises(BadForm):  # nobody else is awaited under the same address
        Identities(house.accounts).expect(other, "RITA@example.org", by="x", now=house.now())
    browser.get(go_there(browser, "s-1"))
    assert "Known to the provider since" in admin.get(f"/users/{rita.id}").text
    assert 303 == admin.post(f"/users/{rita.id}/identity/forget").status_code
    assert 303 == browser.get("/queue").status_code
    assert 401 == browser.get(go_there(browser, "s-1")).status_code


def test_who_is_known_stays_so_until_they_join_another_identity_themselves(
    house: Desk, browser: Visitor, rita: User
) -> None:
    browser.get(go_there(browser, "s-1"))
    Identities(house.accounts).expect(rita.id, "nobody@example.org", by="user:adam", now=house.now())
    assert 200 == browser.get("/queue").status_code
    assert 401 == browser.get(go_there(browser, "s-4")).status_code
    path = browser.get("/account/identity").headers["location"]
    assert 200 == browser.get(back_from(path, "s-4")).status_code
    assert "/sign-in/second-factor?next=/account" == browser.get("/account").headers["location"]  # signed in, as s-4
    assert 401 == browser.get(go_there(browser, "s-1")).status_code


def test_nobody_comes_into_an_account_that_is_used_by_what_an_administrator_writes_down(
    house: Desk, browser: Visitor, enter: Callable[..., Visitor], clock: Clock
) -> None:
    """It takes its person too, who is told, from a session of their own; then their other sessions and tokens end."""
    admin, elsewhere, own = enter(StaffRole.ADMIN), enter(StaffRole.REVIEWER, name="rita"), enter()
    assert elsewhere.user
    house.tokens.make(elsewhere.user, "script", frozenset(Scope), days=7, now=house.now())
    place = f"/users/{elsewhere.user.id}"
    assert 303 == admin.post(f"{place}/identity", {"address": "rita@example.org"}).status_code
    assert (elsewhere.user.id,) == news(house.work.records.transactions, house.now()).awaited
    assert "Waits for them" in admin.get(place).text
    assert 401 == browser.get(go_there(browser, "s-1")).status_code
    clock.forward(seconds=30)  # no code is taken twice
    sign_in(house, own, elsewhere.user)
    assert "Join the two" in own.get("/account").text
    assert 200 == own.get(back_from(own.get("/account/identity").headers["location"], "s-1")).status_code
    assert 200 == own.get("/queue").status_code
    assert 303 == elsewhere.get("/queue").status_code
    assert () == house.tokens.of(elsewhere.user, now=house.now())
    told_now = news(house.work.records.transactions, house.now())
    assert ((), [elsewhere.user.id]) == (told_now.awaited, [one.user for one in told_now.bound])


def test_an_account_is_joined_to_nobody_but_who_is_awaited(house: Desk, browser: Visitor) -> None:
    own = browser
    user, secret = employ(house, "rita", StaffRole.REVIEWER)
    Identities(house.accounts).expect(user.id, "rita@example.org", by="user:adam", now=house.now())
    sign_in(house, own, user, secret)
    for subject in ("s-3", "s-4"):  # under an address that nobody verified, and under another
        assert 401 == own.get(back_from(own.get("/account/identity").headers["location"], subject)).status_code
    away = own.get("/account/identity").headers["location"]
    house.accounts.end_sessions(user.id, by="user:adam", now=house.now())
    assert 401 == own.get(back_from(away, "s-1")).status_code  # it was ended meanwhile, with what it was about
    assert Identities(house.accounts).standing(user.id).from_within


def test_who_does_not_want_it_refuses(house: Desk, browser: Visitor) -> None:
    user, secret = employ(house, "rita", StaffRole.REVIEWER)
    Identities(house.accounts).expect(user.id, "rita@example.org", by="user:adam", now=house.now())
    own = sign_in(house, browser, user, secret)
    assert 303 == own.post("/account/identity/refuse").status_code
    assert not Identities(house.accounts).standing(user.id).is_any
    assert "Join the two" not in own.get("/account").text
    assert "identity_refused" == told(house)[-1].action


def test_who_has_no_password_here_proves_at_the_provider_who_they_are(
    house: Desk, browser: Visitor, rita: User
) -> None:
    browser.get(go_there(browser, "s-1"))
    (before,) = house.accounts.sessions_of(rita.id, now=house.now())
    long_ago = house.now() - CONFIRMED
    house.accounts.transactions.write(lambda session: sessions.confirm(session, before, long_ago))
    assert "/confirm" in browser.get("/account/identity").headers["location"]
    page = browser.get("/confirm?next=/account").text
    assert "Confirm with House Login" in page
    assert 'type="password"' not in page
    asked = browser.get("/confirm/openid?next=/account").headers["location"]
    assert {"prompt": ["login"], "max_age": ["0"]}.items() <= parse_qs(urlsplit(asked).query).items()
    assert 401 == browser.get(back_from(asked, "s-2")).status_code  # somebody else proves nothing of her
    asked = browser.get("/confirm/openid?next=/account").headers["location"]
    assert 'url=/account"' in browser.get(back_from(asked, "s-1")).text
    (after,) = house.accounts.sessions_of(rita.id, now=house.now())
    assert (before.id, True) == (after.id, after.confirmed_at > long_ago)


def test_nobody_has_the_provider_asked_without_end(browser: Visitor, rita: User) -> None:
    answers = {browser.get("/sign-in/openid/back?error=x").status_code for _ in range(PACES[Counted.GUEST].burst + 1)}
    assert {401, 429} == answers
    assert 429 == browser.get("/sign-in/openid").status_code
