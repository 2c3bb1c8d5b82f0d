"""What people state as their purpose: sealed, bound to its document, and gone with it."""

import pytest
from sqlalchemy import func, select, update

from storage.records.ghosts import forget_all_but_the_row
from storage.records.guard_tables import purposes
from storage.records.purposes import stated_purpose
from storage.records.store import Records
from storage.records.tables import audit_events
from strongroom.errors import NotFound, Tampered
from tests.storage.records.invented import NOW, filed, invoice

WORDS = "asked by Wilhelmina Quastenflosse"


def stated(records: Records) -> list[str]:
    return records.transactions.read(
        lambda session: list(session.connection.execute(select(purposes.c.id).order_by(purposes.c.id)).scalars())
    )


def facts(records: Records) -> str:
    return records.transactions.read(
        lambda session: "".join(session.connection.execute(select(audit_events.c.facts)).scalars())
    )


def test_words_are_sealed_and_codes_of_ours_are_not(records: Records) -> None:
    document = filed(records, invoice())
    records.view(document, actor="eve", purpose="view", now=NOW)
    assert stated(records) == []
    records.view(document, actor="eve", purpose=WORDS, now=NOW)
    (one,) = stated(records)
    assert stated_purpose(records.transactions, one) == (document, WORDS)
    assert one in facts(records)
    assert "Quastenflosse" not in facts(records)


def test_words_do_not_open_in_the_row_of_others(records: Records) -> None:
    document = filed(records, invoice())
    for purpose in (WORDS, "for the auditor"):
        records.view(document, actor="eve", purpose=purpose, now=NOW)
    first, second = stated(records)
    records.transactions.write(
        lambda session: session.connection.execute(
            update(purposes)
            .where(purposes.c.id == first)
            .values(text=select(purposes.c.text).where(purposes.c.id == second).scalar_subquery())
        )
    )
    with pytest.raises(Tampered):
        stated_purpose(records.transactions, first)


def test_words_go_when_their_document_is_condemned_and_the_chain_holds(records: Records) -> None:
    document = filed(records, invoice())
    records.view(document, actor="eve", purpose=WORDS, now=NOW)
    (one,) = stated(records)
    records.transactions.write(lambda session: forget_all_but_the_row(session, session.document(document)))
    with pytest.raises(NotFound):
        stated_purpose(records.transactions, one)
    count = select(func.count()).select_from(purposes)
    assert records.transactions.read(lambda session: session.connection.execute(count).scalar_one()) == 0
    assert records.audit_verify() > 0
