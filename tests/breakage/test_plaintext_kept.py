"""Nothing of a paper lies in the clear in what is made of it: index, renditions, backups, drills, restores."""

import datetime as dt
import shutil
from pathlib import Path

from flows.stages.backing_up import back_up, restore
from flows.stages.drilling import Luck, drill
from flows.stages.workroom import open_workroom
from storage.objects.open import open_store
from storage.records.endings import Endings
from strongroom.query import parse
from tests.breakage.backing_up import settings_in
from tests.breakage.destroying import LATER, approve, destroy_once, keep
from tests.breakage.plaintext import sightings
from tests.storage.records.invented import ACCOUNT, HOLDER, ID_NUMBER, NOW, SELLER, Paper

PAGE = f"合同 {SELLER} {HOLDER} {ID_NUMBER} {ACCOUNT} a delivery that nobody else wrote of"
TEXTS = {
    *(SELLER, HOLDER, ID_NUMBER, ACCOUNT, PAGE, "Quastenflosse", "nobody else wrote of"),
    *("Kundenakte Nord", "paper.pdf"),
}
LUCK = Luck(now=lambda: LATER, watch=lambda: 0.0, choose=lambda many, _few: many)


def test_nothing_of_a_paper_is_in_index_renditions_backups_drills_restores_or_certificates(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    old = Paper(kind="delivery_note", values={"date": dt.date(2001, 3, 1)}, text=PAGE)
    with open_workroom(settings) as work:
        work.records.migrate()
        stays, goes = keep(work, old), keep(work, old)
        found = work.records.find(parse("Quastenflosse"), actor="me", now=NOW)
        assert {stays, goes} == {row.id for row in found.rows}
        approve(work, goes)
        back_up(work, actor="me", now=lambda: NOW)
        destroy_once(work)
        assert Endings(work.records.transactions).of(goes)[0].pdf is not None
        back_up(work, actor="me", now=lambda: LATER)
        drill(work, LUCK, actor="me")
    (tmp_path / "data").rename(tmp_path / "burnt")
    (tmp_path / "data" / "keys").mkdir(parents=True)
    kept = "keys/backup-key.json"
    shutil.copy(tmp_path / "burnt" / kept, tmp_path / "data" / kept)
    restore(settings, open_store(settings), None, actor="me", now=LATER)
    places = {path.name for path in tmp_path.iterdir()}
    assert {"data", "burnt", "away", "far"} <= places
    assert [] == list(sightings([tmp_path], TEXTS))
    (tmp_path / "away" / "planted").write_text(f"x{HOLDER}")
    assert HOLDER in {one.text for one in sightings([tmp_path], TEXTS)}
