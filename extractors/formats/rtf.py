"""The words of an RTF text, line by line. Pictures, objects and fields are passed over; nothing is run or fetched.

One pass from left to right, by tokens that each take at least one byte. HTML that Outlook wraps in RTF needs no more:
its tags lie in groups that a reader may skip, and the RTF beside them says the same.
"""

import codecs
import re
from typing import Final, NamedTuple

from strongroom.errors import Damaged

_TOKEN: Final = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)",
    re.ASCII,
)
_UNSEEN: Final = frozenset({"colortbl", "filetbl", "fonttbl", "info", "objdata", "pict", "stylesheet"})
_WORDS: Final = {
    "par": "\n", "line": "\n", "row": "\n", "sect": "\n", "page": "\n", "cell": "\t", "tab": "\t",
    "bullet": "•", "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019",
    "ldblquote": "\u201c", "rdblquote": "\u201d",
}  # fmt: skip
_SIGNS: Final = {"\\": "\\", "{": "{", "}": "}", "~": " ", "_": "-", "\n": "\n", "\r": "\n"}
_CHARSETS: Final = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
"""Encodings of fonts, by what \\fcharset says; any other font has the encoding of the whole text."""
_DEEPEST: Final = 1000


class _Group(NamedTuple):
    unseen: bool = False
    fonts: bool = False
    encoding: str = ""
    """Of the font; nothing for that of the whole text."""
    fallback: int = 1
    """So many characters stand behind each \\u for readers that do not know it."""


def text_of_rtf(data: bytes) -> str:
    """The words that a reader would see; cells of a row are parted by two spaces.

    Raises:
        Damaged: it is no RTF, or its groups lie in each other without end.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise Damaged()
    text = _Walk().over(data.decode("latin-1"))
    # Letters beyond the first plane come as two halves.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = (line.replace("\t", "  ").strip() for line in whole.split("\n"))
    return "\n".join(line for line in lines if line)


class _Walk:
    """One text, and where in it one is."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._bytes = bytearray()
        self._groups: list[_Group] = []
        self._here = _Group()
        self._whole = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._skip = 0

    def over(self, source: str) -> str:
        place = 0
        while place < len(source):
            token = _TOKEN.match(source, place)
            if token is None:
                break  # a lone backslash at the end
            place = token.end()
            if token["text"] is not None:
                self._add(token["text"].encode("latin-1"))
            elif token["hex"] is not None:
                self._add(bytes.fromhex(token["hex"]))
            elif token["brace"] is not None:
                self._brace(token["brace"])
            elif token["sign"] is not None:
                self._sign(token["sign"])
            elif token["word"] == "bin":
                place += max(0, int(token["number"] or 0))
            elif token["word"] is not None:
                self._word(token["word"], int(token["number"]) if token["number"] else None)
        self._settle()
        return "".join(self._out)

    def _add(self, data: bytes) -> None:
        passed = min(self._skip, len(data))
        self._skip -= passed
        if not self._here.unseen:
            # Kept as bytes until something else comes: a Chinese character is often one \' and one plain letter.
            self._bytes += data[passed:]

    def _settle(self) -> None:
        if self._bytes:
            self._out.append(self._bytes.decode(self._here.encoding or self._whole, "replace"))
            self._bytes.clear()

    def _say(self, text: str) -> None:
        self._settle()
        if not self._here.unseen:
            self._out.append(text)

    def _brace(self, brace: str) -> None:
        self._settle()
        self._skip = 0
        if brace == "{":
            if len(self._groups) >= _DEEPEST:
                raise Damaged()
            self._groups.append(self._here)
        elif self._groups:
            self._here = self._groups.pop()

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._settle()
            self._here = self._here._replace(unseen=True)
        elif sign in _SIGNS:
            self._say(_SIGNS[sign])

    def _word(self, word: str, number: int | None) -> None:
        self._settle()
        if word in _UNSEEN:
            self._here = self._here._replace(unseen=True, fonts=word == "fonttbl")
        elif word in _WORDS:
            self._say(_WORDS[word])
        elif word == "u" and number is not None:
            self._say(chr(number & 0xFFFF))
            self._skip = self._here.fallback
        elif word == "uc":
            self._here = self._here._replace(fallback=min(max(number or 0, 0), 9))
        elif word in ("f", "fcharset", "ansicpg") and number is not None:
            self._encode(word, number)

    def _encode(self, word: str, number: int) -> None:
        if word == "ansicpg":
            self._whole = _codec(number)
        elif word == "f" and self._here.fonts:
            self._font = number
        elif word == "f":
            self._here = self._here._replace(encoding=self._fonts.get(number, ""))
        elif self._here.fonts:
            self._fonts[self._font] = _CHARSETS.get(number, "")


def _codec(page: int) -> str:
    # A code page that nobody knows: the letters of ASCII are still the right ones.
    known = {936: "gb18030", 54936: "gb18030", 65001: "utf-8"}.get(page, f"cp{page}")
    try:
        return codecs.lookup(known).name
    except LookupError:
        return "cp1252"
