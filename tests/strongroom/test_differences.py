"""What differs between two versions."""

from collections.abc import Mapping
from dataclasses import replace

from strongroom.differences import Difference, Known, Part, differences
from strongroom.reading import Origin, Reading, Source


def readings(**values: str) -> Mapping[str, Reading]:
    return {
        name: Reading(field=name, value=value, confidence=1.0, source=Source(origin=Origin.TEXT))
        for name, value in values.items()
    }


OLD = Known(
    kind="invoice", name="a.pdf", customer="Pinkel AG", tags=("finance", "old"), readings=readings(total="1", tax="2")
)


def as_is(reading: Reading) -> str:
    return reading.text


def masked(_reading: Reading) -> str:
    return "***"


def test_the_same_does_not_differ() -> None:
    assert differences(OLD, OLD, as_is) == ()


def test_of_the_first_version_everything_is_new() -> None:
    found = differences(None, OLD, as_is)
    assert {(one.part, one.name, one.after) for one in found} == {
        (Part.KIND, "", "invoice"),
        (Part.NAME, "", "a.pdf"),
        (Part.CUSTOMER, "", "Pinkel AG"),
        (Part.TAG, "", "finance"),
        (Part.TAG, "", "old"),
        (Part.FIELD, "total", "1"),
        (Part.FIELD, "tax", "2"),
    }


def test_every_part_that_changed_is_told_and_no_other() -> None:
    new = replace(OLD, kind="receipt", customer=None, tags=("finance", "new"), readings=readings(total="3", date="4"))
    assert set(differences(OLD, new, as_is)) == {
        Difference(part=Part.KIND, before="invoice", after="receipt"),
        Difference(part=Part.CUSTOMER, before="Pinkel AG"),
        Difference(part=Part.TAG, before="old"),
        Difference(part=Part.TAG, after="new"),
        Difference(part=Part.FIELD, name="date", after="4"),
        Difference(part=Part.FIELD, name="tax", before="2"),
        Difference(part=Part.FIELD, name="total", before="1", after="3"),
    }


def test_that_a_masked_value_changed_is_seen_though_its_mask_did_not() -> None:
    (one,) = differences(OLD, replace(OLD, readings=readings(total="9", tax="2")), masked)
    assert (one.name, one.before, one.after) == ("total", "***", "***")
