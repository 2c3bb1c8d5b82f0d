"""Requests: asked by one person, answered by another, used once or until they end. Every step is an audit event."""

import datetime as dt
import json
from functools import cached_property
from typing import Any, Final

from sqlalchemy import ColumnElement, insert, true, update

from storage.records.granting import (
    SELECT,
    Paper,
    RequestAction,
    body_place,
    end_grants,
    grants_of,
    live_grants,
    locked,
    note,
    opened,
    words_place,
)
from storage.records.request_tables import requests
from storage.records.session import Session
from storage.records.transactions import Transactions
from strongroom.errors import BadForm, Denied, WrongStage
from strongroom.ids import DocumentId, new_id
from strongroom.package import Wish
from strongroom.permissions import Action, Grant
from strongroom.request import Access, Ending, Request, RequestKind, Stage, checked

_ANSWERS: Final = {
    Stage.APPROVED: RequestAction.APPROVED,
    Stage.REFUSED: RequestAction.REFUSED,
    Stage.WITHDRAWN: RequestAction.WITHDRAWN,
}


class Requests:
    """All requests and grants. Every method is one transaction. Safe to use from many threads.

    Who may answer is asked of the policy by the door that people come through (``flows.stages.decisions``); that
    nobody approves their own request is refused here once more.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def ask_access(self, access: Access, reason: str, *, actor: str, now: dt.datetime) -> str:
        """Ask for access; return the id of the request, which is that of the grant when it is approved.

        Raises:
            BadForm: no reason, or ``strongroom.request.checked`` finds something amiss.
            NotFound: there is no such document, or it is destroyed.
        """
        wanted = checked(access, now=now)
        values = {
            "actions": " ".join(action.value for action in Action if action in wanted.actions),
            "until": wanted.until,
        }
        subjects = (wanted.document,) if wanted.document else ()
        said = {"reason": reason, "customer": wanted.customer}
        return self._ask(RequestKind.ACCESS, subjects, said, values, actor=actor, now=now)

    def ask(self, kind: RequestKind, subjects: tuple[str, ...], reason: str, *, actor: str, now: dt.datetime) -> str:
        """Ask for anything else about things that have ids; return the id of the request (BadForm).

        An approval is used once (``carry_out``), within ``strongroom.request.USABLE``.
        """
        if not subjects or kind is RequestKind.ACCESS:
            raise BadForm(field="subjects")
        return self._ask(kind, subjects, {"reason": reason}, {"actions": ""}, actor=actor, now=now)

    def ask_package(self, wish: Wish, subjects: tuple[str, ...], reason: str, *, actor: str, now: dt.datetime) -> str:
        """Ask for a package of these papers; return the id of the request (BadForm)."""
        if not subjects:
            raise BadForm(field="subjects")
        said = {"reason": reason, "package": wish.as_json()}
        return self._ask(RequestKind.PACKAGE, subjects, said, {"actions": ""}, actor=actor, now=now)

    def one(self, request: str) -> Request:
        """A request by its id (NotFound)."""
        return self._transactions.read(lambda session: opened(session, self._paper, locked(session, request)))

    def waiting(self, now: dt.datetime) -> tuple[Request, ...]:
        """What nobody has answered, oldest first; what lapsed meanwhile is left out."""
        found = self._listed(requests.c.answer.is_(None))
        return tuple(one for one in found if one.stage(now) is Stage.WAITING)

    def of(self, person: str, *, limit: int) -> tuple[Request, ...]:
        """The requests of one person, newest first, with what became of them."""
        return self._listed(requests.c.asked_by == person, limit=limit)

    def all(self, *, limit: int, offset: int = 0) -> tuple[Request, ...]:
        """Every request, newest first: the record of who was let in to what, by whom and why."""
        return self._listed(true(), limit=limit, offset=offset)

    def approve(self, request: str, words: str = "", *, actor: str, now: dt.datetime) -> None:
        """Give leave. Access begins with it.

        Raises:
            Denied: it is their own request. NotFound. WrongStage: it does not wait any more.
        """
        self._answer(request, Stage.APPROVED, words, actor=actor, now=now)

    def refuse(self, request: str, words: str = "", *, actor: str, now: dt.datetime) -> None:
        """Refuse it, and say why (Denied, NotFound, WrongStage)."""
        self._answer(request, Stage.REFUSED, words, actor=actor, now=now)

    def withdraw(self, request: str, *, actor: str, now: dt.datetime) -> None:
        """Take back what one asked for (Denied: somebody else asked for it; NotFound, WrongStage)."""
        self._answer(request, Stage.WITHDRAWN, "", actor=actor, now=now)

    def carry_out(self, request: str, kind: RequestKind, *, actor: str, now: dt.datetime) -> tuple[str, ...]:
        """Use an approval, once, and return its subjects; whoever asked is who uses it.

        Raises:
            NotFound: there is no such request.
            WrongStage: it is of another kind or somebody else's, is not approved, was used, or waited too long.
        """

        def work(session: Session) -> tuple[str, ...]:
            row = locked(session, request)
            found = opened(session, self._paper, row)
            if found.kind is not kind or found.access is not None or found.asked_by != actor:
                raise WrongStage(stage="none", wanted=kind.value)
            if found.stage(now) is not Stage.APPROVED:
                raise WrongStage(stage=found.stage(now).value, wanted=Stage.ENDED.value)
            _end(session, request, actor=actor, now=now)
            note(session, RequestAction.CARRIED_OUT, row, actor=actor, now=now)
            return found.subjects

        return self._transactions.write(work)

    def grants_of(self, person: str, now: dt.datetime) -> tuple[Grant, ...]:
        """The grants that somebody has at this moment; read anew at each door, so that what ends, ends at once."""
        return self._transactions.read(lambda session: grants_of(session, self._paper, person, now))

    def live(self, now: dt.datetime) -> tuple[Request, ...]:
        """Every grant in force, as the request that it was, oldest first."""
        return self._transactions.read(lambda session: live_grants(session, self._paper, now))

    def revoke(self, grant: str, *, actor: str, now: dt.datetime) -> bool:
        """End a grant at once; False where it was over (NotFound)."""

        def work(session: Session) -> bool:
            locked(session, grant)
            return end_grants(session, requests.c.id == grant, Ending.REVOKED, actor=actor, now=now) == 1

        return self._transactions.write(work)

    def revoke_all(self, person: str | None = None, *, actor: str, now: dt.datetime) -> int:
        """End every grant, or every one of somebody, at once; return how many there were."""
        wanted = true() if person is None else requests.c.asked_by == person
        return self._transactions.write(
            lambda session: end_grants(session, wanted, Ending.INCIDENT, actor=actor, now=now)
        )

    @cached_property
    def _paper(self) -> Paper:
        return Paper(self._transactions.keyring)

    def _ask(
        self,
        kind: RequestKind,
        subjects: tuple[str, ...],
        said: dict[str, Any],
        values: dict[str, object],
        *,
        actor: str,
        now: dt.datetime,
    ) -> str:
        if not (said["reason"] or "").strip():
            raise BadForm(field="reason")

        def work(session: Session) -> str:
            made = new_id(now)
            about = kind is RequestKind.ACCESS and bool(subjects)
            document = DocumentId(subjects[0]) if about else None
            number = session.document(document).number if document else None
            session.connection.execute(
                insert(requests).values(
                    id=made,
                    kind=kind.value,
                    document=number,
                    subjects=json.dumps(subjects),
                    asked_by=actor,
                    asked_at=now,
                    body=self._paper.seal(session, document, body_place(made), said),
                    **values,
                )
            )
            note(session, RequestAction.ASKED, locked(session, made), actor=actor, now=now)
            return made

        return self._transactions.write(work)

    def _answer(self, request: str, answer: Stage, words: str, *, actor: str, now: dt.datetime) -> None:
        def work(session: Session) -> None:
            row = locked(session, request)
            found = opened(session, self._paper, row)
            if (actor == found.asked_by) != (answer is Stage.WITHDRAWN):
                raise Denied(reason="own_work" if actor == found.asked_by else "no_permission")
            if found.stage(now) is not Stage.WAITING:
                raise WrongStage(stage=found.stage(now).value, wanted=answer.value)
            document = DocumentId(row.document_id) if row.document_id else None
            sealed = self._paper.seal(session, document, words_place(request), {"words": words}) if words else None
            session.connection.execute(
                update(requests)
                .where(requests.c.id == request)
                .values(answer=answer.value, answered_by=actor, answered_at=now, words=sealed)
            )
            note(session, _ANSWERS[answer], row, actor=actor, now=now)

        self._transactions.write(work)

    def _listed(self, wanted: ColumnElement[bool], *, limit: int = 0, offset: int = 0) -> tuple[Request, ...]:
        query = SELECT.where(wanted).order_by(requests.c.id.desc() if limit else requests.c.id)
        if limit:
            query = query.limit(limit).offset(offset)

        def work(session: Session) -> tuple[Request, ...]:
            rows = session.connection.execute(query).all()
            return tuple(opened(session, self._paper, row) for row in rows)

        return self._transactions.read(work)


def _end(session: Session, request: str, *, actor: str, now: dt.datetime) -> None:
    session.connection.execute(update(requests).where(requests.c.id == request).values(ended_at=now, ended_by=actor))
