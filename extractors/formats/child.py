"""A file that came inside another one."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """``name`` is what whoever packed or sent it called it: a stranger's text, and never a path to write to."""

    name: str = field(repr=False)
    data: bytes = field(repr=False)
