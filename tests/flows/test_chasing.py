"""What the dashboard is told of papers that expire."""

import datetime as dt

from flows.stages.chasing import Chased
from storage.records.chasing import Chase, Closed
from strongroom.expiry import Closing
from strongroom.ids import DocumentId

DAY = dt.date(2027, 5, 1)
DONE = Chased(
    opened=(
        Chase(document=DocumentId("A"), kind="passport", expires_on=DAY, days_before=30),
        Chase(document=DocumentId("B"), kind="passport", expires_on=DAY, days_before=0),
        Chase(document=DocumentId("C"), kind="visa", expires_on=DAY, days_before=7, renewal=DocumentId("E")),
    ),
    closed=(Closed(document=DocumentId("D"), expires_on=DAY, why=Closing.CORRECTED),),
)


def test_rows_hold_ids_and_steps_and_no_field_of_a_paper() -> None:
    assert [
        {"document": "A", "what": "expires within 30 days"},
        {"document": "B", "what": "has expired"},
        {"document": "C", "what": "renewed"},
        {"document": "D", "what": "corrected"},
    ] == DONE.rows()
    assert "2027" not in str(DONE.rows())


def test_the_message_counts_what_somebody_has_to_do_and_what_nobody_has_to_any_more() -> None:
    assert "2 to chase, 2 closed" == DONE.told
