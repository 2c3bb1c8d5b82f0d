"""Parts of a query as one writes them: what ``strongroom.query.parse`` reads as the same part again."""

from collections.abc import Mapping
from dataclasses import replace

from strongroom.errors import BadQuery
from strongroom.messages import Language
from strongroom.query import Filter, Term, parse
from strongroom.query_names import FIELDS, STATES


def written(part: Filter | Term, language: Language, titles: Mapping[str, str]) -> str:
    """A part in the words of a language; ``titles`` are those of kinds in it, by their ids."""
    if isinstance(part, Term):
        return f'"{part.text}"' if part.phrase else part.text
    known = part if language == "en" else _in_chinese(part, titles)
    name = part.field if language == "en" else FIELDS.get(part.field, (part.field,))[0]
    value = known.text if _is_plain(known) else f'"{known.text}"'
    return f"{name}{part.sign}{value}"


def _in_chinese(part: Filter, titles: Mapping[str, str]) -> Filter:
    names = {"kind": titles, "state": {state.value: name for state, name in STATES.items()}}.get(part.field, {})
    said = names.get(part.text.lower())
    return replace(part, text=said, value=said) if said else part


def _is_plain(part: Filter) -> bool:
    """Whether the value is read as the same without quotation marks."""
    try:
        return parse(f"{part.field}{part.sign}{part.text}").filters == (part,)
    except BadQuery:
        return False
