"""A back office of some weeks; ``make sim`` simulates ten years."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from tests.sim.world import Scale, World, run

_GROWING = ("documents", "facets", "equalities", "extractions", "arrivals", "blobs", "audit_events", "chases")
"""Tables that grow with the house."""
_COUNTING = "GROUP BY documents.state"
"""How the watch asks each evening how many papers there are: who does not go through them all cannot say."""


def test_over_some_weeks_nothing_goes_early_alone_or_under_hold_and_every_expiry_is_chased(tmp_path: Path) -> None:
    asked: dict[str, Any] = {}

    def told(world: World, day: int) -> None:
        def hear(_connection: Connection, _cursor: object, statement: str, given: Any, _: object, many: bool) -> None:
            asked.setdefault(statement, given[0] if many else given)

        if day == 0:
            event.listen(world.database.engine, "before_cursor_execute", hear)
        if day == 27:
            assert [] == world.database.write(lambda connection: _long_walks(connection, dict(asked)))

    world = run(Scale(days=28, papers=200, customers=80, archive=0.9, seed=7), tmp_path, told)
    counts = world.watch.counts
    assert counts["shredded"] > 0
    assert counts["erased"] > 0
    assert counts["chased"] > 0
    assert counts["expiries watched"] > 0
    assert world.refused > 0


def _long_walks(connection: Connection, asked: dict[str, Any]) -> list[str]:
    """Which of the statements would go through a whole table in a house with many thousand papers, by SQLite's plan."""
    connection.exec_driver_sql("ANALYZE")
    connection.exec_driver_sql(
        "UPDATE sqlite_stat1 SET stat = '200000' || substr(stat, instr(stat, ' '))"
        f" WHERE tbl IN ({', '.join(repr(table) for table in _GROWING)})"
    )
    connection.exec_driver_sql("ANALYZE sqlite_schema")
    walks = {f"SCAN {table}" for table in _GROWING}
    return [
        statement
        for statement, given in asked.items()
        if statement.startswith(("SELECT", "UPDATE", "DELETE")) and _COUNTING not in statement
        for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        if step.detail in walks
    ]
