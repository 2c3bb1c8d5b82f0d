"""Receipts from tills: two photographed ones, and as many small distinct ones as a load test wants."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath

import numpy as np
from PIL import Image

from cli.samples.canvas import Canvas
from cli.samples.effects import jpeg, photographed
from cli.samples.fonts import Face
from cli.samples.paper import SamplePaper

_WIDTH = 80
_PAPER = (250, 249, 244)
_GOODS = (
    "Green tea", "Black tea", "Oat biscuit", "Plum cake", "Paper A4", "Pencil HB", "Envelope C5", "Ink blue",
    "Lamp oil", "Candle", "Twine 50m", "Soap bar", "Rye bread", "Goat cheese", "Apple juice", "Honey 250g",
)  # fmt: skip
_SHOPS = (
    "Copper Kettle", "Paper Lantern", "Blue Ladder", "Seven Acorns", "Tin Whistle", "Old Compass", "Lucky Thimble",
    "Quiet Harbour",
)  # fmt: skip
_TRADES = ("Tea Room", "Stationers", "Grocery", "Hardware", "Bakery")


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """What a till prints; ``tax_percent`` is contained in the prices."""

    seller: str
    address: tuple[str, ...]
    number: str
    moment: dt.datetime
    goods: tuple[tuple[str, int, Decimal], ...]
    tax_percent: int
    sign: str
    paid: Decimal

    @property
    def total(self) -> Decimal:
        """The sum of all goods."""
        return sum((count * price for _, count, price in self.goods), Decimal())

    @property
    def tax(self) -> Decimal:
        """The tax within the total."""
        return (self.total * self.tax_percent / (100 + self.tax_percent)).quantize(Decimal("0.01"))

    @property
    def fields(self) -> dict[str, str]:
        """What reading the receipt should give."""
        return {
            "seller": self.seller,
            "date": self.moment.date().isoformat(),
            "total": str(self.total),
            "tax": str(self.tax),
            "receipt_number": self.number,
            "address": ", ".join(self.address),
        }


def cafe_receipt(rng: np.random.Generator) -> SamplePaper:
    """A lunch on a journey, photographed on a table."""
    till = Till(
        seller="Copper Kettle Tea Room",
        address=("12 Harbour Lane", "Sampleton SP1 4ZZ"),
        number="R-20418",
        moment=dt.datetime(2026, 2, 17, 12, 47, tzinfo=dt.UTC),
        goods=(
            ("Leek and potato soup", 2, Decimal("6.80")),
            ("Cheese toastie", 1, Decimal("7.45")),
            ("Pot of green tea", 2, Decimal("3.60")),
            ("Plum cake", 1, Decimal("4.25")),
        ),
        tax_percent=20,
        sign="£",
        paid=Decimal(40),
    )
    return _photographed(till, "2026-travel/lunch.jpg", rng)


def hardware_receipt(rng: np.random.Generator) -> SamplePaper:
    """Small things for the office, photographed askew."""
    till = Till(
        seller="Blue Ladder Hardware",
        address=("7 Mill Street", "Exampleford EX2 9ZZ"),
        number="0091773",
        moment=dt.datetime(2026, 3, 24, 9, 5, tzinfo=dt.UTC),
        goods=(("LED lamp 9W", 4, Decimal("5.49")), ("Extension lead 5m", 1, Decimal("14.99"))),
        tax_percent=20,
        sign="£",
        paid=Decimal("36.95"),
    )
    return _photographed(till, "Acme Trading/IMG_0042.jpg", rng)


def draw_receipts(count: int, seed: int) -> tuple[SamplePaper, ...]:
    """Many small receipts, no two alike, as a back office gets them on a Monday."""
    rng = np.random.default_rng(seed)
    return tuple(_small(place, rng) for place in range(count))


def _small(place: int, rng: np.random.Generator) -> SamplePaper:
    picked = rng.choice(len(_GOODS), size=int(rng.integers(2, 6)), replace=False)
    prices = rng.integers(95, 2500, size=len(picked))
    counts = rng.integers(1, 4, size=len(picked))
    goods = tuple(
        (_GOODS[which], int(number), Decimal(int(price)) / 100)
        for which, number, price in zip(picked, counts, prices, strict=True)
    )
    till = Till(
        seller=f"{_SHOPS[place % len(_SHOPS)]} {_TRADES[int(rng.integers(len(_TRADES)))]}",
        address=(f"{int(rng.integers(1, 99))} Example Street", "Sampleton"),
        number=f"L{place:06d}",
        moment=dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC) + dt.timedelta(minutes=int(rng.integers(500_000))),
        goods=goods,
        tax_percent=20,
        sign="£",
        paid=sum((number * price for _, number, price in goods), Decimal()),
    )
    path = PurePosixPath(f"load/receipt {place:05d}.jpg")
    return SamplePaper(path=path, content=jpeg(_print(till, dpi=110), dpi=110), kind="receipt", fields=till.fields)


def _photographed(till: Till, path: str, rng: np.random.Generator) -> SamplePaper:
    picture = photographed(_print(till, dpi=170), rng, skew=3.0, noise=7)
    return SamplePaper(path=PurePosixPath(path), content=jpeg(picture), kind="receipt", fields=till.fields)


def _print(till: Till, *, dpi: int) -> Image.Image:
    paper = Canvas(_WIDTH, 84 + 5 * len(till.goods), dpi=dpi, paper=_PAPER)
    middle, right = _WIDTH / 2, _WIDTH - 6
    paper.text(middle, 6, till.seller, size=13, face=Face.BOLD, align="middle")
    y = 14.0
    for row in till.address:
        paper.text(middle, y, row, size=8.5, align="middle")
        y += 4.6
    paper.text(6, y + 3, f"Receipt No: {till.number}", size=8.5)
    paper.text(6, y + 8, f"Date: {till.moment:%d/%m/%Y}  {till.moment:%H:%M}", size=8.5)
    y = _rule(paper, y + 15)
    for name, count, price in till.goods:
        paper.text(6, y, f"{count} x {name}", size=9)
        paper.text(right, y, f"{count * price:.2f}", size=9, align="right")
        y += 5
    y = _rule(paper, y + 1)
    paper.text(6, y, "TOTAL", size=12, face=Face.BOLD)
    paper.text(right, y, f"{till.sign}{till.total:.2f}", size=12, face=Face.BOLD, align="right")
    y += 7
    sums = (
        (f"VAT {till.tax_percent}% included", till.tax),
        ("Cash", till.paid),
        ("Change", till.paid - till.total),
    )
    for label, amount in sums:
        paper.text(6, y, label, size=9)
        paper.text(right, y, f"{amount:.2f}", size=9, align="right")
        y += 5
    paper.text(middle, y + 4, "Thank you, please come again!", size=9, align="middle")
    return paper.image


def _rule(paper: Canvas, y: float) -> float:
    paper.rule(6, y, _WIDTH - 6, y)
    return y + 2.5
