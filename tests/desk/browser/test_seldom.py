"""Forms that are seldom on a page have no serious fault either: axe-core looks at each, open and in the dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from desk.desk import Desk
from strongroom.permissions import StaffRole
from tests.desk.browser.test_accessible import faults
from tests.desk.seldom import seldom, with_provider

pytestmark = pytest.mark.browser

PATHS = ("/account", "/users/{user}", "/asks", "/customers/{customer}", "/documents/{joined}", "/confirm", "/u/{give}")
_OPEN_ALL = "document.querySelectorAll('main details').forEach(one => { one.open = true; })"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """With a provider, so that what is about it is there."""
    return with_provider(desk)


def test_no_form_that_is_seldom_on_a_page_has_a_serious_fault_or_is_wider_than_a_phone(
    desk: Desk, enter: Callable[..., Page]
) -> None:
    """In the dark alone, where contrast is harder, and each of them open."""
    page = enter("lin", *StaffRole, color_scheme="dark", viewport={"width": 390, "height": 844})
    lin = next(user for user in desk.accounts.everybody() if user.name == "lin")
    papers, found = seldom(desk, lin), {}
    for path in PATHS:
        page.goto(path.format(**papers), wait_until="load")
        page.evaluate(_OPEN_ALL)
        found[path] = faults(page)
        assert 390 == page.evaluate("document.documentElement.scrollWidth"), path
    assert {} == {path: told for path, told in found.items() if told}
