"""A page as a picture, as routes answer with it; a sheet that says why in place of one that nobody can draw."""

from collections.abc import Callable
from html import escape
from typing import Final

from fastapi import Response

from desk.visit import Visit
from strongroom.errors import PasswordNeeded

_SHEET: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1414" width="1000" height="1414" '
    'font-family="sans-serif" font-size="34" text-anchor="middle" fill="#444">'
    '<rect width="1000" height="1414" fill="#f4f4f2"/>'
    '<path d="M430 560v-60a70 70 0 0 1 140 0v60M400 560h200v150h-200z" fill="none" stroke="#777" stroke-width="14"/>'
    "{lines}</svg>"
)


def leaf(here: Visit, draw: Callable[[], bytes]) -> Response:
    """The drawn page; of a file whose password nobody keeps, a sheet that says so."""
    try:
        return Response(draw(), media_type="image/jpeg")
    except PasswordNeeded:
        texts = (here.words.say("locked.sheet"), here.words.say("locked.sheet_hint"))
        lines = "".join(f'<text x="500" y="{820 + 60 * at}">{escape(text)}</text>' for at, text in enumerate(texts))
        return Response(_SHEET.format(lines=lines), media_type="image/svg+xml")
