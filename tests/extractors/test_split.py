"""Where one paper ends and the next begins: a table of files, and the parts that they are."""

import pytest

from extractors.engines.scripted import script
from extractors.identities import Sheet, sheet_of, slip_number
from extractors.split import Part, certain, papers
from strongroom.content import Content, Structured
from strongroom.page import Page
from strongroom.reading import Origin

FRONT, OTHER_FRONT = "姓名 张三\n公民身份号码 11010519491231002X", "姓名 李四\n公民身份号码 440524188001010014"
BACK = "中华人民共和国居民身份证\n签发机关 某市公安局\n有效期限 2020.01.01-2040.01.01"
DIGITAL = "电子发票(普通发票)\n发票号码:264270000000000000{:02}"


def page(number: int, text: str = "", *, source: str = "text", codes: tuple[str, ...] = ()) -> Page:
    return Page(
        number=number,
        width=595,
        height=842,
        words=script(text),
        source=source,
        codes=codes,
        blank=not text and not codes,
    )


def file_of(*texts: str, source: str = "text", facts: tuple[Structured, ...] = ()) -> Content:
    pages = tuple(
        page(number, codes=(text[1:],)) if text.startswith("#") else page(number, text, source=source)
        for number, text in enumerate(texts, start=1)
    )
    return Content(media="application/pdf", pages=pages, structured=facts)


def qr(number: str, on: int) -> Structured:
    return Structured(syntax="cn_vat_qr", origin=Origin.QR, values={"invoice_number": number}, page=on)


def shape(content: Content) -> list[tuple[tuple[int, ...], bool]]:
    return [(part.pages, part.certain) for part in papers(content)]


@pytest.mark.parametrize(
    ("texts", "parts"),
    [
        (("a letter",), [((1,), True)]),
        (("one", "two", "three"), [((1, 2, 3), True)]),
        # Separator sheets go, and so do their blank backs.
        (("one", "#PATCHT", "two"), [((1,), True), ((3,), True)]),
        (("#PATCHT", "", "one", "#PATCHT", "", "two", "more"), [((3,), True), ((6, 7), True)]),
        (("one", "#PATCHT"), [((1,), True)]),
        (("#PATCHT", "#PATCHT", "one"), [((3,), True)]),
        # Blank pages are left out wherever they lie.
        (("one", "", "two", ""), [((1, 3), True)]),
        (("", ""), [((1, 2), True)]),
        # A number that changes.
        ((DIGITAL.format(1), DIGITAL.format(2)), [((1,), True), ((2,), True)]),
        ((DIGITAL.format(1), DIGITAL.format(1)), [((1, 2), True)]),
        ((DIGITAL.format(1), "appendix", DIGITAL.format(2)), [((1, 2), True), ((3,), True)]),
        (("Invoice No. A-1", "Invoice No. A-2"), [((1,), True), ((2,), False)]),
        (("Invoice No. A-1", "more\n" * 40 + "see also Invoice No. A-2"), [((1, 2), True)]),
        (("Invoice No. A-1\nPage 1 of 1", "Invoice No. A-2\nPage 1 of 1"), [((1,), True), ((2,), True)]),
        (("Rechnung Nr. 17 \nSeite 1 von 2", "Rechnung Nr. 17\nSeite 2 von 2"), [((1, 2), True)]),
        # Page k of n.
        (("Page 1 of 2", "Page 2 of 2", "Page 1 of 2", "Page 2 of 2"), [((1, 2), True), ((3, 4), True)]),
        (("Page 1 of 3", "Page 2 of 3", "Page 1 of 2"), [((1, 2), True), ((3,), False)]),
        (("共2页 第1页", "共2页 第2页", "第1页 共1页"), [((1, 2), True), ((3,), True)]),
        (
            ("Sheet 1 of 1", "Feuille 1 sur 1", "Hoja 1 de 2", "Hoja 2 de 2"),
            [((1,), True), ((2,), True), ((3, 4), True)],
        ),
        # Fronts and backs of cards.
        ((FRONT, BACK), [((1, 2), True)]),
        ((BACK, FRONT), [((1, 2), True)]),
        ((FRONT, BACK, OTHER_FRONT, BACK), [((1, 2), True), ((3, 4), True)]),
        ((FRONT, OTHER_FRONT), [((1,), True), ((2,), True)]),
        ((BACK, FRONT, BACK, OTHER_FRONT), [((1, 2), True), ((3, 4), False)]),
        ((FRONT + "\n" + BACK,), [((1,), True)]),
    ],
)
def test_files_are_parted_where_papers_end(texts: tuple[str, ...], parts: list[tuple[tuple[int, ...], bool]]) -> None:
    assert parts == shape(file_of(*texts))


def test_a_recognised_number_that_differs_is_a_proposal_and_one_in_its_code_a_proof() -> None:
    texts = (DIGITAL.format(1), DIGITAL.format(2))
    assert [True, False] == [sure for _, sure in shape(file_of(*texts, source="engine 1"))]
    coded = file_of(*texts, source="engine 1", facts=(qr("1" * 20, 1), qr("2" * 20, 2)))
    assert [True, True] == [sure for _, sure in shape(coded)]


def test_a_file_that_an_xml_speaks_for_is_one_paper() -> None:
    whole = Structured(syntax="cii", origin=Origin.XML, values={"number": "A-1"})
    assert [((1, 2), True)] == shape(file_of(DIGITAL.format(1), DIGITAL.format(2), facts=(whole,)))


def test_what_has_no_pages_has_no_parts() -> None:
    assert () == papers(Content(media="application/zip", pages=()))


def test_mails_are_not_cut() -> None:
    content = Content(media="message/rfc822", pages=(page(1, DIGITAL.format(1)), page(2, DIGITAL.format(2))))
    assert [((1, 2), True)] == shape(content)


RECEIPT = "CORNER SHOP {}\n1 High Street\nDate 31.03.2026\nMilk fresh 1.20\nBread brown 2.30\nTotal EUR 3.50"


def test_receipts_under_one_another_are_proposed_as_several() -> None:
    text = RECEIPT.format(1) + "\n" * 8 + RECEIPT.format(2)
    parts = papers(file_of(text, source="engine 1"))
    assert [False, False] == [part.certain for part in parts]
    first, second = (part.box for part in parts)
    assert first
    assert second
    assert first.bottom <= second.top


def test_receipts_side_by_side_are_proposed_as_several() -> None:
    rows = [f"{line:<30}{line}" for line in RECEIPT.format(1).splitlines()]
    assert 2 == len(papers(file_of("\n".join(rows), source="engine 1")))


NUMBERED = RECEIPT + "\nReceipt no. {}"


def test_receipts_with_numbers_of_their_own_are_cut_without_asking() -> None:
    text = NUMBERED.format(1, 4711) + "\n" * 8 + NUMBERED.format(2, 4712)
    assert [True, True] == [part.certain for part in papers(file_of(text, source="engine 1"))]


def test_halves_of_one_receipt_that_repeat_its_number_are_not_cut_without_asking() -> None:
    text = NUMBERED.format(1, 4711) + "\n" * 8 + NUMBERED.format(1, 4711)
    assert [False, False] == [part.certain for part in papers(file_of(text, source="engine 1"))]


def test_sheets_of_receipts_are_cut_page_by_page_and_what_lies_between_stays_whole() -> None:
    sheet = NUMBERED.format(1, 4711) + "\n" * 8 + NUMBERED.format(2, 4712)
    parts = papers(file_of("a letter", sheet, "more of something", source="engine 1"))
    assert [((1,), False), ((2,), True), ((2,), True), ((3,), False)] == [
        (part.pages, bool(part.box)) for part in parts
    ]


def test_a_page_of_many_is_not_cut_where_its_halves_have_no_numbers() -> None:
    sheet = RECEIPT.format(1) + "\n" * 8 + RECEIPT.format(2)
    assert [((1, 2), True)] == shape(file_of("a letter", sheet, source="engine 1"))


def test_two_codes_of_invoices_or_two_cards_on_one_page_are_two_papers_wherever_they_lie() -> None:
    coded = file_of("unread", source="engine 1", facts=(qr("1" * 20, 1), qr("2" * 20, 1)))
    assert [((1,), True), ((1,), False)] == shape(coded)
    cards = "\n".join(f"住址 某市\n{card}" for card in (FRONT, OTHER_FRONT))
    assert 2 == len(papers(file_of(cards)))


def test_a_contract_may_name_the_numbers_of_both_parties() -> None:
    assert 1 == len(papers(file_of(f"合同\n甲方 {FRONT}\n乙方 {OTHER_FRONT}")))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Receipt No: A-0017", "A0017"),
        ("CHECK #: 4021", "4021"),
        ("单号：20260311008", "20260311008"),
        ("发票号码 28679158", "28679158"),
        ("199001260711\n00318842\n电话 69967385", "00318842"),
        ("Bill to: 12 High Street", None),
        ("Order 3 pizzas", None),
    ],
)
def test_a_slip_gives_itself_a_number_by_a_label(text: str, number: str | None) -> None:
    assert slip_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        RECEIPT.format(1),
        RECEIPT.format(1) + "\n" * 8 + "Thank you for your visit, come again soon, all of you, every day of the week",
        "Invoice 31.03.2026\nTotal 5.00\n" + "\n" * 8 + "Terms " * 20,
    ],
)
def test_a_single_paper_with_wide_gaps_stays_one(text: str) -> None:
    assert 1 == len(papers(file_of(text)))


def test_only_certain_parts_are_cut_without_asking() -> None:
    parts = (Part(pages=(1,), certain=True), Part(pages=(2, 3), certain=False), Part(pages=(4,), certain=True))
    assert [(1, 2, 3), (4,)] == [part.pages for part in certain(parts)]


@pytest.mark.parametrize(
    ("code", "sheet"),
    [
        ("PATCHT", Sheet()),
        ("SEP1", Sheet()),
        (
            "SEP1|kind=invoice|tags=paid,march|owner=Acme+Trading",
            Sheet(kind="invoice", tags=("paid", "march"), owner="Acme Trading"),
        ),
        ("SEP1|owner=%E5%8C%97%E5%B1%B1", Sheet(owner="北山")),
        ("SEP1|kind=../../etc", Sheet()),
        ("SEP1|" + "a=b|" * 10, Sheet()),
        ("SEP1|" + "a=b|" * 30, Sheet()),
        ("SEP12", None),
        ("https://example.org", None),
    ],
)
def test_separator_sheets_are_known_by_their_code(code: str, sheet: Sheet | None) -> None:
    assert sheet == sheet_of((code,))


def test_what_a_sheet_says_goes_with_the_paper_behind_it() -> None:
    first, second = papers(file_of("one", "#SEP1|kind=invoice|tags=paid|owner=Acme", "two"))
    assert (None, ()) == (first.kind, first.tags)
    assert ("invoice", ("paid",), "Acme") == (second.kind, second.tags, second.owner)
