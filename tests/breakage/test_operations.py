"""A running installation as operations see it: its numbers, and what a pause does to the inbox."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from cli.installation import told_addresses
from flows.stages.places import Places
from tests.flows.files import picture
from tests.installation import Installed, installed

pytestmark = pytest.mark.servers
LOOKS = 6
"""Seconds after which a file that is not held back would have been claimed."""


def metrics(one: Installed) -> str:
    try:
        answer = httpx.get(told_addresses(Places(one.settings))["metrics"], timeout=10)
    except (httpx.HTTPError, KeyError):
        return ""
    return answer.text


def strongroom(one: Installed, *words: str) -> str:
    told = {"STRONGROOM_DATA": str(one.data), "STRONGROOM_INBOX": str(one.inbox), **one.variables}
    command = (sys.executable, "-m", "cli.main", *words)
    return subprocess.run(command, env={**os.environ, **told}, check=True, capture_output=True, text=True).stdout


def test_a_running_installation_tells_its_numbers_and_a_paused_intake_leaves_files_alone(tmp_path: Path) -> None:
    with installed(tmp_path, STRONGROOM_OBJECTS__BACKEND="folder") as one:
        one.until_it_takes_in()
        one.until(lambda: "strongroom_records_up 1.0" in metrics(one), what="the metrics")
        assert "intake paused" in strongroom(one, "pause", "intake")
        one.until(lambda: 'strongroom_paused{name="intake"} 1.0' in metrics(one), what="the pause")
        time.sleep(LOOKS)  # the loop that was under way when the pause came has ended
        (one.inbox / "waits.png").write_bytes(picture())
        time.sleep(LOOKS)
        assert 1 == one.arriving()
        assert "strongroom_inbox_files 1.0" in metrics(one)
        assert "intake resumed" in strongroom(one, "resume", "intake")
        one.until(lambda: one.arriving() == 0, what="the file taken in")
        one.until(lambda: 'strongroom_stage_documents_total{stage="take_in"} 1.0' in metrics(one), what="the count")
