"""The settings of what passes between this house and programs elsewhere; ``strongroom.settings`` has the others."""

from pydantic import Field, IPvAnyNetwork, SecretStr, field_validator

from strongroom.settings_part import Part
from strongroom.transport import encrypted_on_the_way


class Webhooks(Part):
    """Where messages to other programs may go."""

    allowed_networks: tuple[IPvAnyNetwork, ...] = ()
    """Networks that are not public and may be reached all the same, as ``["10.20.0.0/16"]``."""
    timeout_seconds: float = Field(default=10.0, gt=0, le=60)
    """How long a receiver may take to answer."""


class OpenId(Part):
    """A provider of OpenID Connect through whom people sign in; none where no issuer is given."""

    issuer: str = ""
    """Exactly as the provider calls itself, as ``https://login.example.org/realms/house``."""
    title: str = "OpenID Connect"
    """What the button on the page of signing in calls it."""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    second_factors: frozenset[str] = frozenset({"mfa", "otp", "hwk", "swk", "sc"})
    """Values of ``amr`` (RFC 8176), or of ``acr``, by which the provider states that it asked for a second factor."""

    _encrypted = field_validator("issuer")(lambda issuer: issuer if encrypted_on_the_way(issuer) else "")
