"""The settings of asks: a part of ``strongroom.settings``, which is long enough."""

from typing import Literal

from pydantic import Field, SecretStr

from strongroom.settings_part import Part


class Asks(Part):
    """How customers are asked for papers that expire, are missing, or were no good copies."""

    sending: Literal["by hand", "automatic"] = "by hand"
    """By hand: each letter waits until a person allows it."""
    mail: SecretStr = SecretStr("")
    """The mail account that letters are sent from, as Apprise writes it: mailtos://user:password@smtp.example.org."""
    link_days: int = Field(default=30, ge=1, le=90)
    """How long the link of a letter takes files."""
    files: int = Field(default=10, ge=1, le=100)
    """How many files a customer may hand in for one ask."""
    max_bytes: int = Field(default=50 * 2**20, ge=1)
    """And how large they may be together."""
