"""One message: a sentence, and a way out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that says what and why, and a way out (empty where there is nothing to do)."""

    sentence: str
    way_out: str = ""
