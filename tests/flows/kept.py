"""Papers that were read, with original and words really in the vault."""

from dataclasses import replace

from flows.stages.workroom import Workroom
from strongroom.codec import pages_to_json
from strongroom.document import Role
from strongroom.ids import BlobId, DocumentId, new_id
from strongroom.page import Page
from tests.breakage.destroying import OLD
from tests.storage.records.invented import NOW, Paper, arrival, outcome


def keep(work: Workroom, original: bytes = b"a paper ", paper: Paper = OLD) -> DocumentId:
    """A paper of two pages, filed long ago."""
    given = arrival(work.records)
    document = given.document
    blob = BlobId(new_id(NOW))
    content = work.vault.put(original + document.encode(), document=document, role=Role.ORIGINAL, version=1, blob=blob)
    work.records.accept(replace(given, blob=content))
    (lease,) = work.records.claim_these("worker", [document], now=NOW, lease_seconds=60)
    words = pages_to_json(
        [Page(number=number, width=10, height=10, words=(), source="text", turned=90) for number in (1, 2)]
    )
    pages = work.vault.put(words, document=document, role=Role.PAGES, version=1, blob=BlobId(new_id(NOW)))
    work.records.finish(lease, replace(outcome(lease, paper), pages=pages), now=NOW, due_hours=1)
    return document
