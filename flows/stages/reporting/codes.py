"""Why documents were set aside, in a few words for a line of a report; what to do about it is for the document's page
(``strongroom.messages``).
"""

from collections.abc import Mapping
from typing import Final

CODES: Final[Mapping[str, tuple[str, str]]] = {
    "empty_file": ("empty file", "空文件"),
    "unknown_type": ("unknown format", "格式无法识别"),
    "not_a_file": ("no file", "非普通文件"),
    "not_readable": ("no leave to read the file", "无权读取文件"),
    "path_too_long": ("path too long", "路径过长"),
    "too_large": ("too large", "文件过大"),
    "too_many_pages": ("too many pages", "页数过多"),
    "too_many_pixels": ("too many pixels", "像素过多"),
    "unpacks_too_large": ("unpacks too large", "解压后过大"),
    "too_many_parts": ("too many files in one", "内含文件过多"),
    "nested_too_deep": ("nested too deep", "嵌套过深"),
    "old_office": ("Office before 2007", "2007 年前的 Office 格式"),
    "other_archive": ("archive of another sort", "不支持的压缩格式"),
    "damaged": ("damaged", "文件损坏"),
    "truncated": ("cut off", "文件不完整"),
    "password_needed": ("password needed", "需要密码"),
    "reading_too_slow": ("reading took too long", "读取超时"),
    "reading_crashed": ("reading crashed", "读取中断"),
    "rejected_by_reviewer": ("rejected by a reviewer", "审核退回"),
    "duplicate_of": ("duplicate, says a reviewer", "审核认定重复"),
    "better_copy_asked": ("better copy asked for", "已请提供更清晰的副本"),
    "joined_into": ("part of another document now", "已并入另一份文件"),
    "taken_apart": ("taken apart again", "已重新拆分"),
}
