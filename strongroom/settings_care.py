"""The settings of care: from when on operations are told, and how long Prefect's history is kept."""

from typing import Annotated

from pydantic import Field

from strongroom.concern import Limits
from strongroom.settings_part import Part

_Steps = Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1)]


class Care(Part):
    """When something about the machine is a concern (``strongroom.concern``)."""

    certificate_days: _Steps = (30, 7)
    """So many days before a certificate ends operations are told, and once it has."""
    free_gigabytes: _Steps = (10, 2)
    """Told when less is free on a disk, again at the next step."""
    queue_hours: float = Field(default=1.0, gt=0)
    queue_documents: int = Field(default=5000, ge=1)
    history_days: int = Field(default=30, ge=2)
    """How long runs stay on the dashboard; the newest of each flow stays for ever."""

    def limits(self, rotate_days: int) -> Limits:
        """The same for deciding, with what the keys ask for."""
        return Limits(
            certificate_days=self.certificate_days,
            free_gigabytes=self.free_gigabytes,
            queue_hours=self.queue_hours,
            queue_documents=self.queue_documents,
            rotate_days=rotate_days,
        )
