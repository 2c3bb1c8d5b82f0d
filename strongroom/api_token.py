"""API tokens: what a program may do in a person's place, and for how long. A token only ever takes away: what it is
for comes on top of what its person may do, and the one policy asks for both.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from strongroom.permissions import Action


class Scope(StrEnum):
    """What a token is for, as people choose it."""

    FIND = "find"
    """Learn of documents: kinds, names, tags, states and dates."""
    VIEW = "view"
    """See readings, the sensitive ones masked."""
    OPEN = "open"
    """See sensitive readings and take originals, for a stated reason."""
    ADD = "add"
    """Hand papers in, and see nothing of any."""
    REVIEW = "review"
    """Accept, correct or reject what the machine read. A second pair of eyes is never a program's."""


ACTIONS: Final[Mapping[Scope, frozenset[Action]]] = MappingProxyType(
    {
        Scope.FIND: frozenset({Action.FIND}),
        Scope.VIEW: frozenset({Action.FIND, Action.VIEW}),
        Scope.OPEN: frozenset({Action.FIND, Action.VIEW, Action.REVEAL, Action.READ, Action.DOWNLOAD}),
        Scope.ADD: frozenset({Action.ADD}),
        Scope.REVIEW: frozenset({Action.FIND, Action.VIEW, Action.REVIEW}),
    }
)

TERMS: Final = (7, 30, 90, 365)
"""For how many days a token may be made. None is for ever: what nobody renews, nobody needs."""

MOST: Final = 20
"""Tokens that one person may have at a time."""


def actions_of(scopes: Iterable[Scope]) -> frozenset[Action]:
    """All that these scopes allow together."""
    return frozenset[Action]().union(*(ACTIONS[scope] for scope in scopes))
