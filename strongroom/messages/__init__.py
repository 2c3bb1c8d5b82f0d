"""What people are told: each code has a sentence and a way out, in English and Chinese.

The catalogue lies beside the tree of errors, one file for each of its families, one for what happens to documents,
and one for what is wrong with the machine.
"""

from collections.abc import Mapping
from typing import Literal

from strongroom.messages import broken, concerns, misused, reasons, refused, unavailable
from strongroom.messages.message import Message

__all__ = ["MESSAGES", "Language", "Message", "codes", "explain"]

Language = Literal["en", "zh-CN"]

MESSAGES: Mapping[str, tuple[Message, Message]] = {
    **refused.MESSAGES,
    **unavailable.MESSAGES,
    **broken.MESSAGES,
    **misused.MESSAGES,
    **reasons.MESSAGES,
    **concerns.MESSAGES,
}


def explain(code: str, facts: Mapping[str, object], language: Language = "en") -> Message:
    """Fill the message of a code with its facts; an unknown code is shown as itself rather than hidden."""
    entry = MESSAGES.get(code)
    if entry is None:
        return Message(code)
    message = entry[0] if language == "en" else entry[1]
    safe = _Facts(facts)
    return Message(message.sentence.format_map(safe), message.way_out.format_map(safe))


def codes() -> frozenset[str]:
    """All codes that have a message."""
    return frozenset(MESSAGES)


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"
