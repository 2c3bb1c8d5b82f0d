"""What all commands share: who asks, where the services are, and how errors are told."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import typer

from flows.bench import utc_now
from flows.stages.office import Office
from flows.stages.places import Places
from flows.stages.workroom import Workroom, open_workroom
from strongroom.errors import Broken, Misused, Refused, StrongroomError, Unavailable
from strongroom.ids import DocumentId
from strongroom.messages import explain
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
        language = read_settings().language
    except StrongroomError:
        language = "en"
    message = explain(error.code, error.facts, language)
    typer.echo(f"strongroom: {message.sentence} {message.way_out}".rstrip(), err=True)
    return next((code for family, code in _FAMILIES if isinstance(error, family)), ExitCode.BROKEN)


@contextmanager
def workroom() -> Iterator[Workroom]:
    """The open workroom of this installation."""
    settings = read_settings()
    Places(settings).make_all()
    with open_workroom(settings) as work:
        yield work


@contextmanager
def office() -> Iterator[Office]:
    """The documents as the person at this command line may use them."""
    with workroom() as work:
        yield Office(work=work, actor=local_owner(getpass.getuser()), now=utc_now)


def document_id(text: str) -> DocumentId:
    """A document id as people type it: any case."""
    return DocumentId(text.strip().upper())
