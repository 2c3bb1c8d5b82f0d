"""What the board says, in English and Chinese."""

from collections.abc import Mapping
from typing import Final

from strongroom.messages import Language

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "queue": ("Queue", "队列"),
    "arriving": ("in the inbox", "收件箱中"),
    "waiting": ("wait to be read", "等待读取"),
    "oldest": ("longest waiting", "最长等待"),
    "lapsed": ("left by their reader", "读取中断无人接手"),
    "overdue": ("reviews past their time", "逾期复核"),
    "chased": ("chased, for they expire", "到期催办中"),
    "page": ("page {done} of {of}", "第 {done} / {of} 页"),
    "papers": ("Papers", "文件"),
    "received": ("received", "已接收"),
    "reading": ("being read", "读取中"),
    "in_review": ("in review", "待复核"),
    "filed": ("filed", "已归档"),
    "archived": ("archived", "已转冷存储"),
    "destroyed": ("destroyed", "已销毁"),
    "quarantined": ("quarantined", "已隔离"),
    "errors": ("Errors within a day", "24 小时内的错误"),
    "of_papers": ("papers", "文件"),
    "of_runs": ("runs", "任务"),
    "none": ("none", "无"),
    "keys": ("Keys and disks", "密钥与磁盘"),
    "key": ("key {id}", "密钥 {id}"),
    "key_since": ("current for {age}", "已使用 {age}"),
    "key_due": ("to be changed in {time}", "{time}后应更换"),
    "key_overdue": ("to be changed now", "应立即更换"),
    "disk": ("{free} GB of {total} GB free", "剩余 {free} GB / 共 {total} GB"),
    "components": ("Components", "组件"),
    "well": ("well", "正常"),
    "not_well": ("not well", "异常"),
    "doctor": ("'strongroom doctor' says what to do", "请运行“strongroom doctor”查看处理办法"),
    "schedules": ("Schedules", "计划任务"),
    "last": ("last success", "上次成功"),
    "next": ("next", "下次"),
    "never": ("never yet", "尚未"),
    "ago": ("{age} ago", "{age}前"),
    "in": ("in {time}", "{time}后"),
    "late": ("late by {age}", "已迟 {age}"),
    "paused": ("paused", "已暂停"),
    "maintenance": (
        "Maintenance: nothing is taken in, read or filed, and no schedule begins",
        "维护模式：不接收、不读取、不归档，计划任务均不启动",
    ),
    "pause": ("{name} is paused", "{name} 已暂停"),
    "resume": ("since {age}; 'strongroom resume {name}' ends it", "已 {age}；可用“strongroom resume {name}”结束"),
    "since": ("since {age}", "已 {age}"),
    "more": ("and {count} more", "另有 {count} 项"),
    "no_vault": ("the vault does not answer", "保险库没有响应"),
    "no_clock": ("nobody can be asked", "无法查询"),
    "looking": ("Looking ...", "正在查看……"),
    "all_well": ("all is well", "一切正常"),
    "leave": ("Ctrl-C leaves", "按 Ctrl-C 退出"),
    "seconds": ("{n} s", "{n} 秒"),
    "minutes": ("{n} min", "{n} 分钟"),
    "hours": ("{n} h", "{n} 小时"),
    "days": ("{n} d", "{n} 天"),
}
_UNITS: Final = (("days", 86_400), ("hours", 3_600), ("minutes", 60))
_ENOUGH: Final = 2
"""A unit is used from so many of it on: 90 minutes tell more than one hour."""


def word(key: str, language: Language, **facts: object) -> str:
    """The words of a key, filled."""
    return _WORDS[key][language != "en"].format(**facts)


def span(seconds: float, language: Language) -> str:
    """How long something is, in whole units."""
    for unit, length in _UNITS:
        if seconds >= _ENOUGH * length:
            return word(unit, language, n=int(seconds // length))
    return word("seconds", language, n=max(0, int(seconds)))
