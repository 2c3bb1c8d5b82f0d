"""Whose files are not complete: all customers held against their checklists, as one person may know of it."""

import datetime as dt
from dataclasses import dataclass, field

from flows.stages.customer_room import CustomerRoom
from flows.stages.working_days import house_zone
from storage.records.profiles import Profiles
from strongroom.checklist import Filed, Gap, Standing, gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """A customer whose file has gaps. ``id`` is the keyed hash of the name, in hex."""

    id: str
    name: str = field(repr=False)
    sort: str | None
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of them; ``more`` says that others follow."""

    lines: tuple[Lacking, ...]
    more: bool


def lacking(room: CustomerRoom, *, sort: str | None, limit: int, offset: int) -> Page:
    """Customers whose files have gaps: those first that lack most, then by the day on which a paper expires.

    ``sort`` leaves out the others; None leaves out nobody. A page may be short: what the person may not know of is
    left out of it.
    """
    work = room.office.work
    today = room.office.now().astimezone(house_zone(work.settings)).date()
    files = [one for one in Profiles(work.records.transactions).all_filed() if sort in (None, one.sort)]
    found = [(one, open_gaps) for one in files if (open_gaps := gaps(one, work.sorts, today))]
    found.sort(key=lambda pair: _weight(*pair))
    page = {one.hash: (one, open_gaps) for one, open_gaps in found[offset : offset + limit]}
    lines = (
        (line, page[bytes.fromhex(line.id)][0].sort, room.shown_gaps(page[bytes.fromhex(line.id)][1], line.name))
        for line in room.known(page)
    )
    shown_lines = (Lacking(id=line.id, name=line.name, sort=of, gaps=shown) for line, of, shown in lines if shown)
    return Page(lines=tuple(shown_lines), more=len(found) > offset + limit)


def _weight(filed: Filed, found: tuple[Gap, ...]) -> tuple[int, int, dt.date, bytes]:
    missing = sum(gap.standing is Standing.MISSING for gap in found)
    expired = sum(gap.standing is Standing.EXPIRED for gap in found)
    days = (gap.paper.expires_on for gap in found if gap.paper and gap.paper.expires_on)
    return -missing, -expired, min(days, default=dt.date.max), filed.hash
