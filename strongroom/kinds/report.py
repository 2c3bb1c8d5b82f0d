"""Report: what the house tells itself each month. It is made here and never recognised: no paper is taken for one."""

from strongroom.kind import Field, Kind, Retention, Sensitivity, Type
from strongroom.reports.family import KIND as ID
from strongroom.reports.family import Family

KIND = Kind(
    id=ID,
    title="Report",
    title_zh="报告",
    sensitivity=Sensitivity.PERSONAL,
    cues=(),
    fields=(
        Field(name="period_start", type=Type.DATE, required=True),
        Field(name="period_end", type=Type.DATE, required=True),
    ),
    name="{period_end}_report",
    tags=("report",),
    retention=Retention(
        years=10, starts="period_end", basis="house rule: reports as long as the books they summarise", next_year=True
    ),
    subkinds=tuple(family.value for family in Family),
)
