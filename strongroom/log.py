"""Logs as JSON lines whose keys are an allow-list: what is not on it is not written, whoever logs it.

A deny-list would have to know every name that personal data may travel under; this list has only to know ours.
"""

import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final, TextIO

import structlog

ALLOWED: Final = frozenset({
    "event", "level", "timestamp", "service", "document", "arrival", "batch", "worker", "flow_run", "state", "code",
    "component", "attempt", "count", "seconds", "pages", "bytes", "port", "pid", "kind", "error", "step",
})  # fmt: skip


def keep_allowed(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that is not on the allow-list."""
    return {key: value for key, value in event.items() if key in ALLOWED}


def start_logging(service: str, *, stream: TextIO = sys.stderr, least: int = logging.INFO) -> None:
    """Set up logging of this process: one JSON object a line on ``stream``, each with the service's name.

    What is less urgent than ``least``, a level of ``logging``, is left out.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            lambda _logger, _name, event: {**event, "service": service},  # in every thread; a context is of one
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )


def logger() -> structlog.typing.FilteringBoundLogger:
    """The logger; ``event`` is a fixed sentence, everything that varies goes into allowed keys."""
    bound: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return bound


def place_of(error: BaseException) -> str:
    """Where an error arose, as ``module:line``. That may be logged where what the error says may not."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).stem}:{frames[-1].lineno}" if frames else "?"


def tell_errors_by_their_place() -> None:
    """Have whatever ends this process, or a thread of it, logged by type and place: its message may quote a document.

    For services; a person at a command line is better served by a traceback on their own screen.
    """

    def tell(error: BaseException | None) -> None:
        if error is not None:
            logger().error("ended by an error", error=type(error).__name__, step=place_of(error))

    sys.excepthook = lambda _kind, error, _traceback: tell(error)
    threading.excepthook = lambda ended: tell(ended.exc_value)
