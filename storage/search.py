"""Search over text that the database cannot read: how text is cut into tokens, and how a hit is confirmed.

Text is folded and cut into units: a word of letters and digits, or a single Chinese or Japanese character. Tokens are
the words, the single characters, and each two characters that follow one another. The index holds keyed hashes of the
tokens (``storage.crypto.hashes.token_hash``). A search for several units finds candidates through the index, and
``stands_in`` confirms after decryption that the units follow one another.

Digits are never cut: a number is one token, so that the index cannot be asked digit by digit. Numbers of persons and
accounts are not indexed at all (``conceal``); they are found by the equality of their keyed hash.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from strongroom.fold import fold

_CJK: Final = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_IS_CJK: Final = re.compile(f"[{_CJK}]")
_IN_WORD: Final = rf"[^\W_{_CJK}]"
_LETTER: Final = re.compile(_IN_WORD)
_UNIT: Final = re.compile(rf"[{_CJK}]|{_IN_WORD}+")


def units(text: str) -> tuple[str, ...]:
    """The words and the single characters of a text, in order, folded; whatever stands between them is passed over."""
    return tuple(_UNIT.findall(fold(text)))


def tokens(text: str) -> frozenset[str]:
    """Everything that a text can be found by."""
    found = units(text)
    return frozenset(found) | frozenset(_pairs(found))


def required(text: str) -> frozenset[str]:
    """The tokens that a text must have for ``text`` to stand in it: pairs where there are pairs, for they are rarer."""
    found = units(text)
    paired = {unit for pair in pairwise(found) if _is_pair(pair) for unit in pair}
    return frozenset(_pairs(found)) | (frozenset(found) - paired)


def needs_check(text: str) -> bool:
    """Whether having the required tokens does not yet mean that the text stands there."""
    return len(required(text)) > 1


def stands_in(text: str, whole: str) -> bool:
    """Whether the units of ``text`` follow one another in ``whole``."""
    return _joined(text) in _joined(whole)


def conceal(text: str, values: Iterable[str]) -> str:
    """The folded text without the given values, however they are spaced there: "6222-0212 33" for "6222021233"."""
    folded = fold(text)
    for value in values:
        letters = [re.escape(letter) for letter in fold(value) if letter.isalnum()]
        if letters:
            folded = _without(folded, re.compile(r"[\W_]*".join(letters)))
    return folded


def _without(text: str, spelled: re.Pattern[str]) -> str:
    """The text with a blank wherever the value stands by itself: concealing "12" leaves "2012" whole.

    What stands before and behind is looked at apart from the value: within its pattern, all letters of all languages
    would be compiled anew for each value, which takes ten times as long as to look for it.
    """
    kept, begin, at = [], 0, 0
    while found := spelled.search(text, at):
        start, end = found.span()
        if _LETTER.fullmatch(text[start - 1 : start]) or _LETTER.match(text, end):
            at = start + 1
        else:
            kept.append(text[begin:start])
            begin = at = end
    return " ".join((*kept, text[begin:]))


def _pairs(found: tuple[str, ...]) -> Iterable[str]:
    return ("".join(pair) for pair in pairwise(found) if _is_pair(pair))


def _is_pair(pair: tuple[str, str]) -> bool:
    return all(_IS_CJK.fullmatch(unit) for unit in pair)


def _joined(text: str) -> str:
    # A bar before and behind each unit: "voice" does not stand in "invoice".
    return "|".join(("", *units(text), ""))
