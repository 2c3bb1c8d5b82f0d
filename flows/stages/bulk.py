"""Acts on many documents at once, each of them asked of the policy and recorded by itself.

What was refused for one of them does not stop the others; the answer says how many were done. An export is different:
it is approved as a whole by another person, and leaves as a whole or not at all.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flows.stages.decisions import Decisions
from flows.stages.dossier import Dossier
from flows.stages.keeping import Keeping
from flows.stages.office import Office
from flows.stages.zip_pieces import ZipPieces
from storage.records.holding import Why
from storage.records.values import DocumentSummary
from strongroom.errors import BadForm, IllegalMove, Misused
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.permissions import Action
from strongroom.request import RequestKind

MOST: Final = 200
"""Documents in one act. Who has more to do does it in several, and sees how each went."""
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How many documents an act was done for, and how many were refused."""

    done: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """Acts on many documents, by one person."""

    office: Office

    def tag(self, documents: Sequence[DocumentId], tag: str) -> Done:
        """Give each of them a tag (BadForm: none, or too many documents)."""
        dossier = Dossier(office=self.office)

        def tagged(document: DocumentId) -> None:
            self.office.ask(Action.REVIEW, document, "review")
            view = self.office.show(document)
            row = view.summary
            dossier.describe(document, (*row.tags, tag), row.customer or "", seen=view.version)

        return _each(documents, tagged)

    def hold(self, documents: Sequence[DocumentId], why: Why) -> Done:
        """Keep each of them (BadForm)."""
        keeping = Keeping(self.office)
        return _each(documents, lambda document: keeping.hold_document(document, why))

    def ask_export(self, documents: Sequence[DocumentId], reason: str) -> str:
        """Ask another person's leave to take the originals out; return the id of the request.

        Raises:
            BadForm; NotFound, Denied: one of them may not be taken out by this person at all.
        """
        return Decisions(self.office).ask_export(_some(documents), reason)

    def needs_confirming(self, documents: Iterable[DocumentId]) -> bool:
        """Whether an identity paper is among them, which leaves only with the password given a moment ago."""
        records = self.office.work.records
        rows = (records.for_policy(document) for document in documents)
        return any(self.office.target(row).sensitivity is Sensitivity.IDENTITY for row in rows)

    def export(self, request: str, reason: str) -> Iterator[bytes]:
        """The originals of an approved request as the pieces of a ZIP, a manifest of their hashes at its end.

        Everything is asked before the first piece; the approval is used up by it.

        Raises:
            NotFound, Denied, WrongStage: there is no such approval of this person's, or it is over.
        """
        documents = tuple(map(DocumentId, Decisions(self.office).use(request, RequestKind.EXPORT)))
        for document in documents:
            self.office.ask(Action.DOWNLOAD, document, reason)
        return self._pieces(documents, reason)

    def _pieces(self, documents: Sequence[DocumentId], reason: str) -> Iterator[bytes]:
        sink, entries = ZipPieces(), []
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
            for document in documents:
                row = self.office.work.records.for_policy(document)
                data = self.office.original(document, purpose=reason)
                name = f"{document}_{row.name or row.original_name}"
                archive.writestr(name, data)
                entries.append(_entry(row, name, data))
                yield sink.taken()
            archive.writestr(MANIFEST, json.dumps({"documents": entries}, ensure_ascii=False, indent=1))
        yield sink.taken()


def _entry(row: DocumentSummary, name: str, data: bytes) -> dict[str, object]:
    return {
        "document": row.id,
        "file": name,
        "kind": row.kind,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _each(documents: Sequence[DocumentId], act: Callable[[DocumentId], object]) -> Done:
    done = refused = 0
    for document in _some(documents):
        try:
            act(document)
        except (Misused, IllegalMove):
            refused += 1
        else:
            done += 1
    return Done(done=done, refused=refused)


def _some(documents: Sequence[DocumentId]) -> tuple[DocumentId, ...]:
    some = tuple(dict.fromkeys(documents))
    if not 0 < len(some) <= MOST:
        raise BadForm(field="documents")
    return some
