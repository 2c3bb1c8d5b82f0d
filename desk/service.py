"""The desk as a service: opens the rooms and answers until it is told to stop."""

import argparse
import datetime as dt
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager

import uvicorn

from desk.app import create_app
from desk.desk import Desk
from desk.words import all_words
from flows.stages.first_run import offered_code
from flows.stages.messenger import AppriseMessenger
from flows.stages.pictures import Pictures
from flows.stages.places import Places
from flows.stages.practising import PracticeRoom
from flows.stages.reader_pool import ReaderPool
from flows.stages.workroom import open_workroom
from storage.records.accounts import Accounts
from storage.records.customer_files import CustomerFiles
from storage.records.door import Door
from strongroom.errors import BadSettings
from strongroom.log import start_logging, tell_errors_by_their_place
from strongroom.settings import Face, Settings, read_settings

HOSTS = ("127.0.0.1", "localhost", "[::1]")


@contextmanager
def open_desk(settings: Settings) -> Iterator[Desk]:
    """Everything the desk works with, opened once and closed at the end.

    Raises:
        WrongKey, KeysUnavailable, RecordsUnavailable, StoreUnavailable, BadSettings.
    """
    with open_workroom(settings) as work:
        work.records.migrate()
        CustomerFiles(work.records.transactions).catch_up()
        accounts = Accounts(work.records.transactions)
        place = Places(settings).first_run_code
        offered_code(accounts, place)
        # Three processes, so that none waits for the others: one draws pages, one looks at what is handed in, and one
        # keeps its models loaded and reads the boxes that reviewers draw.
        with (
            closing(ReaderPool(settings, size=1)) as drawers,
            closing(ReaderPool(settings, size=1)) as inspectors,
            closing(ReaderPool(settings, size=1)) as readers,
            closing(PracticeRoom(settings)) as practice_room,
        ):
            yield Desk(
                work=work,
                accounts=accounts,
                door=Door(accounts),
                pictures=Pictures(drawers),
                regions=readers,
                unpacker=inspectors,
                binder=inspectors,
                readers=readers,
                inspector=inspectors,
                words=all_words(),
                key=work.keyring.house("desk"),
                hosts=(*HOSTS, *settings.desk.names),
                first_run_code=place,
                practice_room=practice_room,
                messenger=AppriseMessenger,
                now=lambda: dt.datetime.now(dt.UTC),
            )


def main() -> None:
    """Answer until SIGTERM."""
    parser = argparse.ArgumentParser(prog="desk")
    parser.add_argument("--port", type=int, required=True)
    port: int = parser.parse_args().port
    start_logging("desk")
    tell_errors_by_their_place()
    settings = read_settings()
    check_certificate(settings.desk)
    with open_desk(settings) as desk:
        uvicorn.run(
            create_app(desk),
            host=settings.desk.address,
            port=port,
            ssl_certfile=settings.desk.certificate,
            ssl_keyfile=settings.desk.key,
            # No access log: addresses hold what people search for. What they do is in the audit trail.
            access_log=False,
            log_level="warning",
            server_header=False,
        )


def check_certificate(face: Face) -> None:
    """See that the certificate and its key can be used, before anything is opened.

    Raises:
        BadSettings: they cannot be read, or do not belong together.
    """
    if face.certificate is None:
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(face.certificate, face.key)
    except OSError:  # ssl.SSLError is one
        problem = "it cannot be read, or desk.key does not belong to it"
        raise BadSettings(setting="desk.certificate", problem=problem) from None
