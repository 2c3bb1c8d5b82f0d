"""Who may do what: the one policy, asked by every door before it opens. Default deny.

The policy is about people. The product's own stages (reading, filing) work on documents without a person and do not
ask; what they do is audited all the same.

The rules, in the order in which they are asked:

1. A destroyed document is a row in a register: it can be found, and nothing else.
2. A restricted document (kept because a law says so, and for no other use) is open to records managers, and known to
   auditors; no grant opens it.
3. Nobody approves what they worked on themselves, nor answers their own request.
4. The action needs a role that has it at this sensitivity, for a customer within the actor's scope; or a grant that
   names the document or its customer and has not ended.
5. A report on the whole house is opened by the roles that it is for, unless they are bound to some customers; nobody
   is granted one, reviews it or shares it.
6. A package of the papers of a year is opened by nobody's role: by a grant that names it, which another person gave.
7. Contents of sensitive papers (``Sensitivity.IDENTITY``), and sensitive readings of any paper, need a stated purpose,
   however one came to be allowed.

Administrators run the machine and manage users. No action on a document is in their column, so being an administrator
opens no paper; they can ask for a grant as anybody can.

``docs/permissions.md`` is the table below, written out for each sensitivity; a test keeps it current.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from strongroom.document import State
from strongroom.fold import plain
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.reports.family import Family


class StaffRole(StrEnum):
    """What a person is employed to do here. A person may have several."""

    OPERATOR = "operator"
    REVIEWER = "reviewer"
    MANAGER = "manager"
    RECORDS_MANAGER = "records_manager"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Action(StrEnum):
    """What can be asked for."""

    ADD = "add"
    FIND = "find"
    """Learn that a document exists: its kind, name, tags, state and dates."""
    VIEW = "view"
    """See the readings, sensitive ones masked."""
    REVEAL = "reveal"
    """See a sensitive reading unmasked."""
    READ = "read"
    """See the pages."""
    DOWNLOAD = "download"
    """Take the original out of the vault."""
    SHARE = "share"
    """Give somebody outside the house a link to its pages."""
    END_SHARE = "end_share"
    """End such a link, also one to a paper that was restricted since: that only ever takes access away."""
    REVIEW = "review"
    """Accept, correct or reject what the machine read."""
    APPROVE = "approve"
    """Confirm a review, as the second pair of eyes."""
    HOLD = "hold"
    LIFT_HOLD = "lift_hold"
    PROPOSE_DISPOSITION = "propose_disposition"
    APPROVE_DISPOSITION = "approve_disposition"
    RESTRICT = "restrict"
    """Keep a document from any use but keeping it, or end that."""
    GRANT_ACCESS = "grant_access"
    """Answer somebody's request for a grant, or for a bulk export."""
    SEE_ACCESS = "see_access"
    """See who has which roles, scope and grants."""
    CONFIRM_ACCESS = "confirm_access"
    """Say in an access review that somebody still needs what they have."""
    READ_AUDIT = "read_audit"
    MANAGE_USERS = "manage_users"
    MEASURE = "measure"
    """See in counts how well and how fast the house reads and reviews, and who in it."""
    OPERATE = "operate"
    """Run the machine: settings, backups, key rotation."""
    MANAGE_WEBHOOKS = "manage_webhooks"
    """Say which programs elsewhere are told, by ids, of what happens."""


_PUBLIC, _BUSINESS, _PERSONAL, _IDENTITY = Sensitivity
_O, _R, _M, _RM, _A, _AU = StaffRole

TABLE: Mapping[Action, Mapping[StaffRole, Sensitivity]] = MappingProxyType(
    {
        # Handing a paper in shows nothing of others, so everybody who works with papers may, whatever the paper is.
        Action.ADD: {_O: _IDENTITY, _R: _IDENTITY, _M: _IDENTITY, _RM: _IDENTITY},
        Action.FIND: {_O: _PERSONAL, _R: _IDENTITY, _M: _IDENTITY, _RM: _IDENTITY, _AU: _IDENTITY},
        Action.VIEW: {_O: _PERSONAL, _R: _IDENTITY, _M: _IDENTITY, _RM: _IDENTITY},
        Action.REVEAL: {_O: _BUSINESS, _R: _IDENTITY, _M: _IDENTITY},
        Action.READ: {_O: _PERSONAL, _R: _IDENTITY, _M: _IDENTITY, _RM: _IDENTITY},
        Action.DOWNLOAD: {_O: _BUSINESS, _R: _BUSINESS, _M: _IDENTITY, _RM: _IDENTITY},
        Action.SHARE: {_M: _IDENTITY, _RM: _IDENTITY},
        Action.END_SHARE: {_M: _IDENTITY, _RM: _IDENTITY},
        Action.REVIEW: {_R: _IDENTITY, _M: _IDENTITY},
        Action.APPROVE: {_R: _PERSONAL, _M: _IDENTITY},
        Action.HOLD: {_M: _IDENTITY, _RM: _IDENTITY},
        Action.LIFT_HOLD: {_RM: _IDENTITY},
        Action.PROPOSE_DISPOSITION: {_RM: _IDENTITY},
        Action.APPROVE_DISPOSITION: {_M: _IDENTITY, _RM: _IDENTITY},
        Action.RESTRICT: {_RM: _IDENTITY},
        Action.GRANT_ACCESS: {_M: _IDENTITY},
        Action.SEE_ACCESS: {_M: _IDENTITY, _A: _IDENTITY, _AU: _IDENTITY},
        Action.CONFIRM_ACCESS: {_M: _IDENTITY},
        Action.READ_AUDIT: {_AU: _IDENTITY},
        Action.MANAGE_USERS: {_A: _IDENTITY},
        Action.MEASURE: {_M: _IDENTITY},
        Action.OPERATE: {_A: _IDENTITY},
        Action.MANAGE_WEBHOOKS: {_A: _IDENTITY},
    }
)
"""The highest sensitivity up to which a role has an action; a role that is not named does not have it."""

WITHOUT_DOCUMENT = frozenset(
    {
        Action.ADD,
        Action.SEE_ACCESS,
        Action.CONFIRM_ACCESS,
        Action.READ_AUDIT,
        Action.MANAGE_USERS,
        Action.MEASURE,
        Action.OPERATE,
        Action.MANAGE_WEBHOOKS,
    }
)
"""Actions that may be asked for about no document in particular."""
GRANTABLE = frozenset({Action.FIND, Action.VIEW, Action.REVEAL, Action.READ, Action.DOWNLOAD})
_CONTENTS = frozenset({Action.READ, Action.DOWNLOAD})
_NOT_OWN = frozenset({Action.APPROVE, Action.APPROVE_DISPOSITION, Action.GRANT_ACCESS})
REPORTS: Mapping[Family, frozenset[StaffRole]] = MappingProxyType(
    {
        Family.MANAGEMENT: frozenset({_M}),
        Family.FINANCE: frozenset({_M}),
        Family.COMPLIANCE: frozenset({_M, _RM, _AU}),
    }
)
"""Who opens a report, and has one made."""
_NEVER_OF_REPORTS = frozenset({Action.REVEAL, Action.SHARE, Action.REVIEW, Action.APPROVE})
ON_RESTRICTED = frozenset({_RM, _AU})
"""The roles for which a restricted document is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Leave to do some actions with one document, or with all of one customer, for a time: [``starts``, ``ends``)."""

    id: str
    actions: frozenset[Action]
    starts: dt.datetime
    ends: dt.datetime
    document: DocumentId | None = None
    customer: str | None = None

    def covers(self, action: Action, target: "Target", now: dt.datetime) -> bool:
        """Whether it allows the action on the target at this moment."""
        if not self.allows(action, now):
            return False
        if self.document is not None:
            return self.document == target.document
        return self.customer is not None and _is_of(target.customer, frozenset({self.customer}))

    def allows(self, action: Action, now: dt.datetime) -> bool:
        """Whether it allows the action, on whatever it is for, at this moment."""
        return action in self.actions & GRANTABLE and self.starts <= now < self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person who is signed in, or a program with their token, which may do ``only`` some of what they may.

    ``customers`` None is the whole house, else only papers of these customers; ``only`` None is everything.
    """

    id: str
    roles: frozenset[StaffRole]
    customers: frozenset[str] | None = None
    grants: tuple[Grant, ...] = ()
    only: frozenset[Action] | None = None

    def tries(self, action: Action) -> bool:
        """Whether this is something that they came to do at all."""
        return self.only is None or action in self.only


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The document that an action is about. ``workers`` are the ids of those who handed it in, reviewed or proposed it;
    ``report`` is set where it is a report that was made here, ``package`` where it is the papers of a year in one file.

    Until a document is read its sensitivity is not known, and counts as the highest.
    """

    document: DocumentId
    state: State
    sensitivity: Sensitivity = Sensitivity.IDENTITY
    customer: str | None = None
    restricted: bool = False
    workers: frozenset[str] = field(default_factory=frozenset)
    report: Family | None = None
    package: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Documents that an action is allowed on: those of which all of this holds.

    At most as sensitive as ``highest``; ``restricted`` or not, as it says; of one of these ``customers``, and this one
    ``document``, where they are not None.
    """

    highest: Sensitivity
    restricted: bool = False
    customers: frozenset[str] | None = None
    document: DocumentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Yes, and why: ``by`` is ``role:<role>`` or ``grant:<id>``, for the audit event."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden:
    """No, and why: ``destroyed``, ``restricted``, ``own_work``, ``no_permission``, ``purpose_missing``, or
    ``out_of_scope`` of the token.

    The code is for the audit event. A person who may not even FIND the document is told that there is none.
    """

    code: str


Verdict = Allowed | Forbidden


def local_owner(user: str) -> Actor:
    """The person at the command line of a one-machine install, by the name of their system account.

    Whoever can read the data folder and the key file can open every envelope, so refusing them here would be theatre:
    they hold every role. What the policy asks of everybody still holds for them: a purpose for sensitive contents, and
    no approval of their own work, which means that a lone owner destroys nothing by themselves.
    """
    return Actor(id=f"local:{user}", roles=frozenset(StaffRole))


def decide(actor: Actor, action: Action, target: Target | None, *, purpose: str, now: dt.datetime) -> Verdict:
    """Whether the actor may do this now. ``target`` None fits only the actions of ``WITHOUT_DOCUMENT``."""
    if not actor.tries(action):
        return Forbidden(code="out_of_scope")
    if target is None:
        by = _by_role(actor.roles, action, Sensitivity.IDENTITY) if action in WITHOUT_DOCUMENT else None
        return Allowed(by=by) if by else Forbidden(code="no_permission")
    if target.state is State.DESTROYED and action is not Action.FIND:
        return Forbidden(code="destroyed")
    if action in _NOT_OWN and actor.id in target.workers:
        return Forbidden(code="own_work")
    if action is Action.SHARE and target.restricted:
        return Forbidden(code="restricted")  # kept for no other use, so for nobody outside either
    if target.report is not None and action in _CONTENTS | _NEVER_OF_REPORTS:
        return _of_report(actor, action, target, target.report)
    if target.package and action in _CONTENTS | _NEVER_OF_REPORTS:
        by = _of_package(actor, action, target, now)
    else:
        by = _leave(actor, action, target, now)
    if by is None:
        return Forbidden(code="restricted" if target.restricted else "no_permission")
    if needs_purpose(action, target.sensitivity) and not purpose.strip():
        return Forbidden(code="purpose_missing")
    return Allowed(by=by)


def ways(actor: Actor, action: Action, now: dt.datetime) -> tuple[Way, ...]:
    """All documents that ``decide`` allows an action on, whoever worked on them and given a purpose.

    For a search, which cannot ask for a million documents one by one; what it finds is asked for all the same.
    """
    found: list[Way] = []
    if not actor.tries(action):
        return ()
    for restricted, roles in ((False, actor.roles), (True, actor.roles & ON_RESTRICTED)):
        reached = [highest for role, highest in TABLE[action].items() if role in roles]
        if reached:
            found.append(Way(highest=max(reached), restricted=restricted, customers=actor.customers))
    for grant in actor.grants:
        if grant.allows(action, now) and (grant.document or grant.customer):
            # A grant for a document is for that one, whosever it is.
            customers = None if grant.document or grant.customer is None else frozenset({grant.customer})
            found.append(Way(highest=Sensitivity.IDENTITY, customers=customers, document=grant.document))
    return tuple(found)


def needs_purpose(action: Action, sensitivity: Sensitivity) -> bool:
    """Whether a face has to ask for a purpose before it asks the policy."""
    return action is Action.REVEAL or (action in _CONTENTS and sensitivity is Sensitivity.IDENTITY)


def _of_report(actor: Actor, action: Action, target: Target, report: Family) -> Verdict:
    if target.restricted or actor.customers is not None or action in _NEVER_OF_REPORTS:
        return Forbidden(code="restricted" if target.restricted else "no_permission")
    by = next((role for role in StaffRole if role in actor.roles & REPORTS[report]), None)
    return Allowed(by=f"role:{by}") if by else Forbidden(code="no_permission")


def _of_package(actor: Actor, action: Action, target: Target, now: dt.datetime) -> str | None:
    """The grant by which a package is opened; whoever may take it out may have it brought back from the archive too."""
    if target.restricted or action not in _CONTENTS:
        return None
    named = (grant for grant in actor.grants if grant.document == target.document)
    grant = next((grant for grant in named if grant.covers(Action.DOWNLOAD, target, now)), None)
    return f"grant:{grant.id}" if grant else None


def _leave(actor: Actor, action: Action, target: Target, now: dt.datetime) -> str | None:
    roles = actor.roles & ON_RESTRICTED if target.restricted else actor.roles
    in_scope = actor.customers is None or _is_of(target.customer, actor.customers)
    by = _by_role(roles, action, target.sensitivity) if in_scope else None
    if by or target.restricted:
        return by
    grant = next((grant for grant in actor.grants if grant.covers(action, target, now)), None)
    return f"grant:{grant.id}" if grant else None


def _is_of(customer: str | None, customers: frozenset[str]) -> bool:
    """Whether a customer is one of these, however people typed the names: case, width and blanks aside."""
    return customer is not None and _typed(customer) in {_typed(one) for one in customers}


def _typed(name: str) -> str:
    # Accents stay: two companies may differ in nothing else, and a scope is not to reach further than it says.
    return " ".join(plain(name).casefold().split())


def _by_role(roles: frozenset[StaffRole], action: Action, sensitivity: Sensitivity) -> str | None:
    for role, highest in TABLE[action].items():
        if role in roles and sensitivity <= highest:
            return f"role:{role}"
    return None
