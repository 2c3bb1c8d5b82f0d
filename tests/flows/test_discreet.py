"""A flow says a code and no more; what is logged meanwhile names its run."""

import json
import logging
from io import StringIO

import pytest
import structlog
from prefect.client.schemas.objects import State as PrefectState
from prefect.logging.configuration import DEFAULT_LOGGING_SETTINGS_PATH, load_logging_config
from prefect.states import Completed

from flows.discreet import DRY_RUN, Family, discreet, family_of
from flows.server import DISCREET
from strongroom.errors import AuditRewritten, NoBackup, StoreUnavailable, Truncated, VaultFrozen
from strongroom.log import logger, start_logging

RUN = "0190c0de-0000-7000-8000-000000000000"


def test_a_failure_is_told_by_its_code_or_its_type_and_not_by_its_message() -> None:
    @discreet
    def away() -> PrefectState[None]:
        raise StoreUnavailable(endpoint="secret")

    @discreet
    def wrong() -> PrefectState[None]:
        raise FileNotFoundError("/inbox/Quastenflosse.pdf")

    assert ("Unavailable", "store_unavailable") == (away().name, away().message)
    assert "FileNotFoundError" == wrong().message


@pytest.mark.parametrize(
    ("error", "family"),
    [
        (Truncated(), Family.REFUSED),
        (VaultFrozen(), Family.UNAVAILABLE),
        (AuditRewritten(), Family.BROKEN),
        (NoBackup(), Family.MISUSED),
        (FileNotFoundError(), Family.BROKEN),
    ],
)
def test_a_run_fails_in_a_state_that_names_the_family_of_the_error(error: Exception, family: Family) -> None:
    assert family is family_of(error)


def test_a_dry_run_ends_in_a_state_of_its_own_however_it_went() -> None:
    @discreet
    def body(*, dry_run: bool = False, fails: bool = False) -> PrefectState[None]:
        if fails:
            raise NoBackup
        return Completed(message=f"{dry_run}")

    done, failed = body(dry_run=True), body(dry_run=True, fails=True)
    assert [(DRY_RUN, "COMPLETED", "True"), (DRY_RUN, "FAILED", "no_backup")] == [
        (one.name, one.type.value, one.message) for one in (done, failed)
    ]
    assert "Completed" == body().name


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


def test_whatever_prefect_logs_is_one_object_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in DISCREET.items():
        monkeypatch.setenv(name, value)
    handlers = load_logging_config(DEFAULT_LOGGING_SETTINGS_PATH)["handlers"]
    used = {name: one["formatter"] for name, one in handlers.items() if "formatter" in one}
    assert {"console": "json", "debug": "json"} == {name: used[name] for name in ("console", "debug")}
