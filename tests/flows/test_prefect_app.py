"""The Prefect server of one machine begins transactions that wait for each other, and none that fails at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from prefect.server.database import configurations
from prefect.server.database.dependencies import MODELS_DEPENDENCIES
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, temporary_settings

from flows import prefect_app
from flows.prefect_app import PatientSqlite, create_app


class Session:
    """Says how a transaction of it is begun."""

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[str | None]:
        yield configurations.SQLITE_BEGIN_MODE.get()


@pytest.mark.parametrize("asked", [{}, {"with_for_update": False}, {"with_for_update": True}])
def test_every_transaction_has_the_lock_for_writing_from_its_beginning(asked: dict[str, bool]) -> None:
    async def begun() -> Any:
        patient = PatientSqlite(connection_url="sqlite+aiosqlite:///nowhere.db")
        async with patient.begin_transaction(Session(), **asked) as mode:
            return mode

    assert "IMMEDIATE" == asyncio.run(begun())


@pytest.mark.parametrize(
    ("url", "patient"), [("sqlite+aiosqlite:////x/prefect.db", True), ("postgresql+asyncpg://x@h/prefect", False)]
)
def test_that_is_so_on_sqlite_alone(url: str, patient: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefect_app.server, "create_app", lambda: None)
    monkeypatch.setitem(MODELS_DEPENDENCIES, "database_config", None)
    with temporary_settings({PREFECT_API_DATABASE_CONNECTION_URL: url}):
        create_app()
    assert isinstance(MODELS_DEPENDENCIES["database_config"], PatientSqlite) is patient
