"""A document that waits for its password: read with it, filed, and the password kept nowhere."""

import hashlib
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest

from flows.stages.office import Office
from flows.stages.pictures import Pictures
from flows.stages.read_and_file import ReadAndFile
from flows.stages.reader_pool import ReaderPool
from flows.stages.station import Station
from flows.stages.unlocking import Unlocking
from flows.stages.workroom import Workroom
from storage.records.values import Arrival
from strongroom.document import Role, State
from strongroom.errors import NotLocked, PasswordNeeded
from strongroom.ids import ArrivalId, BlobId, DocumentId, child_id, new_id
from strongroom.permissions import local_owner
from strongroom.sensitive import Sensitive
from strongroom.settings import Settings
from tests.extractors.archives import FILES, LOCKED_ZIP
from tests.extractors.archives import PASSWORD as ARCHIVE_PASSWORD
from tests.extractors.drawn import pdf, pdf_bytes
from tests.flows.test_read_and_file import START, Clock, received

PASSWORD = "open sesame 芝麻"


def locked() -> bytes:
    with pikepdf.open(BytesIO(pdf())) as document:
        return pdf_bytes(document, encryption=pikepdf.Encryption(user=PASSWORD, owner="keeper", R=6))


def waiting(work: Workroom, data: bytes) -> DocumentId:
    document = DocumentId(new_id(START))
    blob = work.vault.put(data, document=document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(START)))
    arrival = Arrival(
        id=ArrivalId(document),
        document=document,
        blob=blob,
        content_hash=work.records.content_hash(hashlib.sha256(data).hexdigest()),
        media="application/pdf",
        original_name="locked.pdf",
        received_at=START,
        actor="test",
    )
    return work.records.accept_refused(arrival, PasswordNeeded.code, {}).document


@pytest.fixture(scope="module")
def readers() -> Iterator[ReaderPool]:
    pool = ReaderPool(Settings(), size=1)
    yield pool
    pool.close()


def unlocking(work: Workroom, readers: ReaderPool) -> Unlocking:
    clock = Clock()
    office = Office(work=work, actor=local_owner("anna"), now=clock)
    return Unlocking(office=office, readers=readers, now=clock, wait=lambda _seconds: None)


@pytest.mark.models
def test_with_its_password_a_document_is_read_and_leaves_quarantine(work: Workroom, readers: ReaderPool) -> None:
    document = waiting(work, locked())
    done = unlocking(work, readers).run(document, Sensitive(PASSWORD))
    assert done.state in (State.FILED, State.IN_REVIEW)
    view = work.records.view(document, actor="anna", purpose="test", now=START)
    assert 1 == view.summary.page_count
    assert locked()[:8] == work.vault.get(next(b for b in view.blobs if b.role is Role.ORIGINAL))[:8]


@pytest.mark.models
def test_what_was_unlocked_is_drawn_and_read_again_without_the_password_and_kept_encrypted(
    work: Workroom, readers: ReaderPool
) -> None:
    """Of what has pages to look at an unlocked copy is kept, in the vault and nowhere else, and goes with the paper."""
    document = waiting(work, locked())
    unlocking(work, readers).run(document, Sensitive(PASSWORD))
    view = work.records.view(document, actor="anna", purpose="test", now=START)
    (kept,) = [blob for blob in view.blobs if blob.role is Role.UNLOCKED]
    opened = work.vault.get(kept)
    with pikepdf.open(BytesIO(opened)) as pdf_file:
        assert not pdf_file.is_encrypted
    for file in work.settings.data.rglob("*"):
        assert not file.is_file() or opened[:64] not in file.read_bytes()
    office = Office(work=work, actor=local_owner("anna"), now=Clock())
    station = Station(office=office, pictures=Pictures(readers))
    assert station.picture_for(document, 1, purpose="look").startswith(b"\xff\xd8")
    assert locked()[:8] == office.original(document, purpose="look")[:8]
    if work.records.for_policy(document).state is State.FILED:
        station.reopen(document)
    office.read_again(document)
    (lease,) = work.records.claim_these("reader", [document], now=START, lease_seconds=60)
    done = ReadAndFile(work=work, readers=readers, now=Clock()).run(lease)
    assert done.state in (State.FILED, State.IN_REVIEW)
    assert 1 == work.records.for_policy(document).page_count


@pytest.mark.models
def test_a_wrong_password_changes_nothing(work: Workroom, readers: ReaderPool) -> None:
    document = waiting(work, locked())
    with pytest.raises(PasswordNeeded):
        unlocking(work, readers).run(document, Sensitive("wrong"))
    aside = work.records.quarantine_of(document)
    assert aside
    assert PasswordNeeded.code == aside.code


@pytest.mark.models
def test_a_document_that_needs_none_is_told_apart(work: Workroom, readers: ReaderPool) -> None:
    with pytest.raises(NotLocked):
        unlocking(work, readers).run(received(work), Sensitive(PASSWORD))


@pytest.mark.models
def test_the_password_is_kept_nowhere(work: Workroom, readers: ReaderPool) -> None:
    document = waiting(work, locked())
    unlocking(work, readers).run(document, Sensitive(PASSWORD))
    view = work.records.view(document, actor="anna", purpose="test", now=START)
    assert PASSWORD not in repr(view.history)
    for file in work.settings.data.rglob("*"):
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes()


@pytest.mark.models
def test_a_locked_archive_gives_its_files_and_the_password_nowhere_else(work: Workroom, readers: ReaderPool) -> None:
    document = waiting(work, LOCKED_ZIP["AES-256"])
    done = unlocking(work, readers).run(document, Sensitive(ARCHIVE_PASSWORD))
    assert State.FILED is done.state
    found = [
        work.records.view(DocumentId(child_id(document, place)), actor="anna", purpose="test", now=START).summary
        for place in range(len(FILES))
    ]
    assert ["note.txt", "empty.txt", "two.txt"] == [child.original_name for child in found]
    assert all(f"from-{document}" in child.tags for child in found)
