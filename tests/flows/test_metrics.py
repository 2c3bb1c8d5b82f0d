"""The metrics page: what it says, and that every rule and panel asks for what is there."""

import datetime as dt
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import yaml

from flows.bench import Bench, utc_now
from flows.metrics import Gatherer
from flows.stages.metrics import Figures, render
from flows.stages.tally import Spent, Tally
from flows.stages.workroom import Workroom
from flows.timekeeper import Schedule, Timekeeper
from storage.records.measuring import Measured
from strongroom.document import State
from tests.flows.doubles import Readers, paper

INFRA = Path(__file__).parents[2] / "infra"
RULES = INFRA / "prometheus" / "strongroom.rules.yml"
BOARD = INFRA / "grafana" / "strongroom.json"
MEASURED = Measured(
    states={state: number for number, state in enumerate(State)},
    waiting=3,
    oldest_seconds=42.5,
    lapsed=1,
    quarantined={"damaged": 2},
    overdue_reviews=4,
    chased=5,
    paused=("intake",),
    concerns={"disk_low": 1},
)
FIGURES = Figures(
    measured=MEASURED,
    arriving=6,
    codes={"lease_lost": 2, "store_unavailable": 7},
    stages={"read": Spent(documents=10, seconds=12.5)},
    schedules=(
        Schedule(id="d1", flow="backup", paused=False, succeeded_at=dt.datetime(2026, 11, 21, 3, 30, tzinfo=dt.UTC)),
        Schedule(id="d2", flow="audit-verification", paused=True, succeeded_at=None, failure="audit_broken"),
    ),
    schedules_known=True,
    free_bytes=10**9,
)
PAGE = render(FIGURES)
NAMES = set(re.findall(r"^(strongroom_\w+)", PAGE, re.MULTILINE))


@pytest.mark.parametrize(
    "line",
    [
        "strongroom_queue_documents 3.0",
        "strongroom_queue_oldest_seconds 42.5",
        'strongroom_documents{state="received"} 0.0',
        'strongroom_quarantined{code="damaged"} 2.0',
        'strongroom_failures_total{code="store_unavailable"} 7.0',
        "strongroom_lease_losses_total 2.0",
        'strongroom_stage_seconds_total{stage="read"} 12.5',
        'strongroom_schedule_last_success_timestamp_seconds{flow="backup"} 1.79',
        'strongroom_paused{name="intake"} 1.0',
        'strongroom_schedule_paused{flow="audit-verification"} 1.0',
        'strongroom_schedule_failed{code="audit_broken",flow="audit-verification"} 1.0',
        'strongroom_concerns{code="disk_low"} 1.0',
        "strongroom_inbox_files 6.0",
        "strongroom_records_up 1.0",
    ],
)
def test_the_page_says_what_there_is(line: str) -> None:
    assert any(one.startswith(line) for one in PAGE.splitlines())


def test_without_records_the_page_says_so_and_says_the_rest() -> None:
    page = render(Figures(measured=None))
    assert "strongroom_records_up 0.0" in page
    assert "strongroom_queue_documents" not in page


def test_what_an_alert_waits_for_is_on_the_page_before_it_happens() -> None:
    """Prometheus sees no rise in a series that begins with its first failure."""
    asked_for = re.findall(r'strongroom_failures_total\{code=~?"([a-z_|]+)"', RULES.read_text())
    codes = {code for one in asked_for for code in one.split("|")}
    assert {"tampered", "object_missing", "store_unavailable", "keys_unavailable"} <= codes
    quiet = render(Figures(measured=None)).splitlines()
    assert [] == [code for code in sorted(codes) if f'strongroom_failures_total{{code="{code}"}} 0.0' not in quiet]


def test_labels_are_codes_states_and_names_of_flows_only() -> None:
    assert {"state", "code", "stage", "flow", "name"} == set(re.findall(r"[{,](\w+)=", PAGE))


def test_a_tally_adds_up() -> None:
    tally = Tally()
    for _ in range(3):
        tally.count("lease_lost")
        tally.spend("read", documents=1, seconds=0.5)
    assert {"lease_lost": 3} == tally.codes()
    assert {"read": Spent(documents=3, seconds=1.5)} == tally.stages()


def test_no_page_waits_for_a_prefect_server_that_is_slow(work: Workroom) -> None:
    answers: dict[str, list[object]] = {"/api/flows/filter": [], "/api/deployments/filter": []}
    prefect = httpx.MockTransport(lambda request: httpx.Response(200, json=answers[request.url.path]))
    keeper = Timekeeper(httpx.Client(base_url="http://prefect/api", transport=prefect))
    asked_beside: list[Callable[[], None]] = []
    bench = Bench(work, Readers(paper()))  # type: ignore[arg-type]
    gather = Gatherer(bench, keeper, now=utc_now, beside=asked_beside.append)
    assert not gather().schedules_known
    assert not gather().schedules_known
    [ask] = asked_beside  # once, however many pages are asked for meanwhile
    ask()
    assert gather().schedules_known


def asked(text: str) -> set[str]:
    return set(re.findall(r"\bstrongroom_[a-z_]+", text))


def test_every_metric_that_a_rule_or_a_panel_asks_for_is_on_the_page() -> None:
    rules = yaml.safe_load(RULES.read_text())
    expressions = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    board = json.loads(BOARD.read_text())
    expressions += [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]
    wanted = set().union(*map(asked, expressions))
    assert wanted
    assert wanted <= NAMES


def test_every_metric_is_explained() -> None:
    guide = (INFRA.parent / "docs" / "operations.md").read_text()
    assert set() == {name for name in NAMES if f"`{name}`" not in guide and f"`{name}{{" not in guide}


def test_every_alert_is_explained_where_its_link_points() -> None:
    guide = (INFRA.parent / "docs" / "operations.md").read_text()
    for group in yaml.safe_load(RULES.read_text())["groups"]:
        for rule in group["rules"]:
            assert f"### {rule['alert']}\n" in guide
            assert rule["annotations"]["guide"] == f"docs/operations.md#{rule['alert'].lower()}"
            assert rule["labels"]["severity"] in ("page", "ticket")


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Debian's package prometheus brings promtool")
@pytest.mark.parametrize("words", [["check", "rules", str(RULES)], ["test", "rules", "strongroom.tests.yml"]])
def test_promtool_finds_nothing_wrong(words: list[str]) -> None:
    done = subprocess.run(["promtool", *words], cwd=RULES.parent, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Debian's package prometheus brings promtool")
def test_promtool_reads_the_page() -> None:
    done = subprocess.run(["promtool", "check", "metrics"], input=PAGE, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
