"""The text of an HTML mail, line by line. Nothing of it is fetched, run or shown: tags only say where lines end."""

from html.parser import HTMLParser
from typing import Final

_UNSEEN: Final = frozenset({"script", "style", "head", "title", "template", "noscript"})
_LINES: Final = frozenset(
    {"p", "br", "div", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "blockquote"}
)


def text_of_html(html: str) -> str:
    """The words that a reader of the page would see; cells of a row are parted by two spaces."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    lines = ("  ".join(" ".join(cell.split()) for cell in line.split("\t")).strip() for line in parser.lines())
    return "\n".join(line for line in lines if line)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._unseen: list[str] = []

    def lines(self) -> list[str]:
        return "".join(self._pieces).split("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base class's
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag in _LINES:
            self._pieces.append("\n")
        elif tag in {"td", "th"}:
            self._pieces.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            # Mails leave tags open: closing an outer one closes those within.
            del self._unseen[self._unseen.index(tag) :]
        elif tag in _LINES:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._pieces.append(" ".join(data.replace("\t", " ").split("\n")))
