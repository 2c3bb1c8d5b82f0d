"""``unlock``: give the password of a document that waits for it. It is asked for, never an argument, and not kept."""

import typer

from cli.faces import ExitCode, document_id, office
from flows.bench import utc_now
from flows.stages.learning import Teacher
from flows.stages.reader_pool import ReaderPool
from flows.stages.unlocking import Unlocking
from strongroom.document import State
from strongroom.sensitive import Sensitive


def run(text: str) -> ExitCode:
    """Ask for the password, read the document with it, and say what became of it."""
    document = document_id(text)
    password = Sensitive(typer.prompt("Password of the document", hide_input=True))
    with office() as desk:
        readers = ReaderPool(desk.work.settings, size=1)
        try:
            Teacher(desk.work, readers.teach).refresh()
            done = Unlocking(office=desk, readers=readers, now=utc_now).run(document, password)
        finally:
            readers.close()
    typer.echo(f"{document} is now {done.state.value}{f' ({done.code})' if done.code else ''}")
    return ExitCode.FINE if done.state in (State.FILED, State.IN_REVIEW) else ExitCode.REFUSED
