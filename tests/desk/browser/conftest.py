"""A desk that answers on the loopback, and a browser before it; skipped where there is no chromium."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from desk.desk import Desk
from strongroom.permissions import StaffRole
from tests.desk.browsing import CHROMIUM, answering, chromium, sign_in
from tests.desk.invented import Clock, employ, opened_desk


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one file: while it is open an event loop runs in this thread, which other tests must not meet."""
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed")
    with chromium() as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(rooms: Path, clock: Clock) -> Iterator[Desk]:
    with opened_desk(rooms, clock, hosts=("127.0.0.1",)) as opened:
        yield opened


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    with answering(desk) as found:
        yield found


expect.set_options(timeout=60_000)  # a page is drawn by a process that others may keep waiting


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a fresh browser window; whatever its scripts complain of fails the test."""
    complaints: list[str] = []
    contexts = []

    def opened(**options: object) -> Page:
        context = browser.new_context(**({"locale": "en-GB"} | options))  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: complaints.append(told.text) if "Content Security" in told.text else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [] == complaints


@pytest.fixture
def enter(desk: Desk, address: str, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open a window and sign somebody in who has these roles."""

    def entered(name: str, *roles: StaffRole, **options: object) -> Page:
        _, secret = employ(desk, name, *roles)
        page = open_page(base_url=address, **options)
        sign_in(page, address, desk, name, secret)
        return page

    return entered
