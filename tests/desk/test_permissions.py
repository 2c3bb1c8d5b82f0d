"""Every door and every role, as the policy's own table says: allowed, or told that there is nothing."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from desk.api import router as api
from desk.app import ROUTERS, create_app
from desk.desk import Desk
from flows.stages.reporting.making import Making
from storage.records.asking import Asks, Quota
from storage.records.copies import Copies
from storage.records.customer_files import CustomerFiles
from storage.records.endpoints import Endpoints
from storage.records.holding import Holds, Why
from storage.records.joining import Joins
from storage.records.letters import Letters
from storage.records.merging import Merges
from storage.records.noticing import Channel, Notices
from storage.records.outbox import Outbox
from storage.records.requesting import Requests
from storage.records.sharing import Shares, Terms
from strongroom.api_token import ACTIONS, Scope
from strongroom.asking import Wanted
from strongroom.asking import Why as Wherefore
from strongroom.better_copy import Fault
from strongroom.document import Role
from strongroom.errors import PasswordNeeded
from strongroom.ids import BlobId, DocumentId, new_id
from strongroom.kind import Sensitivity
from strongroom.notice import Wishes
from strongroom.permissions import REPORTS, TABLE, Action, StaffRole
from strongroom.reports.family import Family
from strongroom.reports.period import month_before
from strongroom.request import Access
from strongroom.webhook import Event
from tests.desk.drawn import bound, drawn
from tests.desk.invented import PASSWORD, Clock, identity_card, invoice, opened_desk, taken_in
from tests.desk.papers import waiting_invoice
from tests.desk.visitor import Visitor, signed_in
from tests.storage.records.invented import arrival

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
        if not self.paper and self.path in _LISTS:
            return role in TABLE[self.actions[0]]  # a list opens for whoever may see any, and shows only those
        return all(sensitivity <= TABLE[action].get(role, -1) for action in self.actions)


Visitors = dict[StaffRole, Visitor]
_MARKS = count(1)
_LISTS = frozenset(
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
    }
)
_REASON = {"purpose": "because of a test"}
_STROKE = {"field": "total", "page": "1", "left": "0.1", "top": "0.1", "right": "0.5", "bottom": "0.2"}
_ORDER = {"place.{waiting}": "1", "seen.{waiting}": "1", "place.{second}": "2", "seen.{second}": "1"}
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
    *(
        Door(method=method, path=path, actions=actions, paper=paper, form=form)
        for paper in (BILL, CARD)
        for method, path, actions, form in (
            ("GET", "/documents/{document}", (A.FIND, A.VIEW), {}),
            ("POST", "/documents/{document}/reveal", (A.FIND, A.REVEAL), _REASON),
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
            ("POST", "/review/{document}/join", _ORDER),
            ("POST", "/documents/{document}/join", _ORDER),
            ("GET", "/review/{document}/twins", {}),
            ("POST", "/review/{document}/duplicate", {"seen": "1", "of": "{bill}"}),
            ("POST", "/review/{document}/seat", {}),
            ("POST", "/review/{document}/ahead", {}),
            ("POST", "/documents/{document}/read-again", {}),
            ("GET", "/review/{document}/pages/1.jpg", {}),
            ("GET", "/review/{document}/pages/1/small.jpg", {}),
            ("GET", "/review/{document}/pages/1/words", {}),
            ("POST", "/review/{document}/region", _STROKE),
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
        ("POST", "/find/saved"),
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
BULK = {"/find/tag": (A.REVIEW, {"tag": "test"}), "/find/hold": (A.HOLD, {"matter": "test", "hold_reason": "test"})}
"""Open to whoever may search; each ticked paper is asked for by itself, and counted as done or refused."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Visitors]]:
    """One desk for all doors, and somebody of each role who is signed in."""
    with opened_desk(tmp_path_factory.mktemp("house"), Clock()) as desk, ExitStack() as clients:

        def client() -> Visitor:
            opened = TestClient(create_app(desk), client=("127.0.0.1", 5000), follow_redirects=False)
            return Visitor(clients.enter_context(opened))

        visitors = {role: signed_in(desk, client(), f"one {role.value}", role) for role in StaffRole}
        _tell(desk, visitors[StaffRole.ADMIN])
        yield desk, visitors


@pytest.fixture(scope="module")
def client(house: tuple[Desk, Visitors]) -> Iterator[Visitor]:
    """Somebody outside, who is not signed in."""
    with TestClient(create_app(house[0]), client=("127.0.0.1", 5000), follow_redirects=False) as opened:
        yield Visitor(opened)


def _tell(desk: Desk, visitor: Visitor) -> None:
    assert visitor.user
    told = Channel(person=visitor.user.actor, addresses=("mailtos://a:b@example.org",), wishes=Wishes())
    Notices(desk.work.records.transactions).set_channel(told, actor="test", now=desk.now())


def papers_of(desk: Desk, door: Door) -> dict[str, str]:
    """Fresh papers, and what else the door's blanks are filled with: most doors change what they are opened on."""
    mark = next(_MARKS)
    of_card = f"韩梅梅 {mark}"
    found: dict[str, str] = {
        BILL: taken_in(desk, invoice(drawn(["bill"], mark=mark), sure=True)),
        CARD: taken_in(desk, replace(identity_card(drawn(["card"], mark=mark)), customer=of_card)),
        WAITING: taken_in(desk, waiting_invoice(mark * 3 + 1)),
    }
    files, why = CustomerFiles(desk.work.records.transactions), Why(matter="test", reason="test")
    holds, now = Holds(desk.work.records.transactions), desk.now()
    customer = of_card if door.paper == CARD else "Quastenflosse GmbH"
    if "{customer}" in door.path:
        found["customer"] = _hex(files, customer)
    if "{double}" in door.form.values() or "{merge}" in door.path:
        double = f"Double {mark}"
        taken_in(desk, replace(invoice(drawn(["double"], mark=mark), sure=True), customer=double))
        found["double"] = _hex(files, double)
    if "{merge}" in door.path:
        merges = Merges(desk.work.records.transactions)
        found["merge"] = merges.merge(bytes.fromhex(found["double"]), customer, actor="test", now=now).id
    found |= _papers_as_wanted(desk, door, mark, found)
    if "{code}" in door.path:
        waiting = DocumentId(found[WAITING])
        copies = Copies(desk.work.records.transactions)
        found["code"] = copies.ask(waiting, Fault.DARK, seen=1, stage=None, actor="test", now=now).code
    if "{hold}" in door.path and "customer" in found:
        found["hold"] = holds.on_customer(customer, why, actor="test", now=now)
    elif "{hold}" in door.path:
        found["hold"] = holds.on_document(DocumentId(found[door.paper]), why, actor="test", now=now)
    return found | _asked_and_shared(desk, door, DocumentId(found[CARD]))


def _papers_as_wanted(desk: Desk, door: Door, mark: int, found: dict[str, str]) -> dict[str, str]:
    """Papers of more pages, joined ones and locked ones, in place of the plain ones where a door wants them."""
    made: dict[str, str] = {}
    if "/split" in door.path:
        pages = bound(drawn(["page"], mark=mark + number) for number in (1000, 2000))
        made[WAITING] = taken_in(desk, replace(waiting_invoice(1), picture=pages, name="scan.tif", pages=2))
    if door.form is _ORDER or "/take-apart" in door.path:
        made["second"] = taken_in(desk, waiting_invoice(mark * 3 + 2))
    if "/take-apart" in door.path:
        made[CARD] = _joined(desk, DocumentId(found[WAITING]), DocumentId(made["second"]))
    if "/unlock" in door.path:
        made[CARD] = _locked(desk, mark)
    return made


def _asked_for(desk: Desk, customer: str) -> str:
    """What a customer is asked for, and something else that they lack."""
    transactions, now = desk.work.records.transactions, desk.now()
    theirs = CustomerFiles(transactions).hash_of(customer) or b""
    CustomerFiles(transactions).want(theirs, ["passport", "visa"], actor="test", now=now)
    wanted = Wanted(customer=theirs, why=Wherefore.MISSING, kinds=("visa",))
    ask = Asks(transactions).begin(wanted, Quota(files=1, bytes=1), actor="test", now=now) or ""
    Letters(transactions).propose(ask, 1, actor="test", now=now)
    return ask


def _asked_and_shared(desk: Desk, door: Door, card: DocumentId) -> dict[str, str]:
    found: dict[str, str] = {}
    transactions, now = desk.work.records.transactions, desk.now()
    until = now + dt.timedelta(days=1)
    if "{request}" in door.path or "{grant}" in door.path:
        requests = Requests(transactions)
        access = Access(actions=frozenset({A.VIEW}), until=until, document=card)
        found["request"] = found["grant"] = requests.ask_access(access, "test", actor="test", now=now)
        if "{grant}" in door.path:
            requests.approve(found["grant"], actor="other", now=now)
    if "{ask}" in door.path or door.path.endswith("/asks"):
        found["ask"] = _asked_for(desk, desk.work.records.for_policy(card).customer or "")
    if "{share}" in door.path:
        terms = Terms(address="a", reason="test", expires_at=until, views=1, takes=False)
        found["share"] = Shares(transactions).make(card, terms, actor="test", now=now)[0]
    return found


def endpoint_of(desk: Desk, door: Door) -> dict[str, str]:
    """An endpoint of webhooks and a message to it, for doors that are about one."""
    if "{endpoint}" not in door.path:
        return {}
    endpoints, outbox = Endpoints(desk.work.records.transactions), Outbox(desk.work.records.transactions)
    known = endpoints.all()
    found = known[0] if known else endpoints.make("t", "https://a.example.org", Event, actor="test", now=desk.now())
    outbox.ping(found.id, actor="test", now=desk.now())
    return {"endpoint": found.id, "message": outbox.newest(found.id, limit=1)[0].id}


def _report(desk: Desk, door: Door) -> dict[str, str]:
    if door.report is None or "{report}" not in door.path:
        return {}
    making = Making(work=desk.work, actor="schedule", now=desk.now)
    return {"report": making.file(door.report, month_before(making.today())).document}


def _hex(files: CustomerFiles, customer: str) -> str:
    return (files.hash_of(customer) or b"").hex()


def knock(door: Door, visitor: Visitor, papers: dict[str, str], *, whom: str) -> int:
    path = door.path.replace("{document}", papers.get(door.paper, ""))
    blanks = {f"{{{name}}}": value for name, value in papers.items()} | {
        "{user}": whom,
        "{other}": papers.get(WAITING, ""),
    }
    for blank, value in blanks.items():
        path = path.replace(blank, value)
    if door.method == "GET":
        return visitor.get(path).status_code
    if door.body:
        return visitor.send(path, drawn(["new"]), **{"X-File-Name": "new.png"}).status_code
    if door.json is not None:
        headers = {"X-Form-Token": visitor.token}
        return visitor.client.post(path, json=door.json, headers=headers).status_code
    form = {_filled(name, blanks): blanks.get(value, value) for name, value in door.form.items()}
    return visitor.post(path, form | ({"name": whom} if door.path == "/users" else {})).status_code


def _filled(name: str, blanks: dict[str, str]) -> str:
    before, blank, _ = name.partition("{")
    return before + blanks.get(blank + name[len(before) + 1 :], "") if blank else name


def _locked(desk: Desk, mark: int) -> DocumentId:
    """A paper under a password, of which nobody knows yet what it is."""
    document, data = DocumentId(new_id(desk.now())), f"locked {mark}".encode()
    blob = desk.work.vault.put(data, document=document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(desk.now())))
    came = arrival(desk.work.records, data, document=document, blob=blob, received_at=desk.now())
    return desk.work.records.accept_refused(came, PasswordNeeded.code, {}).document


def _joined(desk: Desk, *parts: DocumentId) -> DocumentId:
    """Something joined of these, whose bytes are in no store: nobody opens it here."""
    whole = arrival(desk.work.records, received_at=desk.now())
    Joins(desk.work.records.transactions).join(dict.fromkeys(parts, 1), whole, actor="test", now=desk.now())
    return whole.document


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("door", DOORS, ids=str)
def test_a_door_opens_as_the_table_says(door: Door, role: StaffRole, house: tuple[Desk, Visitors]) -> None:
    desk, visitors = house
    papers = papers_of(desk, door) if door.paper else endpoint_of(desk, door) | _report(desk, door)
    status = knock(door, visitors[role], papers, whom=_somebody(desk))
    if door.opens_for(role):
        assert status < 400
    elif door.method == "GET" and not door.paper and door.path in _LISTS:
        assert 303 == status  # sent to where their work is
    else:
        assert status in (403, 404)


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("door", [door for door in DOORS if door.path.startswith("/api/")], ids=str)
def test_a_door_opens_for_a_token_as_the_table_and_its_scope_say(
    door: Door, scope: Scope, house: tuple[Desk, Visitors]
) -> None:
    desk, visitors = house
    person = visitors[StaffRole.MANAGER].user
    assert person is not None
    papers = papers_of(desk, door) if door.paper else {}
    made, secret = desk.tokens.make(person, "test", frozenset({scope}), days=7, now=desk.now())
    # The manager's own browser, cookies and all: beside a token they count for nothing.
    client = visitors[StaffRole.MANAGER].client
    client.headers["Authorization"] = f"Bearer {secret}"
    status = knock(door, Visitor(client), papers, whom="")
    del client.headers["Authorization"]
    desk.tokens.revoke(person, made.id, now=desk.now())
    if door.opens_for(StaffRole.MANAGER) and ACTIONS[scope].issuperset(door.actions):
        assert status < 400
    else:
        assert status in (403, 404)


def test_nothing_opens_for_who_is_not_signed_in(desk: Desk, stranger: Visitor) -> None:
    whom = _somebody(desk)
    stranger.get("/sign-in")
    names = (BILL, CARD, WAITING, "", "customer", "hold", "merge", "code", "request", "grant", "share", "ask")
    blanks = dict.fromkeys(names, "01ARZ3NDEKTSV4RRFFQ69G5FAV")
    answers = {str(door): knock(door, stranger, blanks, whom=whom) for door in DOORS}
    assert {} == {door: status for door, status in answers.items() if status not in (303, 401)}


def test_every_route_has_a_line() -> None:
    lines = {(door.method, door.path.partition("?")[0]) for door in DOORS}
    known = {(method, re.sub(r"/(pages|small)/1(?=[/.])", r"/\1/{number}", path)) for method, path in lines}
    known |= OWN | GUESTS | OF_THE_ARCHIVE | {("POST", path) for path in BULK}
    routes = [route for router in (*ROUTERS, api) for route in router.routes if isinstance(route, APIRoute)]
    there = {(method, route.path) for route in routes for method in route.methods}
    assert (set(), set()) == (there - known, known - there)


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("path", BULK)
def test_of_what_is_ticked_only_that_is_changed_which_the_table_lets_one_change(
    path: str, role: StaffRole, house: tuple[Desk, Visitors]
) -> None:
    desk, visitors = house
    action, form = BULK[path]
    mark = next(_MARKS)
    bill = taken_in(desk, invoice(drawn(["bill"], mark=mark), sure=True))
    card = taken_in(desk, replace(identity_card(drawn(["card"], mark=mark)), customer=f"韩梅梅 {mark}"))
    sent = visitors[role].post(path, form | {"documents": [bill, card]})
    may = [
        all(sensitivity <= TABLE[one].get(role, -1) for one in (A.FIND, action))
        for sensitivity in (Sensitivity.BUSINESS, Sensitivity.IDENTITY)
    ]
    assert sent.headers["location"].endswith(f"done={sum(may)}-{2 - sum(may)}")


@pytest.mark.parametrize("role", [role for role in StaffRole if role not in TABLE[A.READ]])
@pytest.mark.parametrize(("method", "path"), sorted(OF_THE_ARCHIVE))
def test_who_may_not_read_has_nothing_from_the_archive(
    method: str, path: str, role: StaffRole, house: tuple[Desk, Visitors]
) -> None:
    desk, visitors = house
    bill = taken_in(desk, invoice(drawn(["bill"], mark=next(_MARKS)), sure=True))
    there = path.replace("{document}", bill).replace("{number}", "1")
    sent = visitors[role].get(there) if method == "GET" else visitors[role].post(there)
    assert sent.status_code in (403, 404)


@pytest.mark.parametrize("role", [*StaffRole, None])
@pytest.mark.parametrize(("method", "path"), sorted(GUESTS))
def test_a_role_opens_no_link_that_one_does_not_have(
    method: str, path: str, role: StaffRole | None, house: tuple[Desk, Visitors], client: Visitor
) -> None:
    visitor = house[1][role] if role else client
    there = path.replace("{token}", "x" * 43).replace("{number}", "1")
    client.get("/sign-in")
    sent = visitor.get(there) if method == "GET" else visitor.post(there)
    assert 404 == sent.status_code


def _somebody(desk: Desk) -> str:
    """Somebody for administrators to change, who is nobody's visitor."""
    roles = frozenset({StaffRole.OPERATOR})
    return desk.accounts.add(f"spare {next(_MARKS)}", "", roles, by="test", now=desk.now())[0].id
