"""Readings: what was read, how sure we are, and where it was seen."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from strongroom.errors import Fact
from strongroom.page import Box

Value = str | Decimal | dt.date
"""Text as printed, amounts as ``Decimal``, dates as ``date``."""


class Origin(StrEnum):
    """Where a reading comes from, from most to least exact."""

    XML = "xml"
    QR = "qr"
    MRZ = "mrz"
    TEXT = "text"
    OCR = "ocr"
    CLOSER = "closer"
    """Recognised at a second look, larger, after a check had refuted the first."""
    DERIVED = "derived"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a value was seen. ``page`` counts from 1; ``box`` is missing where the value has no place (XML)."""

    origin: Origin
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One field's value, calibrated confidence (0 to 1) and source.

    ``proven`` says that arithmetic, a check digit or a second source confirms the value.
    """

    field: str
    value: Value
    confidence: float
    source: Source
    proven: bool = False

    @property
    def text(self) -> str:
        """The value as it is printed in results: ISO dates, plain decimals."""
        if isinstance(self.value, dt.date):
            return self.value.isoformat()
        if isinstance(self.value, Decimal):
            return f"{self.value:f}"
        return self.value

    def at(self, confidence: float, *, proven: bool | None = None) -> "Reading":
        """The same reading with another confidence."""
        return replace(self, confidence=confidence, proven=self.proven if proven is None else proven)


Readings = Mapping[str, Reading]
Tables = Mapping[str, tuple[Mapping[str, str], ...]]
"""Rows of cells by column name, by the name of the table: ``lines`` of invoices, ``rows`` of statements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of one check over some fields. A failed finding of ``warning`` weight does not stop filing."""

    check: str
    passed: bool
    fields: tuple[str, ...]
    warning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a document needs a person: a code of ``strongroom.messages`` with the names of fields or checks."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """Which kind, how sure (calibrated), and why. ``kind`` is ``unknown`` when no kind is sure enough."""

    kind: str
    confidence: float
    subkind: str | None = None
    reasons: tuple[str, ...] = ()
    runners_up: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Everything read from one document, and what the checks say of it. Tables hold rows of cells by column name."""

    readings: Readings
    findings: tuple[Finding, ...] = ()
    tables: Tables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """File straight through, or ask a person, and why."""

    straight_through: bool
    reasons: tuple[Reason, ...] = ()
