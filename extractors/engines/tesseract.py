"""Tesseract, for machines where the engine of record cannot run: cheap on Latin print, poor on Chinese.

pytesseract hands every page over in a temporary file, and no page may rest on a disk in the clear: the engine opens
only where temporary files lie in memory (``extractors.engines.scratch``). The only importer of pytesseract.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytesseract
from PIL import Image

from extractors.engines.detection import Picture
from extractors.engines.models import orientation_file
from extractors.engines.orientation import Orientation
from extractors.engines.runtime import open_loader
from extractors.engines.scratch import is_in_memory
from strongroom.errors import Damaged, EngineUnavailable
from strongroom.page import Box, Word

_LANGUAGES = ("chi_sim", "eng")
_WORD_LEVEL = 5
_STEEPEST, _STEP = 8.0, 0.5
"""Degrees: the skew that is looked for, and how finely."""
_SMALL = 800
_SECONDS = 120


class TesseractEngine:
    """Tesseract 5. Confidence is what it states for each word."""

    def __init__(self, version: str, languages: str) -> None:
        self.name = f"tesseract {version}, {languages}"
        self._languages = languages
        self._orientation = Orientation(open_loader("auto").load(orientation_file()))

    @classmethod
    def open(cls) -> "TesseractEngine":
        """Find the program and its languages.

        Raises:
            EngineUnavailable: it is not installed, has none of the languages, or pages would be written to a disk.
        """
        if not is_in_memory(Path(tempfile.gettempdir())):
            raise EngineUnavailable(missing="a temporary folder in memory")
        # Its own threads only wait for each other: with them, four times the CPU buys nothing. The program inherits it.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        try:
            version = str(pytesseract.get_tesseract_version()).splitlines()[0]
            there = set(pytesseract.get_languages(config=""))
        except (pytesseract.TesseractNotFoundError, SystemExit, OSError) as error:
            raise EngineUnavailable(missing="tesseract") from error
        languages = "+".join(language for language in _LANGUAGES if language in there)
        if not languages:
            raise EngineUnavailable(missing="tesseract-ocr-eng")
        return cls(version, languages)

    def turn(self, picture: Picture) -> int:
        """How far clockwise the picture must be turned to stand upright: 0, 90, 180 or 270."""
        colour = picture if picture.ndim == 3 else cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
        return self._orientation.turn(np.asarray(colour, dtype=np.uint8))

    def read(self, picture: Picture) -> tuple[Word, ...]:
        """The words of an upright page, BGR or grey.

        Raises:
            Damaged: Tesseract fails on this picture.
        """
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8) if picture.ndim == 3 else picture
        height, width = grey.shape
        # Unlike the engine of record, it loses most of a page that lies 5 degrees askew.
        levelled = cv2.getRotationMatrix2D((width / 2, height / 2), skew(grey), 1.0)
        straight = cv2.warpAffine(grey, levelled, (width, height), borderMode=cv2.BORDER_REPLICATE)
        back = cv2.invertAffineTransform(levelled)
        return tuple(_words(self._run(np.asarray(straight, np.uint8)), back, (width, height)))

    def rest(self) -> None:
        """Nothing is kept: each page has a process of its own."""

    def _run(self, grey: Picture) -> Mapping[str, Sequence[str | int | float]]:
        page = Image.fromarray(grey)
        page.format = "BMP"  # pytesseract saves in the format that a picture says it came in: nothing to pack or unpack
        try:
            table: Mapping[str, Sequence[str | int | float]] = pytesseract.image_to_data(
                page,
                lang=self._languages,
                config="--psm 3",
                timeout=_SECONDS,
                output_type=pytesseract.Output.DICT,
            )
        except pytesseract.TesseractNotFoundError as error:
            raise EngineUnavailable(missing="tesseract") from error
        except (pytesseract.TesseractError, RuntimeError, OSError) as error:  # RuntimeError is its word for too late
            raise Damaged() from error
        return table


def skew(grey: Picture) -> float:
    """How far a page leans, in degrees; turning it by this much counter-clockwise levels its lines.

    The right angle is the one at which the row sums of the ink differ most from row to row.
    """
    scale = min(1.0, _SMALL / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, ink = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    angles = np.arange(-_STEEPEST, _STEEPEST + _STEP, _STEP)
    return float(max(angles, key=lambda angle: (_sharpness(ink, float(angle)), -abs(angle))))


def _sharpness(ink: npt.NDArray[np.uint8], angle: float) -> float:
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    rows = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _words(
    table: Mapping[str, Sequence[str | int | float]], back: npt.NDArray[np.float64], size: tuple[int, int]
) -> Iterator[Word]:
    columns = ("level", "left", "top", "width", "height", "conf", "text")
    for level, left, top, width, height, stated, text in zip(*(table.get(name, ()) for name in columns), strict=True):
        printed = str(text).strip()
        if level != _WORD_LEVEL or not printed:
            continue
        sides = int(left), int(top), int(left) + int(width), int(top) + int(height)
        confidence = min(1.0, max(0.0, float(stated) / 100))
        yield Word(text=printed, box=_box(back, sides, size), confidence=confidence)


def _box(back: npt.NDArray[np.float64], sides: tuple[int, int, int, int], size: tuple[int, int]) -> Box:
    left, top, right, bottom = sides
    middle = back @ np.array([(left + right) / 2, (top + bottom) / 2, 1.0])
    # The box keeps its size and moves with its middle: a turned corner would reach into the lines above and below.
    half = np.array([right - left, bottom - top]) / 2
    low, high = np.clip((middle - half) / size, 0, 1), np.clip((middle + half) / size, 0, 1)
    return Box(left=float(low[0]), top=float(low[1]), right=float(high[0]), bottom=float(high[1]))
