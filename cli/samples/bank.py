"""A bank's electronic receipt (电子回单), as a picture saved from the bank's web page."""

from decimal import Decimal
from pathlib import PurePosixPath

import numpy as np

from cli.samples.canvas import BLUE, GREY, Canvas
from cli.samples.effects import png
from cli.samples.fonts import Face
from cli.samples.invented import CLOUD_BOAT, STARDUST
from cli.samples.paper import SamplePaper
from strongroom.checks.capital import write_capital

_AMOUNT = Decimal("8904.00")
_SERIAL = "9920260210000071834"


def bank_slip(_rng: np.random.Generator) -> SamplePaper:
    """The payment of the scanned VAT invoice."""
    page = Canvas(210, 118)
    page.text(14, 8, "虚构银行", size=15, face=Face.BOLD, ink=BLUE)
    page.text(105, 8, "电子回单", size=17, face=Face.BOLD, align="middle")
    page.text(14, 20, f"回单编号：{_SERIAL[-10:]}", size=8.5, ink=GREY)
    page.text(105, 20, "交易日期：2026年02月10日", size=9, align="middle")
    page.text(196, 20, "第1次打印", size=8.5, ink=GREY, align="right")
    page.frame(14, 26, 182, 72)
    for x, side, company in ((14, "付款人", STARDUST), (105, "收款人", CLOUD_BOAT)):
        page.rule(x + 9, 26, x + 9, 56)
        page.column(x + 4.5, 32, side, size=10)
        rows = (("户　名", company.name), ("账　号", company.account), ("开户行", company.bank))
        for place, (label, value) in enumerate(rows):
            page.text(x + 11, 28 + place * 10, label, size=9, ink=GREY)
            page.text(x + 26, 28 + place * 10, value, size=9.5)
    page.rule(105, 26, 105, 56)
    for y in (36, 46):
        page.rule(23, y, 105, y, ink=GREY, width=0.15)
        page.rule(114, y, 196, y, ink=GREY, width=0.15)
    below = (
        ("金额（大写）", f"人民币{write_capital(_AMOUNT)}", "金额（小写）", f"¥{_AMOUNT:,.2f}"),
        ("币种", "人民币", "交易流水号", _SERIAL),
        ("摘要", "货款", "用途", "系统维护费"),
        ("交易机构", "虚构银行示例支行", "交易渠道", "企业网银"),
    )
    for place, (left, one, right, other) in enumerate(below):
        top = 56 + place * 10.5
        page.rule(14, top, 196, top)
        page.text(16, top + 3, left, size=9, ink=GREY)
        page.text(42, top + 3, one, size=9.5)
        page.text(120, top + 3, right, size=9, ink=GREY)
        page.text(145, top + 3, other, size=9.5)
    page.text(14, 103, "重要提示：本回单为样例，不作为收款方发货依据。", size=8, ink=GREY)
    page.seal(172, 100, "虚构银行", "电子回单专用章", width=44, height=24)
    return SamplePaper(
        path=PurePosixPath("星尘样例贸易/银行回单.png"),
        content=png(page.image),
        kind="bank_slip",
        fields={
            "date": "2026-02-10",
            "payer": STARDUST.name,
            "payer_account": STARDUST.account,
            "payer_bank": STARDUST.bank,
            "payee": CLOUD_BOAT.name,
            "payee_account": CLOUD_BOAT.account,
            "payee_bank": CLOUD_BOAT.bank,
            "total": str(_AMOUNT),
            "serial": _SERIAL,
            "purpose": "系统维护费",
        },
    )
