"""A flow says a code and no more; what is logged meanwhile names its run."""

import json
import logging
from io import StringIO

import pytest
import structlog
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed

from flows.discreet import discreet
from strongroom.errors import StoreUnavailable
from strongroom.log import logger, start_logging

RUN = "0190c0de-0000-7000-8000-000000000000"


def test_a_failure_is_told_by_its_code_or_its_type_and_not_by_its_message() -> None:
    @discreet
    def away() -> PrefectState[None]:
        raise StoreUnavailable(endpoint="secret")

    @discreet
    def wrong() -> PrefectState[None]:
        raise FileNotFoundError("/inbox/Quastenflosse.pdf")

    assert ("Stopped", "store_unavailable") == (away().name, away().message)
    assert "FileNotFoundError" == wrong().message


def test_log_lines_of_a_run_name_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = StringIO()
    before = structlog.get_config()
    start_logging("schedules", stream=stream, least=logging.INFO)
    structlog.configure(cache_logger_on_first_use=False)
    monkeypatch.setenv("PREFECT__FLOW_RUN_ID", RUN)

    @discreet
    def works() -> PrefectState[None]:
        logger().info("worked")
        return Completed()

    try:
        works()
        logger().info("after")
    finally:
        structlog.configure(**before)
    inside, after = (json.loads(line) for line in stream.getvalue().splitlines())
    assert RUN == inside["flow_run"]
    assert "flow_run" not in after
