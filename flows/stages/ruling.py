"""The rules of retention, as one person may read and change them: records managers, like proposing an end."""

import datetime as dt

from flows.stages.matters import ask_about_all
from flows.stages.office import Office
from flows.stages.working_days import house_zone
from storage.records.rulebooks import Adopted, Preview, RuleBooks, Undated
from strongroom.permissions import Action


class Ruling:
    """The book of rules of the house. Every method may raise Denied."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._books = RuleBooks(office.work.records.transactions)

    def in_force(self) -> Adopted | None:
        """The book in force; None while every kind is kept by its own rule."""
        self._ask()
        return self._books.newest()

    def preview(self, text: str) -> Preview:
        """What adopting a book would change today; nothing is changed (BadRules)."""
        self._ask()
        return self._books.preview(text, self._today())

    def adopt(self, text: str) -> str:
        """Put a book in force; return its id (BadRules)."""
        self._ask()
        return self._books.adopt(text, actor=self._office.actor.id, now=self._office.now())

    def undated(self) -> Undated:
        """Papers that are kept until somebody gives the date that their rules wait for."""
        self._ask()
        return self._books.undated()

    def end_relationship(self, customer: str, ended_on: dt.date | None) -> None:
        """Note when the relationship with a customer ended; None says that it goes on (BadForm)."""
        self._ask()
        self._books.end_relationship(customer, ended_on, actor=self._office.actor.id, now=self._office.now())

    def _ask(self) -> None:
        ask_about_all(self._office, Action.PROPOSE_DISPOSITION)

    def _today(self) -> dt.date:
        return self._office.now().astimezone(house_zone(self._office.work.settings)).date()
