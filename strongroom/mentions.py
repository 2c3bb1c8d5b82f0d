"""Mentions: whom a comment calls by ``@`` and a name. Pure.

Names hold blanks and Chinese has none, so the text is not cut into words: at each ``@`` the longest name that follows
is the one that is meant.
"""

from collections.abc import Mapping

from strongroom.fold import fold


def mentioned(text: str, people: Mapping[str, str]) -> frozenset[str]:
    """The keys of ``people`` (id to name) whose names follow an ``@``."""
    folded = fold(text)
    by_length = sorted(
        ((fold(name), who) for who, name in people.items() if name.strip()), key=lambda one: -len(one[0])
    )
    found: set[str] = set()
    for part in folded.split("@")[1:]:
        longest = next((name for name, _ in by_length if part.startswith(name)), None)
        found |= {who for name, who in by_length if name == longest}
    return frozenset(found)
