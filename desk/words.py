"""The words of the desk in both languages: files of one language begin with its name, and every text is in both."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, get_args

from strongroom.messages import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
PARTS: Final = ("", "-papers", "-customers", "-work", "-programs", "-house", "-destructions")
"""The files of each language: what all share; papers, customers, reviewers' work, programs, the house, destructions."""


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language by their keys: ``queue.title``."""

    language: Language
    texts: Mapping[str, str]

    def say(self, key: str, **facts: object) -> str:
        """The text of a key, its facts filled in. A key that is not there is a mistake of ours, and says so."""
        return self.texts[key].format(**facts) if facts else self.texts[key]

    def named(self, section: str, name: str) -> str:
        """The text of a name from data, such as a field's or an act's; the name itself where no text is known."""
        return self.texts.get(f"{section}.{name}", name.replace("_", " "))


@cache
def all_words() -> Mapping[Language, Words]:
    """All languages."""
    return {
        language: Words(language, dict(pair for part in PARTS for pair in flat("", read(language, part))))
        for language in LANGUAGES
    }


def preferred(accepted: str, otherwise: Language) -> Language:
    """The language that a browser asks for first and that there is; ``accepted`` is its Accept-Language."""
    for part in accepted.split(","):
        wanted = part.split(";")[0].strip().casefold()
        if wanted.startswith("zh"):
            return "zh-CN"
        if wanted.startswith("en"):
            return "en"
    return otherwise


def read(language: Language, part: str) -> dict[str, Any]:
    """One file of texts, in its sections."""
    return tomllib.loads(files("desk").joinpath("words", f"{language}{part}.toml").read_text(encoding="utf-8"))


def flat(prefix: str, section: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The texts of a section by their keys."""
    for name, value in section.items():
        if isinstance(value, dict):
            yield from flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value
