"""The settings of the archive, and of the packages that are made of a closed year."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from strongroom.settings_part import Part
from strongroom.transport import encrypted_on_the_way


class Archive(Part):
    """Where papers lie that nobody has used for long: a folder, another bucket, or another storage class.

    ``class`` is the bucket of the objects itself under ``storage_class``; everywhere what is archived lies under keys
    that begin with ``archive/``, so that one bucket may serve for both.
    """

    to: Literal["nowhere", "folder", "class", "s3"] = "nowhere"
    unused_days: int = Field(default=365, ge=1)
    """How long nobody has opened or changed a paper before it is archived."""
    at_most: int = Field(default=2000, ge=1)
    """Papers that one run archives; the next one goes on."""
    folder: Path | None = None
    endpoint: str = ""
    region: str = "us-east-1"
    bucket: str = "strongroom-archive"
    access_key: SecretStr = SecretStr("")
    secret_key: SecretStr = SecretStr("")
    storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"] = "STANDARD"
    """What lies under the last two has to be woken before it can be read, which takes the server hours."""
    awake_days: int = Field(default=7, ge=1)
    """How long the server keeps what was woken readable; within it a paper is brought back."""

    package_months: int = Field(default=5, ge=0, le=36)
    """Months after the end of a fiscal year until its papers are put into a package: by then a year's taxes are settled
    in China (企业所得税法, art. 54), and its late papers have come. The year begins as the rules of retention say."""

    _encrypted = field_validator("endpoint")(encrypted_on_the_way)
