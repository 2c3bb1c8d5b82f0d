"""What a person may learn of, as a condition that the database can test, so that pages are full and totals right.

The condition follows from the policy (``strongroom.permissions.ways``). It may let through more, where customers are
spelt alike but for signs; ``Reach.may`` is the policy itself, asked for each row before anybody sees it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from storage.records.entries import CUSTOMER
from storage.records.session import Session
from storage.records.tables import documents, equalities
from storage.records.values import DocumentSummary
from strongroom.document import State
from strongroom.kind import UNKNOWN, Kind, Sensitivity
from strongroom.permissions import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a person's leave to find goes.

    A document counts as its kind says if it is in one of the ``settled`` states or its kind is at least ``sure``;
    until then as the most sensitive there is.
    """

    ways: tuple[Way, ...]
    may: Callable[[DocumentSummary], bool]
    settled: frozenset[State] = frozenset()
    sure: float = 1.0


EVERYTHING: Final = Reach(
    ways=(Way(highest=Sensitivity.IDENTITY), Way(highest=Sensitivity.IDENTITY, restricted=True)), may=lambda _: True
)
"""The reach of the product's own stages, which no policy asks."""


def within(session: Session, reach: Reach) -> ColumnElement[bool]:
    """The condition on ``documents`` that one is within reach."""
    return or_(false(), *(_along(session, way, reach) for way in reach.ways))


def _along(session: Session, way: Way, reach: Reach) -> ColumnElement[bool]:
    asked: list[ColumnElement[bool]] = [
        documents.c.restricted_at.is_not(None) if way.restricted else documents.c.restricted_at.is_(None)
    ]
    if way.highest < Sensitivity.IDENTITY:
        asked += [_sure(reach), _harmless(session.kinds, way.highest)]
    if way.customers is not None:
        hashes = session.hashes.equalities((CUSTOMER, customer) for customer in way.customers)
        theirs = select(equalities.c.document).where(
            equalities.c.document == documents.c.number, equalities.c.hash.in_(hashes)
        )
        asked.append(theirs.correlate(documents).exists())
    if way.document is not None:
        asked.append(documents.c.id == way.document)
    return and_(true(), *asked)


def _sure(reach: Reach) -> ColumnElement[bool]:
    settled = documents.c.state.in_([state.value for state in reach.settled])
    return or_(settled, documents.c.kind_confidence >= reach.sure)


def _harmless(kinds: Mapping[str, Kind], highest: Sensitivity) -> ColumnElement[bool]:
    # Without a kind, or of one that is none here any more: as sensitive as the unknown.
    known = documents.c.kind.in_([kind.id for kind in kinds.values() if kind.sensitivity <= highest])
    if kinds[UNKNOWN].sensitivity > highest:
        return known
    return or_(known, documents.c.kind.is_(None), documents.c.kind.not_in(list(kinds)))
