"""How well and how fast the house reads and reviews: figures and plots, for those who answer for it."""

import datetime as dt
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Response

from desk import plots
from desk.face import Pages
from desk.visit import Needs, Person
from flows.stages.judging import week
from storage.audit import AuditEvent
from strongroom.permissions import Action
from strongroom.quality import Quality, Rate

router = APIRouter()

SPANS: Final = (7, 30, 90, 365)
_MOST_FIELDS: Final = 15
_FIGURES_READ: Final = "figures_read"


@router.get("/quality")
def quality(
    here: Annotated[Person, Depends(Needs(Action.MEASURE))],
    pages: Pages,
    days: Annotated[int, Query(ge=1, le=366)] = 30,
) -> Response:
    """The figures of the last days. They name the people of the house, so it is recorded who looked."""
    now = here.desk.now()
    work = here.desk.work
    found = week(work, now - dt.timedelta(days=days), now + dt.timedelta(seconds=1))
    event = AuditEvent(at=now, actor=here.user.actor, action=_FIGURES_READ, facts={"days": days})
    work.records.transactions.note(event)
    timed = [field for field in found.slowest if field.seconds is not None][:_MOST_FIELDS]
    facts: dict[str, Any] = {
        "found": found,
        "days": days,
        "spans": SPANS,
        "share": work.settings.review.sample_share,
        "errors": _told(found.errors),
        "error_gauge": plots.gauge(found.errors, wanted=work.settings.filing.error_target),
        "target": work.settings.filing.error_target,
        "agreement": _told(found.confirmed),
        "columns": plots.columns(found.days, (now - dt.timedelta(days=days - 1)).date(), now.date()),
        "kinds": plots.bars([(group.name, group.seconds) for group in found.kinds if group.seconds is not None]),
        "fields": tuple(zip(timed, plots.bars([(one.field, one.seconds or 0.0) for one in timed]), strict=True)),
        "others": _corrected_only(found),
        "titles": here.desk.accounts.titles(),
    }
    return pages.page(here, "quality.html", **facts)


def _told(rate: Rate) -> dict[str, object]:
    low, high = rate.interval
    return {
        "found": rate.found,
        "of": rate.of,
        "share": _percent(rate.share or 0.0),
        "low": _percent(low),
        "high": _percent(high),
    }


def _percent(share: float) -> str:
    return f"{100 * share:.2g}" if share < 0.1 else f"{100 * share:.0f}"


def _corrected_only(found: Quality) -> list[Any]:
    """Fields whose time nobody measured, for instance those corrected from the command line."""
    return [field for field in found.fields if field.seconds is None and field.corrections][:_MOST_FIELDS]
