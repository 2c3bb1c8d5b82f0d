"""Identity papers: a passport of Utopia, and both sides of a Chinese identity card on one copied page."""

from pathlib import PurePosixPath

import numpy as np

from cli.samples.canvas import BLUE, BROWN, GREY, RED, Canvas
from cli.samples.effects import jpeg, scanned
from cli.samples.fonts import Face
from cli.samples.invented import passport_zone, resident_id
from cli.samples.paper import SamplePaper

_PINK = (243, 233, 236)
_PALE_BLUE = (230, 240, 246)


def passport(rng: np.random.Generator) -> SamplePaper:
    """The data page of a passport (TD3), scanned on a flat bed."""
    page = Canvas(160, 118, dpi=200)
    page.card(8, 7, 144, 104, fill=_PINK)
    page.text(14, 10, "UTOPIA", size=15, face=Face.SERIF_BOLD, ink=BLUE)
    page.text(14, 18, "PASSPORT / PASSEPORT", size=9, face=Face.BOLD, ink=BLUE)
    page.portrait(14, 26, 36, 46)
    labelled = (
        (56, 11, "Type / Type", "P"),
        (76, 11, "Code / Code", "UTO"),
        (104, 11, "Passport No. / No du passeport", "S99012345"),
        (56, 23, "Surname / Nom", "SPECIMEN"),
        (56, 34, "Given names / Prénoms", "ANNA LENA"),
        (56, 45, "Nationality / Nationalité", "UTOPIAN"),
        (56, 56, "Date of birth / Date de naissance", "14 AUG 1988"),
        (110, 56, "Sex / Sexe", "F"),
        (56, 67, "Place of birth / Lieu de naissance", "SAMPLETON"),
        (56, 78, "Date of issue / Date de délivrance", "03 MAY 2023"),
        (110, 78, "Date of expiry", "02 MAY 2033"),
    )
    for x, y, label, value in labelled:
        page.text(x, y, label, size=6, ink=GREY)
        page.text(x, y + 3.4, value, size=10.5, face=Face.BOLD)
    zone = passport_zone(
        surname="SPECIMEN", given="ANNA LENA", number="S99012345", birth="880814", sex="F", expiry="330502"
    )
    page.frame(8.6, 92, 142.8, 18, ink=_PINK, fill=(250, 246, 247))
    for place, line in enumerate(zone):
        page.spread(14, 93 + place * 7.6, line, step=3, size=13.5)
    return SamplePaper(
        path=PurePosixPath("Acme Trading/passport scan.jpg"),
        content=jpeg(scanned(page.image, rng, skew=1.2, noise=4), dpi=200),
        kind="passport",
        fields={
            "document_number": "S99012345",
            "surname": "SPECIMEN",
            "given_names": "ANNA LENA",
            "nationality": "UTO",
            "issuer": "UTO",
            "birth_date": "1988-08-14",
            "sex": "F",
            "expiry": "2033-05-02",
        },
    )


def identity_card(rng: np.random.Generator) -> SamplePaper:
    """Front and back of a Chinese identity card, copied onto one page and marked as a specimen."""
    number = resident_id("19900314", "204")
    page = Canvas(148, 160, dpi=200)
    _card_front(page, number)
    _card_back(page)
    page.watermark("样本 SPECIMEN", size=44)
    return SamplePaper(
        path=PurePosixPath("人事档案/身份证复印件.jpg"),
        content=jpeg(scanned(page.image, rng, skew=0.8, noise=4), dpi=200),
        kind="cn_id_card",
        fields={
            "name": "欧阳样本",
            "sex": "女",
            "ethnicity": "汉",
            "birth_date": "1990-03-14",
            "address": "样例省虚构市示例区星尘路18号3栋502室",
            "id_number": number,
            "valid_from": "2019-06-20",
            "expiry": "2039-06-20",
        },
    )


def _card_front(page: Canvas, number: str) -> None:
    left, top = 30, 14
    page.card(left, top, 86, 54, fill=_PALE_BLUE)
    rows = (
        (5.5, (("姓 名", 0), ("欧阳样本", 12))),
        (14, (("性 别", 0), ("女", 12), ("民 族", 22), ("汉", 33))),
        (22, (("出 生", 0), ("1990", 12), ("年", 22), ("3", 28), ("月", 32), ("14", 37), ("日", 43))),
        (30, (("住 址", 0), ("样例省虚构市示例区", 12))),
        (35, (("星尘路18号3栋502室", 12),)),
    )
    for y, words in rows:
        for word, x in words:
            is_label = word[:1] in "姓性民出年月日住" and len(word) <= 3
            page.text(left + 6 + x, top + y, word, size=8.5, ink=BLUE if is_label else (20, 20, 25))
    page.portrait(left + 58, top + 7, 22, 28)
    page.text(left + 6, top + 44, "公民身份号码", size=8.5, ink=BLUE)
    page.text(left + 31, top + 43.6, number, size=10.5, face=Face.BOLD)


def _card_back(page: Canvas) -> None:
    left, top = 30, 84
    page.card(left, top, 86, 54, fill=_PALE_BLUE)
    page.card(left + 7, top + 6, 16, 17, fill=RED, ink=BROWN)
    page.text(left + 15, top + 11, "样本", size=11, face=Face.BOLD, ink=(250, 220, 120), align="middle")
    page.text(left + 51, top + 6, "中华人民共和国", size=13, face=Face.SERIF_BOLD, align="middle")
    page.text(left + 51, top + 14.5, "居民身份证", size=18, face=Face.SERIF_BOLD, align="middle")
    page.text(left + 16, top + 34, "签发机关", size=8.5, ink=BLUE)
    page.text(left + 34, top + 34, "虚构市公安局示例分局", size=8.5)
    page.text(left + 16, top + 42, "有效期限", size=8.5, ink=BLUE)
    page.text(left + 34, top + 42, "2019.06.20-2039.06.20", size=8.5)
