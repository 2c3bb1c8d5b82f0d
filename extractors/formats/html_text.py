"""The text of an HTML mail, line by line. Nothing of it is fetched, run or shown: tags only say where lines end.

One pass from left to right: the standard library's parser goes over unclosed tags and comments again and again.
"""

import html
import re
from collections.abc import Iterator
from typing import Final

_UNSEEN: Final = frozenset({"script", "style", "head", "title", "template", "noscript"})
_LINES: Final = frozenset(
    {"p", "br", "div", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "blockquote"}
)
_NAME: Final = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]{0,20}")


def text_of_html(source: str) -> str:
    """The words that a reader of the page would see; cells of a row are parted by two spaces."""
    lines = "".join(_pieces(source)).split("\n")
    spaced = ("  ".join(" ".join(cell.split()) for cell in line.split("\t")).strip() for line in lines)
    return "\n".join(line for line in spaced if line)


def _pieces(source: str) -> Iterator[str]:
    unseen = ""
    for tag, text in _tags(source):
        if unseen:
            # What is not seen ends with its own tag, whatever stands in it.
            unseen = "" if tag == f"/{unseen}" else unseen
        elif tag in _UNSEEN:
            unseen = tag
        elif tag.removeprefix("/") in _LINES:
            yield "\n"
        elif tag in {"td", "th"}:
            yield "\t"
        if not unseen:
            yield html.unescape(" ".join(re.split(r"[\t\r\n]+", text)))


def _tags(source: str) -> Iterator[tuple[str, str]]:
    """Each tag's name in lower case with the text behind it; the text before the first tag comes with none."""
    name, place, seek = "", 0, 0
    while (start := source.find("<", seek)) >= 0:
        comment = source.startswith("<!--", start)
        found = _NAME.match(source, start + 1)
        if found is None and not comment and source[start + 1 : start + 2] not in ("!", "?", "/"):
            seek = start + 1  # a sign of the text: 1 < 2
            continue
        yield name, source[place:start]
        end = source.find("-->" if comment else ">", start)
        if end < 0:
            return  # never closed: what follows is no text
        name, place = (found[0].lower() if found else ""), end + (3 if comment else 1)
        seek = place
    yield name, source[place:]
