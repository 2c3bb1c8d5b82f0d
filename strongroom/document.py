"""Documents and the one table of legal moves between their states."""

from enum import StrEnum
from types import MappingProxyType

from strongroom.errors import IllegalMove


class State(StrEnum):
    """Where a document is on its journey. ``restricted`` and ``on hold`` are flags beside it, not states."""

    RECEIVED = "received"
    READING = "reading"
    IN_REVIEW = "in_review"
    FILED = "filed"
    ARCHIVED = "archived"
    DESTROYED = "destroyed"
    QUARANTINED = "quarantined"


MOVES = MappingProxyType(
    {
        State.RECEIVED: {State.READING, State.QUARANTINED},
        # Back to received when a worker lost its lease or the world was away: the work starts over, nothing is lost.
        State.READING: {State.RECEIVED, State.IN_REVIEW, State.FILED, State.QUARANTINED},
        State.IN_REVIEW: {State.FILED, State.RECEIVED, State.QUARANTINED, State.DESTROYED},
        State.FILED: {State.IN_REVIEW, State.ARCHIVED, State.DESTROYED},
        State.ARCHIVED: {State.FILED, State.DESTROYED},
        # The way out of quarantine is to be read again (with a password, or after a repair), or to be destroyed.
        State.QUARANTINED: {State.RECEIVED, State.DESTROYED},
        State.DESTROYED: set(),
    }
)


def check_move(old: State, new: State) -> None:
    """Allow a move or refuse it.

    Raises:
        IllegalMove: the table has no such move.
    """
    if new not in MOVES[old]:
        raise IllegalMove(old=old.value, new=new.value)


class Role(StrEnum):
    """What a blob holds of its document. It is bound into the envelope, so one cannot stand in for another."""

    ORIGINAL = "original"
    PAGES = "pages"
    """The words read, with boxes, as JSON."""
    RENDITION = "rendition"
    UNLOCKED = "unlocked"
    """The original as it opens without its password, kept of a paper that a person unlocked, to draw its pages from."""
    PART = "part"
    """A piece of an original that is too large to be handled whole; its version is its place, from 1."""
    THUMBNAIL = "thumbnail"
    """A small picture of a page of an archived document, which stays at hand; its version is the page, from 1."""
    MODEL = "model"
    """What was learned of many documents; such a blob has no document but its own id."""


ARCHIVED_ROLES = frozenset({Role.ORIGINAL, Role.PART, Role.RENDITION, Role.UNLOCKED})
"""What of an archived document lies in the archive. Its words and thumbnails stay at hand, as the search index does."""
