"""What all commands share: who asks, where the services are, and how errors are told."""

import getpass
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperGroup

from flows.bench import utc_now
from flows.stages.office import Office
from flows.stages.places import Places
from flows.stages.workroom import Workroom, open_workroom
from strongroom.errors import Broken, Misused, RecordsUnavailable, Refused, StrongroomError, Unavailable
from strongroom.ids import DocumentId
from strongroom.log import start_logging
from strongroom.messages import Language, explain
from strongroom.permissions import local_owner
from strongroom.settings import read_settings


class ExitCode(IntEnum):
    """Exit codes are public: scripts rely on them."""

    FINE = 0
    UNHEALTHY = 1
    MISUSED = 2
    REFUSED = 3
    UNAVAILABLE = 4
    BROKEN = 5


_FAMILIES = (
    (Misused, ExitCode.MISUSED),
    (Refused, ExitCode.REFUSED),
    (Unavailable, ExitCode.UNAVAILABLE),
    (Broken, ExitCode.BROKEN),
)


def complain(error: StrongroomError) -> ExitCode:
    """Tell an error on standard error, in the user's language, and return the exit code of its family."""
    try:
        language: Language = read_settings().language
    except StrongroomError:
        language = "en"
    typer.echo(f"strongroom: {plain(sentence(error.code, error.facts, language))}", err=True)
    return next((code for family, code in _FAMILIES if isinstance(error, family)), ExitCode.BROKEN)


class Faces(TyperGroup):
    """The commands. Whatever a user may meet becomes a sentence with a way out and the exit code of its family."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Run the command that was asked for."""
        # Who sits at the terminal is told by the command; the log has what nobody was told.
        start_logging("command", least=logging.WARNING)
        try:
            return super().invoke(ctx)
        except StrongroomError as error:
            raise typer.Exit(complain(error)) from None


def printer(*, to_errors: bool = False) -> Console:
    """A console that prints what it is given: names and texts come from strangers, and are no markup and no smileys."""
    return Console(stderr=to_errors, markup=False, emoji=False, highlight=False)


def plain(text: str) -> str:
    """Text of a stranger for a terminal: without the control characters that could rewrite what stands there."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def cell(text: str, style: str = "") -> Text:
    """The same for a cell of a table."""
    return Text(plain(text), style=style)


def sentence(code: str, facts: Mapping[str, object], language: Language) -> str:
    """What a code says, with its way out."""
    message = explain(code, facts, language)
    return f"{message.sentence} {message.way_out}".rstrip()


@contextmanager
def workroom() -> Iterator[Workroom]:
    """The open workroom of this installation."""
    settings = read_settings()
    Places(settings).make_all()
    with open_workroom(settings) as work:
        bring_up_to_date(work)
        yield work


def bring_up_to_date(work: Workroom) -> None:
    """Make the tables of the records at the first use, and those of a newer version at its first use."""
    try:
        work.records.check()
    except RecordsUnavailable:
        work.records.migrate()


@contextmanager
def office() -> Iterator[Office]:
    """The documents as the person at this command line may use them."""
    with workroom() as work:
        yield Office(work=work, actor=local_owner(getpass.getuser()), now=utc_now)


def document_id(text: str) -> DocumentId:
    """A document id as people type it: any case."""
    return DocumentId(text.strip().upper())
