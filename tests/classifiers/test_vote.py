import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifiers.vote import classify
from strongroom.content import Content, Structured
from strongroom.kind import catalogue
from strongroom.reading import Origin
from tests.written import content_of

RECEIPT = """
  Lantern Noodle House
  Table 4    Guests 2
  1 Beef Noodle     9.50
  1 Jasmine Tea     2.50
  Subtotal         12.00
  Tax               0.96
  Total            12.96
  Cash             20.00
  Change            7.04
  Thank you, please come again
"""
INVOICE = """
  Harrow Lamps Ltd                INVOICE
  Bill to: Oakfield School        Invoice number: HL-881
                                  Invoice date: 2 May 2024
  Description    Unit price    Amount
  Total   240.00      Due date 1 June 2024     IBAN DE02120300000000202051
"""
GERMAN_CREDIT = """
  Nordwind GmbH
  Rechnungskorrektur
  Rechnung Nr. 12 vom 3.4.2025 wird berichtigt
  wie folgt:
  ein Regal
  war zerkratzt
  wir erstatten
  20,00 EUR
"""
CONTRACT = """
  设备采购合同
  甲方:青禾科技有限公司
  乙方:远山机械有限公司
  第一条 标的
  违约责任
"""
ORDER = """
  PURCHASE ORDER
  PO Number 4711      Vendor: Harrow Lamps Ltd
  Ship to: Oakfield School    Delivery date 1 May
"""
LETTER = """
  Dear Sir or Madam,
  we thank you for the pleasant talk of last week and look forward to hearing from you.
  Yours faithfully
"""
RECIPE = """
  Pancakes
  Mix flour, eggs and milk; leave to rest; bake in butter.
"""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (RECEIPT, "receipt"),
        (INVOICE, "invoice"),
        (GERMAN_CREDIT, "credit_note"),
        (CONTRACT, "contract"),
        (ORDER, "purchase_order"),
        (LETTER, "letter"),
        (RECIPE, "unknown"),
        ("", "unknown"),
    ],
)
def test_a_paper_is_known_by_its_words(text: str, kind: str) -> None:
    assert classify(content_of(text), catalogue()).kind == kind


def test_an_answer_keeps_its_reasons_and_its_rivals() -> None:
    answer = classify(content_of(INVOICE), catalogue())

    assert "invoice number" in answer.reasons
    assert answer.runners_up


def test_what_a_format_states_outright_decides_whatever_the_words_say() -> None:
    stated = Structured(syntax="cii", origin=Origin.XML, values={}, kind="credit_note")
    answer = classify(content_of(INVOICE, structured=(stated,)), catalogue())

    assert (answer.kind, answer.reasons) == ("credit_note", ("cii",))
    assert answer.confidence > 0.99


def test_a_stated_kind_that_the_catalogue_lacks_is_not_taken() -> None:
    stated = Structured(syntax="x", origin=Origin.XML, values={}, kind="no_such_kind")

    assert classify(content_of(INVOICE, structured=(stated,)), catalogue()).kind == "invoice"


def test_misread_letters_do_not_hide_a_kind() -> None:
    garbled = INVOICE.replace("Invoice number", "lnvoice numbcr").replace("Bill to", "BilI to").replace("Due", "Duc")

    assert classify(content_of(garbled), catalogue()).kind == "invoice"


def test_fewer_words_make_a_less_confident_answer() -> None:
    few = classify(content_of("Subtotal 12.00\nTotal 12.96\nCash 20.00\nreceipt"), catalogue())

    assert few.confidence < classify(content_of(RECEIPT), catalogue()).confidence


def test_a_file_without_pages_is_unknown() -> None:
    assert classify(Content(media="text/xml", pages=()), catalogue()).kind == "unknown"


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_gets_an_answer_with_a_confidence_between_nothing_and_certainty(text: str) -> None:
    answer = classify(content_of(text), catalogue())

    assert answer.kind in catalogue()
    assert 0 <= answer.confidence <= 1
