"""The dossier of a document: what people say of it, what it belongs with, what keeps it, and how it came to be so.

Each act is asked of the policy first. What is said of a document is seen by whoever may see its readings.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final

from flows.stages.office import Office
from storage.records.comments import Comment, Comments
from storage.records.describing import Description, describe
from storage.records.holding import Hold, Holds
from storage.records.links import Links
from storage.records.stations import Stations, Version
from storage.records.values import DocumentSummary
from strongroom.errors import BadForm, NotFound
from strongroom.ids import DocumentId
from strongroom.kind import Kind
from strongroom.masks import HIDDEN, shown
from strongroom.mentions import mentioned
from strongroom.naming import clean_tag
from strongroom.permissions import Action

LONGEST_COMMENT: Final = 4000
_MOST_TAGS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a version says otherwise than the one before it.

    ``name`` is ``tags``, ``customer``, ``kind``, ``name``, or ``field.`` and the name of a field.
    """

    name: str
    before: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One version, and what changed with it; the first one changed nothing."""

    number: int
    made_at: dt.datetime
    actor: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A comment that calls the person, and the document it is about."""

    comment: Comment
    row: DocumentSummary


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """The dossiers as one person may see and use them. Every method raises NotFound and Denied as ``Office.show``."""

    office: Office

    def comments(self, document: DocumentId) -> tuple[Comment, ...]:
        """What was said of a document, oldest first; what calls the person is read by this."""
        self.office.ask(Action.VIEW, document, "")
        self._comments.read_by(self._actor, document, now=self.office.now())
        return self._comments.on(document)

    def comment(self, document: DocumentId, text: str, people: Mapping[str, str]) -> None:
        """Say something of a document. ``people`` are names by the id under which their acts are recorded.

        Raises:
            BadForm: nothing is said, or too much.
        """
        said = text.strip()
        if not 0 < len(said) <= LONGEST_COMMENT:
            raise BadForm(field="text")
        self.office.ask(Action.VIEW, document, "")
        calls = mentioned(said, people) - {self._actor}
        self._comments.write(document, said, calls=calls, actor=self._actor, now=self.office.now())

    def calls(self) -> tuple[Call, ...]:
        """Unread comments that call the person, newest first; those on papers they may not see are left out."""
        found = self._comments.calling(self._actor)
        rows = self._known({one.document for one in found}, Action.VIEW)
        return tuple(Call(comment=one, row=rows[one.document]) for one in found if one.document in rows)

    def links(self, document: DocumentId) -> tuple[DocumentSummary, ...]:
        """What a document is linked to, as far as the person may know of it."""
        self.office.ask(Action.VIEW, document, "")
        return tuple(self._known(self._links.of(document), Action.FIND).values())

    def link(self, document: DocumentId, other: DocumentId) -> None:
        """Link two documents (BadForm: it is the same one)."""
        self.office.ask(Action.REVIEW, document, "review")
        self.office.ask(Action.FIND, other, "")
        self._links.link(document, other, actor=self._actor, now=self.office.now())

    def unlink(self, document: DocumentId, other: DocumentId) -> None:
        """Take a link away."""
        self.office.ask(Action.REVIEW, document, "review")
        self.office.ask(Action.FIND, other, "")
        self._links.unlink(document, other, actor=self._actor, now=self.office.now())

    def describe(self, document: DocumentId, tags: Iterable[str], customer: str, *, seen: int) -> bool:
        """Give a document these tags and this customer; False where it had them.

        Raises:
            Overtaken: somebody changed it since. IllegalMove: it was not read yet. Held: it would leave a customer
            whose papers are held. BadForm: too many tags.
        """
        self.office.ask(Action.REVIEW, document, "review")
        clean = tuple(dict.fromkeys(filter(None, map(clean_tag, tags))))
        if len(clean) > _MOST_TAGS:
            raise BadForm(field="tags")
        said = Description(tags=clean, customer=customer.strip() or None, seen=seen)
        return describe(self.office.work.records.transactions, document, said, actor=self._actor, now=self.office.now())

    def holds(self, document: DocumentId) -> tuple[Hold, ...]:
        """What keeps a document; what it is for is told to those who may place holds."""
        self.office.ask(Action.VIEW, document, "")
        found = Holds(self.office.work.records.transactions).covering(document)
        if self.office.may(Action.HOLD, self.office.work.records.for_policy(document)):
            return found
        return tuple(replace(hold, matter="", reason="") for hold in found)

    def past(self, document: DocumentId, *, reveal: bool) -> tuple[Past, ...]:
        """All versions and what changed with each, newest first; sensitive values masked unless revealed.

        Revealing is asked for and recorded by whoever reveals (``Office.show`` with a purpose).
        """
        self.office.ask(Action.VIEW, document, "")
        versions = Stations(self.office.work.records.transactions).versions(document)
        kinds = self.office.work.kinds
        return tuple(
            Past(
                number=version.number,
                made_at=version.made_at,
                actor=version.actor,
                changes=differences(version, before, kinds, reveal=reveal) if before else (),
            )
            for version, before in zip_longest(versions, versions[1:])
        )

    def _known(self, documents: Iterable[DocumentId], action: Action) -> dict[DocumentId, DocumentSummary]:
        records, allowed = self.office.work.records, []
        for document in documents:
            try:
                row = records.for_policy(document)
            except NotFound:
                continue
            if self.office.may(Action.FIND, row) and self.office.may(action, row):
                allowed.append(document)
        if not allowed:
            return {}
        return {row.id: row for row in records.summaries(allowed, actor=self._actor, now=self.office.now())}

    @property
    def _actor(self) -> str:
        return self.office.actor.id

    @property
    def _comments(self) -> Comments:
        return Comments(self.office.work.records.transactions)

    @property
    def _links(self) -> Links:
        return Links(self.office.work.records.transactions)


def differences(version: Version, before: Version, kinds: Mapping[str, Kind], *, reveal: bool) -> tuple[Change, ...]:
    """What a version says otherwise than the one before it."""
    old, new = before.body.extraction.readings, version.body.extraction.readings
    pairs = [
        ("kind", before.body.classification.kind, version.body.classification.kind),
        ("name", before.body.name, version.body.name),
        ("customer", before.body.customer or "", version.body.customer or ""),
        ("tags", ", ".join(before.body.tags), ", ".join(version.body.tags)),
    ]
    changes = [Change(name=name, before=was, after=now) for name, was, now in pairs if was != now]
    for name in sorted(old.keys() | new.keys()):
        if (old[name].text if name in old else None) != (new[name].text if name in new else None):
            was, now = (_said(one, name, kinds, reveal=reveal) for one in (before, version))
            changes.append(Change(name=f"field.{name}", before=was, after=now))
    return tuple(changes)


def _said(version: Version, name: str, kinds: Mapping[str, Kind], *, reveal: bool) -> str:
    reading = version.body.extraction.readings.get(name)
    if reading is None:
        return ""
    kind = kinds.get(version.body.classification.kind)
    known = kind.by_name.get(name) if kind else None
    if reveal:
        return reading.text
    return shown(reading, known) if known else HIDDEN
