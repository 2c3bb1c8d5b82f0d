"""Unknown: an honest answer. It always goes to a person, and is never destroyed by a schedule."""

from strongroom.kind import UNKNOWN, Kind, Sensitivity

KIND = Kind(
    id=UNKNOWN,
    title="Unknown paper",
    title_zh="未识别文件",
    sensitivity=Sensitivity.IDENTITY,
    cues=(),
    fields=(),
    name="{received}_unknown",
    tags=(),
    retention=None,
)
