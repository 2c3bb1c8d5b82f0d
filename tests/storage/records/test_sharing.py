"""Links to outside: they open as often and as long as was said, and are opened by their secret alone."""

import datetime as dt
from dataclasses import replace

import pytest

from storage.crypto.profile import CHEAPEST
from storage.records import sharing
from storage.records.dispositions import Dispositions
from storage.records.sharing import LONGEST, MOST_FAILURES, Shares, Terms
from storage.records.store import Records
from strongroom.errors import BadForm, NotFound, SignInFailed
from strongroom.ids import DocumentId
from tests.storage.records.invented import NOW, filed, invoice
from tests.storage.records.test_dispositions import DUE, approved

TERMS = Terms(address="ada@example.org", reason="her copy", expires_at=NOW + dt.timedelta(days=7), views=2, takes=False)
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def shares(records: Records) -> Shares:
    return Shares(records.transactions, profile=CHEAPEST)


@pytest.fixture
def paper(records: Records) -> DocumentId:
    return filed(records, invoice())


def test_a_link_opens_as_often_as_was_said(shares: Shares, paper: DocumentId) -> None:
    _, token = shares.make(paper, TERMS, actor="ann", now=NOW)
    for _ in range(TERMS.views):
        assert paper == shares.open(token, "", origin="192.0.2.7", now=LATER).document
    with pytest.raises(NotFound):
        shares.open(token, "", origin="192.0.2.7", now=LATER)
    (share,) = shares.of(paper)
    assert (2, 0, "ada@example.org") == (share.views, share.views_left, share.address)


def test_a_link_ends_on_its_day(shares: Shares, paper: DocumentId) -> None:
    _, token = shares.make(paper, TERMS, actor="ann", now=NOW)
    with pytest.raises(NotFound):
        shares.open(token, "", origin="192.0.2.7", now=TERMS.expires_at)


def test_a_link_that_is_revoked_opens_no_more(shares: Shares, paper: DocumentId) -> None:
    _, token = shares.make(paper, TERMS, actor="ann", now=NOW)
    shares.revoke(shares.of(paper)[0], actor="ben", now=LATER)
    with pytest.raises(NotFound):
        shares.open(token, "", origin="192.0.2.7", now=LATER)


def test_in_an_incident_every_link_ends_at_once_or_those_of_one_maker(shares: Shares, paper: DocumentId) -> None:
    (_, first), (_, second) = (shares.make(paper, TERMS, actor=maker, now=NOW) for maker in ("ann", "cat"))
    assert 1 == shares.revoke_all("cat", actor="ben", now=LATER)
    with pytest.raises(NotFound):
        shares.open(second, "", origin="192.0.2.7", now=LATER)
    assert paper == shares.open(first, "", origin="192.0.2.7", now=LATER).document
    assert (1, 0) == (shares.revoke_all(actor="ben", now=LATER), shares.revoke_all(actor="ben", now=LATER))
    with pytest.raises(NotFound):
        shares.open(first, "", origin="192.0.2.7", now=LATER)


def test_another_secret_opens_nothing(shares: Shares, paper: DocumentId) -> None:
    shares.make(paper, TERMS, actor="ann", now=NOW)
    with pytest.raises(NotFound):
        shares.open("guessed", "", origin="192.0.2.7", now=LATER)


def test_wrong_passwords_use_up_no_view_and_close_the_link_in_the_end(shares: Shares, paper: DocumentId) -> None:
    _, token = shares.make(paper, replace(TERMS, password="Pinkel"), actor="ann", now=NOW)
    assert shares.open(token, "Pinkel", origin="192.0.2.7", now=LATER)
    for _ in range(MOST_FAILURES):
        with pytest.raises(SignInFailed):
            shares.open(token, "Grünkohl", origin="192.0.2.7", now=LATER)
    with pytest.raises(NotFound):
        shares.open(token, "Pinkel", origin="192.0.2.7", now=LATER)
    assert 1 == shares.of(paper)[0].views_left


def test_wrong_passwords_at_once_are_counted_before_they_are_judged(
    shares: Shares, paper: DocumentId, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = shares.make(paper, replace(TERMS, password="Pinkel"), actor="ann", now=NOW)
    judged = 0

    def while_others_try(_password: str, _kept: str) -> bool:
        nonlocal judged
        judged += 1
        with pytest.raises((SignInFailed, NotFound)):
            shares.open(token, "Grünkohl", origin="192.0.2.7", now=LATER)
        return False

    monkeypatch.setattr(sharing, "is_password", while_others_try)
    with pytest.raises(SignInFailed):
        shares.open(token, "Grünkohl", origin="192.0.2.7", now=LATER)
    assert judged == MOST_FAILURES


def test_the_right_password_gives_its_own_try_back_and_no_other(shares: Shares, paper: DocumentId) -> None:
    _, token = shares.make(paper, replace(TERMS, password="Pinkel", views=5), actor="ann", now=NOW)
    for _ in range(MOST_FAILURES - 1):
        with pytest.raises(SignInFailed):
            shares.open(token, "Grünkohl", origin="192.0.2.7", now=LATER)
    for _ in range(2):
        assert shares.open(token, "Pinkel", origin="192.0.2.7", now=LATER)
    with pytest.raises(SignInFailed):
        shares.open(token, "Grünkohl", origin="192.0.2.7", now=LATER)
    assert shares.of(paper)[0].locked


@pytest.mark.parametrize(
    "terms",
    [
        replace(TERMS, expires_at=NOW),
        replace(TERMS, expires_at=NOW + LONGEST + dt.timedelta(seconds=1)),
        replace(TERMS, views=0),
        replace(TERMS, views=101),
    ],
)
def test_terms_that_are_too_wide_are_refused(shares: Shares, paper: DocumentId, terms: Terms) -> None:
    with pytest.raises(BadForm):
        shares.make(paper, terms, actor="ann", now=NOW)


def test_a_link_goes_with_its_document(records: Records, shares: Shares) -> None:
    ends = Dispositions(records.transactions)
    document = approved(records, ends)
    _, token = shares.make(document, TERMS, actor="ann", now=NOW)
    shares.open(token, "", origin="192.0.2.7", now=LATER)
    assert ends.condemn(document, actor="clock", now=DUE).obstacle is None
    with pytest.raises(NotFound):
        shares.by_token(token)
