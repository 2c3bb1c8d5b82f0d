"""Pages that a person turned: a new version whose places stand on the turned page, whatever comes before or after."""

import datetime as dt
from dataclasses import replace

import pytest

from storage.records.archiving import SCHEDULE, Archive
from storage.records.bodies import Body
from storage.records.stations import Stations
from storage.records.store import Records
from storage.records.turning import Turned, further, turn_pages, turned_to
from storage.records.values import Correction
from storage.records.versioning import Restoration, restore_version
from strongroom.document import Role
from strongroom.errors import IllegalMove, Overtaken
from strongroom.ids import DocumentId
from strongroom.page import Box
from strongroom.reading import Classification, Decision, Extraction, Origin, Reading, Source
from tests.storage.records.invented import NOW, blob, filed, invoice

YEAR = dt.timedelta(days=365)
PLACE = Box(left=0.1, top=0.2, right=0.4, bottom=0.3)


def body() -> Body:
    source = Source(origin=Origin.OCR, page=1, box=PLACE)
    readings = {
        "seller": Reading(field="seller", value="Pinkel AG", confidence=0.9, source=source),
        "buyer": Reading(field="buyer", value="Mommsen Tee", confidence=0.9, source=replace(source, page=2)),
        "total": Reading(field="total", value="1", confidence=0.9, source=Source(origin=Origin.XML)),
    }
    return Body(
        classification=Classification(kind="invoice", confidence=1.0),
        extraction=Extraction(readings=readings),
        decision=Decision(straight_through=False),
        name="a.pdf",
        tags=(),
        customer=None,
    )


def place(found: Body, field: str = "seller") -> tuple[float, ...]:
    box = found.extraction.readings[field].source.box
    assert box
    return tuple(round(edge, 6) for edge in (box.left, box.top, box.right, box.bottom))


@pytest.mark.parametrize(
    ("degrees", "wanted"), [(90, (0.7, 0.1, 0.8, 0.4)), (180, (0.6, 0.7, 0.9, 0.8)), (270, (0.2, 0.6, 0.3, 0.9))]
)
def test_a_place_turns_with_its_page_and_back(degrees: int, wanted: tuple[float, ...]) -> None:
    turned = further(body(), {1: degrees})
    assert place(turned) == wanted
    assert place(turned, "buyer") == place(body(), "buyer")
    assert turned.turns == {1: degrees}
    back = further(turned, {1: 360 - degrees})
    assert (place(back), back.turns) == (place(body()), {})
    assert place(turned_to(body(), turned.turns)) == wanted


def turn(records: Records, document: DocumentId, *, seen: int) -> int:
    turned = Turned(by={1: 90}, pages=blob(document, role=Role.PAGES, version=seen + 1), seen=seen)
    return turn_pages(records.transactions, document, turned, actor="ann", now=NOW)


def turns_of(records: Records, document: DocumentId) -> list[dict[int, int]]:
    return [dict(one.body.turns) for one in Stations(records.transactions).versions(document)]


def test_a_turn_is_kept_through_corrections_and_earlier_versions(records: Records) -> None:
    document = filed(records, invoice(sure=False))
    assert turn(records, document, seen=1) == 2
    assert turn(records, document, seen=2) == 3
    records.decide(document, Correction(verdict="correct", corrections={"seller": "Pinkel AG"}), actor="mia", now=NOW)
    wanted = Restoration(version=1, seen=4, reason="typo")
    restore_version(records.transactions, document, wanted, actor="mia", now=NOW)
    assert turns_of(records, document) == [{1: 180}, {1: 180}, {1: 180}, {1: 90}, {}]
    records.audit_verify()


def test_a_page_is_turned_only_of_what_waits_as_it_was_seen(records: Records) -> None:
    waiting, done = filed(records, invoice(sure=False)), filed(records, invoice())
    with pytest.raises(Overtaken):
        turn(records, waiting, seen=0)
    with pytest.raises(IllegalMove):
        turn(records, done, seen=1)
    assert turns_of(records, waiting) == turns_of(records, done) == [{}]


def test_small_pictures_of_an_earlier_stay_in_the_archive_are_drawn_anew(records: Records) -> None:
    document, archive = filed(records, invoice()), Archive(records.transactions)
    small = [blob(document, role=Role.THUMBNAIL)]
    assert archive.archive(document, small, before=NOW + YEAR, actor=SCHEDULE, now=NOW + YEAR)
    archive.brought_back(document, actor=SCHEDULE, now=NOW + YEAR)
    Stations(records.transactions).reopen(document, actor="ann", now=NOW + YEAR, due_at=NOW + YEAR)
    assert list(archive.thumbnails(document)) == [1]
    turn(records, document, seen=1)
    assert not archive.thumbnails(document)
