"""A sheet of paper to draw on, in millimetres from its top left corner."""

from typing import Literal

from PIL import Image, ImageChops, ImageDraw

from cli.samples.fonts import Face, font
from cli.samples.qr import qr_picture

Ink = tuple[int, int, int]
Align = Literal["left", "middle", "right"]

BLACK: Ink = (25, 25, 30)
GREY: Ink = (110, 110, 115)
RED: Ink = (190, 40, 45)
SEAL: Ink = (235, 120, 120)
BROWN: Ink = (130, 70, 40)
BLUE: Ink = (30, 50, 120)
WHITE: Ink = (255, 255, 255)


class Canvas:
    """One sheet. Text is placed by its top; sizes of text are in points."""

    def __init__(self, width: float, height: float, *, dpi: int = 150, paper: Ink = WHITE) -> None:
        self._scale = dpi / 25.4
        self._points = dpi / 72
        self.width, self.height = width, height
        self.image = Image.new("RGB", (self._px(width), self._px(height)), paper)
        self._draw = ImageDraw.Draw(self.image)

    def _px(self, millimetres: float) -> int:
        return round(millimetres * self._scale)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 10,
        face: Face = Face.SANS,
        ink: Ink = BLACK,
        align: Align = "left",
    ) -> None:
        """Write one line with its left end, middle or right end at ``x``."""
        anchor = {"left": "la", "middle": "ma", "right": "ra"}[align]
        letters = font(face, round(size * self._points))
        self._draw.text((self._px(x), self._px(y)), text, font=letters, fill=ink, anchor=anchor)

    def spread(self, x: float, y: float, text: str, *, step: float, size: float, face: Face = Face.MONO) -> None:
        """Write letters at equal steps, as machines print zones to be read by machines."""
        for place, letter in enumerate(text):
            self.text(x + (place + 0.5) * step, y, letter, size=size, face=face, align="middle")

    def column(self, x: float, y: float, text: str, *, size: float = 10, ink: Ink = BLACK) -> None:
        """Write Chinese text downwards, as in the narrow cells of forms."""
        for place, letter in enumerate(text):
            self.text(x, y + place * size * 0.42, letter, size=size, ink=ink, align="middle")

    def lines(self, x: float, y: float, rows: tuple[str, ...], *, step: float, size: float = 10) -> float:
        """Write lines below one another; returns where the next one would go."""
        for row in rows:
            self.text(x, y, row, size=size)
            y += step
        return y

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, ink: Ink = BLACK, width: float = 0.25) -> None:
        """Draw a straight line."""
        ends = (self._px(x1), self._px(y1), self._px(x2), self._px(y2))
        self._draw.line(ends, fill=ink, width=max(1, self._px(width)))

    def frame(
        self, x: float, y: float, width: float, height: float, *, ink: Ink = BLACK, fill: Ink | None = None
    ) -> None:
        """Draw a box."""
        corners = (self._px(x), self._px(y), self._px(x + width), self._px(y + height))
        self._draw.rectangle(corners, outline=ink, fill=fill, width=max(1, self._px(0.25)))

    def card(self, x: float, y: float, width: float, height: float, *, fill: Ink, ink: Ink = GREY) -> None:
        """Draw a card with round corners."""
        corners = (self._px(x), self._px(y), self._px(x + width), self._px(y + height))
        self._draw.rounded_rectangle(corners, radius=self._px(3), fill=fill, outline=ink, width=max(1, self._px(0.3)))

    def portrait(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a plain figure where a photograph would be: nobody's face."""
        self.frame(x, y, width, height, ink=GREY, fill=(214, 222, 230))
        middle, head = x + width / 2, width * 0.24
        self._ellipse(middle, y + height * 0.38, head, head * 1.25, fill=(140, 148, 158))
        shoulders = (middle - width * 0.42, y + height * 0.68, middle + width * 0.42, y + height * 1.3)
        chord = tuple(self._px(value) for value in shoulders)
        self._draw.chord((chord[0], chord[1], chord[2], chord[3]), 180, 360, fill=(140, 148, 158))
        self.rule(x, y + height, x + width, y + height, ink=GREY)

    def seal(self, x: float, y: float, upper: str, lower: str, *, width: float = 40, height: float = 30) -> None:
        """Press a red oval seal onto what is there, so that the print below shines through."""
        under = self.image
        self.image = Image.new("RGB", under.size, WHITE)
        self._draw = ImageDraw.Draw(self.image)
        self._ellipse(x, y, width / 2, height / 2, outline=SEAL, thick=0.9)
        self.text(x, y - height * 0.28, upper, size=width * 0.27, ink=SEAL, align="middle")
        self.text(x, y + height * 0.06, lower, size=width * 0.27, ink=SEAL, align="middle")
        self.image = ImageChops.multiply(under, self.image)
        self._draw = ImageDraw.Draw(self.image)

    def _ellipse(
        self,
        x: float,
        y: float,
        across: float,
        down: float,
        *,
        fill: Ink | None = None,
        outline: Ink | None = None,
        thick: float = 0.3,
    ) -> None:
        box = (self._px(x - across), self._px(y - down), self._px(x + across), self._px(y + down))
        self._draw.ellipse(box, fill=fill, outline=outline, width=max(1, self._px(thick)))

    def qr(self, x: float, y: float, side: float, payload: str) -> None:
        """Print a QR code with its quiet zone; ``side`` is that of the code itself."""
        pixels = self._px(side)
        code = qr_picture(payload).resize((pixels, pixels), Image.Resampling.NEAREST)
        self.image.paste(code, (self._px(x), self._px(y)))

    def watermark(self, text: str, *, size: float = 30, ink: Ink = (205, 205, 205)) -> None:
        """Write a pale word across the whole sheet, behind nothing: it may cross the print, as on copies."""
        layer = Image.new("L", self.image.size, 0)
        middle = (self.image.width // 2, self.image.height // 2)
        letters = font(Face.BOLD, round(size * self._points))
        ImageDraw.Draw(layer).text(middle, text, font=letters, fill=110, anchor="mm")
        self.image.paste(Image.new("RGB", self.image.size, ink), mask=layer.rotate(28))
        self._draw = ImageDraw.Draw(self.image)
