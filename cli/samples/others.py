"""Papers that show how the product says no: a letter, a page of no kind, and a file that was cut off."""

from pathlib import PurePosixPath

import numpy as np

from cli.samples.canvas import GREY, Canvas
from cli.samples.effects import jpeg, scanned
from cli.samples.fonts import Face
from cli.samples.paper import SamplePaper
from cli.samples.pdf import Sheet, pdf_file

_LETTER = (
    "Dear Ms Ladder,",
    "",
    "thank you for the pleasant visit to our workshop last week. As we agreed on the",
    "way out, I have put aside the two oak boards with the fine grain for you; they will",
    "be dry enough by the end of May.",
    "",
    "The apprentice who showed you the lathe sends his regards. He has finished the",
    "spinning top that he promised your daughter, and you will find it in the parcel.",
    "",
    "Do let me know whether the second Tuesday suits you for the next visit.",
    "",
    "Yours sincerely,",
    "",
    "",
    "Tom Lantern",
)
_RECIPE = (
    "350 g plums, halved and stoned",
    "125 g butter, soft",
    "125 g brown sugar",
    "2 eggs",
    "200 g flour, with two spoons of baking powder",
    "a pinch of cinnamon",
)
_STEPS = (
    "Beat butter and sugar until pale. Stir in the eggs, then the flour.",
    "Spread the dough in a round tin and press the plums into it.",
    "Bake in the middle of the oven until the edge is brown.",
    "Let it cool in the tin. It is better on the second day.",
)


def letter(rng: np.random.Generator) -> SamplePaper:
    """A friendly letter, scanned."""
    page = Canvas(210, 297, dpi=130)
    page.text(190, 22, "Paper Lantern Joinery Ltd", size=12, face=Face.SERIF_BOLD, align="right")
    page.text(190, 29, "4 Lantern Yard, Sampleton SP3 7ZZ", size=9, ink=GREY, align="right")
    page.lines(22, 52, ("Ms Lucy Ladder", "7 Mill Street", "Exampleford EX2 9ZZ"), step=6, size=11)
    page.text(190, 80, "Sampleton, 5 March 2026", size=11, align="right")
    for place, row in enumerate(_LETTER):
        page.text(22, 98 + place * 7.5, row, size=11.5, face=Face.SERIF)
    content = jpeg(scanned(page.image, rng, skew=1.0, noise=5), quality=75)
    return SamplePaper(
        path=PurePosixPath("Acme Trading/letter about the oak.jpg"),
        content=content,
        kind="letter",
        fields={"date": "2026-03-05"},
        says=("Ms Lucy Ladder", "Tom Lantern", "the two oak boards with the fine grain"),
    )


def recipe(rng: np.random.Generator) -> SamplePaper:
    """A page from the tea kitchen's wall: of no kind, so a person has to say what it is."""
    page = Canvas(148, 210, dpi=150, paper=(252, 250, 240))
    page.text(74, 18, "Plum cake for the tea kitchen", size=18, face=Face.SERIF_BOLD, align="middle")
    after = page.lines(20, 40, _RECIPE, step=8, size=12)
    for place, step in enumerate(_STEPS):
        page.text(20, after + 10 + place * 9, step, size=10.5, face=Face.SERIF)
    content = jpeg(scanned(page.image, rng, skew=2.0, noise=5), quality=75)
    return SamplePaper(
        path=PurePosixPath("somebody left this.jpg"),
        content=content,
        kind="unknown",
        says=("Plum cake for the tea kitchen", "200 g flour, with two spoons of baking powder"),
    )


def cut_off(_rng: np.random.Generator) -> SamplePaper:
    """A PDF whose copy broke off in the middle: goes to quarantine, with a note where it was dropped."""
    line = "Hotel Seven Acorns, list of rooms"
    sheet = Sheet()
    for place in range(40):
        sheet.text(20, 20 + place * 6, f"{line}, {place + 1}")
    whole = pdf_file(sheet)
    return SamplePaper(
        path=PurePosixPath("2026-travel/hotel rooms.pdf"),
        content=whole[: len(whole) // 2],
        says=(line,),
        error="truncated",
    )
