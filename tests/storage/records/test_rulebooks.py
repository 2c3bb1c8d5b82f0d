"""The rules that a house adopts decide what is proposed; a change is shown before it is made."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from storage.records.dispositions import Dispositions
from storage.records.ending_tables import dispositions
from storage.records.holding import Holds, Why
from storage.records.restricting import Restricting, plan_restrictions, restrict_by_rule
from storage.records.restriction_orders import RestrictionOrders
from storage.records.rule_tables import relationships
from storage.records.rulebooks import RuleBooks, Undated
from storage.records.store import Records
from storage.records.telling import news
from strongroom.disposition import Obstacle, Stage
from strongroom.errors import BadForm, BadRules, NotFound
from strongroom.ids import DocumentId
from tests.storage.records.invented import NOW, filed, invoice, passport

CUSTOMER = "Quastenflosse GmbH"
TODAY = NOW.date()
WHY = Why(matter="Quastenflosse ./. Pinkel", reason="the court asked for it")


def rule(name: str, years: int, starts: str = "issued", **more: str) -> str:
    entries = {"kinds": '["invoice"]', "basis": f'"{name} law"', "status": '"verified"', **more}
    lines = [f'id = "{name}"', f"years = {years}", f'starts = "{starts}"']
    return "\n".join(["[[rule]]", *lines, *(f"{key} = {value}" for key, value in entries.items())]) + "\n"


def book(*rules: str) -> str:
    return 'jurisdictions = ["CN"]\n' + "".join(rules)


@pytest.fixture
def books(records: Records) -> RuleBooks:
    return RuleBooks(records.transactions)


def issued(records: Records, year: int, *tags: str) -> DocumentId:
    return filed(records, invoice(values={"issued": dt.date(year, 3, 1)}, tags=tags))


def adopt(books: RuleBooks, *rules: str) -> None:
    books.adopt(book(*rules), actor="ann", now=NOW)


def test_an_adopted_rule_takes_the_place_of_the_kinds_own(records: Records, books: RuleBooks) -> None:
    recent, old = issued(records, 2024), issued(records, 2010)
    adopt(books, rule("short", 1))
    assert records.propose_dispositions(NOW) == (old, recent)
    bases = select(dispositions.c.basis).distinct()
    assert records._database.read(lambda connection: connection.execute(bases).scalars().all()) == ["short law"]


def test_of_all_rules_the_longest_wins(records: Records, books: RuleBooks) -> None:
    issued(records, 2010)
    adopt(books, rule("short", 1), rule("long", 30))
    assert records.propose_dispositions(NOW) == ()


def test_a_rule_for_a_tag_keeps_only_what_carries_it(records: Records, books: RuleBooks) -> None:
    issued(records, 2010, "Nord")
    other = issued(records, 2010, "Sued")
    adopt(books, rule("short", 1), rule("branch", 30, tag='"Nord"'))
    assert records.propose_dispositions(NOW) == (other,)


def test_where_only_tags_have_rules_the_rest_is_kept_by_its_kind(records: Records, books: RuleBooks) -> None:
    tagged, untagged = issued(records, 2024, "Nord"), issued(records, 2024)
    old = issued(records, 2010)
    adopt(books, rule("branch", 1, tag='"Nord"'))
    assert records.propose_dispositions(NOW) == (old, tagged)
    assert untagged not in records.propose_dispositions(NOW)


def test_a_rule_for_ever_keeps_for_ever(records: Records, books: RuleBooks) -> None:
    issued(records, 2010)
    adopt(books, rule("short", 1), rule("ever", 1).replace("years = 1", 'years = "for ever"'))
    assert records.propose_dispositions(NOW.replace(year=9000)) == ()


def test_the_end_of_a_relationship_starts_the_clock_and_can_be_taken_back(records: Records, books: RuleBooks) -> None:
    document = issued(records, 2010)
    adopt(books, rule("customer", 1, "@relationship_end"))
    assert records.propose_dispositions(NOW) == ()
    assert books.undated().documents == (document,)
    books.end_relationship(CUSTOMER, dt.date(2020, 1, 1), actor="ann", now=NOW)
    assert books.undated().documents == ()
    books.end_relationship(CUSTOMER, None, actor="ann", now=NOW)
    assert records.propose_dispositions(NOW) == ()
    books.end_relationship(CUSTOMER, dt.date(2020, 1, 1), actor="ann", now=NOW)
    assert records.propose_dispositions(NOW) == (document,)
    with pytest.raises(BadForm):
        books.end_relationship(" - ", dt.date(2020, 1, 1), actor="ann", now=NOW)


def test_the_end_of_a_relationship_goes_with_the_last_paper_of_the_customer(records: Records, books: RuleBooks) -> None:
    def noted() -> int:
        count = select(func.count()).select_from(relationships)
        return records.transactions.read(lambda session: int(session.connection.execute(count).scalar_one()))

    adopt(books, rule("customer", 1, "@relationship_end"))
    books.end_relationship(CUSTOMER, dt.date(2020, 1, 1), actor="ann", now=NOW)
    books.end_relationship("Somebody of whom no paper came yet", dt.date(2020, 1, 1), actor="ann", now=NOW)
    ends, left = Dispositions(records.transactions), []
    for document in (issued(records, 2010), issued(records, 2011)):
        records.propose_dispositions(NOW)
        ends.request(document, actor="ann", now=NOW)
        ends.approve(document, actor="ben", now=NOW, due_at=NOW)
        left.append(document)
    for document, stay in zip(left, (2, 1), strict=True):
        assert ends.condemn(document, actor="clock", now=NOW).obstacle is None
        assert stay == noted()


def test_what_waits_for_a_date_is_listed_by_kind(records: Records, books: RuleBooks) -> None:
    waiting = filed(records, invoice(values={"number": "7"}))
    issued(records, 2010)
    filed(records, passport())
    assert (books.undated().kinds, books.undated().documents) == ({"invoice": 1}, (waiting,))


def test_kinds_that_wait_for_a_date_are_news_until_a_night_finds_none(records: Records, books: RuleBooks) -> None:
    filed(records, invoice(values={"number": "7"}))
    for _ in range(2):
        books.note_undated(books.undated())
        assert ("invoice",) == news(records.transactions, NOW).undated
    books.note_undated(Undated(kinds={}))
    assert () == news(records.transactions, NOW).undated


def test_a_change_is_shown_before_it_is_made(records: Records, books: RuleBooks) -> None:
    old, recent = issued(records, 2010), issued(records, 2024)
    filed(records, passport())
    (proposed,) = records.propose_dispositions(NOW)
    shorter = books.preview(book(rule("short", 1)), TODAY)
    (shift,) = shorter.shifts
    assert (shift.kind, shift.documents, shift.sooner, shift.later) == ("invoice", 2, 2, 0)
    assert (shift.due, shorter.due) == (1, (recent,))
    longer = books.preview(book(rule("long", 30)), TODAY)
    assert (longer.shifts[0].later, longer.shifts[0].spared, longer.stopped) == (2, 1, (proposed,))
    assert proposed == old
    assert books.newest() is None


def test_a_preview_of_the_rules_in_force_shows_nothing(records: Records, books: RuleBooks) -> None:
    issued(records, 2010)
    adopt(books, rule("short", 1))
    assert books.preview(book(rule("short", 1)), TODAY).shifts == ()


def test_a_longer_rule_stops_what_was_approved(records: Records, books: RuleBooks) -> None:
    ends = Dispositions(records.transactions)
    document = issued(records, 2010)
    records.propose_dispositions(NOW)
    ends.request(document, actor="ann", now=NOW)
    ends.approve(document, actor="ben", now=NOW, due_at=NOW)
    adopt(books, rule("long", 30))
    assert ends.condemn(document, actor="clock", now=NOW).obstacle is Obstacle.NOT_DUE


def test_the_same_rules_again_are_adopted_once(records: Records, books: RuleBooks) -> None:
    first = books.adopt(book(rule("short", 1)), actor="ann", now=NOW)
    events = records.audit_verify()
    assert books.adopt(book(rule("short", 1)), actor="ben", now=NOW) == first
    assert records.audit_verify() == events


def test_rules_that_the_kinds_cannot_follow_are_neither_shown_nor_adopted(books: RuleBooks) -> None:
    broken = book(rule("x", 1, starts="birth"))
    with pytest.raises(BadRules):
        books.preview(broken, TODAY)
    with pytest.raises(BadRules):
        books.adopt(broken, actor="ann", now=NOW)


def test_a_search_is_held_whole_or_not_at_all_and_a_matter_is_lifted_together(records: Records) -> None:
    holds = Holds(records.transactions)
    found = (issued(records, 2010), issued(records, 2011))
    with pytest.raises(NotFound):
        holds.on_documents((*found, DocumentId("0" * 26)), WHY, actor="ann", now=NOW)
    assert holds.in_force() == ()
    holds.on_documents(found, WHY, actor="ann", now=NOW)
    other = holds.on_customer("Pinkel AG", Why(matter="another", reason="x"), actor="ann", now=NOW)
    assert records.propose_dispositions(NOW) == ()
    for hold in holds.of_matter("quastenflosse ./. pinkel"):
        holds.lift(hold, "settled", actor="ann", now=NOW)
    assert [hold.id for hold in holds.in_force()] == [other]
    assert records.propose_dispositions(NOW) == found


def test_a_hold_on_a_customer_covers_nobody_elses_papers(records: Records) -> None:
    values = {"issued": dt.date(2010, 3, 1)}
    other = filed(records, invoice(values=values, customer="Pinkel AG"))
    filed(records, invoice(values=values, customer=CUSTOMER))
    Holds(records.transactions).on_customer(CUSTOMER, WHY, actor="ann", now=NOW)
    assert records.propose_dispositions(NOW) == (other,)
    (listed,) = Dispositions(records.transactions).listed(Stage.ELIGIBLE)
    assert not listed.held
    Dispositions(records.transactions).request(other, actor="ann", now=NOW)


def test_what_may_no_longer_be_used_and_is_kept_is_restricted_until_that_changes(
    records: Records, books: RuleBooks
) -> None:
    document = issued(records, 2024)
    use = rule("use", 1, purpose='"use"')
    adopt(books, use, rule("long", 30))
    assert list(plan_restrictions(records.transactions, NOW).bases.items()) == [(document, "use law")]
    restrict_by_rule(records.transactions, NOW)
    assert records.for_policy(document).restricted
    assert restrict_by_rule(records.transactions, NOW) == Restricting(bases={}, freed=())
    adopt(books, rule("long", 30))
    assert restrict_by_rule(records.transactions, NOW).freed == (document,)
    assert not records.for_policy(document).restricted


def test_what_nothing_keeps_is_not_restricted_but_what_a_hold_keeps_is(records: Records, books: RuleBooks) -> None:
    document = issued(records, 2024)
    adopt(books, rule("use", 1, purpose='"use"'))
    assert restrict_by_rule(records.transactions, NOW).bases == {}
    Holds(records.transactions).on_document(document, WHY, actor="ann", now=NOW)
    assert list(restrict_by_rule(records.transactions, NOW).bases) == [document]


def test_what_a_person_restricted_is_left_alone(records: Records, books: RuleBooks) -> None:
    document = issued(records, 2024)
    RestrictionOrders(records.transactions).make(document, "asked for", actor="ann", now=NOW)
    adopt(books, rule("long", 30))
    assert restrict_by_rule(records.transactions, NOW).freed == ()
    assert records.for_policy(document).restricted
