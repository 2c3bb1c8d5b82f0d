"""``separators``: sheets to lay between papers that are scanned in one go, with a code that says what follows."""

from pathlib import Path
from typing import Final
from urllib.parse import quote

import typer

from cli.new_file import refuse_existing, write_new
from cli.samples.pdf import Sheet, pdf_file
from extractors.identities import OWN, PATCH
from flows.stages.house_kinds import kinds_of
from strongroom.settings import read_settings

_MIDDLE: Final = 105
_SIDE: Final = 70
_LONGEST: Final = 40


def run(file: Path, *, kind: str | None, tags: list[str], owner: str | None, sheets: int) -> None:
    """Write the sheets."""
    refuse_existing(file, option="FILE")
    if kind is not None and kind not in kinds_of(read_settings()):
        raise typer.BadParameter(f"there is no kind {kind}; 'strongroom kinds list' shows them", param_hint="--kind")
    sheet = _sheet(kind, [tag[:_LONGEST] for tag in tags], owner[:_LONGEST] if owner else None)
    write_new(file, pdf_file(*[sheet] * sheets), option="FILE")
    typer.echo(f"{sheets} {'sheet' if sheets == 1 else 'sheets'} written")


def payload(kind: str | None, tags: list[str], owner: str | None) -> str:
    """What the code of a sheet says: ``SEP1|kind=invoice|tags=paid,march|owner=Acme``, values percent-encoded."""
    told = {"kind": kind, "tags": ",".join(tags), "owner": owner}
    return "|".join([OWN, *(f"{name}={quote(value, safe=',')}" for name, value in told.items() if value)])


def _sheet(kind: str | None, tags: list[str], owner: str | None) -> Sheet:
    sheet = Sheet()
    sheet.text(_MIDDLE, 30, "Separator sheet", size=30, align="middle")
    sheet.text(_MIDDLE, 46, "分隔页", size=24, align="middle")
    sheet.qr(_MIDDLE - _SIDE / 2, 75, _SIDE, payload(kind, tags, owner))
    # What scanners and other programs part papers by; it says nothing but that a paper begins.
    sheet.bars(_MIDDLE - _SIDE / 2, 225, _SIDE, 22, PATCH)
    row = 165.0
    for name, value in (("kind 类型", kind), ("tags 标签", ", ".join(tags)), ("owner 客户", owner)):
        if value:
            sheet.text(30, row, f"{name}: {value}", size=16)
            row += 10
    sheet.text(_MIDDLE, 270, "A new paper begins behind this sheet. The sheet itself is not kept.", align="middle")
    sheet.text(_MIDDLE, 277, "此页之后为新文件,本页不归档。", align="middle")
    return sheet
