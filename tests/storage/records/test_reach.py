"""A search within reach: pages are full, totals count what may be known of and nothing else, on both databases."""

import datetime as dt
from collections.abc import Iterable, Mapping

import pytest

from storage.records.finding import Page
from storage.records.reach import Reach
from storage.records.store import Records
from storage.records.values import DocumentSummary, Found
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.kind import Kind, Sensitivity
from strongroom.permissions import Action, Actor, Forbidden, Grant, StaffRole, Target, decide, ways
from strongroom.query import parse
from tests.storage.records.invented import NOW, Paper, arrival, filed, invoice, passport

SURE = 0.9
SETTLED = frozenset({State.FILED, State.ARCHIVED})
HOUR = dt.timedelta(hours=1)


def _reach(actor: Actor, kinds: Mapping[str, Kind]) -> Reach:
    def may(row: DocumentSummary) -> bool:
        sure = row.state in SETTLED or (row.kind_confidence or 0) >= SURE
        sensitivity = kinds[row.kind].sensitivity if sure and row.kind in kinds else Sensitivity.IDENTITY
        target = Target(
            document=row.id,
            state=row.state,
            sensitivity=sensitivity,
            customer=row.customer,
            restricted=row.restricted,
        )
        return not isinstance(decide(actor, Action.FIND, target, purpose="", now=NOW), Forbidden)

    return Reach(ways=ways(actor, Action.FIND, NOW), may=may, settled=SETTLED, sure=SURE)


def _find(records: Records, actor: Actor, kinds: Mapping[str, Kind], query: str, page: Page | None = None) -> Found:
    shown = page or Page(limit=20, offset=0)
    return records.find(parse(query), actor="me", now=NOW, page=shown, reach=_reach(actor, kinds))


def _ids(found: Found) -> list[DocumentId]:
    return [row.id for row in found.rows]


def _person(*roles: StaffRole, customers: Iterable[str] | None = None, grants: tuple[Grant, ...] = ()) -> Actor:
    scope = None if customers is None else frozenset(customers)
    return Actor(id="P1", roles=frozenset(roles), customers=scope, grants=grants)


OPERATOR = _person(StaffRole.OPERATOR)


def test_what_an_operator_may_not_know_of_takes_no_place_on_a_page_and_is_not_counted(
    records: Records, kinds: Mapping[str, Kind]
) -> None:
    order: list[DocumentId] = []
    for _ in range(4):
        order.insert(0, filed(records, invoice()))
        filed(records, passport())
    for query in ("", "customer:quastenflosse", "state:filed", "tag:finance", "票"):
        found = _find(records, OPERATOR, kinds, query, Page(limit=3, offset=0))
        assert (_ids(found), found.total, found.complete) == (order[:3], 4, True)
        assert _ids(_find(records, OPERATOR, kinds, query, Page(limit=3, offset=3))) == order[3:]


def test_what_was_not_read_yet_counts_as_the_most_sensitive(records: Records, kinds: Mapping[str, Kind]) -> None:
    records.accept(arrival(records))
    assert _find(records, OPERATOR, kinds, "").total == 0
    assert _find(records, _person(StaffRole.REVIEWER), kinds, "").total == 1


def test_a_scope_is_its_customers_papers_alone(records: Records, kinds: Mapping[str, Kind]) -> None:
    ours = filed(records, invoice(customer="Nordlicht KG"))
    filed(records, invoice(customer="Südstern AG"))
    filed(records, invoice(customer=None))
    found = _find(records, _person(StaffRole.MANAGER, customers=["Nordlicht KG"]), kinds, "票")
    assert (_ids(found), found.total) == ([ours], 1)
    assert _find(records, _person(StaffRole.MANAGER, customers=[]), kinds, "票").total == 0


def test_customers_that_are_spelt_alike_are_told_apart_by_the_policy(
    records: Records, kinds: Mapping[str, Kind]
) -> None:
    ours = [filed(records, invoice(customer="Nordlicht KG")) for _ in range(3)]
    for _ in range(3):
        filed(records, invoice(customer="NORDLICHT K.G."))
    found = _find(
        records, _person(StaffRole.MANAGER, customers=["Nordlicht KG"]), kinds, "tag:finance", Page(limit=2, offset=0)
    )
    assert (_ids(found), found.total) == (ours[:0:-1], 3)


def _grant(**about: object) -> Grant:
    values = {"id": "G1", "actions": frozenset({Action.FIND}), "starts": NOW - HOUR, "ends": NOW + HOUR}
    return Grant(**(values | about))  # type: ignore[arg-type]


def test_a_grant_opens_one_document_or_one_customer_and_ends(records: Records, kinds: Mapping[str, Kind]) -> None:
    one, other = filed(records, passport()), filed(records, passport(customer="Nordlicht KG"))
    for grant, expected in (
        (_grant(document=one), [one]),
        (_grant(customer="Nordlicht KG"), [other]),
        (_grant(document=one, ends=NOW), []),
        (_grant(document=one, actions=frozenset({Action.VIEW})), []),
    ):
        found = _find(records, _person(grants=(grant,)), kinds, "kind:passport")
        assert (_ids(found), found.total) == (expected, len(expected))


def test_who_has_no_role_finds_nothing(records: Records, kinds: Mapping[str, Kind]) -> None:
    filed(records, invoice())
    for actor in (_person(), _person(StaffRole.ADMIN)):
        assert _find(records, actor, kinds, "").total == 0


@pytest.mark.parametrize("paper", [invoice(), invoice(sure=False), passport(), passport(sure=False)])
@pytest.mark.parametrize("role", list(StaffRole))
def test_the_condition_says_what_the_policy_says(
    records: Records, kinds: Mapping[str, Kind], role: StaffRole, paper: Paper
) -> None:
    document = filed(records, paper)
    reach = _reach(_person(role), kinds)
    row = records.for_policy(document)
    asked_of_nobody = Reach(ways=reach.ways, may=lambda _: True, settled=SETTLED, sure=SURE)
    found = records.find(parse(""), actor="me", now=NOW, reach=asked_of_nobody)
    assert _ids(found) == ([document] if reach.may(row) else [])
