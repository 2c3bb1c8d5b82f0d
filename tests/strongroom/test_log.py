"""Logs: what is not on the list is not written, and errors are told by their place."""

import io
import json
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog

from strongroom.log import logger, place_of, start_logging, tell_errors_by_their_place


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    before = structlog.get_config()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    written = io.StringIO()
    start_logging("test", stream=written)
    yield written
    structlog.configure(**before)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_key_that_is_not_on_the_list_is_not_written(stream: io.StringIO) -> None:
    logger().info("taken in", document="01ARZ3", name="Ann Invented", path="/inbox/ann.pdf", pages=2)
    (line,) = lines(stream)
    assert {"event", "document", "pages", "service", "level", "timestamp"} == set(line)


def test_every_thread_says_which_service_it_belongs_to(stream: io.StringIO) -> None:
    thread = threading.Thread(target=lambda: logger().info("from a thread"))
    thread.start()
    thread.join()
    assert "test" == lines(stream)[0]["service"]


def test_an_error_that_ends_a_thread_is_told_by_type_and_place_only(stream: io.StringIO) -> None:
    tell_errors_by_their_place()

    def fails() -> None:
        raise FileNotFoundError("/inbox/Ann Invented.pdf")

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    (line,) = lines(stream)
    assert ("FileNotFoundError", "error") == (line["error"], line["level"])
    assert str(line["step"]).startswith("test_log:")
    assert "Ann" not in stream.getvalue()


def test_an_error_that_was_never_raised_has_no_place() -> None:
    assert "?" == place_of(ValueError())
