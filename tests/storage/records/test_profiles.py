"""What the house knows of its customers: sealed, held against their papers, and gone with the last of them."""

import datetime as dt

import pytest
from sqlalchemy import select

from storage.records.customer_files import CustomerFiles
from storage.records.dispositions import Dispositions
from storage.records.dossier_tables import customers
from storage.records.profiles import CHANGED, Profile, Profiles
from storage.records.store import Records
from storage.records.tables import audit_events
from strongroom.checklist import Filed, Held
from strongroom.contact import Contact
from strongroom.errors import NotFound
from tests.storage.records.invented import NOW, filed, invoice, passport
from tests.storage.records.test_dispositions import DUE, approved

TEA = "Mommsen Tee GmbH"
KNOWN = Profile(sort="company_foreign", contact=Contact(mail="ada@example.org", language="en"))


@pytest.fixture
def profiles(records: Records) -> Profiles:
    return Profiles(records.transactions)


def hash_of(records: Records, name: str = TEA) -> bytes:
    return CustomerFiles(records.transactions).hash_of(name) or b""


def test_a_profile_is_kept_and_rests_sealed(records: Records, profiles: Profiles) -> None:
    filed(records, invoice(customer=TEA))
    assert Profile() == profiles.of(hash_of(records))
    profiles.set(hash_of(records), KNOWN, actor="user:ann", now=NOW)
    assert KNOWN == profiles.of(hash_of(records))
    rows = records.transactions.read(lambda session: session.connection.execute(select(customers)).all())
    assert not any(b"ada" in (row.profile or b"") for row in rows)
    assert "ada" not in repr(KNOWN)


def test_the_trail_learns_that_it_was_changed_and_no_address(records: Records, profiles: Profiles) -> None:
    filed(records, invoice(customer=TEA))
    profiles.set(hash_of(records), KNOWN, actor="user:ann", now=NOW)
    facts = [facts for action, facts in _events(records) if action == CHANGED]
    assert 1 == len(facts)
    assert "company_foreign" in facts[0]
    assert "ada" not in facts[0]


def test_nobody_has_a_profile_who_has_no_paper(records: Records, profiles: Profiles) -> None:
    with pytest.raises(NotFound):
        profiles.set(hash_of(records), KNOWN, actor="user:ann", now=NOW)


def test_a_file_holds_what_is_kept_and_what_waits_for_a_person(records: Records, profiles: Profiles) -> None:
    bill, card = filed(records, invoice(customer=TEA)), filed(records, passport(customer=TEA))
    unsure = filed(records, invoice(customer=TEA, sure=False))
    filed(records, invoice(customer="somebody else"))
    profiles.set(hash_of(records), KNOWN, actor="user:ann", now=NOW)
    papers = (
        Held(document=bill, kind="invoice"),
        Held(document=card, kind="passport", expires_on=dt.date(2027, 5, 1)),
        Held(document=unsure, kind="invoice", decided=False),
    )
    wanted = Filed(hash=hash_of(records), sort="company_foreign", papers=papers)
    assert wanted == profiles.filed(hash_of(records))
    assert (wanted,) == profiles.all_filed()  # of the other nobody has said what they need


def test_of_who_has_nothing_but_papers_that_wait_nothing_is_decided(records: Records, profiles: Profiles) -> None:
    unsure = filed(records, invoice(customer=TEA, sure=False))
    CustomerFiles(records.transactions).want(hash_of(records), ["passport"], actor="user:ann", now=NOW)
    paper = Held(document=unsure, kind="invoice", decided=False)
    assert (Filed(hash=hash_of(records), sort=None, wanted=("passport",), papers=(paper,)),) == profiles.all_filed()


def test_what_is_known_of_a_customer_goes_with_their_last_paper(records: Records, profiles: Profiles) -> None:
    ends = Dispositions(records.transactions)
    document = approved(records, ends)
    whose = hash_of(records, records.for_policy(document).customer or "")
    profiles.set(whose, KNOWN, actor="user:ann", now=NOW)
    assert ends.condemn(document, actor="clock", now=DUE).obstacle is None
    assert Profile() == profiles.of(whose)


def _events(records: Records) -> list[tuple[str, str]]:
    query = select(audit_events.c.action, audit_events.c.facts)
    return records.transactions.read(
        lambda session: [(row.action, row.facts) for row in session.connection.execute(query)]
    )
