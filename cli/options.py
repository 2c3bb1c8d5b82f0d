"""``--set name=value``: any setting as an option of the command.

It is put into the environment of this process, so that the services that the command starts are told the same.
"""

import os
from collections.abc import MutableMapping

from pydantic import BaseModel, SecretStr

from strongroom.errors import BadSettings
from strongroom.settings import Settings


def tell(pairs: list[str], environment: MutableMapping[str, str] = os.environ) -> None:
    """Put settings like ``reading.engine=tesseract`` into the environment.

    Raises:
        BadSettings: one is not of the form name=value, there is no such setting, or it is a secret: arguments of
            commands can be read by every user of the machine.
    """
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadSettings(setting=name, problem="write it as name=value")
        _check(name)
        environment["STRONGROOM_" + name.upper().replace(".", "__")] = value


def _check(name: str) -> None:
    model: type[BaseModel] = Settings
    annotation: object = model
    for part in name.split("."):
        field = model.model_fields.get(part)
        if field is None:
            raise BadSettings(setting=name, problem="there is no such setting")
        annotation = field.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            model = annotation
    if annotation is SecretStr:
        raise BadSettings(setting=name, problem="a secret is given in the environment or the settings file")
