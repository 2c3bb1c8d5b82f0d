"""The kinds that papers can be here: the product's own, and those that the house has written down."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from strongroom.errors import BadKind, BadSettings
from strongroom.kind import Kind, catalogue, catalogue_with
from strongroom.kind_toml import MAX_CHARACTERS, parse_kind
from strongroom.settings import Settings

_ENDING: Final = ".toml"


def kinds_of(settings: Settings) -> Mapping[str, Kind]:
    """All kinds by id. They are read when a service starts, so a changed file needs a restart.

    Raises:
        BadKind: a file is not sound, or takes an id that is taken. Nothing starts then: with a kind that is missing,
            its papers would be filed as something else.
        BadSettings: an error target is stated for a kind that is not there.
    """
    files = list(kind_files(settings.kinds))
    kinds = catalogue_with(read_kind(file) for file in files) if files else catalogue()
    for name in sorted(settings.filing.error_targets.keys() - kinds.keys()):
        raise BadSettings(setting="filing.error_targets", problem=f"there is no kind {name}")
    return kinds


def kind_files(folder: Path | None) -> Iterator[Path]:
    """The files of a folder that hold kinds, by name; none where there is no folder."""
    if folder is not None and folder.is_dir():
        yield from sorted(file for file in folder.iterdir() if file.suffix == _ENDING and file.is_file())


def read_kind(file: Path) -> Kind:
    """The kind in a file.

    Raises:
        BadKind: it cannot be read, or is not sound.
    """
    try:
        with file.open(encoding="utf-8") as text:
            return parse_kind(text.read(MAX_CHARACTERS + 1), source=file.name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadKind(kind=file.name, problem="the file cannot be read as text") from error
