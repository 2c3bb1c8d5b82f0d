"""Whose paper it is: known by the numbers that kept papers of one customer carry."""

from storage.records.store import Records
from tests.storage.records.invented import ACCOUNT, filed, invoice, passport


def test_a_number_on_a_kept_paper_names_its_customer(records: Records) -> None:
    filed(records, invoice())
    assert records.customer_of([("account", ACCOUNT)]) == "Quastenflosse GmbH"


def test_a_number_is_looked_for_in_its_own_field_alone(records: Records) -> None:
    filed(records, invoice())
    assert records.customer_of([("number", ACCOUNT)]) is None


def test_a_number_on_papers_of_two_customers_names_none(records: Records) -> None:
    filed(records, invoice())
    filed(records, invoice(customer="Somebody Else Ltd"))
    assert records.customer_of([("account", ACCOUNT)]) is None


def test_papers_without_a_customer_do_not_speak_against_the_others(records: Records) -> None:
    filed(records, invoice())
    filed(records, invoice(customer=None))
    assert records.customer_of([("account", ACCOUNT)]) == "Quastenflosse GmbH"


def test_papers_that_wait_for_a_person_do_not_count(records: Records) -> None:
    filed(records, passport(sure=False))
    assert records.customer_of([("number", "X1234567Q")]) is None


def test_no_numbers_name_nobody(records: Records) -> None:
    filed(records, invoice())
    assert records.customer_of([]) is None
