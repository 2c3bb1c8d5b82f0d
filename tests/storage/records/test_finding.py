"""Finding: Chinese and English words, exact numbers, fields, dates and amounts; never what is destroyed."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from storage.records import finding
from storage.records.finding import Page
from storage.records.store import Records
from storage.records.tables import documents, equalities, facets, search_texts
from strongroom.document import State
from strongroom.errors import BadQuery
from strongroom.ids import DocumentId
from strongroom.query import parse
from tests.storage.records.invented import (
    ACCOUNT,
    ID_NUMBER,
    NOW,
    SELLER,
    arrival,
    claim_one,
    filed,
    invoice,
    outcome,
    passport,
)


def _find(records: Records, text: str) -> list[DocumentId]:
    return [row.id for row in records.find(parse(text), actor="me", now=NOW).rows]


FOUND = [
    "票",
    "发票",
    "百胜餐饮",
    "普通发票",  # printed with blanks between the characters
    "杭州有限公司",  # printed with a bracket between the characters
    "grünkohl",
    "GRUNKOHL",
    "Ｐｉｎｋｅｌ",
    '"grünkohl und pinkel"',
    "1,234.50",
    "quastenflosse 发票",
    "RE-2026/0815",
    "re20260815",
    ACCOUNT,
    "6222-0212-3456-7890",
    "seller:百胜",
    f'seller="{SELLER}"',
    "number:RE20260815",
    "kind:invoice",
    "类型：发票",
    "类型=invoice",
    "state:filed",
    "状态：已归档 客户：quastenflosse 名称：paper 页数=2",
    "tag:finance",
    'tag:"kundenakte nord"',
    "customer:quastenflosse",
    'customer="quastenflosse gmbh"',
    "name:paper",
    "total>1000",
    "total=1234.5",
    "total>=1234.50 total<=1234.50",
    "issued:2026",
    "issued:2026-03",
    "issued>=2026-03-01 issued<2026-03-02",
    "received:2026-11-21",
    "filed>2026-11-20",
    "pages=2",
    "",
]


def test_an_invoice_is_found(records: Records) -> None:
    document = filed(records, invoice())
    assert [text for text in FOUND if _find(records, text) != [document]] == []


NOT_FOUND = [
    "普票",  # both characters, not side by side
    "餐饮百胜",
    '"pinkel und grünkohl"',
    "kohl",  # a part of a word
    "6222",  # a part of an account number that is printed in groups
    "62220212",
    "3456",
    "seller:绿洲",
    'seller="百胜"',
    'customer="quastenflosse"',
    "number:RE",
    "kind:passport",
    "state:in_review",
    "tag:identity",
    "total>1234.5",
    "total:12",
    "issued<2026",
    "issued:2025",
    "received<2026-11-21",
    "filed>2026-11-21",
    "pages>2",
    "name:invoice",
]


def test_an_invoice_is_not_found_by_what_it_does_not_say(records: Records) -> None:
    filed(records, invoice())
    assert [text for text in NOT_FOUND if _find(records, text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ID_NUMBER, True),
        (f"number:{ID_NUMBER}", True),
        ("birth:1980-02-29", True),
        ("birth:1980/2/29", True),
        ("birth:1980-02-28", False),
        ("expiry<2027-06-01", True),
        ("kind:passport expiry<2027-05-01", False),
        ("类型：护", True),
        ("类型：发票", False),
        ("holder:wilhelmina", True),
        ("wilhelmina quastenflosse", True),
    ],
)
def test_a_passport_is_found_by_what_may_be_compared(records: Records, text: str, *, found: bool) -> None:
    document = filed(records, passport())
    assert _find(records, text) == ([document] if found else [])


@pytest.mark.parametrize(
    "text",
    [
        "colour:red",
        "birth<1990-01-01",
        "kind:pasport",
        "kind=护",
        "状态:丢失",
        "state:lost",
        "total:many",
        "issued<5",
        "tag>5",
        "id<5",
    ],
)
def test_what_cannot_be_asked_is_said_and_the_value_is_not(records: Records, text: str) -> None:
    with pytest.raises(BadQuery) as refused:
        _find(records, text)
    part = str(refused.value.facts["part"])
    assert part in text.replace("状态", "state")
    assert not any(character.isdigit() for character in part)


def test_a_number_is_found_in_the_field_it_belongs_to(records: Records) -> None:
    invoice_id = filed(records, invoice())
    passport_id = filed(records, passport())
    assert _find(records, "number:RE-2026/0815") == [invoice_id]
    assert _find(records, f"number:{ID_NUMBER}") == [passport_id]


def test_a_paper_is_found_by_its_file_name_before_it_is_read(records: Records) -> None:
    given = arrival(records)
    records.accept(given)
    assert _find(records, "扫描件") == [given.document]
    assert _find(records, "customer:quastenflosse state:received") == [given.document]


def test_results_come_in_pages_newest_first_with_the_total(records: Records) -> None:
    order = [filed(records, invoice()) for _ in range(5)][::-1]
    for text in ("发票", "普通发票"):  # by the index alone, and with a check after opening
        found = records.find(parse(text), actor="me", now=NOW, page=Page(limit=2, offset=2))
        assert [row.id for row in found.rows] == order[2:4]
        assert (found.total, found.complete) == (5, True)


def test_a_search_that_would_open_too_many_says_that_there_may_be_more(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "SCAN_LIMIT", 2)
    for _ in range(3):
        filed(records, invoice())
    found = records.find(parse("普通发票"), actor="me", now=NOW)
    assert (found.total, found.complete) == (2, False)


def test_the_same_is_found_where_every_list_is_long(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_FEW", 0)
    monkeypatch.setattr(finding, "_FEW_IN_A_RANGE", 0)
    document = filed(records, invoice())
    filed(records, passport(text="", tags=(), name="2027-05-01_identity.jpg", customer=None))
    expected = {text: [document] for text in FOUND if text not in ("", "state:filed", "received:2026-11-21", "pages=2")}
    expected |= {"filed>2026-11-20 kind:invoice": [document], "tag:finance total>1000 票": [document]}
    expected |= {"票 total>2000": [], "tag:finance issued:2025": [], "kind:passport tag:finance": []}
    del expected["filed>2026-11-20"]
    assert {text: _find(records, text) for text in expected} == expected


def test_more_than_anybody_pages_through_is_not_counted(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "COUNT_LIMIT", 2)
    order = [filed(records, invoice()) for _ in range(4)][::-1]
    for text in ("票", "tag:finance", "total>1000", "kind:invoice", ""):
        found = records.find(parse(text), actor="me", now=NOW, page=Page(limit=3, offset=0))
        assert [row.id for row in found.rows] == order[:3]
        assert (found.total, found.complete) == (4, False)


def test_what_fits_is_counted_among_the_first_that_are_walked_and_pages_go_on_to_the_last(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "WALK_LIMIT", 2)
    order = [filed(records, invoice()) for _ in range(5)][::-1]
    for text in ("票", "tag:finance", "票 tag:finance total>1000", "total>1000"):
        pages = [records.find(parse(text), actor="me", now=NOW, page=Page(limit=2, offset=at)) for at in (0, 2, 4)]
        assert [row.id for page in pages for row in page.rows] == order
        assert [(page.total, page.complete) for page in pages] == [(3, False), (5, False), (5, True)]


def test_a_phrase_is_looked_for_until_the_page_is_full_and_one_more_is_known(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_OPENED_TO_COUNT", 0)
    order = [filed(records, invoice()) for _ in range(5)][::-1]
    pages = [records.find(parse("普通发票"), actor="me", now=NOW, page=Page(limit=2, offset=at)) for at in (0, 2, 4)]
    assert [row.id for page in pages for row in page.rows] == order
    assert [(page.total, page.complete) for page in pages] == [(3, False), (5, True), (5, True)]


def test_a_search_is_one_event_that_names_what_was_shown_and_not_what_was_asked(records: Records) -> None:
    document = filed(records, invoice())
    before = records.audit_verify()
    records.find(parse("quastenflosse"), actor="me", now=NOW)
    assert records.audit_verify() == before + 1
    with records._database.engine.connect() as connection:
        (facts,) = connection.exec_driver_sql("SELECT facts FROM audit_events WHERE action = 'searched'").scalars()
    assert document in facts
    assert "quastenflosse" not in facts.casefold()


def test_a_destroyed_document_is_never_found(records: Records) -> None:
    document = filed(records, invoice())
    records._database.write(
        lambda connection: connection.execute(
            update(documents).where(documents.c.id == document).values(state=State.DESTROYED.value)
        )
    )
    assert [text for text in FOUND if _find(records, text)] == []
    assert records.summaries([document], actor="me", now=NOW) == ()


def test_what_was_found_before_a_new_reading_is_not_found_after_it(records: Records) -> None:
    document = filed(records, invoice(sure=False))
    records.read_again(document, actor="me", now=NOW)
    values = {"seller": "绿洲咖啡", "issued": dt.date(2025, 1, 1), "total": Decimal(7)}
    lease = claim_one(records)
    records.finish(lease, outcome(lease, invoice(values=values, text="收据 绿洲咖啡")), now=NOW, due_hours=1)
    for text in ("百胜", "pinkel", "百胜餐饮", ACCOUNT, "total>1000", "number:RE20260815"):
        assert _find(records, text) == []
    for text in ("绿洲咖啡", "收据", "total:7"):
        assert _find(records, text) == [document]


def test_the_index_holds_one_entry_a_document_however_often_it_is_read(records: Records) -> None:
    document = filed(records, invoice(sure=False))
    records.read_again(document, actor="me", now=NOW)
    lease = claim_one(records)
    records.finish(lease, outcome(lease, invoice()), now=NOW, due_hours=1)

    def rows(connection: object) -> list[int]:
        return [
            connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[attr-defined]
            for table in (search_texts, facets, equalities)
        ]

    # Two facets (issued, total); two tags, a customer, a number and an account.
    assert records._database.read(rows) == [1, 2, 5]
