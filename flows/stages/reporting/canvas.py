"""Pages of a PDF: text and shapes at places, in points from the top left corner.

Latin letters stand in Helvetica and all others in the font of ``strongroom.song``; no reader needs either embedded.
The same calls always give the same bytes.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from strongroom.song import song_font

WIDTH, HEIGHT = 842, 595
"""A4, lying."""

_HELVETICA: Final = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556,) * 10,
    *(278, 278, 584, 584, 584, 556, 1015),
    *(667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833),
    *(722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611),
    *(278, 278, 278, 469, 556, 333),
    *(556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833),
    *(556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500),
    *(334, 260, 334, 584),
)
"""Widths of the letters from blank to tilde, in thousandths of the size (Adobe's metrics of the standard fonts)."""
_OTHER_LATIN: Final = 556
_BOLDER: Final = 1.07
"""Helvetica-Bold is at most so much wider: text is fitted and wrapped by this, and never set by it."""

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How text looks."""

    size: float
    colour: Colour = (0.11, 0.14, 0.15)
    bold: bool = False


@dataclass(slots=True)
class Canvas:
    """Pages that are being drawn, one after the other."""

    _pages: list[list[str]] = field(default_factory=list)

    @property
    def pages(self) -> int:
        """How many there are."""
        return len(self._pages)

    def turn(self) -> None:
        """Begin the next page."""
        self._pages.append([])

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """One line, its base line at ``y``."""
        self._put(f"BT {_rgb(style.colour)} rg 1 0 0 1 {x:.2f} {HEIGHT - y:.2f} Tm")
        for latin, run in _runs(text):
            font = ("B" if style.bold else "L") if latin else "S"
            raw = run.encode("cp1252") if latin else run.encode("utf-16-be", "replace")
            self._put(f"/{font} {style.size:g} Tf <{raw.hex()}> Tj")
        self._put("ET")

    def right(self, x: float, y: float, text: str, style: Style) -> None:
        """The same, ending at ``x``."""
        self.text(x - width(text, style), y, text, style)

    def box(self, x: float, y: float, size: tuple[float, float], colour: Colour) -> None:
        """A filled box with its upper left corner at a place; ``size`` is width and height."""
        self._put(f"{_rgb(colour)} rg {x:.2f} {HEIGHT - y - size[1]:.2f} {size[0]:.2f} {size[1]:.2f} re f")

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: Colour) -> None:
        """A hair line."""
        self._put(f"{_rgb(colour)} RG 0.5 w {start[0]:.2f} {HEIGHT - start[1]:.2f} m")
        self._put(f"{end[0]:.2f} {HEIGHT - end[1]:.2f} l S")

    def saved(self, *, title: str, language: str, attached: Mapping[str, bytes], media: str) -> bytes:
        """The finished file with other files in it, all of one media type, by their names."""
        with Pdf.new() as pdf:
            fonts = _fonts(pdf)
            for shown in self._pages:
                page = Dictionary(
                    Type=Name.Page,
                    MediaBox=Array([0, 0, WIDTH, HEIGHT]),
                    Resources=Dictionary(Font=fonts),
                    Contents=pdf.make_stream("\n".join(shown).encode()),
                )
                pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
            pdf.Root.Lang = pikepdf.String(language)
            pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
            pdf.docinfo["/Title"] = title
            for name, data in attached.items():
                # No dates on an attachment: they would differ from run to run.
                pdf.attachments[name] = pikepdf.AttachedFileSpec(
                    pdf, data, filename=name, mime_type=media, creation_date="", mod_date=""
                )
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True, compress_streams=True)
        return out.getvalue()

    def _put(self, operators: str) -> None:
        self._pages[-1].append(operators)


def width(text: str, style: Style) -> float:
    """How wide a line is, in points."""
    thousandths = sum(_letter(letter) for letter in text)
    return thousandths * style.size / 1000 * (_BOLDER if style.bold else 1.0)


def fitted(text: str, room: float, style: Style) -> str:
    """The text, cut with an ellipsis where it does not fit."""
    if width(text, style) <= room:
        return text
    while text and width(text + "…", style) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(text: str, room: float, style: Style) -> list[str]:
    """The text in lines that fit; words are kept whole where they can be, and Chinese breaks anywhere."""
    lines = [""]
    for piece in _pieces(text):
        if width((lines[-1] + piece).rstrip(), style) <= room:
            lines[-1] += piece
            continue
        lines[-1] = lines[-1].rstrip()
        if lines[-1]:
            lines.append("")
        for letter in piece.lstrip():
            if lines[-1] and width(lines[-1] + letter, style) > room:
                lines.append("")
            lines[-1] += letter
    return [line.rstrip() for line in lines]


def _pieces(text: str) -> Iterator[str]:
    """Words with the blank behind them; Chinese letters one by one."""
    word = ""
    for letter in text:
        if not _is_latin(letter):
            if word:
                yield word
            yield letter
            word = ""
            continue
        word += letter
        if letter == " ":
            yield word
            word = ""
    if word:
        yield word


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    for latin, letters in groupby(text, key=_is_latin):
        yield latin, "".join(letters)


def _is_latin(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _letter(letter: str) -> int:
    if " " <= letter <= "~":
        return _HELVETICA[ord(letter) - 32]
    return _OTHER_LATIN if _is_latin(letter) else 1000


def _fonts(pdf: Pdf) -> Dictionary:
    def latin(name: str) -> pikepdf.Object:
        described = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{name}"), Encoding=Name.WinAnsiEncoding
        )
        return pdf.make_indirect(described)

    return Dictionary(L=latin("Helvetica"), B=latin("Helvetica-Bold"), S=song_font(pdf))


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part:.3f}" for part in colour)
