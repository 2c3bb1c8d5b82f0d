"""A small writer of PDF files with a real text layer, as accounting programs make them (ISO 32000-1).

Fonts are not embedded: Helvetica is one of the standard fourteen, and STSong-Light with the predefined map
UniGB-UCS2-H is what readers bring for simplified Chinese. Sheets have the same words as ``Canvas``: millimetres from
the top left corner, text placed by its top, sizes in points.
"""

import io
import re

import pikepdf

from cli.samples.canvas import BLACK, Align, Ink
from cli.samples.qr import bars_of, qr_picture
from strongroom.song import song_font

_POINTS = 72 / 25.4
_ASCENT = 0.8
_WIDTHS = {" ": 0.278, ".": 0.278, ",": 0.278, ":": 0.278, "-": 0.333, "/": 0.278} | dict.fromkeys("0123456789", 0.556)
_MIDDLING = 0.55


class Sheet:
    """One page of a PDF in the making."""

    def __init__(self, width: float = 210, height: float = 297) -> None:
        self.width, self.height = width, height
        self._marks: list[str] = []
        self._codes: list[str] = []

    def text(self, x: float, y: float, text: str, *, size: float = 10, ink: Ink = BLACK, align: Align = "left") -> None:
        """Write one line with its left end, middle or right end at ``x``."""
        shift = {"left": 0.0, "middle": 0.5, "right": 1.0}[align] * _width(text) * size
        left, base = x * _POINTS - shift, (self.height - y) * _POINTS - size * _ASCENT
        self._marks.append(f"BT {_colour(ink)} rg {left:.2f} {base:.2f} Td")
        for run in re.findall(r"[\x20-\xff]+|[^\x20-\xff]+", text):
            latin = run[0] <= "\xff"
            name, codes = ("/Latin", run.encode("cp1252")) if latin else ("/Han", run.encode("utf-16-be"))
            self._marks.append(f"{name} {size} Tf <{codes.hex()}> Tj")
        self._marks.append("ET")

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, ink: Ink = BLACK, width: float = 0.2) -> None:
        """Draw a straight line."""
        ends = [f"{x * _POINTS:.2f} {(self.height - y) * _POINTS:.2f}" for x, y in ((x1, y1), (x2, y2))]
        self._marks.append(f"{_colour(ink)} RG {width * _POINTS:.2f} w {ends[0]} m {ends[1]} l S")

    def frame(self, x: float, y: float, width: float, height: float, *, ink: Ink = BLACK) -> None:
        """Draw a box."""
        corner = f"{x * _POINTS:.2f} {(self.height - y - height) * _POINTS:.2f}"
        size = f"{width * _POINTS:.2f} {height * _POINTS:.2f}"
        self._marks.append(f"{_colour(ink)} RG {0.2 * _POINTS:.2f} w {corner} {size} re S")

    def qr(self, x: float, y: float, side: float, payload: str) -> None:
        """Print a QR code as a picture of one pixel for each module."""
        self._codes.append(payload)
        points, place = side * _POINTS, f"{x * _POINTS:.2f} {(self.height - y - side) * _POINTS:.2f}"
        self._marks.append(f"q {points:.2f} 0 0 {points:.2f} {place} cm /Code{len(self._codes)} Do Q")

    def bars(self, x: float, y: float, width: float, height: float, payload: str) -> None:
        """Print a Code 128, each bar drawn by itself."""
        modules = bars_of(payload)
        step = width * _POINTS / len(modules)
        left, base = x * _POINTS, (self.height - y - height) * _POINTS
        self._marks.append(f"{_colour(BLACK)} rg")
        self._marks += [
            f"{left + place * step:.3f} {base:.2f} {step:.3f} {height * _POINTS:.2f} re f"
            for place, black in enumerate(modules)
            if black
        ]

    def add_to(self, pdf: pikepdf.Pdf, fonts: pikepdf.Dictionary) -> None:
        """Put the page at the end of a file."""
        pdf.add_blank_page(page_size=(self.width * _POINTS, self.height * _POINTS))
        page = pdf.pages[-1]
        codes = {f"/Code{place}": _picture(pdf, payload) for place, payload in enumerate(self._codes, start=1)}
        page.Resources = pikepdf.Dictionary(Font=fonts, XObject=pikepdf.Dictionary(codes))
        page.Contents = pdf.make_stream("\n".join(self._marks).encode())


def pdf_file(*sheets: Sheet) -> bytes:
    """The sheets as one file; the same sheets give the same bytes."""
    pdf = pikepdf.new()
    fonts = pikepdf.Dictionary(Latin=pdf.make_indirect(_latin()), Han=song_font(pdf))
    for sheet in sheets:
        sheet.add_to(pdf, fonts)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _latin() -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )


def _picture(pdf: pikepdf.Pdf, payload: str) -> pikepdf.Object:
    code = qr_picture(payload)
    return pdf.make_stream(
        code.tobytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=code.width,
        Height=code.height,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
    )


def _width(text: str) -> float:
    """The width in units of the size: exact for figures, which are what gets aligned."""
    return sum(1.0 if sign > "\xff" else _WIDTHS.get(sign, _MIDDLING) for sign in text)


def _colour(ink: Ink) -> str:
    return " ".join(f"{part / 255:.3f}" for part in ink)
