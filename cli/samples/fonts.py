"""Where the fonts are that the sample papers are drawn with: Noto CJK, which has Chinese and Latin letters alike."""

from enum import Enum
from functools import cache
from pathlib import Path

from PIL import ImageFont

from strongroom.errors import FontsMissing

_FOLDERS = (
    "/usr/share/fonts/opentype/noto",  # Debian, Ubuntu
    "/usr/share/fonts/google-noto-cjk",  # Fedora
    "/usr/share/fonts/noto-cjk",  # Arch
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/Library/Fonts",
    "/Library/Fonts",
)


class Face(Enum):
    """A file of the Noto CJK collection and the place of its simplified Chinese face in it."""

    SANS = ("NotoSansCJK-Regular.ttc", 2)
    BOLD = ("NotoSansCJK-Bold.ttc", 2)
    SERIF = ("NotoSerifCJK-Regular.ttc", 2)
    SERIF_BOLD = ("NotoSerifCJK-Bold.ttc", 2)
    MONO = ("NotoSansCJK-Regular.ttc", 7)
    """Latin letters half as wide as Chinese ones: tills, dot matrix, machine-readable zones."""


@cache
def font(face: Face, pixels: int) -> ImageFont.FreeTypeFont:
    """The face at a size in pixels.

    Raises:
        FontsMissing: none of the usual folders has the file.
    """
    file, index = face.value
    for folder in _FOLDERS:
        path = Path(folder).expanduser() / file
        if path.is_file():
            return ImageFont.truetype(str(path), pixels, index=index)
    raise FontsMissing(file=file)
