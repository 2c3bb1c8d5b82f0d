"""The check digit of machine-readable zones (ICAO Doc 9303, part 3, section 4.9)."""

from strongroom.reading import Value

_VALUES = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
_WEIGHTS = (7, 3, 1)


def check_digit(text: str) -> str:
    """The digit over a text of A-Z, 0-9 and ``<``: weights 7, 3, 1 in turn, modulo 10.

    Raises:
        KeyError: the text holds another character.
    """
    return str(sum(_VALUES[character] * _WEIGHTS[place % 3] for place, character in enumerate(text)) % 10)


def digit_fits(text: str, digit: str) -> bool:
    """Whether the digit confirms the text. An empty text may have ``<`` in place of its digit."""
    return digit == check_digit(text) or (digit == "<" and not text.strip("<"))


def latin(value: Value) -> str:
    """A printed name as a zone writes it: the letters A-Z of its words, for comparison with a zone."""
    import unicodedata

    text = str(value).upper()
    for letter, written in _WRITTEN.items():
        text = text.replace(letter, written)
    plain = unicodedata.normalize("NFKD", text)
    return "".join(character for character in plain if "A" <= character <= "Z")


# Letters that the zone writes with several (Doc 9303, part 3, section 6): the others lose their marks.
_WRITTEN = {
    "Ä": "AE",
    "Ö": "OE",
    "Ü": "UE",
    "Å": "AA",
    "Æ": "AE",
    "Ø": "OE",
    "Þ": "TH",
    "Ð": "D",
    "ẞ": "SS",
    "Ł": "L",
    "Ŋ": "N",
}
