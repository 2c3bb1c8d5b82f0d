"""Which numbers tell whose paper it is."""

import pytest

from strongroom.customer import agreed, identifiers
from strongroom.reading import Origin, Reading, Source


def read(field: str, value: str, confidence: float = 0.99) -> Reading:
    return Reading(field=field, value=value, confidence=confidence, source=Source(origin=Origin.TEXT))


def test_only_identifying_numbers_that_were_read_with_certainty_count() -> None:
    readings = {
        one.field: one
        for one in (
            read("id_number", "1"),
            read("seller_tax_id", "2", confidence=0.9),
            read("buyer_tax_id", "3"),
            read("invoice_number", "4"),
        )
    }
    assert [("id_number", "1")] == list(identifiers(readings))


@pytest.mark.parametrize(
    ("customers", "expected"),
    [([], None), ([None], None), (["A"], "A"), (["A", None, "A"], "A"), (["A", "B"], None)],
)
def test_papers_that_disagree_name_nobody(customers: list[str | None], expected: str | None) -> None:
    assert agreed(customers) == expected
