"""The checklists in force: those that the house has written down, or else the product's proposals."""

from collections.abc import Mapping

from strongroom.checklist import Sort, check_sorts
from strongroom.checklist_toml import MAX_CHARACTERS, default_checklists, parse_checklists
from strongroom.errors import BadChecklist
from strongroom.kind import Kind
from strongroom.settings import Settings


def checklists_of(settings: Settings, kinds: Mapping[str, Kind]) -> Mapping[str, Sort]:
    """The sorts of customers by id. They are read when a service starts, so a changed file needs a restart.

    Raises:
        BadChecklist: the file is not there, or is not sound. Nothing starts then: by another list than the house's,
            customers would be asked for what they need not give.
    """
    return check_sorts(parse_checklists(checklists_text(settings)), kinds)


def checklists_text(settings: Settings) -> str:
    """The text of the checklists in force (BadChecklist)."""
    if settings.checklists is None:
        return default_checklists()
    try:
        with settings.checklists.open(encoding="utf-8") as text:
            return text.read(MAX_CHARACTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise BadChecklist(sort=settings.checklists.name, problem="the file cannot be read as text") from error
