"""Everything that is held on one customer, for the person who asks what is held on them.

Asked for by one person and approved by another, as any bulk export is, and used up by being made. It is not filed: a
copy of all papers would outlive them, and would have to be found and destroyed with each. What is kept is the record
that it was made, by whom, for what and of which papers. It leaves piece by piece, for the papers of one customer may be
more than fits into memory.
"""

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from flows.stages.decisions import Decisions
from flows.stages.office import Office, kind_of
from flows.stages.reporting.pdf import Front, drawn_tables
from flows.stages.reporting.words import Speech
from flows.stages.zip_pieces import ZipPieces
from storage.records.customer_files import CustomerFiles
from storage.records.reporting.custody import bases
from storage.records.values import DocumentView
from strongroom.errors import BadForm, Denied, NotFound
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.messages import Language
from strongroom.permissions import Action
from strongroom.reports.holdings import Keeping
from strongroom.reports.table import Form, Table, columns
from strongroom.request import Request, RequestKind

MOST: Final = 2000
"""Papers of one customer in one export."""
_PERSON: Final = ("user:", "local:")
_Bases = Mapping[str, tuple[Keeping, str, dt.date | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper with everything that is handed out of it; of its original, what proves that it is the same."""

    view: DocumentView
    file: str
    size: int
    sha256: str

    @property
    def id(self) -> DocumentId:
        """The document's id."""
        return self.view.summary.id


@dataclass(frozen=True, kw_only=True)
class SubjectAccess:
    """Exports of what is held on somebody, as one person asks for and makes them; written in ``language``."""

    office: Office
    language: Language

    def ask(self, customer: str, reason: str) -> str:
        """Ask another person's leave; return the id of the request.

        Papers that the person may not take out, and restricted ones, are left out; the export says how many.

        Raises:
            NotFound: nothing that the person may know of is held under this name. Denied: they may take out none of
                it. BadForm: no reason was given.
        """
        rows = [self.office.work.records.for_policy(document) for document in self._held(customer)]
        known = [row for row in rows if self.office.may(Action.FIND, row)]
        if not known:
            raise NotFound(customer="?")
        wanted = [row.id for row in known if not row.restricted and self.office.may(Action.DOWNLOAD, row)]
        if not wanted:
            raise Denied(reason="no_permission")
        return Decisions(self.office).ask_subject(wanted, reason)

    def needs_confirming(self, request: str) -> bool:
        """Whether an identity paper is among those of a request of this person's (NotFound)."""
        records = self.office.work.records
        rows = (records.for_policy(document) for document in self._asked(request))
        return any(self.office.target(row).sensitivity is Sensitivity.IDENTITY for row in rows)

    def make(self, request: str, reason: str = "") -> Iterator[bytes]:
        """The export of an approved request as the pieces of a ZIP, once: the originals, ``subject.json`` and
        ``subject.pdf``. Without another reason that of the request is recorded.

        Everything is asked before the first piece, and before the approval is used up.

        Raises:
            NotFound, WrongStage: there is no such approval of this person's, or it is over. Denied; InArchive.
        """
        why = reason.strip() or self._request(request).reason
        for document in self._asked(request):
            self.office.ask(Action.DOWNLOAD, document, why)
        documents = tuple(map(DocumentId, Decisions(self.office).use(request, RequestKind.SUBJECT)))
        return self._pieces(documents, why)

    def _pieces(self, documents: tuple[DocumentId, ...], reason: str) -> Iterator[bytes]:
        sink, papers = ZipPieces(), []
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
            for document in documents:
                paper, original = self._paper(document, reason)
                archive.writestr(paper.file, original)
                papers.append(paper)
                yield sink.taken()
            customer = papers[0].view.summary.customer or ""
            withheld = len(set(self._held(customer)) - set(documents)) if customer else 0
            known = bases(self.office.work.records.transactions, documents)
            said = self._said(customer, papers, withheld, known)
            archive.writestr("subject.json", json.dumps(said, ensure_ascii=False, indent=1))
            archive.writestr("subject.pdf", self._pdf(customer, papers, withheld, known))
        yield sink.taken()

    def _asked(self, request: str) -> tuple[DocumentId, ...]:
        return tuple(map(DocumentId, self._request(request).subjects))

    def _request(self, request: str) -> Request:
        found = Decisions(self.office).own(request)
        if found.kind is not RequestKind.SUBJECT:
            raise NotFound(request=request)
        return found

    def _held(self, customer: str) -> tuple[DocumentId, ...]:
        files = CustomerFiles(self.office.work.records.transactions)
        hashed = files.hash_of(customer)
        if hashed is None:
            raise BadForm(field="customer")
        return files.one(hashed, papers=MOST).papers

    def _paper(self, document: DocumentId, reason: str) -> tuple[Paper, bytes]:
        work, actor, now = self.office.work, self.office.actor.id, self.office.now()
        # Asked for as a whole above: who may take the original out learns nothing new from what was read of it.
        view = work.records.view(document, actor=actor, purpose=reason, now=now)
        name = (view.summary.name or view.summary.original_name).replace("/", "_")
        original = self.office.original(document, purpose=reason)
        digest = hashlib.sha256(original).hexdigest()
        file = f"originals/{document}_{name}"
        return Paper(view=view, file=file, size=len(original), sha256=digest), original

    def _said(self, customer: str, papers: list[Paper], withheld: int, known: _Bases) -> dict[str, Any]:
        names = _numbered(papers)
        return {
            "format": "strongroom subject access 1",
            "customer": customer,
            "made_at": self.office.now().isoformat(),
            "withheld": withheld,
            "caution": self._speech.say("caution"),
            "documents": [self._document(paper, known, names) for paper in papers],
        }

    def _document(self, paper: Paper, known: _Bases, names: Mapping[str, str]) -> dict[str, Any]:
        view, row = paper.view, paper.view.summary
        keeping, basis, ends = known.get(row.id, (Keeping.NO_RULE, "", None))
        return {
            "id": row.id,
            "kind": row.kind,
            "title": kind_of(row, self.office.work.kinds).title,
            "state": row.state.value,
            "name": row.name,
            "original_name": row.original_name,
            "tags": list(row.tags),
            "received_at": row.received_at.isoformat(),
            "filed_at": row.filed_at.isoformat() if row.filed_at else None,
            "pages": row.page_count,
            "kept": {"why": keeping.value, "basis": basis, "until": ends.isoformat() if ends else None},
            "readings": {
                name: {"value": reading.text, "confidence": reading.confidence, "origin": reading.source.origin.value}
                for name, reading in row.readings.items()
            },
            "tables": {name: [dict(line) for line in lines] for name, lines in view.tables.items()},
            "history": [
                {
                    "at": one.at.isoformat(),
                    "who": _who(one.actor, names),
                    "what": one.action,
                    "purpose": one.facts.get("purpose"),
                }
                for one in view.history
            ],
            "file": {
                "path": paper.file,
                "media": view.media,
                "bytes": paper.size,
                "sha256": paper.sha256,
            },
        }

    def _pdf(self, customer: str, papers: list[Paper], withheld: int, known: _Bases) -> bytes:
        speech = self._speech
        made = speech.say(f"made_at:{speech.cell(Form.MOMENT, self.office.now())}")
        front = Front(
            title=speech.say(f"subject:{customer}"),
            under=f"{made}  ·  {speech.zone.key}",
            foot=made,
            said=(speech.say("caution"), speech.say(f"complete:{withheld}"), speech.say("staff")),
        )
        return drawn_tables(front, (_papers(papers, known), _readings(papers), _seen(papers)), speech)

    @property
    def _speech(self) -> Speech:
        work = self.office.work
        return Speech(language=self.language, kinds=work.kinds, zone=ZoneInfo(work.settings.unusual.zone))


def _papers(papers: list[Paper], known: _Bases) -> Table:
    rows = []
    for paper in papers:
        row = paper.view.summary
        _, basis, ends = known.get(row.id, (Keeping.NO_RULE, "", None))
        name = row.name or row.original_name
        rows.append((row.id, row.kind, name, row.received_at, row.state.value, ends, basis))
    return Table(
        key="papers",
        columns=columns(
            document=Form.ID,
            kind=Form.KIND,
            name=Form.TEXT,
            received_at=Form.MOMENT,
            state=Form.WORD,
            kept_until=Form.DAY,
            basis=Form.TEXT,
        ),
        rows=tuple(rows),
    )


def _readings(papers: list[Paper]) -> Table:
    return Table(
        key="read_values",
        columns=columns(document=Form.ID, field=Form.TEXT, read_value=Form.TEXT),
        rows=tuple(
            (paper.id, name, reading.text) for paper in papers for name, reading in paper.view.summary.readings.items()
        ),
    )


def _seen(papers: list[Paper]) -> Table:
    names = _numbered(papers)
    events = [(one.at, paper.id, one) for paper in papers for one in paper.view.history]
    events.sort(key=lambda event: event[0])
    return Table(
        key="seen",
        columns=columns(at=Form.MOMENT, document=Form.ID, who=Form.TEXT, deed=Form.TEXT),
        rows=tuple((at, document, _who(one.actor, names), one.action) for at, document, one in events),
    )


def _numbered(papers: list[Paper]) -> dict[str, str]:
    """People of the house by numbers: that somebody looked is about the customer, and who it was is about them."""
    actors = sorted({one.actor for paper in papers for one in paper.view.history if one.actor.startswith(_PERSON)})
    return {actor: f"staff {number}" for number, actor in enumerate(actors, start=1)}


def _who(actor: str, names: Mapping[str, str]) -> str:
    return names.get(actor, "the product")
