"""Reports: those that are filed, to be read or reckoned with; and one made now, for whom it is for."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Response

from desk.face import Pages
from desk.going import go
from desk.visit import GoTo, Person, Signed
from flows.stages.reporting.pdf import XLSX
from flows.stages.reporting.room import Reports
from strongroom.ids import DocumentId
from strongroom.reports.family import Family
from strongroom.reports.period import month_before

router = APIRouter(prefix="/reports")


@router.get("")
def listed(here: Signed, pages: Pages, made: str = "") -> Response:
    """The reports that the person may open; ``made`` is the id of the one that they just asked for."""
    room = _room(here)
    families = room.families()
    if not families:
        raise GoTo("/account")
    facts: dict[str, Any] = {
        "lines": room.listed(),
        "families": families,
        "month": f"{month_before(room.making.today()).first:%Y-%m}",
        "newest": f"{room.making.today():%Y-%m}",
        "made": made,
    }
    return pages.page(here, "reports.html", **facts)


@router.post("")
def order(here: Signed, family: Annotated[Family, Form()], month: Annotated[str, Form(max_length=7)]) -> Response:
    """Have a report made now; what is there already is not made twice."""
    return go(f"/reports?made={_room(here).order(family, month).document}")


@router.get("/{report}/pdf")
def pdf(here: Signed, report: DocumentId) -> Response:
    """Hand out a report to be read. It is recorded who took it."""
    return _file(_room(here).file(report), _name(here, report, ".pdf"), "application/pdf")


@router.get("/{report}/workbook")
def workbook(here: Signed, report: DocumentId) -> Response:
    """The same to be reckoned with."""
    return _file(_room(here).workbook(report), _name(here, report, ".xlsx"), XLSX)


def _name(here: Person, report: DocumentId, ending: str) -> str:
    row = here.desk.work.records.for_policy(report)
    return (row.name or row.original_name).removesuffix(".pdf") + ending


def _file(data: bytes, name: str, media: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(data, media_type=media, headers=headers)


def _room(here: Person) -> Reports:
    return Reports(office=here.desk.office(here.user))
