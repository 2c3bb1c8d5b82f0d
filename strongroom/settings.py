"""Every setting, typed. Read once, at a face (the command line or a service), and handed on as a value.

Sources, strongest first: options of the command, environment (``STRONGROOM_DATA``, ``STRONGROOM_READING__WORKERS``),
the settings file (``strongroom.toml`` in the working folder, or where ``STRONGROOM_SETTINGS`` points), defaults.
An unknown name in any of them is an error: a typing slip must not silently split or weaken a store.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from strongroom.errors import BadSettings
from strongroom.settings_archive import Archive
from strongroom.settings_asks import Asks
from strongroom.settings_backup import Anchors, Backup
from strongroom.settings_calendar import Calendar
from strongroom.settings_care import Care
from strongroom.settings_keys import Keys
from strongroom.settings_part import Part
from strongroom.settings_programs import OpenId, Webhooks
from strongroom.settings_review import Review
from strongroom.settings_schedules import Schedules
from strongroom.transport import encrypted_on_the_way, stays_here
from strongroom.unusual import Sign

Share = Annotated[float, Field(gt=0, lt=1)]


class Intake(Part):
    """When a file in the inbox counts as settled, and how arrivals are grouped."""

    settle_seconds: float = 1.0
    """Size and time must stand still this long, and no process may hold the file open for writing."""
    unleased_settle_seconds: float = 60.0
    """The same where the file system cannot tell whether a writer is there (network shares)."""
    rescan_seconds: float = 15.0
    batch_seconds: float = 2.0
    batch_documents: int = 50


class Limits(Part):
    """Bounds on one file."""

    max_bytes: int = 200 * 2**20
    max_pages: int = 500
    max_pixels: int = 120_000_000
    max_unpacked_bytes: int = 2 * 2**30
    max_parts: int = 500
    """Files in one archive, or attached to one mail."""
    max_depth: int = 3
    """How deep archives and mails may lie in each other."""


class Reading(Part):
    """How pages are read."""

    engine: Literal["paddle", "tesseract"] = "paddle"
    runtime: Literal["auto", "openvino", "onnxruntime"] = "auto"
    workers: int = 0
    """Reading processes; 0 means one for each core."""
    timeout_seconds: float = 300.0
    max_attempts: int = 3
    lease_seconds: float = 60.0
    recycle_pages: int = 400
    """A reading process is replaced after this many pages, which bounds the memory that engines keep."""


class Filing(Part):
    """When a document goes straight through."""

    error_target: Share = 0.01
    error_targets: Mapping[str, Share] = {}
    """Of what is filed without a person, the share that may be wrong: of all kinds, and of single ones by their id."""
    kind_threshold: float = 0.9
    companies: tuple[str, ...] = ()
    """Names and tax numbers of the house's own companies. Where there are any, an invoice between others is asked
    about, and the rest are tagged ``incoming`` or ``outgoing``."""


class Objects(Part):
    """Where encrypted bytes go. ``seaweed`` is a local S3 server that the product starts; ``s3`` is yours."""

    backend: Literal["seaweed", "s3", "folder"] = "seaweed"
    endpoint: str = ""
    region: str = "us-east-1"
    bucket: str = "strongroom"
    access_key: SecretStr = SecretStr("")
    secret_key: SecretStr = SecretStr("")

    _encrypted = field_validator("endpoint")(encrypted_on_the_way)


class Databases(Part):
    """SQLAlchemy URLs; empty means SQLite files in the data folder. Records and data keys live apart.

    A PostgreSQL that is not on this machine is spoken to with ``sslmode=verify-full``, or not at all.
    """

    records: SecretStr = SecretStr("")
    keys: SecretStr = SecretStr("")


class Ports(Part):
    """Loopback ports wished for; a taken one is replaced by a free one, and said so."""

    dashboard: int = 4200
    s3: int = 8333
    master: int = 9333
    volume: int = 8380
    filer: int = 8388
    desk: int = 8600
    metrics: int = 8610


class Face(Part):
    """Where the desk answers: on this machine alone, unless told. Beyond it, it speaks TLS or does not start."""

    address: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    """Names by which people reach it, besides those of this machine. Requests for others are refused."""
    certificate: Path | None = None
    """PEM, with the certificates between it and its authority."""
    key: Path | None = None

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("desk.certificate and desk.key go together")
        if self.certificate is None and not stays_here(self.address):
            raise ValueError("beyond this machine the desk speaks TLS: it needs desk.certificate and desk.key")
        return self


class Access(Part):
    """How long people keep access that nobody confirms (where somebody else could), or that they do not use."""

    confirm_days: int = Field(default=365, ge=1)
    idle_days: int = Field(default=90, ge=1)
    warn_days: int = Field(default=14, ge=0)
    """So long before access lapses those who confirm it are told."""


class Unusual(Part):
    """How much one person may do in a day before somebody asks them about it."""

    revealed: int = Field(default=50, ge=1)
    """Papers whose sensitive values are shown."""
    exported: int = Field(default=30, ge=1)
    denied: int = Field(default=20, ge=1)
    night_from: int = Field(default=22, ge=12, le=23)
    night_to: int = Field(default=6, ge=0, le=12)
    zone: str = "Asia/Shanghai"
    """Where the house's days and nights are, by its name in the time zone database; its schedules keep it too."""
    freeze: tuple[Sign, ...] = ()
    """Signs at which an account is frozen at once, until an administrator thaws it."""

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("no such time zone")
        return zone


class Notices(Part):
    """What notices say besides ids."""

    link: str = ""
    """Where people reach the desk, as ``https://desk.example.org``; empty: notices hold ids and no links."""

    _encrypted = field_validator("link")(encrypted_on_the_way)


class Disposition(Part):
    """How documents end."""

    cooling_off_days: float = 7.0
    """How long an approved destruction can still be cancelled."""


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        env_prefix="STRONGROOM_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
    )

    data: Path = Path(".var")
    inbox: Path = Path("inbox")
    language: Literal["en", "zh-CN"] = "en"
    kinds: Path | None = None
    """A folder of TOML files, each a kind that the house adds; ``kinds`` beside the settings file unless told."""
    checklists: Path | None = None
    """A TOML file: which papers customers must have. ``checklists.toml`` beside the settings file, if there is one."""
    intake: Intake = Field(default_factory=Intake)
    limits: Limits = Field(default_factory=Limits)
    reading: Reading = Field(default_factory=Reading)
    filing: Filing = Field(default_factory=Filing)
    objects: Objects = Field(default_factory=Objects)
    keys: Keys = Field(default_factory=Keys)
    databases: Databases = Field(default_factory=Databases)
    ports: Ports = Field(default_factory=Ports)
    desk: Face = Field(default_factory=Face)
    review: Review = Field(default_factory=Review)
    access: Access = Field(default_factory=Access)
    calendar: Calendar = Field(default_factory=Calendar)
    care: Care = Field(default_factory=Care)
    schedules: Schedules = Field(default_factory=dict)
    disposition: Disposition = Field(default_factory=Disposition)
    unusual: Unusual = Field(default_factory=Unusual)
    notices: Notices = Field(default_factory=Notices)
    webhooks: Webhooks = Field(default_factory=Webhooks)
    archive: Archive = Field(default_factory=Archive)
    asks: Asks = Field(default_factory=Asks)
    openid: OpenId = Field(default_factory=OpenId)
    backup: Backup = Field(default_factory=Backup)
    anchors: Anchors = Field(default_factory=Anchors)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options, then environment, then the settings file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=_settings_file())


def _settings_file() -> Path:
    return Path(os.environ.get("STRONGROOM_SETTINGS", "strongroom.toml"))


def read_settings(**options: Any) -> Settings:
    """Read all sources once. Options that are None count as not given.

    Raises:
        BadSettings: a name is unknown or a value does not fit; ``setting`` and ``problem`` say which and why.
    """
    _refuse_unknown_variables()
    if "STRONGROOM_SETTINGS" in os.environ and not _settings_file().is_file():
        raise BadSettings(setting="STRONGROOM_SETTINGS", problem="there is no such file")
    try:
        settings = Settings(**{name: value for name, value in options.items() if value is not None})
    except tomllib.TOMLDecodeError:
        raise BadSettings(setting=str(_settings_file()), problem="the file is not TOML") from None
    except SettingsError:
        # A group of settings in one variable has to be JSON. Its message would quote the value, which may be a secret.
        raise BadSettings(setting="STRONGROOM_...", problem="a group of settings in one variable is not JSON") from None
    except ValidationError as error:
        first = error.errors()[0]
        # Only the place and the rule: the value could be a secret.
        raise BadSettings(setting=".".join(str(part) for part in first["loc"]), problem=first["msg"]) from None
    beside = _settings_file().parent
    places = {"data": settings.data, "inbox": settings.inbox, "kinds": settings.kinds or beside / "kinds"}
    checklists = settings.checklists or beside / "checklists.toml"
    if settings.checklists is not None or checklists.is_file():
        places["checklists"] = checklists
    return settings.model_copy(update={name: place.absolute() for name, place in places.items()})


def _refuse_unknown_variables() -> None:
    # pydantic-settings ignores unknown environment variables even with extra="forbid".
    known = {name.upper() for name in Settings.model_fields} | {"SETTINGS"}
    for variable in os.environ:
        name = variable.removeprefix("STRONGROOM_")
        if name != variable and name.split("__")[0] not in known:
            raise BadSettings(setting=variable, problem="there is no such setting")
