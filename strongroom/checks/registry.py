"""The checks by name, for kinds that a house writes down in a file."""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType

from strongroom.checks.arithmetic import (
    difference_is,
    iban_is_sound,
    is_iban,
    is_positive,
    is_vat_id,
    less_than_total,
    net_and_tax_make_total,
    nights_make_total,
    not_before,
    parts_make_total,
)
from strongroom.checks.chinese import (
    birth_date_agrees,
    capital_agrees,
    net_is_total_without_tax,
    not_earlier_than,
    number_fits,
    sex_agrees,
)
from strongroom.checks.hkid import hkid_fits
from strongroom.checks.identity import age_is_plausible
from strongroom.checks.luhn import luhn_fits
from strongroom.checks.regions import taiwan_id_fits
from strongroom.checks.resident_id import resident_id_fits
from strongroom.checks.tax_id import licence_number_fits, tax_id_fits, uscc_fits
from strongroom.checks.vehicle import vin_fits
from strongroom.kind import Check

PLAIN: Mapping[str, Check] = MappingProxyType(
    {
        check.__name__: check
        for check in (
            net_and_tax_make_total,
            capital_agrees,
            net_is_total_without_tax,
            iban_is_sound,
            birth_date_agrees,
            sex_agrees,
            age_is_plausible,
            nights_make_total,
        )
    }
)
"""Checks that name their fields themselves."""
RULES: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "resident_id": resident_id_fits,
        "uscc": uscc_fits,
        "licence": licence_number_fits,
        "tax_id": tax_id_fits,
        "luhn": luhn_fits,
        "hkid": hkid_fits,
        "taiwan_id": taiwan_id_fits,
        "vin": vin_fits,
        "iban": is_iban,
        "vat_id": is_vat_id,
    }
)
"""What a number may be held against by ``number_fits``."""


def _number_fits(field: str, rule: str) -> Check:
    return number_fits(f"{field}_fits", field, RULES[rule])


def _not_earlier_than(field: str, first: str) -> Check:
    return not_earlier_than(field, dt.date.fromisoformat(first))


MAKERS: Mapping[str, tuple[Callable[..., Check], tuple[str, ...]]] = MappingProxyType(
    {
        "not_before": (not_before, ("later", "earlier")),
        "less_than_total": (less_than_total, ("name",)),
        "is_positive": (is_positive, ("name",)),
        "difference_is": (difference_is, ("result", "whole", "part")),
        "number_fits": (_number_fits, ("field", "rule")),
        "not_earlier_than": (_not_earlier_than, ("field", "first")),
    }
)
"""Checks that are told their fields, with the names of what they are told, in order."""
FIELDS = frozenset({"later", "earlier", "name", "result", "whole", "part", "field"})
"""Those of the names that are told a field of the kind."""


def named_check(entry: str | Mapping[str, str], fields: frozenset[str]) -> Check:
    """The check that an entry of a file names: ``"capital_agrees"``, or a table with ``check`` and what it is told.

    Raises:
        ValueError: there is no such check or rule, it is told too little or too much, or of a field that is not there.
    """
    if isinstance(entry, str):
        if entry not in PLAIN:
            raise ValueError(f"there is no check {entry}")
        return PLAIN[entry]
    told = dict(entry)
    name = told.pop("check", "")
    if name == "parts_make_total":
        parts = [part.strip() for part in told.get("parts", "").split(",")]
        if not set(parts) <= fields:
            raise ValueError("parts_make_total is told of a field that is not there")
        return parts_make_total(*parts)
    if name not in MAKERS:
        raise ValueError(f"there is no check {name}")
    maker, wanted = MAKERS[name]
    if told.keys() != set(wanted):
        raise ValueError(f"{name} has to be told {', '.join(wanted)}, and nothing else")
    if any(text not in fields for key, text in told.items() if key in FIELDS):
        raise ValueError(f"{name} is told of a field that is not there")
    if told.get("rule", "luhn") not in RULES:
        raise ValueError(f"{name} knows the rules {', '.join(RULES)}")
    return maker(*(told[key] for key in wanted))
