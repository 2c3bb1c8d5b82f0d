"""Names of companies: the forms they end in, the numbers that stand behind them, and specks that are no accents."""

import re
import unicodedata

# Some forms are words of other sorts too, so they count only where the form of a company stands: at the end.
COMPANY = re.compile(
    r"\b(?:sdn\.?\s*bhd|[s5]/b|bhd|ltd|llc|inc|corp|gmbh|sarl|s\.r\.l|s\.?p\.?a|pte|plc|pty|"
    r"lda|ohg|gbr|mbh|e\.v)\b|\b(?:enterprise|trading|limited|company|sb|co|ag|kg|ug|e\.?k|sas|sa|s\.l|sl|s\.a|srl|b\.?v|n\.?v|oy|ab|a/s)\b\.?\W*$",
    re.IGNORECASE,
)
COMPANY_FORM = re.compile(r"\b(?:sdn\.?\s*bhd|s/b|ltd|llc|gmbh|sarl|plc|pte|pty)\b", re.IGNORECASE)
"""Forms that are nothing else in any language, wherever they stand."""
# The short form of sendirian berhad, whose S is often taken for a 5, and the long one with one letter misread.
_MISREAD = (
    (re.compile(r"\b5/B\b"), "S/B"),
    (re.compile(r"\b(?:S[IOL01]N|[5Z]DN|S[DO0][HMU])(?=\.?\s*BHD\b)"), "SDN"),
    (re.compile(r"(?<=\bSDN)(\.?\s*)(?:[8E3]HD|B[KMN]D|BH[O0])\b"), r"\1BHD"),
)
# Registration numbers stand behind names: (759785-H), (Co. No. 113825-W), 002458685-T.
_NUMBER_TAIL = re.compile(
    r"[\s,]*[(\[]?\s*(?:(?:co|company|reg|roc|rob|gst)\b[\s.:]*)*(?:no\b[\s.:]*)?"
    r"(?:[a-z]{0,3}\d{4,}\s*-?\s*[a-z0-9]{0,2})\s*[)\]].*$|"
    r"[\s,]+[(\[]?(?:\d{5,}\s*-\s*[a-z]|[a-z]{2}\d{6,}(?:-[a-z])?)\W*$",
    re.IGNORECASE,
)


def clean_name(text: str) -> str:
    """The name without registration numbers, decoration and what follows a bracketed number."""
    for misread, meant in _MISREAD:
        text = misread.sub(meant, text)
    return _NUMBER_TAIL.sub("", text).strip(" *-_=.,:;|~'\"•<>#").strip()


def unaccented(text: str) -> str:
    """The text without accents: on English slips they are specks that the recogniser took for letters' parts."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if unicodedata.category(char) != "Mn"))
