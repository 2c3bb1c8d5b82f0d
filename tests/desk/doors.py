"""The doors of the desk: every route, and the actions that it takes; ``test_permissions`` knocks at each."""

from dataclasses import dataclass, field

from strongroom.kind import Sensitivity
from strongroom.permissions import REPORTS, TABLE, Action, StaffRole
from strongroom.reports.family import Family
from tests.desk.invented import PASSWORD

BILL, CARD, WAITING = "bill", "card", "waiting"
SENSITIVITY = {BILL: Sensitivity.BUSINESS, CARD: Sensitivity.IDENTITY, WAITING: Sensitivity.BUSINESS}


@dataclass(frozen=True, kw_only=True)
class Door:
    """A request, and the actions that it takes; ``paper`` is what it is about, if anything."""

    method: str
    path: str
    actions: tuple[Action, ...]
    paper: str = ""
    form: dict[str, str] = field(default_factory=dict)
    json: dict[str, object] | None = None
    body: bool = False
    report: Family | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.paper or self.report or ''}"

    def opens_for(self, role: StaffRole) -> bool:
        """What the table says."""
        if self.report is not None:
            return role in REPORTS[self.report]
        sensitivity = SENSITIVITY.get(self.paper, Sensitivity.IDENTITY)
        if not self.paper and self.path in LISTS:
            return role in TABLE[self.actions[0]]  # a list opens for whoever may see any, and shows only those
        return all(sensitivity <= TABLE[action].get(role, -1) for action in self.actions)


LISTS = frozenset(
    {
        "/queue",
        "/copies",
        "/practice",
        "/find",
        "/quarantine",
        "/customers",
        "/customers/missing",
        "/asks",
        "/reports",
        "/destructions",
    }
)
_REASON = {"purpose": "because of a test"}
_STROKE = {"field": "total", "page": "1", "left": "0.1", "top": "0.1", "right": "0.5", "bottom": "0.2"}
ORDER = {"place.{waiting}": "1", "seen.{waiting}": "1", "place.{second}": "2", "seen.{second}": "1"}
A = Action
DOORS = (
    Door(method="GET", path="/queue", actions=(A.REVIEW,)),
    Door(method="GET", path="/copies", actions=(A.REVIEW,)),
    Door(method="GET", path="/practice", actions=(A.REVIEW,)),
    Door(method="POST", path="/practice", actions=(A.REVIEW,)),
    Door(method="GET", path="/find", actions=(A.FIND,)),
    Door(method="GET", path="/quarantine", actions=(A.FIND,)),
    Door(method="GET", path="/customers", actions=(A.FIND,)),
    Door(method="GET", path="/customers/missing", actions=(A.FIND,)),
    Door(method="GET", path="/asks", actions=(A.REVIEW,)),
    *(
        Door(method="POST", path=f"/asks/{{ask}}/{deed}", actions=(A.FIND, A.REVIEW), paper=CARD)
        for deed in ("send", "link", "withdraw")
    ),
    Door(method="GET", path="/access", actions=(A.SEE_ACCESS,)),
    Door(method="POST", path="/access/{user}/confirm", actions=(A.CONFIRM_ACCESS,)),
    Door(method="POST", path="/grants/{grant}/revoke", actions=(A.FIND, A.GRANT_ACCESS), paper=CARD),
    *(
        Door(method="POST", path=f"/requests/{{request}}/{answer}", actions=(A.FIND, A.GRANT_ACCESS), paper=CARD)
        for answer in ("approve", "refuse")
    ),
    Door(
        method="POST",
        path="/find/export",
        actions=(A.FIND, A.DOWNLOAD),
        paper=CARD,
        form={"documents": "{card}", "export_reason": "test"},
    ),
    Door(method="GET", path="/destructions", actions=(A.APPROVE_DISPOSITION,)),
    Door(method="GET", path="/destructions/group?stage=requested&basis=test", actions=(A.APPROVE_DISPOSITION,)),
    Door(method="GET", path="/destructions/register", actions=(A.FIND,)),
    *(
        Door(method="POST", path=f"/destructions/{deed}&basis=test&until=2026-11-21T09:00:00Z", actions=(action,))
        for deed, action in (
            ("ask?stage=eligible", A.PROPOSE_DISPOSITION),
            ("approve?stage=requested", A.APPROVE_DISPOSITION),
            ("cancel?stage=approved", A.HOLD),
        )
    ),
    Door(method="GET", path="/upload", actions=(A.ADD,)),
    Door(method="GET", path="/capture", actions=(A.ADD,)),
    Door(method="POST", path="/upload", actions=(A.ADD,), body=True),
    Door(method="POST", path="/api/v1/documents", actions=(A.ADD,), body=True),
    Door(method="GET", path="/users", actions=(A.MANAGE_USERS,)),
    Door(method="POST", path="/users", actions=(A.MANAGE_USERS,), form={"name": "new", "roles": "operator"}),
    Door(method="GET", path="/users/{user}", actions=(A.MANAGE_USERS,)),
    Door(method="POST", path="/users/{user}/roles", actions=(A.MANAGE_USERS,), form={"roles": "operator"}),
    Door(method="POST", path="/users/{user}/disable", actions=(A.MANAGE_USERS,)),
    Door(method="POST", path="/users/{user}/enable", actions=(A.MANAGE_USERS,)),
    Door(method="POST", path="/users/{user}/reset", actions=(A.MANAGE_USERS,)),
    Door(method="POST", path="/users/{user}/identity", actions=(A.MANAGE_USERS,), form={"address": "a@example.org"}),
    Door(method="POST", path="/users/{user}/identity/forget", actions=(A.MANAGE_USERS,)),
    Door(method="POST", path="/users/{user}/sessions/end", actions=(A.MANAGE_USERS,)),
    Door(method="POST", path="/users/{user}/absence", actions=(A.MANAGE_USERS,)),
    Door(method="POST", path="/access/{user}/absence", actions=(A.CONFIRM_ACCESS,)),
    Door(method="GET", path="/notices", actions=(A.MANAGE_USERS,)),
    Door(
        method="POST",
        path="/notices",
        actions=(A.MANAGE_USERS,),
        form={"name": "one admin", "addresses": "mailtos://a:b@example.org", "language": "en", "zone": "UTC"},
    ),
    Door(method="POST", path="/notices/try", actions=(A.MANAGE_USERS,), form={"name": "one admin"}),
    Door(method="POST", path="/notices/stop", actions=(A.MANAGE_USERS,), form={"name": "one auditor"}),
    Door(method="GET", path="/quality", actions=(A.MEASURE,)),
    Door(method="GET", path="/reports", actions=(), report=Family.COMPLIANCE),  # for whoever may open any
    *(
        Door(
            method="POST", path="/reports", actions=(), report=family, form={"family": family.value, "month": "2026-10"}
        )
        for family in Family
    ),
    *(
        Door(method="GET", path=f"/reports/{{report}}/{ending}", actions=(), report=family)
        for family, ending in ((Family.FINANCE, "pdf"), (Family.COMPLIANCE, "workbook"))
    ),
    Door(method="GET", path="/components", actions=(A.OPERATE,)),
    Door(method="GET", path="/settings", actions=(A.OPERATE,)),
    Door(method="GET", path="/kinds", actions=(A.OPERATE,)),
    Door(method="POST", path="/kinds", actions=(A.OPERATE,), form={"text": "test"}),
    Door(method="GET", path="/webhooks", actions=(A.MANAGE_WEBHOOKS,)),
    Door(
        method="POST",
        path="/webhooks",
        actions=(A.MANAGE_WEBHOOKS,),
        form={"title": "test", "url": "http://127.0.0.1:9/", "events": "document.filed"},
    ),
    Door(method="GET", path="/webhooks/{endpoint}", actions=(A.MANAGE_WEBHOOKS,)),
    *(
        Door(method="POST", path=f"/webhooks/{{endpoint}}/{act}", actions=(A.MANAGE_WEBHOOKS,))
        for act in ("secret", "pause", "resume", "ping", "messages/{message}/again", "remove")
    ),
    Door(method="GET", path="/trail", actions=(A.READ_AUDIT,)),
    Door(method="POST", path="/trail/verify", actions=(A.READ_AUDIT,)),
    Door(method="POST", path="/trail/export", actions=(A.READ_AUDIT,)),
    *(
        Door(method=method, path=path, actions=actions, paper=paper, form=form)
        for paper in (BILL, CARD)
        for method, path, actions, form in (
            ("GET", "/documents/{document}", (A.FIND, A.VIEW), {}),
            ("POST", "/documents/{document}/reveal", (A.FIND, A.READ), _REASON),
            ("POST", "/documents/{document}/export", (A.FIND, A.DOWNLOAD), _REASON),
            ("POST", "/documents/{document}/reopen", (A.FIND, A.REVIEW), {}),
            ("GET", "/api/v1/documents/{document}", (A.FIND, A.VIEW), {}),
            ("GET", "/api/v1/documents/{document}?reason=test", (A.FIND, A.REVEAL), {}),
            ("GET", "/api/v1/documents/{document}/original?reason=test", (A.FIND, A.DOWNLOAD), {}),
        )
    ),
    *(
        Door(method="POST", path=f"/documents/{{document}}/{path}", actions=(A.FIND, action), paper=CARD, form=form)
        for path, action, form in (
            ("comments", A.VIEW, {"text": "test"}),
            ("links", A.REVIEW, {"other": "{other}"}),
            ("links/{other}/remove", A.REVIEW, {}),
            ("description", A.REVIEW, {"seen": "1", "tags": "test"}),
            ("holds", A.HOLD, {"matter": "test", "reason": "test"}),
            ("holds/{hold}/lift", A.LIFT_HOLD, {"reason": "test"}),
            ("shares", A.SHARE, {"address": "ada@example.org", "reason": "test"}),
            ("shares/{share}/revoke", A.END_SHARE, {}),
        )
    ),
    Door(method="GET", path="/customers/{customer}", actions=(A.FIND,), paper=BILL),
    *(
        Door(method="POST", path=f"/customers/{{customer}}/{path}", actions=(action,), paper=CARD, form=form)
        for path, action, form in (
            ("wanted", A.REVIEW, {"kinds": "invoice"}),
            ("asks", A.REVIEW, {"kinds": "passport"}),
            ("profile", A.REVIEW, {"sort": "employee", "language": "en"}),
            ("merge", A.REVIEW, {"double": "{double}"}),
            ("subject", A.DOWNLOAD, {"reason": "test"}),
            ("merges/{merge}/undo", A.REVIEW, {}),
            ("holds", A.HOLD, {"matter": "test", "reason": "test"}),
            ("holds/{hold}/lift", A.LIFT_HOLD, {"reason": "test"}),
        )
    ),
    Door(
        method="POST",
        path="/quarantine/{document}/unlock",
        actions=(A.FIND, A.REVIEW),
        paper=CARD,
        form={"password": PASSWORD},
    ),
    Door(method="POST", path="/documents/{document}/take-apart", actions=(A.FIND, A.REVIEW), paper=CARD),
    Door(method="GET", path="/documents/{document}/pages/1.jpg", actions=(A.FIND, A.READ), paper=BILL),
    *(
        Door(method=method, path=path, actions=(A.FIND, A.REVIEW), paper=WAITING, form=form)
        for method, path, form in (
            ("POST", "/review/{document}/kind", {"seen": "1", "kind": "receipt"}),
            ("POST", "/review/{document}/reject", {"seen": "1", "reason": "test"}),
            ("POST", "/review/{document}", {"seen": "1", "value.seller": "test"}),
            ("POST", "/review/{document}/merge", {"seen": "1", "value.seller": "test"}),
            ("POST", "/review/{document}/leave", {}),
            ("POST", "/review/{document}/take-over", {}),
            ("POST", "/review/{document}/hand-over", {}),
            ("POST", "/review/{document}/better-copy", {"seen": "1", "fault": "dark"}),
            ("POST", "/review/{document}/split", {"seen": "1", "begins": "2"}),
            ("POST", "/copies/{code}/close", {}),
            ("GET", "/review/{document}/neighbours", {}),
            ("POST", "/review/{document}/join", ORDER),
            ("POST", "/documents/{document}/join", ORDER),
            ("GET", "/review/{document}/twins", {}),
            ("POST", "/review/{document}/duplicate", {"seen": "1", "of": "{bill}"}),
            ("POST", "/review/{document}/seat", {}),
            ("POST", "/review/{document}/ahead", {}),
            ("POST", "/review/{document}/give-back", {"until": "2026-11-21T09:10:00+00:00"}),
            ("POST", "/documents/{document}/read-again", {}),
            ("GET", "/review/{document}/pages/1.jpg", {}),
            ("GET", "/review/{document}/pages/1/small.jpg", {}),
            ("GET", "/review/{document}/pages/1/words", {}),
            ("POST", "/review/{document}/region", _STROKE),
            ("POST", "/review/{document}/turn", {"seen": "1", "page": "1", "degrees": "90"}),
        )
    ),
    Door(method="GET", path="/review/{document}", actions=(A.FIND, A.REVIEW, A.READ, A.REVEAL), paper=WAITING),
    Door(
        method="POST",
        path="/api/v1/review/{document}",
        actions=(A.FIND, A.REVIEW),
        paper=WAITING,
        json={"verdict": "reject", "seen": 1, "reason": "test"},
    ),
)
OWN = frozenset(
    {
        *(("GET", path) for path in ("/", "/health", "/guide", "/guide/{role}", "/review", "/requests", "/api/v1/me")),
        *((method, "/first-run") for method in ("GET", "POST")),
        ("POST", "/language"),
        *(
            (method, f"/sign-in{step}")
            for method in ("GET", "POST")
            for step in ("", "/code", "/password", "/second-factor")
        ),
        *(("GET", f"/sign-in/openid{step}") for step in ("", "/back")),
        *(("GET", path) for path in ("/confirm/openid", "/account/identity")),
        ("POST", "/account/identity/refuse"),
        ("POST", "/sign-out"),
        *((method, "/confirm") for method in ("GET", "POST")),
        ("GET", "/account"),
        ("POST", "/account/sessions/{session}/end"),
        ("POST", "/account/sessions/end"),
        ("POST", "/account/absence"),
        *((method, "/account/tokens") for method in ("GET", "POST")),
        ("POST", "/account/tokens/{token}/revoke"),
        ("POST", "/requests"),
        ("POST", "/requests/{request}/withdraw"),
        ("POST", "/requests/{request}/export"),
        ("POST", "/requests/{request}/subject"),
        ("POST", "/requests/{request}/package"),
        ("POST", "/find/saved"),
        ("GET", "/find/narrowed"),
        ("POST", "/find/saved/{search}/forget"),
        ("GET", "/api/v1/documents"),
        ("GET", "/api/v1/review"),
    }
)
"""About nobody's papers but one's own account, requests and searches, and lists that leave out what one may not see."""
GUESTS = frozenset(
    {
        ("GET", "/s/{token}"),
        ("POST", "/s/{token}"),
        ("GET", "/s/{token}/paper"),
        ("GET", "/s/{token}/pages/{number}.jpg"),
        ("POST", "/s/{token}/original"),
        ("GET", "/u/{token}"),
        ("POST", "/u/{token}"),
    }
)
"""For whoever has the link, and for nobody by their role; ``test_sharing`` and ``test_asks`` open them."""
OF_THE_ARCHIVE = {("GET", "/documents/{document}/small/{number}.jpg"), ("POST", "/documents/{document}/unarchive")}
"""This house has no archive: here it is seen who is refused, and ``test_archived`` opens them."""
OF_THE_DESTROYED = {("GET", "/destructions/register/{document}")}
"""Nothing was destroyed in this house; ``test_destructions`` opens it where something was."""
BULK = {"/find/tag": (A.REVIEW, {"tag": "test"}), "/find/hold": (A.HOLD, {"matter": "test", "hold_reason": "test"})}
"""Open to whoever may search; each ticked paper is asked for by itself, and counted as done or refused."""
