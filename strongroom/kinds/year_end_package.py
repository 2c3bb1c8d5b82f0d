"""Year-end package: the papers of a fiscal year as one file. It is made here and never recognised."""

from strongroom.kind import PACKAGE as ID
from strongroom.kind import Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id=ID,
    title="Year-end package",
    title_zh="年度文件包",
    # Nobody reads the papers of a whole year without saying why.
    sensitivity=Sensitivity.IDENTITY,
    cues=(),
    fields=(
        Field(name="year_start", type=Type.DATE, required=True),
        Field(name="year_end", type=Type.DATE, required=True),
        Field(name="papers", type=Type.CODE, required=True),
    ),
    name="{year_end}_package",
    tags=("year-end package",),
    retention=Retention(
        years=10,
        starts="year_end",
        basis="house rule: ten years; a package goes earlier when the first of its papers is destroyed",
        next_year=True,
    ),
)
