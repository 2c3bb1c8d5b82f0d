"""The application of the Prefect server, on SQLite with transactions that wait for each other.

Prefect begins most of its transactions DEFERRED. One of those that has read and then writes, while another one wrote in
between, is told at once that the database is locked: what it read is old, so SQLite has nothing to wait for, and no
timeout helps (https://www.sqlite.org/isolation.html). A client asks again then; a recorder drops what it was to
record, and a run whose last event was dropped is shown as running. Begun IMMEDIATE they wait in line, for a minute at
most, which is what Prefect's own comment in ``setup_sqlite`` advises.
"""

from typing import Any

from fastapi import FastAPI
from prefect.server.api import server
from prefect.server.database.configurations import AioSqliteConfiguration
from prefect.server.database.dependencies import MODELS_DEPENDENCIES
from prefect.settings import get_current_settings


class PatientSqlite(AioSqliteConfiguration):
    """Prefect's own way with SQLite, but for the beginning of transactions."""

    def begin_transaction(self, session: Any, with_for_update: bool = True) -> Any:  # noqa: ARG002, FBT001, FBT002
        """Begin a transaction that has the lock for writing from its beginning, whatever Prefect asks for."""
        return super().begin_transaction(session, with_for_update=True)


def create_app() -> FastAPI:
    """The application, as Prefect makes it."""
    url = get_current_settings().server.database.connection_url
    if url is not None and url.get_secret_value().startswith("sqlite"):
        MODELS_DEPENDENCIES["database_config"] = PatientSqlite(connection_url=url.get_secret_value())
    return server.create_app()
