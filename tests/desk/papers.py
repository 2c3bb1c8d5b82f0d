"""A day's invented papers: what waits, what went through, and what was set aside."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from desk.desk import Desk
from strongroom.ids import DocumentId
from strongroom.page import Box
from tests.desk.drawn import drawn
from tests.desk.invented import Paper, Seen, identity_card, invoice, taken_in

SELLERS = ("Pinkel & Söhne", "Grünkohl Versand", "杭州百胜餐饮有限公司", "Quastenflosse Tauchbedarf")


def queue_of(desk: Desk, count: int) -> tuple[DocumentId, ...]:
    """So many invoices that wait, each with a doubtful seller."""
    return tuple(taken_in(desk, waiting_invoice(number)) for number in range(count))


def waiting_invoice(number: int) -> Paper:
    """An invoice whose seller is doubtful, and of which every third one does not add up."""
    seller = SELLERS[number % len(SELLERS)]
    total = "119.00" if number % 3 else "191.00"
    return invoice(_invoice_picture(seller, total, number), seller=seller, total=total)


def old_bills(desk: Desk, count: int, *, first: int = 1) -> tuple[DocumentId, ...]:
    """So many invoices of years ago, which no rule keeps any more; the schedule has proposed them."""
    found = tuple(taken_in(desk, _old_bill(number)) for number in range(first, first + count))
    desk.work.records.propose_dispositions(desk.now())
    return found


def _old_bill(number: int) -> Paper:
    picture = _invoice_picture("Grünkohl Versand", "119.00", 900 + number)
    paper = invoice(picture, seller="Grünkohl Versand", number=f"RE-{900 + number}", sure=True)
    day = dt.date(2010, 3, number)
    return replace(paper, fields=tuple(replace(one, value=day) if one.name == "date" else one for one in paper.fields))


def a_day(desk: Desk) -> dict[str, DocumentId]:
    """Some of everything, by name."""
    waiting = queue_of(desk, 5)
    sure = taken_in(desk, invoice(_invoice_picture("Pinkel & Söhne", "119.00", 99), sure=True))
    card = taken_in(
        desk, identity_card(drawn(["姓名  韩梅梅", "公民身份号码  110105199003070025", "有效期限  2031.05.01"]))
    )
    slip = taken_in(desk, _bank_slip())
    return {"waiting": waiting[0], "second": waiting[1], "sure": sure, "card": card, "slip": slip}


def _invoice_picture(seller: str, total: str, mark: int) -> bytes:
    lines = [seller, "Rechnung RE-0815", "1 March 2026", "Netto 100.00", "MwSt 19% 19.00", f"Gesamt {total}", "EUR"]
    return drawn(lines, mark=mark)


def _bank_slip() -> Paper:
    rows = (
        "付款人 杭州百胜餐饮有限公司",
        "收款人 苏州某某贸易有限公司",
        "金额 12,500.00",
        "大写 壹万贰仟伍佰元整",
        "2026年3月8日",
    )
    return Paper(
        kind="bank_slip",
        picture=drawn(rows),
        name="回单.png",
        customer="杭州百胜餐饮有限公司",
        fields=(
            Seen(name="payer", value="杭州百胜餐饮有限公司", box=_at(1)),
            Seen(name="payee", value="苏州某某贸易有限公司", confidence=0.7, box=_at(2)),
            Seen(name="total", value=Decimal("12500.00"), proven=True, box=_at(3)),
            Seen(name="capital", value="壹万贰仟伍佰元整", proven=True, box=_at(4)),
            Seen(name="date", value=dt.date(2026, 3, 8), box=_at(5)),
        ),
    )


def _at(row: int) -> Box:
    return Box(left=0.08, top=0.1 * row, right=0.6, bottom=0.1 * row + 0.06)
