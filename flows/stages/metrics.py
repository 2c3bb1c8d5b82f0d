"""The metrics page: numbers in, Prometheus text out. Codes, states and names of flows are its only labels.

Every name begins with ``strongroom_``; ``docs/operations.md`` says what to watch.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from flows.stages.tally import Spent
from flows.timekeeper import Schedule
from storage.records.measuring import Measured
from strongroom.errors import Broken, LeaseLost, StrongroomError, Unavailable


def _codes(family: type[StrongroomError]) -> Iterator[str]:
    yield family.code
    for one in family.__subclasses__():
        yield from _codes(one)


_ALARMING: Final = frozenset((*_codes(Broken), *_codes(Unavailable)))
"""Codes that are on the page before any of them was met: a counter that begins at one has never risen, and the first
object that was tampered with would wake nobody.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a page is made of.

    ``measured`` None means that the records do not answer. ``codes`` counts what went wrong since the service started,
    ``stages`` what its stages did (seconds of taking in by the clock, of reading by the processor);
    ``schedules`` is how each schedule went, ``schedules_known`` whether the Prefect server could be asked.
    """

    measured: Measured | None
    arriving: int = 0
    codes: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, Spent] = field(default_factory=dict)
    schedules: tuple[Schedule, ...] = ()
    schedules_known: bool = False
    free_bytes: int = 0


class Page(Collector):
    """The metrics of the figures that ``gather`` gives at each look."""

    def __init__(self, gather: Callable[[], Figures]) -> None:
        self._gather = gather

    def collect(self) -> Iterable[Metric]:
        """Every metric there is."""
        figures = self._gather()
        yield from _of_service(figures)
        if figures.measured is not None:
            yield from _of_records(figures.measured)

    def describe(self) -> Iterable[Metric]:
        """Nothing: a registry would otherwise gather once more, only to learn the names."""
        return ()


def registry(gather: Callable[[], Figures]) -> CollectorRegistry:
    """A registry of this page alone, without what the library adds of the process it runs in."""
    one = CollectorRegistry()
    one.register(Page(gather))
    return one


def render(figures: Figures) -> str:
    """The page as Prometheus reads it."""
    return generate_latest(registry(lambda: figures)).decode()


def _of_service(figures: Figures) -> Iterator[Metric]:
    yield _gauge("records_up", "Whether the records answer.", figures.measured is not None)
    yield _gauge("schedules_up", "Whether the Prefect server answers.", figures.schedules_known)
    yield _gauge("inbox_files", "Files in the inbox that are not in the vault yet.", figures.arriving)
    yield _gauge("data_free_bytes", "Room on the disk of the data folder.", figures.free_bytes)
    lost = figures.codes.get(LeaseLost.code, 0)
    yield CounterMetricFamily("strongroom_lease_losses", "Leases that ran out under their worker.", value=lost)
    failures = CounterMetricFamily("strongroom_failures", "What went wrong, by code.", labels=["code"])
    for code in sorted(_ALARMING | figures.codes.keys()):
        failures.add_metric([code], figures.codes.get(code, 0))
    yield failures
    seconds = CounterMetricFamily("strongroom_stage_seconds", "Seconds that stages took.", labels=["stage"])
    through = CounterMetricFamily("strongroom_stage_documents", "Documents through each stage.", labels=["stage"])
    for stage, spent in sorted(figures.stages.items()):
        seconds.add_metric([stage], spent.seconds)
        through.add_metric([stage], spent.documents)
    yield from (seconds, through)
    yield from _of_schedules(figures.schedules)


def _of_schedules(schedules: Iterable[Schedule]) -> Iterator[Metric]:
    last = GaugeMetricFamily(
        "strongroom_schedule_last_success_timestamp_seconds", "When a schedule last ended well.", labels=["flow"]
    )
    paused = GaugeMetricFamily("strongroom_schedule_paused", "Whether a schedule begins no runs.", labels=["flow"])
    # What goes wrong in a schedule is counted by no service that lives on: its runs are processes of their own.
    failed = GaugeMetricFamily(
        "strongroom_schedule_failed", "Schedules whose newest run went wrong, by code.", labels=["flow", "code"]
    )
    for one in schedules:
        if one.succeeded_at is not None:
            last.add_metric([one.flow], one.succeeded_at.timestamp())
        paused.add_metric([one.flow], one.paused)
        if one.failure is not None:
            failed.add_metric([one.flow, one.failure], 1)
    yield from (last, paused, failed)


def _of_records(measured: Measured) -> Iterator[Metric]:
    yield _gauge("queue_documents", "Documents that wait to be read.", measured.waiting)
    yield _gauge("queue_oldest_seconds", "How long the longest waiting document has waited.", measured.oldest_seconds)
    yield _gauge("leases_lapsed", "Leases that ran out and that nobody took over yet.", measured.lapsed)
    yield _gauge("reviews_overdue", "Review tasks past their time.", measured.overdue_reviews)
    yield _gauge("papers_chased", "Papers that are chased because they expire.", measured.chased)
    states = ((state.value, count) for state, count in measured.states.items())
    yield _labelled("documents", "Documents by state.", "state", states)
    yield _labelled("quarantined", "Documents set aside, by code.", "code", measured.quarantined.items())
    yield _labelled("concerns", "What is wrong with the machine, by trouble.", "code", measured.concerns.items())
    yield _labelled("paused", "What is paused.", "name", ((name, 1) for name in measured.paused))


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"strongroom_{name}", says, value=float(value))


def _labelled(name: str, says: str, label: str, values: Iterable[tuple[str, int]]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"strongroom_{name}", says, labels=[label])
    for one, value in values:
        family.add_metric([one], value)
    return family
