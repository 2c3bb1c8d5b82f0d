"""Requests, reviews and restriction at the command line."""

import datetime as dt

from cli.faces import ExitCode
from flows.bench import utc_now
from flows.stages.workroom import open_workroom
from storage.crypto.profile import CHEAPEST
from storage.records.accounts import Accounts
from storage.records.requesting import Requests
from storage.records.users import User
from strongroom.ids import DocumentId
from strongroom.permissions import Action, StaffRole
from strongroom.request import Access
from strongroom.settings import read_settings
from tests.cli.conftest import CommandLine
from tests.flows.doubles import paper

SOON = utc_now() + dt.timedelta(days=2)


def filed(strongroom: CommandLine) -> DocumentId:
    strongroom("add", strongroom.drop("a.txt", b"an invented paper"))
    (document,) = strongroom.read(paper())
    return document


def clerk() -> User:
    with open_workroom(read_settings()) as work:
        accounts = Accounts(work.records.transactions, profile=CHEAPEST)
        accounts.add_first("admin", "Admin", "a long invented password", now=utc_now())
        user, _ = accounts.add("eve", "Eve", frozenset({StaffRole.OPERATOR}), by="test", now=utc_now())
        return user


def asked(document: DocumentId, person: str) -> str:
    with open_workroom(read_settings()) as work:
        wanted = Access(actions=frozenset({Action.VIEW}), until=SOON, document=document)
        return Requests(work.records.transactions).ask_access(wanted, "renewal", actor=person, now=utc_now())


def test_what_somebody_asks_for_is_approved_listed_and_revoked(strongroom: CommandLine) -> None:
    document, eve = filed(strongroom), clerk()
    made = asked(document, eve.actor)
    shown = strongroom("access", "list").stdout
    assert "waits for your answer: 1" in shown
    assert all(word in shown for word in (made, document, "find, view", "Eve", "renewal"))
    assert ExitCode.FINE == strongroom("access", "approve", made.lower(), "--reason", "for the call").exit_code
    assert [made] == [one["id"] for one in strongroom.json("access", "list")["grants"]]
    (line,) = (one for one in strongroom.json("access", "review") if one["name"] == "Eve")
    assert ([made], ["operator"], None) == (line["grants"], line["roles"], line["customers"])
    assert "ended" in strongroom("access", "revoke", made).stdout
    assert "was over already" in strongroom("access", "revoke", made).stdout
    assert [] == strongroom.json("access", "list")["grants"]


def test_a_lone_owner_asks_and_withdraws_and_does_not_answer_themselves(strongroom: CommandLine) -> None:
    document = filed(strongroom)
    until = f"{SOON:%Y-%m-%d}"
    words = ("--document", document, "--may", "read", "--until", until, "--reason", "audit")
    assert ExitCode.FINE == strongroom("access", "request", *words).exit_code
    (mine,) = strongroom.json("access", "list")["mine"]
    assert (["find", "read"], "waiting") == (mine["actions"], mine["stage"])
    assert ExitCode.MISUSED == strongroom("access", "approve", mine["id"]).exit_code
    assert "withdrawn" in strongroom("access", "withdraw", mine["id"]).stdout
    assert ExitCode.MISUSED == strongroom("access", "refuse", mine["id"]).exit_code


def test_in_an_incident_every_grant_ends_at_once(strongroom: CommandLine) -> None:
    document, eve = filed(strongroom), clerk()
    for _ in range(2):
        strongroom("access", "approve", asked(document, eve.actor))
    assert "2 grants ended" in strongroom("access", "revoke", "--who", "eve").stdout
    assert "0 grants ended" in strongroom("access", "revoke", "--all").stdout
    assert 2 == strongroom("access", "revoke").exit_code


def test_access_is_confirmed_and_what_would_lapse_is_told(strongroom: CommandLine) -> None:
    eve = clerk()
    assert eve.actor in strongroom("access", "confirm", "Eve").stdout
    assert "Eve" in strongroom("access", "review").stdout
    assert "0 would end" in strongroom("access", "lapse", "--dry-run").stdout
    assert "0 ended" in strongroom("access", "lapse").stdout


def test_somebody_is_bound_to_the_papers_of_customers_and_set_free(strongroom: CommandLine) -> None:
    clerk()
    assert "papers of Acme Trading" in strongroom("access", "bind", "eve", "--customer", "Acme Trading").stdout
    (line,) = (one for one in strongroom.json("access", "review") if one["name"] == "Eve")
    assert ["Acme Trading"] == line["customers"]
    assert "all customers" in strongroom("access", "bind", "eve", "--all").stdout
    assert ExitCode.MISUSED == strongroom("access", "bind", "eve").exit_code
    assert ExitCode.MISUSED == strongroom("access", "bind", "nobody", "--all").exit_code


def test_a_paper_is_restricted_and_set_free_with_reasons(strongroom: CommandLine) -> None:
    document = filed(strongroom)
    assert "is restricted" in strongroom("restrict", "add", document, "--reason", "erasure was asked for").stdout
    assert "was restricted already" in strongroom("restrict", "add", document, "--reason", "again").stdout
    assert "may be used again" in strongroom("restrict", "lift", document, "--reason", "withdrawn").stdout
    shown = strongroom("restrict", "show", document).stdout
    assert all(word in shown for word in ("erasure was asked for", "withdrawn", "0 in force"))
