"""The settings of what passes between this house and programs elsewhere; ``strongroom.settings`` has the others."""

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Webhooks(_Part):
    """Where messages to other programs may go."""

    allowed_networks: tuple[IPvAnyNetwork, ...] = ()
    """Networks that are not public and may be reached all the same, as ``["10.20.0.0/16"]``."""
    timeout_seconds: float = Field(default=10.0, gt=0, le=60)
    """How long a receiver may take to answer."""
