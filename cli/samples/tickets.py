"""Papers of a journey in China: a taxi's strip of paper and a train ticket."""

from pathlib import PurePosixPath

import numpy as np

from cli.samples.canvas import BLUE, RED, Canvas
from cli.samples.effects import jpeg, photographed, scanned
from cli.samples.fonts import Face
from cli.samples.paper import SamplePaper


def taxi_receipt(rng: np.random.Generator) -> SamplePaper:
    """A taxi receipt, photographed in the hand."""
    code, number = "199001260711", "00318842"
    paper = Canvas(58, 128, dpi=190, paper=(248, 247, 240))
    paper.text(29, 5, "样例省出租汽车专用发票", size=11, face=Face.BOLD, ink=RED, align="middle")
    paper.text(29, 11, "发 票 联", size=10, ink=RED, align="middle")
    paper.text(6, 19, "发票代码", size=9, ink=RED)
    paper.text(24, 19, code, size=10)
    paper.text(6, 25, "发票号码", size=9, ink=RED)
    paper.text(24, 25, number, size=10)
    rows = (
        ("单位", "虚构市示例出租"),
        ("电话", "000-55500777"),
        ("车号", "样A·T0184"),
        ("证号", "990184"),
        ("日期", "2026年03月11日"),
        ("上车", "18:22"),
        ("下车", "18:47"),
        ("单价", "2.30元/公里"),
        ("里程", "12.6公里"),
        ("等候", "00:03:10"),
        ("金额", "41.00元"),
    )
    for place, (label, value) in enumerate(rows):
        paper.text(6, 35 + place * 7, label, size=10, ink=RED)
        paper.text(20, 35 + place * 7, value, size=10, face=Face.MONO)
    paper.seal(38, 117, "示例出租", "发票专用章", width=30, height=17)
    return SamplePaper(
        path=PurePosixPath("2026-travel/出租车.jpg"),
        content=jpeg(photographed(paper.image, rng, skew=2.5, noise=6)),
        kind="taxi_receipt",
        fields={
            "invoice_code": code,
            "invoice_number": number,
            "date": "2026-03-11",
            "total": "41.00",
            "plate": "样A·T0184",
        },
    )


def train_ticket(rng: np.random.Generator) -> SamplePaper:
    """A blue train ticket; the traveller's number is masked on it, as on real ones."""
    ticket = Canvas(86, 54, dpi=220, paper=(214, 232, 243))
    ticket.text(5, 4, "Z26A018845", size=11, ink=RED)
    ticket.text(81, 4, "检票:7B", size=8.5, align="right")
    for x, place, letters in ((16, "虚构南站", "Xugounan"), (70, "示例东站", "Shilidong")):
        ticket.text(x, 9.5, place, size=14, face=Face.BOLD, align="middle")
        ticket.text(x, 16, letters, size=7.5, align="middle")
    ticket.text(43, 9.5, "G9902", size=13, face=Face.BOLD, align="middle")
    ticket.rule(32, 16.2, 54, 16.2, width=0.4)
    ticket.text(5, 21, "2026年03月12日 07:36开", size=10)
    ticket.text(81, 21, "06车08F号", size=10, align="right")
    ticket.text(5, 27, "¥184.50元", size=11, face=Face.BOLD)
    ticket.text(81, 27, "二等座", size=10, align="right")
    ticket.text(5, 33, "限乘当日当次车", size=8)
    ticket.text(5, 38, "9901011990****204X 欧阳样本", size=9)
    ticket.text(5, 44, "仅供报销使用", size=8, ink=BLUE)
    ticket.text(5, 49, "99010310261206A018845 虚构南售", size=7)
    ticket.qr(65, 34, 15, "specimen-ticket-Z26A018845")
    sheet = Canvas(110, 76, dpi=220)
    sheet.image.paste(ticket.image, (110, 95))
    return SamplePaper(
        path=PurePosixPath("2026-travel/火车票.jpg"),
        content=jpeg(scanned(sheet.image, rng, skew=1.5, noise=5)),
        kind="train_ticket",
        fields={
            "serial": "Z26A018845",
            "train": "G9902",
            "seat": "06车08F号",
            "seat_class": "二等座",
            "origin": "虚构南",
            "destination": "示例东",
            "date": "2026-03-12",
            "total": "184.50",
            "passenger": "欧阳样本",
        },
    )
