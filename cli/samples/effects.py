"""What scanners, copiers and telephones do to a page. The same random numbers give the same picture."""

import io

import numpy as np
from PIL import Image, ImageFilter

from cli.samples.canvas import Ink

SCANNER_LID: Ink = (236, 236, 233)
TABLE_TOP: Ink = (96, 82, 70)


def scanned(page: Image.Image, rng: np.random.Generator, *, skew: float = 1.0, noise: float = 6.0) -> Image.Image:
    """A flat-bed scan: turned by up to ``skew`` degrees, a little soft, grainy, darker at one edge."""
    turned = _turned(page, rng, skew, SCANNER_LID)
    return _grainy(turned.filter(ImageFilter.GaussianBlur(0.5)), rng, noise=noise, shade=0.06)


def photographed(page: Image.Image, rng: np.random.Generator, *, skew: float = 3.0, noise: float = 9.0) -> Image.Image:
    """A telephone's picture of a paper on a table: turned, uneven light, softer."""
    margin = page.width // 12
    table = Image.new("RGB", (page.width + 2 * margin, page.height + 2 * margin), TABLE_TOP)
    table.paste(page, (margin, margin))
    turned = _turned(table, rng, skew, TABLE_TOP)
    return _grainy(turned.filter(ImageFilter.GaussianBlur(0.7)), rng, noise=noise, shade=0.22)


def jpeg(page: Image.Image, *, quality: int = 82, dpi: int = 150) -> bytes:
    """The picture as a JPEG file."""
    return _saved(page, "JPEG", quality=quality, dpi=(dpi, dpi))


def png(page: Image.Image, *, dpi: int = 150) -> bytes:
    """The picture as a PNG file."""
    return _saved(page, "PNG", dpi=(dpi, dpi))


def tiff(pages: tuple[Image.Image, ...], *, dpi: int) -> bytes:
    """Pages in black and white, packed as faxes are (Group 4), as office scanners write them by default."""
    first, *others = (page.convert("1", dither=Image.Dither.NONE) for page in pages)
    return _saved(first, "TIFF", save_all=True, append_images=others, compression="group4", dpi=(dpi, dpi))


def _saved(page: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    page.save(out, form, **options)
    return out.getvalue()


def _turned(page: Image.Image, rng: np.random.Generator, skew: float, around: Ink) -> Image.Image:
    angle = float(rng.uniform(-skew, skew))
    return page.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=around)


def _grainy(page: Image.Image, rng: np.random.Generator, *, noise: float, shade: float) -> Image.Image:
    pixels = np.asarray(page, dtype=np.float32)
    # Sensors' grain is mostly of brightness: one layer for the three colours.
    grain = rng.normal(0.0, noise, pixels.shape[:2]).astype(np.float32)
    light = 1.0 - shade * np.linspace(0.0, 1.0, pixels.shape[1], dtype=np.float32)
    lit = pixels * light[None, :, None] + grain[:, :, None]
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))
