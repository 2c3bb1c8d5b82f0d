"""What an OCR engine is, and how one is opened."""

from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from strongroom.page import Word
from strongroom.settings import Reading


class OcrEngine(Protocol):
    """Reads pictures. One engine serves one thread; models are loaded once, when it is opened."""

    name: str
    """The engine with the versions that shape its answers, as kept with every page."""

    def turn(self, picture: npt.NDArray[np.uint8]) -> int:
        """How far clockwise a page (BGR or grey) must be turned to stand upright: 0, 90, 180 or 270."""

    def read(self, picture: npt.NDArray[np.uint8]) -> tuple[Word, ...]:
        """The words of an upright page (BGR or grey), unordered, with boxes in fractions of the page."""

    def rest(self) -> None:
        """Give back the memory that only the next page would use: nothing is to be read for a while."""


def open_engine(settings: Reading) -> OcrEngine:
    """Open the engine that the settings name, with its models loaded. OpenCV is held to one thread in this process, as
    the models are: the product scales by processes.

    Raises:
        EngineUnavailable: the engine, its runtime or its models are not installed.
    """
    cv2.setNumThreads(1)
    if settings.engine == "tesseract":
        from extractors.engines.tesseract import TesseractEngine

        return TesseractEngine.open()
    from extractors.engines.paddle import PaddleEngine
    from extractors.engines.runtime import open_loader

    return PaddleEngine(open_loader(settings.runtime))
