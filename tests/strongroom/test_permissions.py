"""The policy: what each role may, and the refusals that no role overrides."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.permissions import (
    GRANTABLE,
    TABLE,
    WITHOUT_DOCUMENT,
    Action,
    Actor,
    Allowed,
    Forbidden,
    Grant,
    StaffRole,
    Target,
    Verdict,
    decide,
    local_owner,
    ways,
)

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
PASSPORT = Target(document=DocumentId("D1"), state=State.FILED, sensitivity=Sensitivity.IDENTITY, customer="C1")
INVOICE = Target(document=DocumentId("D2"), state=State.FILED, sensitivity=Sensitivity.BUSINESS, customer="C1")


def person(*roles: StaffRole, customers: frozenset[str] | None = None, grants: tuple[Grant, ...] = ()) -> Actor:
    return Actor(id="P1", roles=frozenset(roles), customers=customers, grants=grants)


def grant(*actions: Action, document: DocumentId | None = None, customer: str | None = None) -> Grant:
    actions_ = frozenset(actions)
    return Grant(id="G1", actions=actions_, starts=NOW - HOUR, ends=NOW + HOUR, document=document, customer=customer)


def ask(actor: Actor, action: Action, target: Target | None = PASSPORT, purpose: str = "case 12") -> Verdict:
    return decide(actor, action, target, purpose=purpose, now=NOW)


def test_every_action_has_its_row() -> None:
    assert set(TABLE) == set(Action)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("target", [None, PASSPORT, INVOICE])
def test_a_person_without_a_role_may_do_nothing(action: Action, target: Target | None) -> None:
    assert ask(person(), action, target) == Forbidden(code="no_permission")


@pytest.mark.parametrize("action", sorted(set(Action) - WITHOUT_DOCUMENT))
@pytest.mark.parametrize("target", [PASSPORT, INVOICE])
def test_an_administrator_opens_no_paper_by_being_one(action: Action, target: Target) -> None:
    assert ask(person(StaffRole.ADMIN), action, target) == Forbidden(code="no_permission")


@pytest.mark.parametrize("action", sorted(set(Action) - WITHOUT_DOCUMENT))
def test_an_action_on_documents_needs_a_document(action: Action) -> None:
    assert ask(local_owner("anna"), action, None) == Forbidden(code="no_permission")


def test_an_operator_works_with_ordinary_papers_only() -> None:
    operator = person(StaffRole.OPERATOR)
    assert ask(operator, Action.READ, INVOICE, purpose="") == Allowed(by="role:operator")
    assert ask(operator, Action.READ, PASSPORT) == Forbidden(code="no_permission")


@pytest.mark.parametrize("action", [Action.REVEAL, Action.READ, Action.DOWNLOAD])
@pytest.mark.parametrize("purpose", ["", "  "])
def test_contents_of_sensitive_papers_need_a_purpose_from_everybody(action: Action, purpose: str) -> None:
    granted = person(grants=(grant(*GRANTABLE, document=PASSPORT.document),))
    for actor in (person(StaffRole.MANAGER), granted, local_owner("anna")):
        assert ask(actor, action, purpose=purpose) == Forbidden(code="purpose_missing")
        assert isinstance(ask(actor, action), Allowed)


def test_a_sensitive_reading_needs_a_purpose_on_any_paper() -> None:
    assert ask(local_owner("anna"), Action.REVEAL, INVOICE, purpose="") == Forbidden(code="purpose_missing")
    assert isinstance(ask(local_owner("anna"), Action.READ, INVOICE, purpose=""), Allowed)


@pytest.mark.parametrize("action", [Action.APPROVE, Action.APPROVE_DISPOSITION, Action.GRANT_ACCESS])
def test_nobody_approves_their_own_work_whatever_their_roles(action: Action) -> None:
    everything = person(*StaffRole)
    own = Target(document=DocumentId("D3"), state=State.FILED, workers=frozenset({"P0", "P1"}))
    assert ask(everything, action, own) == Forbidden(code="own_work")
    assert isinstance(ask(Actor(id="P2", roles=everything.roles), action, own), Allowed)


def test_a_scope_of_customers_bounds_every_role() -> None:
    elsewhere, here = (person(StaffRole.MANAGER, customers=frozenset({customer})) for customer in ("C2", "C1"))
    nobodys = Target(document=DocumentId("D4"), state=State.IN_REVIEW, customer=None)
    assert ask(elsewhere, Action.FIND) == Forbidden(code="no_permission")
    assert ask(here, Action.FIND) == Allowed(by="role:manager")
    assert ask(here, Action.FIND, nobodys) == Forbidden(code="no_permission")


@pytest.mark.parametrize(
    ("typed", "theirs"),
    [("acme  TRADING", True), ("ＡＣＭＥ Trading", True), ("Acme Trading AG", False), ("Acmé Trading", False)],
)
def test_a_customer_is_the_same_however_the_name_is_typed(typed: str, theirs: bool) -> None:
    paper = Target(document=DocumentId("D4"), state=State.FILED, customer="Acme Trading")
    scoped = person(StaffRole.MANAGER, customers=frozenset({typed}))
    granted = person(StaffRole.ADMIN, grants=(grant(Action.FIND, customer=typed),))
    assert [isinstance(ask(one, Action.FIND, paper), Allowed) for one in (scoped, granted)] == [theirs, theirs]


@pytest.mark.parametrize(
    ("given_", "allowed"),
    [
        (grant(Action.READ, document=PASSPORT.document), True),
        (grant(Action.READ, customer="C1"), True),
        (grant(Action.READ, document=INVOICE.document), False),
        (grant(Action.READ, document=INVOICE.document, customer="C1"), False),
        (grant(Action.READ, customer="C2"), False),
        (grant(Action.VIEW, document=PASSPORT.document), False),
        (grant(Action.READ), False),
    ],
)
def test_a_grant_opens_what_it_names_and_nothing_else(given_: Grant, allowed: bool) -> None:
    expected = Allowed(by="grant:G1") if allowed else Forbidden(code="no_permission")
    assert ask(person(StaffRole.OPERATOR, grants=(given_,)), Action.READ) == expected


@pytest.mark.parametrize(("hours", "allowed"), [(-1.01, False), (-1, True), (0.99, True), (1, False)])
def test_a_grant_ends_by_itself(hours: float, allowed: bool) -> None:
    actor = person(grants=(grant(Action.VIEW, document=PASSPORT.document),))
    verdict = decide(actor, Action.VIEW, PASSPORT, purpose="", now=NOW + hours * HOUR)
    assert isinstance(verdict, Allowed) is allowed


@pytest.mark.parametrize("action", sorted(set(Action) - GRANTABLE))
def test_a_grant_gives_no_power_to_decide(action: Action) -> None:
    actor = person(grants=(grant(*Action, document=PASSPORT.document, customer="C1"),))
    assert ask(actor, action) == Forbidden(code="no_permission")


def test_a_restricted_document_is_open_to_records_managers_alone() -> None:
    frozen = Target(document=DocumentId("D5"), state=State.FILED, customer="C1", restricted=True)
    granted = person(StaffRole.MANAGER, grants=(grant(*GRANTABLE, customer="C1"),))
    assert ask(granted, Action.READ, frozen) == Forbidden(code="restricted")
    assert ask(person(StaffRole.RECORDS_MANAGER), Action.READ, frozen) == Allowed(by="role:records_manager")
    assert ask(person(StaffRole.AUDITOR), Action.FIND, frozen) == Allowed(by="role:auditor")
    # Having the role as well does not carry the other roles over.
    both = person(StaffRole.REVIEWER, StaffRole.RECORDS_MANAGER)
    assert ask(both, Action.REVIEW, frozen) == Forbidden(code="restricted")


def test_a_destroyed_document_can_be_found_and_nothing_else() -> None:
    ghost = Target(document=DocumentId("D6"), state=State.DESTROYED)
    owner = local_owner("anna")
    assert ask(owner, Action.FIND, ghost) == Allowed(by="role:reviewer")
    for action in set(Action) - {Action.FIND}:
        assert ask(owner, action, ghost) == Forbidden(code="destroyed")


def test_a_document_that_was_not_read_yet_counts_as_sensitive() -> None:
    fresh = Target(document=DocumentId("D7"), state=State.RECEIVED)
    assert ask(person(StaffRole.OPERATOR), Action.READ, fresh) == Forbidden(code="no_permission")


def test_the_local_owner_is_named_and_has_every_role() -> None:
    owner = local_owner("anna")
    assert owner.id == "local:anna"
    assert all(isinstance(ask(owner, action), Allowed) for action in Action)


ROLES = st.frozensets(st.sampled_from(StaffRole))
TARGETS = st.builds(
    Target,
    document=st.just(DocumentId("D1")),
    state=st.sampled_from(State),
    sensitivity=st.sampled_from(Sensitivity),
    customer=st.sampled_from([None, "C1", "C2"]),
    restricted=st.booleans(),
    workers=st.frozensets(st.sampled_from(["P1", "P2"])),
)


@given(ROLES, st.sampled_from(StaffRole), st.sampled_from(Action), TARGETS)
def test_one_more_role_never_takes_anything_away(
    roles: frozenset[StaffRole], role: StaffRole, action: Action, target: Target
) -> None:
    if isinstance(ask(person(*roles), action, target), Allowed):
        assert isinstance(ask(person(*roles, role), action, target), Allowed)


@given(ROLES, st.sampled_from(Action), TARGETS, st.sampled_from(Sensitivity))
def test_what_is_allowed_stays_allowed_at_lower_sensitivity(
    roles: frozenset[StaffRole], action: Action, target: Target, other: Sensitivity
) -> None:
    lower = Target(
        document=target.document,
        state=target.state,
        sensitivity=min(other, target.sensitivity),
        customer=target.customer,
        restricted=target.restricted,
        workers=target.workers,
    )
    if isinstance(ask(person(*roles), action, target), Allowed):
        assert isinstance(ask(person(*roles), action, lower), Allowed)


TARGETS = st.builds(
    Target,
    document=st.sampled_from([DocumentId("D1"), DocumentId("D2")]),
    state=st.sampled_from(State),
    sensitivity=st.sampled_from(Sensitivity),
    customer=st.sampled_from([None, "C1", "C2"]),
    restricted=st.booleans(),
)
SUBJECTS = st.sampled_from(
    [{"document": DocumentId("D1")}, {"customer": "C1"}, {"document": DocumentId("D2"), "customer": "C2"}, {}]
)
GRANTS = st.builds(
    lambda actions, hours, subject: Grant(
        id="G1", actions=frozenset(actions), starts=NOW - HOUR, ends=NOW + hours * HOUR, **subject
    ),
    st.sets(st.sampled_from(Action), max_size=3),
    st.integers(-1, 1),
    SUBJECTS,
)
ACTORS = st.builds(
    lambda roles, customers, grants: person(*roles, customers=customers, grants=tuple(grants)),
    st.sets(st.sampled_from(StaffRole), max_size=3),
    st.none() | st.frozensets(st.sampled_from(["C1", "C2"])),
    st.lists(GRANTS, max_size=2),
)


@given(actor=ACTORS, target=TARGETS)
def test_the_ways_to_find_lead_to_what_may_be_found_and_nowhere_else(actor: Actor, target: Target) -> None:
    reached = any(
        target.sensitivity <= way.highest
        and target.restricted is way.restricted
        and (way.customers is None or target.customer in way.customers)
        and way.document in (None, target.document)
        for way in ways(actor, Action.FIND, NOW)
    )
    assert reached is isinstance(ask(actor, Action.FIND, target), Allowed)


@given(st.frozensets(st.sampled_from(Action)), st.sampled_from(Action), st.frozensets(st.sampled_from(StaffRole)))
def test_a_scope_only_takes_away(only: frozenset[Action], action: Action, roles: frozenset[StaffRole]) -> None:
    whole = person(*roles, grants=(grant(Action.VIEW, document=PASSPORT.document),))
    bound = replace(whole, only=only)
    for target in (PASSPORT, INVOICE, None):
        verdict = decide(whole, action, target, purpose="test", now=NOW)
        expected = verdict if action in only else Forbidden(code="out_of_scope")
        assert expected == decide(bound, action, target, purpose="test", now=NOW)
    assert (ways(whole, action, NOW) if action in only else ()) == ways(bound, action, NOW)


PACKAGE = replace(PASSPORT, customer=None, package=True)
EVERY = person(*StaffRole)


@pytest.mark.parametrize("action", [Action.DOWNLOAD, Action.READ, Action.REVEAL, Action.SHARE, Action.REVIEW])
def test_no_role_opens_the_package_of_a_year(action: Action) -> None:
    assert ask(EVERY, action, PACKAGE) == Forbidden(code="no_permission")
    of_another = replace(EVERY, grants=(grant(Action.DOWNLOAD, document=DocumentId("D2")),))
    assert ask(of_another, action, PACKAGE) == Forbidden(code="no_permission")


def test_a_grant_that_names_a_package_opens_it_for_a_purpose_and_for_nothing_else() -> None:
    let_in = replace(EVERY, grants=(grant(Action.DOWNLOAD, document=DocumentId("D1")),))
    assert ask(let_in, Action.DOWNLOAD, PACKAGE) == Allowed(by="grant:G1")
    assert ask(let_in, Action.READ, PACKAGE) == Allowed(by="grant:G1")
    assert ask(let_in, Action.DOWNLOAD, PACKAGE, purpose=" ") == Forbidden(code="purpose_missing")
    assert ask(let_in, Action.DOWNLOAD, replace(PACKAGE, restricted=True)) == Forbidden(code="restricted")
    assert ask(let_in, Action.SHARE, PACKAGE) == Forbidden(code="no_permission")
    assert ask(person(StaffRole.MANAGER), Action.GRANT_ACCESS, PACKAGE) == Allowed(by="role:manager")
    assert ask(person(StaffRole.RECORDS_MANAGER), Action.HOLD, PACKAGE) == Allowed(by="role:records_manager")
