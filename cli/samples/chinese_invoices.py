"""Chinese VAT invoices: a fully digitalised one as its PDF, and the former paper form as a scan."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath

import numpy as np

from cli.samples.canvas import BLUE, BROWN, Align, Canvas
from cli.samples.effects import jpeg, scanned
from cli.samples.fonts import Face
from cli.samples.invented import CLOUD_BOAT, HUNDRED_TASTES, STARDUST, Company
from cli.samples.paper import SamplePaper
from cli.samples.pdf import Sheet, pdf_file
from strongroom.checks.capital import write_capital


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    name: str
    unit: str
    quantity: Decimal
    price: Decimal
    percent: int

    @property
    def net(self) -> Decimal:
        return (self.quantity * self.price).quantize(Decimal("0.01"))

    @property
    def tax(self) -> Decimal:
        return (self.net * self.percent / 100).quantize(Decimal("0.01"))

    @property
    def cells(self) -> tuple[str, ...]:
        return (
            self.name,
            self.unit,
            str(self.quantity),
            str(self.price),
            str(self.net),
            f"{self.percent}%",
            str(self.tax),
        )


_HEADINGS = ("项目名称", "单位", "数量", "单价", "金额", "税率", "税额")


def digital_invoice(_rng: np.random.Generator) -> SamplePaper:
    """A fully digitalised ordinary invoice (数电票): number of 20 digits, QR code with the total including tax."""
    number, day = "26990000000000012345", "2026-03-18"
    rows = (
        _Row(name="*餐饮服务*餐费", unit="次", quantity=Decimal(1), price=Decimal("1216.04"), percent=6),
        _Row(name="*餐饮服务*茶位费", unit="位", quantity=Decimal(8), price=Decimal("12.50"), percent=6),
    )
    net, tax, total = _totals(rows)
    sheet = Sheet(210, 140)
    sheet.qr(8, 6, 20, f"01,32,,{number},{total},{day.replace('-', '')},,5E1F")
    sheet.text(105, 9, "电子发票（普通发票）", size=17, ink=BROWN, align="middle")
    sheet.rule(66, 17.5, 144, 17.5, ink=BROWN)
    sheet.rule(66, 18.5, 144, 18.5, ink=BROWN)
    sheet.text(152, 12, f"发票号码：{number}", size=8.5)
    sheet.text(152, 18, "开票日期：2026年03月18日", size=8.5)
    for x, label, company in ((8, "购买方信息", STARDUST), (107, "销售方信息", HUNDRED_TASTES)):
        sheet.frame(x, 30, 95 if x == 107 else 99, 22, ink=BROWN)
        for place, sign in enumerate(label):
            sheet.text(x + 3, 31 + place * 4, sign, size=8, ink=BROWN, align="middle")
        sheet.text(x + 9, 34, f"名称：{company.name}", size=9)
        sheet.text(x + 9, 43, f"统一社会信用代码/纳税人识别号：{company.tax_id}", size=8)
    _digital_table(sheet, rows)
    sheet.text(16, 104.5, "价税合计（大写）", size=9, ink=BROWN)
    sheet.text(60, 104.5, write_capital(total), size=10)
    sheet.text(140, 104.5, f"（小写） ¥{total}", size=10)
    sheet.text(12, 114, "备注：客户招待 销售方开户银行：虚构银行百味支行", size=8)
    sheet.text(16, 131, "开票人：样本甲", size=9)
    return SamplePaper(
        path=PurePosixPath("星尘样例贸易/数电票 餐费.pdf"),
        content=pdf_file(sheet),
        kind="cn_vat_invoice",
        fields={
            "invoice_number": number,
            "date": day,
            "buyer": STARDUST.name,
            "buyer_tax_id": STARDUST.tax_id,
            "seller": HUNDRED_TASTES.name,
            "seller_tax_id": HUNDRED_TASTES.tax_id,
            "net": str(net),
            "tax": str(tax),
            "total": str(total),
        },
    )


def _totals(rows: tuple[_Row, ...]) -> tuple[Decimal, Decimal, Decimal]:
    net, tax = sum((row.net for row in rows), Decimal()), sum((row.tax for row in rows), Decimal())
    return net, tax, net + tax


def _digital_table(sheet: Sheet, rows: tuple[_Row, ...]) -> None:
    sheet.frame(8, 52, 194, 50, ink=BROWN)
    sheet.frame(8, 102, 194, 8, ink=BROWN)
    sheet.frame(8, 110, 194, 19, ink=BROWN)
    ends = (12, 84, 104, 130, 156, 172, 198)
    for place, heading in enumerate(_HEADINGS):
        align: Align = "left" if place == 0 else "right"
        sheet.text(ends[place], 53.5, heading, size=9, ink=BROWN, align=align)
        for line, row in enumerate(rows):
            sheet.text(ends[place], 60 + line * 6, row.cells[place], size=9, align=align)
    net, tax, _ = _totals(rows)
    sheet.text(16, 95, "合　　计", size=9, ink=BROWN)
    sheet.text(156, 95, f"¥{net}", size=9, align="right")
    sheet.text(198, 95, f"¥{tax}", size=9, align="right")


def paper_invoice(rng: np.random.Generator) -> SamplePaper:
    """The paper form of a special VAT invoice, scanned: code and number, QR code with the amount without tax."""
    code, number, day = "9900261130", "00847216", "2026-02-06"
    row = _Row(name="*信息技术服务*系统维护费", unit="月", quantity=Decimal(3), price=Decimal(2800), percent=6)
    net, tax, total = _totals((row,))
    page = Canvas(240, 152, dpi=150)
    page.qr(12, 8, 19, f"01,01,{code},{number},{net},{day.replace('-', '')},,A3C7")
    page.text(46, 12, code, size=13)
    page.text(120, 8, "样例增值税专用发票", size=19, face=Face.SERIF_BOLD, ink=BROWN, align="middle")
    page.rule(82, 18, 158, 18, ink=BROWN)
    page.text(120, 20, "发 票 联", size=12, ink=BROWN, align="middle")
    page.text(180, 8, f"No {number}", size=15, ink=BLUE)
    page.text(180, 18, "发票代码：" + code, size=9)
    page.text(180, 23, "发票号码：" + number, size=9)
    page.text(180, 28, "开票日期：2026年02月06日", size=9)
    _party(page, 36, "购买方", STARDUST)
    _paper_table(page, row, total)
    _party(page, 110, "销售方", CLOUD_BOAT)
    for x, text in ((14, "收款人：样本乙"), (66, "复核：样本丙"), (112, "开票人：样本丁"), (168, "销售方：（章）")):
        page.text(x, 138, text, size=9)
    page.seal(200, 124, "云舟样例", "发票专用章", width=42, height=28)
    return SamplePaper(
        path=PurePosixPath("星尘样例贸易/增值税专用发票 扫描.jpg"),
        content=jpeg(scanned(page.image, rng, skew=1.5, noise=6)),
        kind="cn_vat_invoice",
        fields={
            "invoice_code": code,
            "invoice_number": number,
            "date": day,
            "buyer": STARDUST.name,
            "buyer_tax_id": STARDUST.tax_id,
            "seller": CLOUD_BOAT.name,
            "seller_tax_id": CLOUD_BOAT.tax_id,
            "net": str(net),
            "tax": str(tax),
            "total": str(total),
        },
    )


def _party(page: Canvas, y: float, label: str, company: Company) -> None:
    page.frame(12, y, 216, 26, ink=BROWN)
    page.rule(20, y, 20, y + 26, ink=BROWN)
    page.column(16, y + 5, label, size=11, ink=BROWN)
    rows = (
        ("名　　　　称：", company.name),
        ("纳税人识别号：", company.tax_id),
        ("地 址、 电 话：", company.address),
        ("开户行及账号：", f"{company.bank} {company.account}"),
    )
    for place, (head, value) in enumerate(rows):
        page.text(22, y + 1.8 + place * 6, head, size=9, ink=BROWN)
        page.text(48, y + 1.8 + place * 6, value, size=9.5)


def _paper_table(page: Canvas, row: _Row, total: Decimal) -> None:
    page.frame(12, 62, 216, 48, ink=BROWN)
    page.rule(12, 93, 228, 93, ink=BROWN)
    page.rule(12, 101, 228, 101, ink=BROWN)
    columns = (14, 98, 118, 142, 172, 188, 226)
    headings = ("货物或应税劳务、服务名称", *_HEADINGS[1:])
    for place, (heading, cell) in enumerate(zip(headings, row.cells, strict=True)):
        align: Align = "left" if place == 0 else "right"
        page.text(columns[place], 63.5, heading, size=9, ink=BROWN, align=align)
        page.text(columns[place], 70, cell, size=9.5, align=align)
    page.text(30, 95, "合　　　计", size=9.5, ink=BROWN)
    page.text(172, 95, f"¥{row.net}", size=9.5, align="right")
    page.text(226, 95, f"¥{row.tax}", size=9.5, align="right")
    page.text(24, 103, "价税合计（大写）", size=9.5, ink=BROWN)
    page.text(70, 103, f"⊗{write_capital(total)}", size=10)
    page.text(170, 103, f"（小写）¥{total}", size=10)
