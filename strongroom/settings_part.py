"""What all parts of the settings have in common."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of the settings: an unknown name in it is an error, and once read it does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
