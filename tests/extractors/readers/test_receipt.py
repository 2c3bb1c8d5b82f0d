import datetime as dt
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.readers import receipt
from strongroom.kind import catalogue
from strongroom.reading import Reading
from tests.written import content_of

KIND = catalogue()["receipt"]

HARDWARE = """
          KINTA NAIL & BOLT SDN BHD
             (998877-K)
        NO 12, JALAN MERBAH 3/1,
          31650 IPOH, PERAK
          TEL: 05-241 0000
            TAX INVOICE
  Doc No: CS0042          Date: 14/08/2019
  Cashier: AIN            Time: 10:22
  Item              Qty    Price   Amount
  WALL PLUG 8MM      2      3.50     7.00
  WOOD SCREW BOX     1     12.35    12.35
            Sub Total               19.35
            Rounding                 0.00
            Total (RM)              19.35
            CASH                    50.00
            CHANGE                  30.65
"""

DINER = """
           Marigold Diner
          88 Harbor Street
        Salem, MA 01970
         (978) 555-0142
   Server: Joan        Table 7
   3/4/2021 6:15 PM
   2 Chowder              11.00
   1 Lobster Roll         24.50
   Subtotal               35.50
   Sales Tax               2.22
   Total                 $37.72
   Tip:   ______
   Thank you!
"""


def read(text: str, **page: object) -> dict[str, Reading]:
    return dict(receipt.read(KIND, content_of(text, **page)))


def test_a_malaysian_till_slip_is_read_whole() -> None:
    readings = read(HARDWARE)

    assert readings["seller"].value == "KINTA NAIL & BOLT SDN BHD"
    assert readings["address"].value == "NO 12, JALAN MERBAH 3/1, 31650 IPOH, PERAK"
    assert readings["date"].value == dt.date(2019, 8, 14)
    assert readings["total"].value == Decimal("19.35")
    assert readings["currency"].value == "MYR"


def test_a_total_that_cash_and_change_confirm_is_proven_and_sure() -> None:
    total = read(HARDWARE)["total"]

    assert total.proven
    assert total.confidence > KIND.by_name["total"].threshold


def test_an_american_bill_puts_the_month_first_and_its_tax_is_proven_by_the_sum() -> None:
    readings = read(DINER)

    assert readings["seller"].value == "Marigold Diner"
    assert readings["date"].value == dt.date(2021, 3, 4)
    assert readings["total"].value == Decimal("37.72")
    assert readings["tax"].value == Decimal("2.22")
    assert readings["tax"].proven


def test_what_is_paid_after_rounding_is_the_total() -> None:
    rounded = HARDWARE.replace("Rounding                 0.00", "Rounding                 0.03").replace(
        "Total (RM)              19.35", "Total (RM)              19.38"
    )

    assert read(rounded.replace("30.65", "30.62"))["total"].value == Decimal("19.38")


def test_a_lone_amount_without_a_label_is_unsure() -> None:
    readings = read("Corner Kiosk\nmilk   2.10\nbread   3.40")

    assert readings["total"].confidence < 0.9


def test_the_table_of_taxes_at_the_end_gives_the_tax_and_not_the_total() -> None:
    readings = read(
        """
        PANTAI STATIONERY SDN BHD
        TAX INVOICE
        Total Incl. GST          10.60
        CASH                     20.60
        CHANGE                   10.00
        GST Summary    Amount      Tax
        SR 6%           10.00     0.60
        Total           10.00     0.60
        """
    )

    assert readings["total"].value == Decimal("10.60")
    assert readings["tax"].value == Decimal("0.60")


def test_a_dash_before_the_total_is_no_minus_and_a_refund_is_one() -> None:
    dashed = read("Corner Kiosk\nmilk   2.10\nbread   3.40\nTotal   -5.50")
    refund = read("Corner Kiosk\nmilk   -2.10\nbread   -3.40\nTotal   -5.50")

    assert dashed["total"].value == Decimal("5.50")
    assert refund["total"].value == Decimal("-5.50")


def test_a_photograph_that_slopes_is_read_like_one_that_does_not() -> None:
    readings = read(HARDWARE, slope=0.05, source="an engine")

    assert readings["total"].value == Decimal("19.35")
    assert readings["date"].value == dt.date(2019, 8, 14)


def test_specks_on_english_slips_are_no_accents() -> None:
    assert read(HARDWARE.replace("KINTA", "KÍNTA"))["seller"].value == "KINTA NAIL & BOLT SDN BHD"


def test_a_blurred_name_is_less_sure_than_a_clear_one() -> None:
    assert read(HARDWARE, confidence=0.85)["seller"].confidence < read(HARDWARE)["seller"].confidence


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(alphabet="ABCtotal 0123456789.,%:/-RM$€\n汉字é", max_size=400))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    read(text)


def test_a_page_without_words_has_no_readings() -> None:
    assert read("") == {}


def test_a_steep_slip_is_laid_out_so_that_its_sums_agree() -> None:
    flat, steep = read(HARDWARE), read(HARDWARE, slope=0.04, source="scripted")

    assert steep["total"].value == flat["total"].value
    assert steep["total"].proven
