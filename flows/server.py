"""The Prefect server of one machine: how it is started, and the settings that it needs and its clients share."""

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# Measured: with the defaults, 70 of 101 task runs were not recorded two minutes after they ran, and an idle server
# took a seventh of a core. Batches for the two recorders and slower loops cure both.
TUNED: Final[Mapping[str, str]] = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "30",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "30",
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_FOREMAN_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": "60",
    "PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY": "PT30S",
    # History is a window, not a record: it may be thrown away without losing anything. Flow runs are deleted by a flow
    # of ours, which leaves the newest of each (the server's own vacuum would not); what hung on them goes here.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,orphans",
}

# Nothing leaves the machine: these are two switches, one of the server and one of the client library.
SILENT: Final[Mapping[str, str]] = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
}

# Results and prints could carry what a document says; no flow of ours needs either.
DISCREET: Final[Mapping[str, str]] = {
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_LOGGING_LOG_PRINTS": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    # One object a line, with the id of the run, like every other log of the product; a traceback is a field of it.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER": "json",
    "PREFECT_LOGGING_HANDLERS_DEBUG_FORMATTER": "json",  # of what Prefect says of its own threads
    # Without a server a flow must fail, and not start a server of its own that nobody watches.
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
}


HEARTBEAT_SECONDS: Final = 30
"""How often a running flow says that it lives: the shortest that Prefect takes. Silence is told by an automation."""

WATCHED: Final[Mapping[str, str]] = {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT_SECONDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefectServer:
    """A Prefect server on loopback, its home folder and its password file."""

    home: Path
    port: int

    @property
    def address(self) -> str:
        """Where the dashboard is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def password_file(self) -> Path:
        """A file, readable by its owner alone, that holds what the dashboard asks for."""
        return self.home / "dashboard-password"

    def command(self) -> tuple[str, ...]:
        """How to start it. The server's own launcher would put one more process between it and its supervisor."""
        return (
            sys.executable, "-m", "uvicorn", "--factory", "flows.prefect_app:create_app",
            "--host", "127.0.0.1", "--port", str(self.port), "--timeout-keep-alive", "5", "--log-level", "warning",
        )  # fmt: skip

    def environment(self) -> dict[str, str]:
        """What the server and its clients need. The password travels here, never in an argument."""
        password = f"ops:{self._password()}"
        return {
            **TUNED,
            **SILENT,
            **DISCREET,
            **WATCHED,
            "PREFECT_HOME": str(self.home),
            "PREFECT_PROFILES_PATH": str(self.home / "profiles.toml"),
            "PREFECT_API_URL": f"{self.address}/api",
            "PREFECT_SERVER_UI_API_URL": f"{self.address}/api",
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": self.address,
            "PREFECT_SERVER_API_AUTH_STRING": password,
            "PREFECT_API_AUTH_STRING": password,
        }

    def _password(self) -> str:
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(self.password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return self.password_file.read_text().strip().removeprefix("ops:")
        with open(handle, "w") as file:  # noqa: PTH123 - a handle, not a path
            password = secrets.token_urlsafe(18)
            file.write(f"ops:{password}\n")
        return password
