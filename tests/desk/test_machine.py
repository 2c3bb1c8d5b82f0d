"""What who runs the machine sees: settings without secrets, kinds and a box to try them, components, locked papers."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pydantic import SecretStr
from sqlalchemy import delete

from desk.desk import Desk
from flows.stages.audit_room import anchors_of
from flows.stages.kind_trial import page_of
from flows.stages.settings_shown import Source, told_of
from storage.records.freezing import freeze
from storage.records.tables import blobs
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.permissions import StaffRole
from strongroom.settings import Settings
from strongroom.settings_backup import Backup
from strongroom.settings_keys import Keys
from tests.desk.invented import PASSWORD
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]
INVOICE = """Pinkel Trading Ltd
INVOICE
Invoice number: RE-0815
Invoice date: 2026-03-01
Net amount: 100.00 EUR
VAT 19%: 19.00 EUR
Total amount due: 119.00 EUR
"""


def test_each_setting_says_where_it_comes_from_and_no_secret_is_told() -> None:
    settings = Settings(language="zh-CN", keys=Keys(passphrase=SecretStr("a secret")), backup=Backup(keep_days=99))
    told = told_of(settings, {"STRONGROOM_BACKUP__KEEP_DAYS": "99"}, {"keys": {"passphrase": "a secret"}})
    found = {one.name: one for one in told}
    assert (Source.OPTION, "zh-CN") == (found["language"].source, found["language"].value)
    assert (Source.ENVIRONMENT, "99") == (found["backup.keep_days"].source, found["backup.keep_days"].value)
    assert (Source.FILE, None, True) == (
        found["keys.passphrase"].source,
        found["keys.passphrase"].value,
        found["keys.passphrase"].is_set,
    )
    assert (Source.DEFAULT, None, False) == (
        found["objects.secret_key"].source,
        found["objects.secret_key"].value,
        found["objects.secret_key"].is_set,
    )
    assert "a secret" not in repr(told)


def test_the_settings_page_shows_them(visit: Visit) -> None:
    page = visit(StaffRole.ADMIN).get("/settings").text
    assert "filing.kind_threshold" in page
    assert "STRONGROOM_KEYS__PASSPHRASE" in page


def test_a_text_is_tried_and_nothing_is_stored(desk: Desk, visit: Visit) -> None:
    admin = visit(StaffRole.ADMIN)
    admin.get("/kinds")
    page = admin.post("/kinds", {"text": INVOICE}).text
    tried = page.partition('aria-live="polite"')[2].partition("</section>")[0]
    assert "RE-0815" in tried
    assert "119.00" in tried
    assert 0 == sum(desk.work.records.counts().values())


@pytest.mark.parametrize("text", ["", " \n\n ", "发票 <b> 百味", "x" * 20_000, "\n".join("line" for _ in range(500))])
def test_any_text_can_be_tried(visit: Visit, text: str) -> None:
    assert all(0 <= edge <= 1 for word in page_of(text).words for edge in (word.box.right, word.box.bottom))
    admin = visit(StaffRole.ADMIN)
    admin.get("/kinds")
    assert admin.post("/kinds", {"text": text}).status_code in (200, 422)


def test_a_frozen_vault_and_a_missing_anchor_are_told(desk: Desk, visit: Visit) -> None:
    admin = visit(StaffRole.ADMIN)
    anchors = anchors_of(desk.work, desk.now)
    made = anchors.anchor("test", now=desk.now)
    assert made
    assert "does not answer" not in admin.get("/components").text
    freeze(desk.work.records.transactions, actor="test", now=desk.now())
    for key in [key for key in desk.work.store.keys("") if "anchor" in key]:
        desk.work.store.delete(key)
    page = admin.get("/components").text
    assert "The vault is frozen" in page or "read-only" in page
    assert "A recorded object is not in the store." in page


def locked_pdf() -> bytes:
    buffer = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(buffer, encryption=pikepdf.Encryption(user=PASSWORD, owner="keeper", R=6))
    return buffer.getvalue()


def test_a_locked_paper_is_read_with_its_password_and_a_wrong_one_changes_nothing(desk: Desk, visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    headers = {"X-File-Name": "locked.pdf", "Accept": "application/json"}
    document = DocumentId(reviewer.send("/upload", locked_pdf(), **headers).json()["document"])
    assert f"/quarantine/{document}/unlock" in reviewer.get("/quarantine").text
    assert f"/quarantine/{document}/unlock" in reviewer.get(f"/documents/{document}").text
    assert 422 == reviewer.post(f"/quarantine/{document}/unlock", {"password": "wrong"}).status_code
    assert State.QUARANTINED is desk.work.records.for_policy(document).state
    assert 303 == reviewer.post(f"/quarantine/{document}/unlock", {"password": PASSWORD}).status_code
    assert State.IN_REVIEW is desk.work.records.for_policy(document).state
    drawn_page = reviewer.get(f"/review/{document}/pages/1.jpg")
    assert (200, "image/jpeg") == (drawn_page.status_code, drawn_page.headers["content-type"])


def test_of_a_paper_that_was_unlocked_before_copies_were_kept_a_sheet_says_why_it_is_not_shown(
    desk: Desk, visit: Visit
) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    headers = {"X-File-Name": "locked.pdf", "Accept": "application/json"}
    document = DocumentId(reviewer.send("/upload", locked_pdf(), **headers).json()["document"])
    reviewer.post(f"/quarantine/{document}/unlock", {"password": PASSWORD})
    transactions = desk.work.records.transactions
    transactions.write(lambda session: session.connection.execute(delete(blobs).where(blobs.c.role == "unlocked")))
    for name in ("1.jpg", "1/small.jpg"):
        sheet = reviewer.get(f"/review/{document}/pages/{name}")
        assert (200, "image/svg+xml") == (sheet.status_code, sheet.headers["content-type"])
        assert "opens only with its password" in sheet.text


def test_who_may_not_review_unlocks_nothing(desk: Desk, visit: Visit) -> None:
    reviewer, operator = visit(StaffRole.REVIEWER), visit(StaffRole.OPERATOR)
    headers = {"X-File-Name": "locked.pdf", "Accept": "application/json"}
    document = reviewer.send("/upload", locked_pdf(), **headers).json()["document"]
    operator.get("/quarantine")
    assert operator.post(f"/quarantine/{document}/unlock", {"password": PASSWORD}).status_code == 404
