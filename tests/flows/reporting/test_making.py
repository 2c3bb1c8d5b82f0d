"""A report is made once, filed in the vault, and opened by whom it is for."""

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pikepdf
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from flows.stages.notices import Desk, deliver
from flows.stages.office import Office
from flows.stages.reporting.making import Making, report_id
from flows.stages.reporting.pdf import workbook_of
from flows.stages.reporting.room import Reports
from flows.stages.reporting.words import WORDS
from flows.stages.workroom import Workroom
from storage.crypto.profile import CHEAPEST
from storage.records import trail
from storage.records.accounts import Accounts
from storage.records.freezing import freeze
from storage.records.holding import Holds, Why
from strongroom.document import State
from strongroom.errors import BadForm, Denied, NotFound, Unavailable
from strongroom.ids import DocumentId
from strongroom.notice import Wishes
from strongroom.permissions import Actor, StaffRole
from strongroom.reports.family import Family
from strongroom.reports.period import Period, month_of
from strongroom.reports.table import Form, Report
from tests.flows.test_notices import Postman
from tests.storage.records.invented import NOW, filed, invoice, passport

NOVEMBER = Period(first=dt.date(2026, 11, 1), last=dt.date(2026, 11, 30))
LATER = dt.datetime(2026, 12, 1, 7, tzinfo=dt.UTC)
FORMULA = '=HYPERLINK("https://example.org";"Grünkohl")'


def bill(number: str, total: str, **changes: object) -> dict[str, object]:
    values = {
        "seller": "百胜餐饮(杭州)有限公司",
        "invoice_number": number,
        "date": dt.date(2026, 11, 3),
        "currency": "EUR",
        "tax": Decimal("19.00"),
        "total": Decimal(total),
    }
    return values | changes


@pytest.fixture
def house(work: Workroom) -> Workroom:
    """A month's work: bills of two sellers, one of them twice, a passport in review, and a hold."""
    filed(work.records, invoice(values=bill("A-1", "119.00", due_date=dt.date(2026, 11, 20))))
    filed(work.records, invoice(values=bill("A-1", "119.00"), name="again.pdf", sure=False))
    filed(work.records, invoice(values=bill("B-2", "5000.50", seller=FORMULA), name="other.pdf"))
    document = filed(work.records, passport(sure=False))
    Holds(work.records.transactions).on_document(document, Why(matter="m", reason="r"), actor="user:1", now=NOW)
    work.records.view(document, actor="user:1", purpose="renewal call", now=NOW)
    return work


def making(work: Workroom, now: Callable[[], dt.datetime] = lambda: LATER) -> Making:
    return Making(work=work, actor="schedule", now=now)


def people(work: Workroom, *roles: StaffRole, customers: frozenset[str] | None = None) -> Reports:
    actor = Actor(id="user:x", roles=frozenset(roles), customers=customers)
    return Reports(office=Office(work=work, actor=actor, now=lambda: LATER))


def figures(report: Report) -> dict[str, object]:
    return {figure.key: figure.value for figure in report.figures}


def test_management_is_told_what_came_and_what_lies_open(house: Workroom) -> None:
    found = figures(making(house).report(Family.MANAGEMENT, NOVEMBER))
    assert {"documents": 4, "straight_through": 0.5, "open": 2}.items() <= found.items()


def test_finance_is_told_sums_and_doubles_and_each_opened_reading_is_on_record(house: Workroom) -> None:
    report = making(house).report(Family.FINANCE, NOVEMBER)
    tables = {table.key: table.rows for table in report.tables}
    assert {row[0]: row[4] for row in tables["sellers"]} == {
        FORMULA: Decimal("5000.50"),
        "百胜餐饮(杭州)有限公司": Decimal("238.00"),
    }
    assert 1 == len(tables["doubles"])
    assert 1 == _events(house).count("opened_for_report")


def test_compliance_is_told_what_is_held_and_who_saw_what(house: Workroom) -> None:
    report = making(house).report(Family.COMPLIANCE, NOVEMBER)
    tables = {table.key: table.rows for table in report.tables}
    assert {"kept": 2, "revealed": 1}.items() <= figures(report).items()
    assert ("user:1", 1, 1, 0, 0, 0) in tables["people"]
    assert ("holds_in_force", 1) in tables["restraints"]


@pytest.mark.parametrize("family", Family)
def test_run_twice_there_is_one_report_that_is_filed_named_and_dated(house: Workroom, family: Family) -> None:
    first = making(house).file(family, NOVEMBER)
    again = making(house).file(family, NOVEMBER)
    assert first.report is not None
    assert (again.document, again.report) == (first.document, None)
    row = house.records.for_policy(first.document)
    assert (State.FILED, "report", family.value, None) == (row.state, row.kind, row.subkind, row.straight_through)
    assert f"2026-11_{family.value}_report.pdf" == row.name
    assert "2026-11-30" == row.readings["period_end"].text
    # It is no arrival of a stranger: no reader takes it, and no sample of what was read has it.
    assert 0 == house.records.waiting(LATER)


def test_a_run_that_is_killed_before_it_is_recorded_is_finished_by_the_next(
    house: Workroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("flows.stages.reporting.making.file_made", killed)
        with pytest.raises(KeyboardInterrupt):
            making(house).file(Family.FINANCE, NOVEMBER)
    assert not making(house).is_filed(Family.FINANCE, NOVEMBER)
    done = making(house).file(Family.FINANCE, NOVEMBER)
    assert done.report is not None
    assert people(house, StaffRole.MANAGER).file(done.document).startswith(b"%PDF")


def test_the_words_of_a_report_are_not_found_by_a_search(house: Workroom) -> None:
    filed_report = making(house).file(Family.FINANCE, NOVEMBER).document
    manager = people(house, StaffRole.MANAGER).office
    assert filed_report not in {row.id for row in manager.find("百胜餐饮").rows}
    assert filed_report in {row.id for row in manager.find("kind:report").rows}


@pytest.mark.parametrize(
    ("family", "roles"),
    [
        (Family.MANAGEMENT, {StaffRole.MANAGER}),
        (Family.FINANCE, {StaffRole.MANAGER}),
        (Family.COMPLIANCE, {StaffRole.MANAGER, StaffRole.RECORDS_MANAGER, StaffRole.AUDITOR}),
    ],
)
def test_a_report_is_ordered_listed_and_opened_by_whom_it_is_for(
    house: Workroom, family: Family, roles: set[StaffRole]
) -> None:
    document = making(house).file(family, NOVEMBER).document
    for role in StaffRole:
        desk = people(house, role)
        assert (document in {line.row.id for line in desk.listed()}) is (role in roles)
        if role in roles:
            assert document == desk.order(family, "2026-11").document
            assert desk.file(document).startswith(b"%PDF")
            assert desk.workbook(document).startswith(b"PK")
            continue
        with pytest.raises(Denied):
            desk.order(family, "2026-11")
        with pytest.raises((Denied, NotFound)):
            desk.file(document)


def test_who_is_bound_to_a_customer_is_told_nothing_of_the_house(house: Workroom) -> None:
    document = making(house).file(Family.FINANCE, NOVEMBER).document
    bound = people(house, StaffRole.MANAGER, customers=frozenset({"Quastenflosse GmbH"}))
    assert () == bound.listed() == bound.families()
    with pytest.raises((Denied, NotFound)):
        bound.file(document)


def test_what_is_no_report_is_not_opened_as_one(house: Workroom) -> None:
    other = filed(house.records, invoice(name="third.pdf"))
    with pytest.raises(NotFound):
        people(house, StaffRole.MANAGER).file(other)
    with pytest.raises(BadForm):
        people(house, StaffRole.MANAGER).order(Family.FINANCE, "2027-01")


def test_in_a_frozen_vault_nothing_is_stored(house: Workroom) -> None:
    freeze(house.records.transactions, actor="user:1", now=LATER)
    with pytest.raises(Unavailable):
        making(house).file(Family.MANAGEMENT, NOVEMBER)
    assert [] == list(house.store.keys(f"{report_id(Family.MANAGEMENT, NOVEMBER)}/"))


def test_the_month_that_goes_on_is_told_up_to_today(house: Workroom) -> None:
    period = month_of("2026-12", today=making(house).today())
    assert report_id(Family.FINANCE, period) != report_id(Family.FINANCE, NOVEMBER)
    assert 0 == figures(making(house).report(Family.MANAGEMENT, period))["documents"]


def test_a_sheet_has_numbers_and_dates_and_no_formula(house: Workroom) -> None:
    room = making(house)
    data = workbook_of(room.pdf(room.report(Family.FINANCE, NOVEMBER)))
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = {cell.value: cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert ("s", True) == (cells[FORMULA].data_type, cells[FORMULA].quotePrefix)
    assert "#,##0.00" == cells[5000.5].number_format
    assert "f" not in {cell.data_type for cell in cells.values()}
    assert all(sheet.freeze_panes for sheet in book if sheet.title != "Plots")
    assert isinstance(book.worksheets[0]["B2"].value, dt.datetime)


@pytest.mark.parametrize("family", Family)
def test_the_workbook_draws_each_plot_of_the_report_from_cells_that_hold_its_values(
    house: Workroom, family: Family
) -> None:
    room = making(house)
    report = room.report(family, NOVEMBER)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(room.pdf(report))))["Plots"]
    drawn = [_cells(sheet, chart.series[0].val.numRef.f) for chart in sheet._charts]
    assert drawn == [[value for _, value in plot.values] for plot in report.plotted]
    assert drawn


def _cells(sheet: Worksheet, reference: str) -> list[object]:
    found = sheet[reference.partition("!")[2].replace("$", "")]
    return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]


@pytest.mark.parametrize("family", Family)
def test_everything_in_a_report_has_words_in_both_languages(house: Workroom, family: Family) -> None:
    report = making(house).report(family, NOVEMBER)
    keys = {family.value, *(figure.key for figure in report.figures), *(plot.key for plot in report.plots)}
    keys |= {table.key for table in report.tables} | {c.key for table in report.tables for c in table.columns}
    for table in report.tables:
        for place, column in enumerate(table.columns):
            if column.form is Form.WORD and column.key != "code":
                keys |= {str(row[place]) for row in table.rows}
    assert not {key.partition(":")[0] for key in keys} - WORDS.keys()


def test_a_report_is_always_the_same_pages_and_says_its_language(house: Workroom) -> None:
    room = making(house)
    report = room.report(Family.MANAGEMENT, NOVEMBER)
    with pikepdf.open(io.BytesIO(room.pdf(report))) as pdf:
        assert "en" == str(pdf.Root.Lang)
        assert "Management report 2026-11" == str(pdf.docinfo["/Title"])
        first = [page.Contents.read_bytes() for page in pdf.pages]
    with pikepdf.open(io.BytesIO(room.pdf(report))) as pdf:
        assert first == [page.Contents.read_bytes() for page in pdf.pages]


def _events(work: Workroom) -> list[str]:
    return work.records.transactions.read(lambda session: [one.action for one in trail.events(session.connection)])


def test_ids_are_those_of_family_and_period_alone() -> None:
    assert report_id(Family.FINANCE, NOVEMBER) == report_id(Family.FINANCE, NOVEMBER)
    assert len({report_id(family, NOVEMBER) for family in Family}) == 3
    assert DocumentId(report_id(Family.FINANCE, NOVEMBER)).isalnum()


def test_whom_a_report_is_for_is_told_once_that_it_is_there(house: Workroom) -> None:
    accounts = Accounts(house.records.transactions, profile=CHEAPEST)
    desk = Desk(
        office=Office(work=house, actor=Actor(id="user:a", roles=frozenset({StaffRole.ADMIN})), now=lambda: LATER)
    )
    for name, role in (("mona", StaffRole.MANAGER), ("audrey", StaffRole.AUDITOR)):
        accounts.add(name, name, frozenset({role}), by="x", now=NOW)
        desk.set_channel(name, ["jsons://hooks.example.org/x"], Wishes())
    document = making(house).file(Family.FINANCE, NOVEMBER).document
    postman = Postman()
    for _ in range(2):
        deliver(house, postman, LATER)
    (told,) = [message for message in postman.sent if document in message.body]
    assert "A report was made" in told.body
