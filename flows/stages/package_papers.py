"""Papers as they go into a year-end package: read from records and vault one at a time, each read recorded."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from flows.stages.office import kind_of, texts
from flows.stages.package_zip import File, Paper
from flows.stages.workroom import Workroom
from storage.records.archiving import Archive
from storage.records.packaged import OpenedPaper, Packages
from storage.records.values import DocumentSummary
from storage.records.yearly import Yearly, of_year, span, years
from storage.vault import object_key
from strongroom.codec import pages_from_json
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.kind import MADE_HERE, Kind, Sensitivity
from strongroom.package import Entry, Part, Wish

PURPOSE: Final = "year-end package"
_PDF: Final = b"%PDF-"
_PNG: Final = b"\x89PNG"


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The papers of a year, read in somebody's name and for a purpose."""

    work: Workroom
    actor: str
    purpose: str
    now: Callable[[], dt.datetime]

    def of(self, wish: Wish) -> tuple[Yearly, ...]:
        """The papers that a wish names, by date; what the house made itself is none of them."""
        kinds = [kind for kind in self._kinds if not wish.kinds or kind.id in wish.kinds]
        found = self.work.records.transactions.read(
            lambda session: tuple(of_year(session, span(session, wish.year), kinds, wish.customer))
        )
        return tuple(sorted(found, key=lambda one: (one.dated, one.document)))

    def years(self) -> frozenset[int]:
        """The fiscal years that there are papers of."""
        return self.work.records.transactions.read(lambda session: years(session, self._kinds))

    @property
    def _kinds(self) -> list[Kind]:
        return [kind for kind in self.work.kinds.values() if kind.retention and kind.id not in MADE_HERE]

    def is_identity(self, one: Yearly) -> bool:
        """Whether it leaves only sealed."""
        return self.work.kinds[one.kind].sensitivity is Sensitivity.IDENTITY

    def wake(self, documents: tuple[DocumentId, ...]) -> tuple[DocumentId, ...]:
        """Those of the papers that sleep in a deep archive; they are being woken."""
        tiers, archive = self.work.tiers, Archive(self.work.records.transactions)
        if tiers is None:
            return ()
        far = [one for one in documents if self.work.records.for_policy(one).state is State.ARCHIVED]
        # Each object is asked for, also where the first still sleeps: that is why they are counted.
        return tuple(one for one in far if sum(not tiers.wake(object_key(one, blob)) for blob in archive.of(one)))

    def paper(self, one: Yearly) -> Paper:
        """A paper, its files read as they are written (NotFound: it was destroyed)."""
        packages = Packages(self.work.records.transactions)
        opened = packages.open(one.document, actor=self.actor, purpose=self.purpose, now=self.now())
        sealed = self.is_identity(one)
        return Paper(entry=self._entry(one, opened, sealed=sealed), files=self._files(opened), sealed=sealed)

    def _entry(self, one: Yearly, opened: OpenedPaper, *, sealed: bool) -> Entry:
        row = opened.summary
        kind = kind_of(row, self.work.kinds)
        return Entry(
            document=one.document,
            kind=kind.id,
            title=kind.title,
            title_zh=kind.title_zh,
            name="" if sealed else row.name or row.original_name,
            dated=one.dated.isoformat(),
            customer="" if sealed else row.customer or "",
            media=opened.media,
            received_at=row.received_at.isoformat(timespec="seconds"),
            filed_at=row.filed_at.isoformat(timespec="seconds") if row.filed_at else "",
            basis=one.basis,
            kept_until=one.kept_until.isoformat() if one.kept_until else "",
        )

    def _files(self, opened: OpenedPaper) -> Iterator[File]:
        get = self.work.vault.get
        yield File(part=Part.ORIGINAL, ending="", pieces=map(get, opened.original))
        if opened.rendition is not None:
            data = get(opened.rendition)
            yield File(part=Part.RENDITION, ending=_ending(data), pieces=(data,))
        if opened.pages is not None:
            words = "\n\f\n".join(page.text for page in pages_from_json(get(opened.pages)))
            yield File(part=Part.WORDS, ending=".txt", pieces=(words.encode(), b"\n"))
        yield File(part=Part.READINGS, ending=".json", pieces=(self._readings(opened.summary),))

    def _readings(self, row: DocumentSummary) -> bytes:
        # Masked, also where the paper is sealed: the original beside them shows all, to whoever opens it.
        said = {
            "document": row.id,
            "kind": row.kind,
            "subkind": row.subkind,
            "fields": texts(row, self.work.kinds, reveal=False),
            "confidence": {name: round(reading.confidence, 3) for name, reading in row.readings.items()},
        }
        return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _ending(data: bytes) -> str:
    if data.startswith(_PDF):
        return ".pdf"
    return ".png" if data.startswith(_PNG) else ".bin"
