"""The settings as they are, each with where it comes from. Secrets are said to be set or not, and never shown."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr

from flows.stages.office import Office
from strongroom.errors import BadSettings
from strongroom.permissions import Action
from strongroom.settings import Settings

_PREFIX = "STRONGROOM_"


class Source(StrEnum):
    """Where a setting comes from."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    OPTION = "option"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One setting. ``value`` None is a secret, of which ``is_set`` is all that is told."""

    name: str
    value: str | None
    is_set: bool
    source: Source
    variable: str


@dataclass(frozen=True, slots=True)
class _Leaf:
    path: tuple[str, ...]
    value: Any
    given: bool


def settings_shown(office: Office) -> tuple[Shown, ...]:
    """Every setting of this process.

    Raises:
        Denied: the person does not run this machine. BadSettings: the file was changed since, and is no TOML.
    """
    office.ask_at_large(Action.OPERATE)
    file = Path(os.environ.get("STRONGROOM_SETTINGS", "strongroom.toml"))
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(setting=file.name, problem=str(error)) from None
    return told_of(office.work.settings, os.environ, told)


def told_of(settings: Settings, environment: Mapping[str, str], file: Mapping[str, Any]) -> tuple[Shown, ...]:
    """Every setting, by its name, from what the environment and the settings file say."""
    variables = {name.upper() for name in environment}
    return tuple(_shown(leaf, variables, file) for leaf in _leaves(settings, ()))


def _leaves(part: BaseModel, path: tuple[str, ...]) -> Iterator[_Leaf]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            yield from _leaves(value, (*path, name))
        else:
            yield _Leaf((*path, name), value, name in part.model_fields_set)


def _shown(leaf: _Leaf, variables: set[str], file: Mapping[str, Any]) -> Shown:
    variable = _PREFIX + "__".join(leaf.path).upper()
    secret = isinstance(leaf.value, SecretStr)
    text = leaf.value.get_secret_value() if isinstance(leaf.value, SecretStr) else _text(leaf.value)
    if variable in variables:
        source = Source.ENVIRONMENT
    elif _is_in(file, leaf.path):
        source = Source.FILE
    else:
        source = Source.OPTION if leaf.given else Source.DEFAULT
    return Shown(
        name=".".join(leaf.path),
        value=None if secret else text,
        is_set=bool(text),
        source=source,
        variable=variable,
    )


def _text(value: Any) -> str:
    """As one would write it; nothing where there is nothing. A secret within a part is masked by its own type."""
    if isinstance(value, BaseModel):
        return value.model_dump_json(exclude_defaults=True)
    if isinstance(value, tuple):
        return ", ".join(_text(one) for one in value)
    return str(value) if value not in (None, {}) else ""


def _is_in(file: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    here: Any = file
    for name in path:
        if not isinstance(here, Mapping) or name not in here:
            return False
        here = here[name]
    return True
