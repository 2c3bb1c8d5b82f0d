"""How Hypothesis tries: without a clock, for no test depends on a timing. And what tests share."""

import pytest
from hypothesis import HealthCheck, settings

from tests.once import share_for_this_process

settings.register_profile("house", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def once() -> None:
    """What is the same for every test is worked out once."""
    share_for_this_process()
