"""How Hypothesis tries: without a clock, for no test depends on a timing."""

from hypothesis import HealthCheck, settings

settings.register_profile("house", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
