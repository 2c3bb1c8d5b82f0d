"""``access request|list|approve|refuse|withdraw|revoke``."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

import typer
from rich.table import Column, Table

from cli.faces import cell, document_id, office, plain, printer
from flows.stages.decisions import Decisions, Pending
from flows.stages.incident import Incident
from flows.stages.office import Office
from storage.records.accounts import Accounts
from strongroom.permissions import Action
from strongroom.request import Access, Request

_SHOWN = 5
"""Papers of one request in a line of a table."""


def request(
    *, document: str | None, customer: str | None, actions: Sequence[Action], until: dt.datetime, reason: str
) -> None:
    """Ask for access."""
    access = Access(
        actions=frozenset(actions),
        until=until.replace(tzinfo=dt.UTC),
        document=document_id(document) if document else None,
        customer=customer,
    )
    with office() as desk:
        made = Decisions(desk).ask_access(access, reason)
    typer.echo(f"{made} asked for; another person has to approve it")


def listed(*, as_json: bool) -> None:
    """Print what waits, what one asked for, and the grants in force."""
    with office() as desk:
        decisions = Decisions(desk)
        now = desk.now()
        waiting, mine, grants = decisions.inbox(), decisions.mine(), decisions.grants()
        titles = names(desk)
    if as_json:
        told = {
            "waiting": [_as_dict(one) for one in waiting],
            "mine": [_as_dict(one) | {"stage": one.stage(now).value, "answer": one.words} for one in mine],
            "grants": [_as_dict(one) for one in grants],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    _print("waits for your answer", waiting, titles, now)
    _print("asked for by you", mine, titles, now)
    _print("grants in force", grants, titles, now)


def approve(pending: str, words: str) -> None:
    """Give leave."""
    with office() as desk:
        Decisions(desk).approve(pending.strip().upper(), words)
    typer.echo(f"{pending} approved")


def refuse(pending: str, words: str) -> None:
    """Refuse."""
    with office() as desk:
        Decisions(desk).refuse(pending.strip().upper(), words)
    typer.echo(f"{pending} refused")


def withdraw(pending: str) -> None:
    """Take one's own request back."""
    with office() as desk:
        Decisions(desk).withdraw(pending.strip().upper())
    typer.echo(f"{pending} withdrawn")


def revoke(grant: str) -> None:
    """End one grant."""
    with office() as desk:
        ended = Decisions(desk).revoke(grant.strip().upper())
    typer.echo(f"{grant} ended" if ended else f"{grant} was over already")


def revoke_all(name: str | None) -> None:
    """End the grants and links of one person, or of all."""
    with office() as desk:
        grants, links = Incident(desk).revoke_grants(name), Incident(desk).revoke_links(name)
    typer.echo(f"{grants} grants ended, {links} links ended")


def names(desk: Office) -> Mapping[str, str]:
    """What to call people, by the ids under which they act."""
    return Accounts(desk.work.records.transactions).titles()


def _print(title: str, lines: Sequence[Pending | Request], titles: Mapping[str, str], now: dt.datetime) -> None:
    typer.echo(f"{title}: {len(lines)}")
    if not lines:
        return
    table = Table(Column("id", no_wrap=True, min_width=26), "what", "about", "until", "by", "why", "", box=None)
    for one in lines:
        access = one.access
        about = access.customer if access and access.customer else _subjects(one.subjects)
        what = ", ".join(sorted(access.actions)) if access else str(one.kind)
        until = f"{access.until:%Y-%m-%d %H:%M}" if access else ""
        stage = one.stage(now).value if isinstance(one, Request) else ""
        by = titles.get(one.asked_by, one.asked_by)
        table.add_row(one.id, what, cell(about), until, cell(by), cell(one.reason), stage)
    printer().print(table)


def _subjects(subjects: Sequence[str]) -> str:
    """As many as a line of a table holds; ``--json`` has them all."""
    more = len(subjects) - _SHOWN
    return ", ".join(subjects[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _as_dict(one: Pending | Request) -> dict[str, Any]:
    access = one.access
    return {
        "id": one.id,
        "kind": str(one.kind),
        "asked_by": one.asked_by,
        "asked_at": one.asked_at.isoformat(),
        "reason": plain(one.reason),
        "subjects": list(one.subjects),
        "customer": access.customer if access else None,
        "actions": sorted(access.actions) if access else [],
        "until": access.until.isoformat() if access else None,
    }
