"""No page has a serious fault for those who cannot see it, or use no mouse: axe-core looks at each, light and dark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from desk.desk import Desk
from strongroom.permissions import StaffRole
from tests.desk.papers import a_day
from tests.desk.programs import an_endpoint

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
PATHS = (
    "/queue",
    "/find?q=kind:invoice",
    "/upload",
    "/capture",
    "/find?view=tiles",
    "/customers",
    "/requests",
    "/access",
    "/quarantine",
    "/users",
    "/account",
    "/account/tokens",
    "/guide",
    "/components",
    "/settings",
    "/kinds",
    "/webhooks",
    "/webhooks/{endpoint}",
    "/quality",
    "/reports",
    "/copies",
    "/trail",
    "/confirm",
    "/sign-in/password",
    "/documents/{sure}",
    "/documents/{card}",
    "/review/{waiting}",
)


def faults(page: Page) -> list[str]:
    page.evaluate(AXE)  # not as a script tag: the policy of the page would rightly refuse it
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {node['html'][:120]}" for one in serious for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_fault(desk: Desk, enter: Callable[..., Page], scheme: str) -> None:
    papers = {**a_day(desk), "endpoint": an_endpoint(desk)}
    page = enter("lin", *StaffRole, color_scheme=scheme)
    found: dict[str, list[str]] = {}
    for path in PATHS:
        page.goto(path.format(**papers), wait_until="load")
        found[path] = faults(page)
    assert {} == {path: told for path, told in found.items() if told}


def test_the_way_in_has_no_serious_fault(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(base_url=address)
    page.goto("/first-run")
    assert [] == faults(page)
