"""Which reports there are, and for whom each is."""

from enum import StrEnum
from typing import Final

KIND: Final = "report"
"""The kind that filed reports are; a report's family is its subkind."""


class Family(StrEnum):
    """A sort of report on the whole house."""

    MANAGEMENT = "management"
    FINANCE = "finance"
    COMPLIANCE = "compliance"


def family_of(kind: str | None, subkind: str | None) -> Family | None:
    """The family of a document of this kind and subkind; None for what is no report."""
    known = {family.value: family for family in Family}
    return known.get(subkind or "") if kind == KIND else None
