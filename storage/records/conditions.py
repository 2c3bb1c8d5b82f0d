"""What each part of a query asks of the database, and what has to be checked on the opened document."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from storage.records.entries import CUSTOMER, TAG, Entry, by_equality
from storage.records.facets import SCALE, Span, amount_span, date_span, is_clear
from storage.records.index import Posting
from storage.records.session import Session
from storage.records.tables import documents, equalities, facets
from storage.records.values import DocumentSummary
from storage.search import needs_check, required, stands_in
from strongroom.document import State
from strongroom.errors import BadQuery
from strongroom.fold import squeeze
from strongroom.kind import Field, Kind, Type
from strongroom.query import Filter, Term
from strongroom.query_names import kinds_named, state_named


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A document that the database let through, opened."""

    summary: DocumentSummary
    text: str = field(repr=False)
    kinds: Mapping[str, Kind] = field(repr=False)

    @cached_property
    def entry(self) -> Entry:
        """All that the document can be found by."""
        names = (self.summary.name or "", self.summary.original_name)
        return Entry(
            text=self.text,
            names=names,
            tags=self.summary.tags,
            customer=self.summary.customer,
            readings=self.summary.readings,
            kind=self.kinds.get(self.summary.kind or ""),
        )

    @cached_property
    def whole(self) -> str:
        """Everything that words are looked for in."""
        return self.entry.whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What one part of a query asks. A document that fits has all ``tokens``, and ``where`` holds for it.

    ``check`` decides on the opened document, where these let through more. Every document that fits is in one of the
    ``postings``, if there are any: where they are short, nothing else has to be looked at.
    """

    tokens: frozenset[str] = frozenset()
    where: ColumnElement[bool] | None = None
    postings: tuple[Posting, ...] = ()
    check: Callable[[Candidate], bool] | None = None


def of_terms(session: Session, terms: Sequence[Term]) -> list[Condition]:
    """Words anywhere; or an exact value, whatever its field, because people search a number as they have it."""
    fields = _exact_fields(session.kinds)
    hashes = [session.generations.equalities((name, term.text) for name in fields) for term in terms]
    wanted = frozenset[bytes]().union(*hashes)
    there = select(equalities.c.hash).where(equalities.c.hash.in_(wanted)).distinct()
    known = frozenset(session.connection.execute(there).scalars()) if wanted else frozenset[bytes]()
    return [_of_term(session, term, own & known) for term, own in zip(terms, hashes, strict=True)]


def _of_term(session: Session, term: Term, known: frozenset[bytes]) -> Condition:
    """``known`` are the hashes that the word would have as an exact value, and that some document has."""
    wanted = required(term.text)
    check = (
        (lambda candidate: stands_in(term.text, candidate.whole) or _has_exact(candidate, term.text))
        if needs_check(term.text)
        else None
    )
    # Most words are nobody's number. Then this is one question of the index, which it answers with those of the other
    # words together, by the rarest of them.
    if not known or not wanted:
        return Condition(tokens=wanted, check=check)
    either = (session.generations.having(wanted), _listed(known))
    return Condition(where=or_(*(one.holds(documents.c.number) for one in either)), postings=either, check=check)


def of_filter(session: Session, condition: Filter) -> Condition:
    """A condition on one field: of the document itself, or of what its kind reads.

    Raises:
        BadQuery: no kind has the field, or it cannot be compared so.
    """
    own = _OWN.get(condition.field)
    if own is not None:
        return own(session, condition)
    # Kinds may read a field of one name in different ways; each way is asked of its own kinds alone.
    kinds_by_way: dict[_Way, list[str]] = {}
    for kind in session.kinds.values():
        known = kind.by_name.get(condition.field)
        if known is not None and (way := _way(known, kind, condition)) is not None:
            kinds_by_way.setdefault(way, []).append(kind.id)
    if not kinds_by_way:
        raise _bad(condition)
    ways = [(way(session, condition), kinds) for way, kinds in kinds_by_way.items()]
    possible = [(posting, kinds) for posting, kinds in ways if posting is not None]
    checked = frozenset(kinds_by_way.get(_by_text, ()))
    return Condition(
        where=or_(false(), *(and_(documents.c.kind.in_(kinds), p.holds(documents.c.number)) for p, kinds in possible)),
        postings=tuple(posting for posting, _ in possible),
        check=(lambda candidate: _reading_fits(candidate, condition, checked)) if checked else None,
    )


_Way = Callable[[Session, Filter], Posting | None]


def _way(known: Field, kind: Kind, condition: Filter) -> _Way | None:
    if is_clear(known, kind):
        if known.type is Type.DATE:
            return _by_date if date_span(condition) else None
        return _by_amount if amount_span(condition) else None
    if condition.sign not in (":", "="):
        return None
    return _by_hash if by_equality(known) else _by_text


def _by_date(session: Session, condition: Filter) -> Posting | None:  # noqa: ARG001 - one shape for all ways
    return _within(condition.field, date_span(condition))


def _by_amount(session: Session, condition: Filter) -> Posting | None:  # noqa: ARG001
    return _within(condition.field, amount_span(condition))


def _by_hash(session: Session, condition: Filter) -> Posting:
    # A date of birth is hashed as ISO writes it, whichever way it is typed.
    typed = condition.value.isoformat() if isinstance(condition.value, dt.date) else condition.text
    return _equal(session, [(condition.field, condition.text), (condition.field, typed)])


def _by_text(session: Session, condition: Filter) -> Posting | None:
    wanted = required(condition.text)
    return session.generations.having(wanted) if wanted else None


def _reading_fits(candidate: Candidate, condition: Filter, checked: frozenset[str]) -> bool:
    # The clause was exact for documents of other kinds.
    if candidate.summary.kind not in checked:
        return True
    reading = candidate.summary.readings.get(condition.field)
    return reading is not None and _text_fits(condition, reading.text)


def _text_fits(condition: Filter, text: str) -> bool:
    if condition.sign == "=":
        return squeeze(text) == squeeze(condition.text)
    return stands_in(condition.text, text)


def _has_exact(candidate: Candidate, text: str) -> bool:
    wanted = squeeze(text)
    return any(squeeze(candidate.summary.readings[name].text) == wanted for name in candidate.entry.exact)


def _exact_fields(kinds: Mapping[str, Kind]) -> frozenset[str]:
    return frozenset(field.name for kind in kinds.values() for field in kind.fields if by_equality(field))


def _equal(session: Session, values: list[tuple[str, str]]) -> Posting:
    return _listed(session.generations.equalities(values))


def _listed(hashes: frozenset[bytes]) -> Posting:
    number = equalities.c.document
    return Posting(number=number, where=equalities.c.hash.in_(hashes), order=number)


def _within(name: str, span: Span | None) -> Posting | None:
    if span is None:
        return None
    bounds = [facets.c.field == name]
    if span.low is not None:
        bounds.append(facets.c.value >= span.low)
    if span.high is not None:
        bounds.append(facets.c.value <= span.high)
    number = facets.c.document
    return Posting(number=number, where=and_(*bounds), order=number, ordered=False)


def _in(posting: Posting) -> Condition:
    return Condition(where=posting.holds(documents.c.number), postings=(posting,))


def _bad(condition: Filter) -> BadQuery:
    return BadQuery(part=f"{condition.field}{condition.sign}")


def _plain(session: Session, condition: Filter) -> Condition:  # noqa: ARG001
    """``kind``, ``subkind``, ``state``, ``id``: equal as they are."""
    value = condition.text.upper() if condition.field == "id" else condition.text.lower()
    if condition.sign not in (":", "="):
        raise _bad(condition)
    same = documents.alias()
    posting = Posting(number=same.c.number, where=same.c[condition.field] == value, order=same.c.number)
    # Without an index on it, a list of such documents is no shorter way than to look at all.
    postings = (posting,) if condition.field in _INDEXED else ()
    return Condition(where=documents.c[condition.field] == value, postings=postings)


def _kind(session: Session, condition: Filter) -> Condition:
    meant = kinds_named(session.kinds.values(), condition.text, whole=condition.sign == "=")
    # A slip in these two would silently find nothing.
    if condition.sign not in (":", "=") or not meant:
        raise _bad(condition)
    if len(meant) == 1:
        return _plain(session, replace(condition, text=meant[0]))
    return Condition(where=documents.c.kind.in_(meant))


def _state(session: Session, condition: Filter) -> Condition:
    state = state_named(condition.text)
    if state not in set(State):
        raise _bad(condition)
    return _plain(session, replace(condition, text=state))


def _tag(session: Session, condition: Filter) -> Condition:
    if condition.sign not in (":", "="):
        raise _bad(condition)
    return _in(_equal(session, [(TAG, condition.text)]))


def _customer(session: Session, condition: Filter) -> Condition:
    """``=`` is the whole name; ``:`` is a part of it."""
    if condition.sign == "=":
        return _in(_listed(session.hashes.equalities([(CUSTOMER, condition.text)])))
    if condition.sign != ":":
        raise _bad(condition)
    return _text(condition, check=lambda candidate: stands_in(condition.text, candidate.summary.customer or ""))


def _name(session: Session, condition: Filter) -> Condition:  # noqa: ARG001
    if condition.sign not in (":", "="):
        raise _bad(condition)
    return _text(condition, check=lambda candidate: any(_text_fits(condition, name) for name in candidate.entry.names))


def _text(condition: Filter, *, check: Callable[[Candidate], bool]) -> Condition:
    wanted = required(condition.text)
    return Condition(tokens=wanted, check=check) if wanted else Condition(where=false())


def _instant(session: Session, condition: Filter) -> Condition:  # noqa: ARG001
    """``received`` and ``filed``: days are UTC days."""
    span = date_span(condition)
    if span is None:
        raise _bad(condition)
    column = documents.c.received_at if condition.field == "received" else documents.c.filed_at
    bounds = []
    if span.low is not None:
        bounds.append(column >= _midnight(span.low))
    if span.high is not None and span.high < dt.date.max.toordinal():
        bounds.append(column < _midnight(span.high + 1))
    return Condition(where=and_(column.is_not(None), *bounds))


def _pages(session: Session, condition: Filter) -> Condition:  # noqa: ARG001
    span = amount_span(condition)
    if span is None:
        raise _bad(condition)
    column = documents.c.page_count * SCALE
    bounds = [] if span.low is None else [column >= span.low]
    bounds += [] if span.high is None else [column <= span.high]
    return Condition(where=and_(true(), *bounds))


def _midnight(ordinal: int) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromordinal(max(ordinal, 1)), dt.time(), tzinfo=dt.UTC)


_INDEXED = frozenset({"id", "kind", "state"})

_OWN: Mapping[str, Callable[[Session, Filter], Condition]] = {
    "id": _plain,
    "kind": _kind,
    "subkind": _plain,
    "state": _state,
    "tag": _tag,
    "customer": _customer,
    "name": _name,
    "received": _instant,
    "filed": _instant,
    "pages": _pages,
}
"""Fields that every document has. A field of a kind with one of these names is found through its text."""
