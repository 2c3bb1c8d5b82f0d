"""OFD packages: words with places, facts, tags, and hostile insides."""

import datetime as dt
from decimal import Decimal

import pytest

from extractors.formats.archive import Package
from extractors.formats.ofd import Ofd, count_pages, read_ofd
from strongroom.errors import Damaged, Refused, UnpacksTooLarge
from strongroom.settings import Limits
from tests.extractors.drawn import ofd_parts, package

LIMITS = Limits()


def read(parts: dict[str, str] | None = None) -> Ofd:
    return read_ofd(Package(package(parts or ofd_parts()), LIMITS), LIMITS)


def test_words_of_page_and_template_stand_on_one_page() -> None:
    (page,) = read().pages
    assert page.text == "名称： 北山纸业\n113.00"
    assert (page.width, page.height) == (210, 140)


def test_a_word_is_where_its_boundary_and_its_steps_say() -> None:
    """40 mm from the left of 210, four letters of 3 mm each, on a baseline 34 mm below the top of 140."""
    word = next(word for word in read().pages[0].words if word.text == "北山纸业")
    assert word.box.left == pytest.approx(40 / 210)
    assert word.box.right == pytest.approx(52 / 210)
    assert word.box.bottom == pytest.approx((34 + 0.6) / 140)


def test_stated_and_tagged_facts_are_found_even_with_broken_prefixes() -> None:
    found = read()
    assert found.stated["发票号码"] == "26427000000000000017"
    assert found.tagged == {"SellerName": "北山纸业", "TaxInclusiveTotalAmount": "113.00"}


def test_a_text_that_steps_back_to_a_new_line_is_two_words() -> None:
    parts = ofd_parts()
    parts["Doc_0/Pages/Page_0/Content.xml"] = parts["Doc_0/Pages/Page_0/Content.xml"].replace(
        '<ofd:TextCode X="0" Y="4">113.00',
        '<ofd:TextCode X="0" Y="4" DeltaX="g 2 1.5 -3 g 2 1.5" DeltaY="0 0 4">113.00',
    )
    assert ["113", ".00"] == [word.text for word in read(parts).pages[0].words if word.text in {"113", ".00"}]


@pytest.mark.parametrize(
    "place", ["original_invoice.xml", "/Doc_0/Attachs/original_invoice.xml", "Attachs/original_invoice.xml"]
)
def test_attachments_are_found_however_their_place_is_written(place: str) -> None:
    parts = ofd_parts()
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(
        "</ofd:Document>", "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>"
    )
    parts["Doc_0/Attachs/Attachments.xml"] = f"<A><Attachment><FileLoc>{place}</FileLoc></Attachment></A>"
    parts["Doc_0/Attachs/original_invoice.xml"] = "<eInvoice/>"
    assert list(read(parts).attached.values()) == [b"<eInvoice/>"]


def test_names_are_found_whatever_their_case() -> None:
    parts = {name.replace("Doc_0", "DOC_0"): content for name, content in ofd_parts().items()}
    assert len(read(parts).pages) == 1


def test_a_path_cannot_leave_the_package() -> None:
    parts = ofd_parts()
    parts["OFD.xml"] = parts["OFD.xml"].replace("Doc_0/Document.xml", "../../../../etc/passwd")
    with pytest.raises(Damaged):
        read(parts)


@pytest.mark.parametrize(
    "gone", ["Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Tpls/Tpl_0/Content.xml"]
)
def test_a_missing_part_is_damage(gone: str) -> None:
    parts = ofd_parts()
    del parts[gone]
    with pytest.raises(Damaged):
        read(parts)


def test_a_broken_tag_list_does_not_make_the_page_unreadable() -> None:
    parts = ofd_parts()
    parts["Doc_0/Tags/CustomTag.xml"] = "<<<"
    found = read(parts)
    assert found.tagged == {}
    assert found.pages[0].words


@pytest.mark.parametrize(
    "numbers", ['Boundary="a b c d"', 'Boundary="1 2"', 'Boundary="1e999 0 1 1"', 'Boundary="-5 -5 9999 9999"']
)
def test_senseless_numbers_neither_crash_nor_leave_the_page(numbers: str) -> None:
    parts = ofd_parts()
    parts["Doc_0/Pages/Page_0/Content.xml"] = parts["Doc_0/Pages/Page_0/Content.xml"].replace(
        'Boundary="40 30 80 5"', numbers
    )
    for word in read(parts).pages[0].words:
        assert 0 <= word.box.left <= word.box.right <= 1


def test_a_lying_repeat_count_costs_nothing() -> None:
    parts = ofd_parts()
    parts["Doc_0/Pages/Page_0/Content.xml"] = parts["Doc_0/Pages/Page_0/Content.xml"].replace("g 3 3", "g 999999999 3")
    assert read(parts).pages[0].text.startswith("名称： 北山纸业")


def test_too_many_entries_are_a_bomb() -> None:
    with pytest.raises(UnpacksTooLarge):
        Package(package({f"{number}": "" for number in range(5001)}), LIMITS)


def test_pages_of_all_documents_are_counted() -> None:
    assert count_pages(Package(package(ofd_parts()), LIMITS), LIMITS) == 1


def test_an_empty_package_is_refused() -> None:
    with pytest.raises(Refused):
        count_pages(Package(package({"OFD.xml": "<OFD/>"}), LIMITS), LIMITS)


def test_types_of_values() -> None:
    """Dates and amounts of the producer's facts become dates and decimals in the invoice that they make."""
    from extractors.formats.cn_invoice import from_named

    found = from_named({"发票号码": "12345678", "开票日期": "2026年03月31日", "合计金额": "￥1,000.50"}, syntax="ofd")
    assert found is not None
    assert found.values["date"] == dt.date(2026, 3, 31)
    assert found.values["net"] == Decimal("1000.50")
