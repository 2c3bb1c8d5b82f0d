"""Notices: what a person is told outside the product, when it goes, and how it reads. Pure.

A notice names an event and ids, and nothing of any paper: it goes through mailboxes and chat rooms of others. What
it says is true while it waits: what somebody has done meanwhile is not told any more (``storage.records.noticing``).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from strongroom.errors import BadForm
from strongroom.expiry import EXPIRED
from strongroom.messages import Language, explain
from strongroom.transport import stays_here

ATTEMPTS: Final = 8
"""After so many failures a notice is given up: it stands in the product all the same."""
_FIRST_WAIT: Final = dt.timedelta(minutes=5)
_LONGEST_WAIT: Final = dt.timedelta(hours=6)
MOST_LINES: Final = 20
"""Notices that one message lists; of the others it tells how many they are."""


class Event(StrEnum):
    """What people are told of."""

    REVIEW_DUE_SOON = "review_due_soon"
    REVIEW_OVERDUE = "review_overdue"
    REVIEW_ESCALATED = "review_escalated"
    REQUEST_WAITS = "request_waits"
    MENTIONED = "mentioned"
    EXPIRES = "expires"
    EXPIRY_ESCALATED = "expiry_escalated"
    """A paper expired a while ago, and no customer is asked for it: nobody knows whose it is, or how to reach them."""
    DATES_MISSING = "dates_missing"
    """Papers of a kind, the subject, are kept for ever until somebody gives the date that their rule starts from."""
    UNUSUAL_ACCESS = "unusual_access"
    WEBHOOK_STOPPED = "webhook_stopped"
    ACCESS_LAPSES = "access_lapses"
    CARE = "care"
    """A concern about the machine: the subject is what is wrong and with what, the step how far it went."""
    REPORT_READY = "report_ready"
    PACKAGE_READY = "package_ready"
    LETTERS_WAIT = "letters_wait"
    ASK_ESCALATED = "ask_escalated"
    IDENTITY_AWAITED = "identity_awaited"
    """Somebody wants the person to come through the provider; only they themselves can join the two."""
    IDENTITY_BOUND = "identity_bound"
    ACCOUNT_RESET = "account_reset"
    """Somebody else gave the person a new password, which lets whoever has it set a new second factor too."""


URGENT: Final = frozenset({Event.UNUSUAL_ACCESS, Event.IDENTITY_AWAITED, Event.IDENTITY_BOUND, Event.ACCOUNT_RESET})
"""What waits for no digest and no morning: an account that empties the vault does so at night, and who comes in under
another's name does not wait either."""

SCHEMES: Final = frozenset(
    {"mailtos", "mailto", "jsons", "json", "dingtalk", "wecombot", "feishu", "lark", "slack", "workflows"}
)
"""Services that notices go to; the rest of Apprise's are shut, among them those that write files or start programs."""
_PLAIN: Final = frozenset({"mailto", "json"})
_UNSAFE: Final = frozenset({"verify", "mode", "redirect"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours of the day in which nothing goes out: [``start``, ``end``), over midnight where ``end`` is earlier."""

    start: int
    end: int

    def covers(self, hour: int) -> bool:
        """Whether an hour is quiet."""
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How somebody wants to be told. ``digest`` is the hour of a daily summary; None is at once."""

    language: Language = "en"
    zone: str = "UTC"
    digest: int | None = None
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Due:
    """What somebody is to be told; ``step`` counts, so that a second reminder is another notice than the first."""

    event: Event
    subject: str
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A notice that was not sent yet. ``not_before`` is when it may be tried again after a failure."""

    due: Due
    made_at: dt.datetime
    attempts: int = 0
    not_before: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent."""

    title: str
    body: str = field(repr=False)


def checked_wishes(wishes: Wishes) -> Wishes:
    """The wishes, if they can be kept.

    Raises:
        BadForm: ``field`` says which cannot.
    """
    quiet = wishes.quiet or Quiet(start=0, end=0)
    for name, hour in (("digest", wishes.digest), ("quiet", quiet.start), ("quiet", quiet.end)):
        if hour is not None and not 0 <= hour <= 23:
            raise BadForm(field=name)
    if wishes.zone not in available_timezones():
        raise BadForm(field="zone")
    return wishes


def checked_address(address: str) -> str:
    """An address of Apprise to which notices may go.

    Raises:
        BadForm: it is of no service in ``SCHEMES``, would travel in the clear beyond this machine, or asks that the
            certificate of the other side be taken unseen.
    """
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        raise BadForm(field="address") from None
    asked = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    if parts.scheme not in SCHEMES or not host or asked & _UNSAFE:
        raise BadForm(field="address")
    # ``smtp`` names another server than the host does.
    if parts.scheme in _PLAIN and (not stays_here(host) or "smtp" in asked):
        raise BadForm(field="address")
    return address.strip()


def goes_at(waiting: Waiting, wishes: Wishes) -> dt.datetime:
    """The moment from which a notice may go: after the next digest, outside quiet hours, and after its back-off."""
    if waiting.due.event in URGENT:
        return max(waiting.made_at, waiting.not_before or waiting.made_at)
    zone = ZoneInfo(wishes.zone)
    begins = waiting.made_at
    if wishes.digest is not None:
        begins = _next(begins, wishes.digest, zone)
    begins = max(begins, waiting.not_before or begins)
    if wishes.quiet is not None and wishes.quiet.covers(begins.astimezone(zone).hour):
        begins = _next(begins, wishes.quiet.end, zone)
    return begins


def due_now(waiting: Iterable[Waiting], wishes: Wishes, now: dt.datetime) -> tuple[Waiting, ...]:
    """Those that go at this moment, urgent ones first: they are one message.

    It may be later than the moment from which they might go: the quiet hours of now count as well.
    """
    is_quiet = wishes.quiet is not None and wishes.quiet.covers(now.astimezone(ZoneInfo(wishes.zone)).hour)
    found = [one for one in waiting if goes_at(one, wishes) <= now and (one.due.event in URGENT or not is_quiet)]
    return tuple(sorted(found, key=lambda one: (one.due.event not in URGENT, one.made_at, one.due)))


def wait_after(attempts: int) -> dt.timedelta | None:
    """How long to wait after so many failures; None when it is to be given up."""
    return None if attempts >= ATTEMPTS else min(_FIRST_WAIT * 2 ** (attempts - 1), _LONGEST_WAIT)


def written(notices: Iterable[Due], language: Language, link: str = "") -> Message:
    """The message that tells these; ``link`` is where the desk is reached, empty where it is not said."""
    wanted = tuple(notices)
    texts = _TEXTS[language]
    lines = [_line(one, language, link) for one in wanted[:MOST_LINES]]
    if len(wanted) > MOST_LINES:
        lines.append(texts["more"].format(count=len(wanted) - MOST_LINES))
    return Message(title=texts["title"].format(count=len(wanted)), body="\n".join(lines))


def trial(language: Language) -> Message:
    """The message by which somebody sees that an address takes any."""
    texts = _TEXTS[language]
    return Message(title=texts["trial"], body=texts["trial_body"])


def _line(due: Due, language: Language, link: str) -> str:
    said = _said(due, language)
    return f"{said} {link}{_PLACES[due.event].format(subject=due.subject)}" if link else said


def _said(due: Due, language: Language) -> str:
    if due.event is not Event.CARE:
        has_expired = due.event is Event.EXPIRES and due.step == EXPIRED
        text = _TEXTS[language]["expired" if has_expired else due.event]
        return text.format(subject=due.subject, step=due.step)
    trouble, _, subject = due.subject.partition(" ")
    message = explain(trouble, {"subject": subject, "step": due.step}, language)
    return f"{message.sentence} {message.way_out}"


def _next(moment: dt.datetime, hour: int, zone: ZoneInfo) -> dt.datetime:
    """The first full hour of this name at or after a moment."""
    local = moment.astimezone(zone)
    today = dt.datetime.combine(local.date(), dt.time(hour), tzinfo=zone)
    # Days are added to the date and not to the moment: a day on which clocks change has 23 or 25 hours.
    tomorrow = dt.datetime.combine(local.date() + dt.timedelta(days=1), dt.time(hour), tzinfo=zone)
    return (today if today >= local else tomorrow).astimezone(dt.UTC)


_PLACES: Final[Mapping[Event, str]] = {
    Event.REVIEW_DUE_SOON: "/review/{subject}",
    Event.REVIEW_OVERDUE: "/review/{subject}",
    Event.REVIEW_ESCALATED: "/review/{subject}",
    Event.REQUEST_WAITS: "/requests",
    Event.MENTIONED: "/documents/{subject}",
    Event.EXPIRES: "/documents/{subject}",
    Event.EXPIRY_ESCALATED: "/documents/{subject}",
    Event.DATES_MISSING: "/find?q=kind:{subject}",
    Event.UNUSUAL_ACCESS: "/trail",
    Event.WEBHOOK_STOPPED: "/webhooks/{subject}",
    Event.ACCESS_LAPSES: "/access",
    Event.CARE: "/components",
    Event.REPORT_READY: "/reports",
    Event.PACKAGE_READY: "/documents/{subject}",
    Event.LETTERS_WAIT: "/asks",
    Event.ASK_ESCALATED: "/asks#{subject}",
    Event.IDENTITY_AWAITED: "/account",
    Event.IDENTITY_BOUND: "/account",
    Event.ACCOUNT_RESET: "/account",
}
_TEXTS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "title": "Strongroom: {count} to look at",
        "more": "... and {count} more.",
        "trial": "Strongroom: a trial",
        "trial_body": "Notices for you come here. This one is a trial: nothing waits.",
        Event.REVIEW_DUE_SOON: "A review is due soon: {subject}",
        Event.REVIEW_OVERDUE: "A review is overdue (reminder {step}): {subject}",
        Event.REVIEW_ESCALATED: "A review was passed on to you: {subject}",
        Event.REQUEST_WAITS: "A request waits for your answer: {subject}",
        Event.MENTIONED: "A comment calls you: {subject}",
        Event.EXPIRES: "A paper expires within {step} days: {subject}",
        "expired": "A paper has expired: {subject}",
        Event.EXPIRY_ESCALATED: "A paper has expired, was not renewed, and its customer cannot be asked: {subject}",
        Event.DATES_MISSING: "Papers of this kind are kept until somebody gives the date from which their time runs "
        "('strongroom retention undated' names them): {subject}",
        Event.UNUSUAL_ACCESS: "Unusual access: {subject}",
        Event.WEBHOOK_STOPPED: "A webhook takes nothing any more and was stopped: {subject}",
        Event.ACCESS_LAPSES: "Access lapses soon unless somebody confirms it: {subject}",
        Event.REPORT_READY: "A report was made: {subject}",
        Event.PACKAGE_READY: "The package of a closed year lies in the vault: {subject}",
        Event.LETTERS_WAIT: "Letters to customers wait for leave ({step}): {subject}",
        Event.ASK_ESCALATED: "A customer has not answered: {subject}",
        Event.IDENTITY_AWAITED: "Your account is to open through the sign-in provider; join it or refuse: {subject}",
        Event.IDENTITY_BOUND: "Your account opens through the sign-in provider now: {subject}",
        Event.ACCOUNT_RESET: "Your password and second factor were reset; if you did not ask for it, tell your manager "
        "at once: {subject}",
    },
    "zh-CN": {
        "title": "Strongroom：{count} 项待处理",
        "more": "……另有 {count} 项。",
        "trial": "Strongroom：测试消息",
        "trial_body": "发给您的通知将送达此处。这是一条测试消息，没有待办事项。",
        Event.REVIEW_DUE_SOON: "审核即将到期：{subject}",
        Event.REVIEW_OVERDUE: "审核已超期（第 {step} 次提醒）：{subject}",
        Event.REVIEW_ESCALATED: "有审核任务上报给您：{subject}",
        Event.REQUEST_WAITS: "有申请等待您答复：{subject}",
        Event.MENTIONED: "有评论提到您：{subject}",
        Event.EXPIRES: "文件将在 {step} 天内到期：{subject}",
        "expired": "文件已到期：{subject}",
        Event.EXPIRY_ESCALATED: "文件已到期且未更新，又无法联系客户：{subject}",
        Event.DATES_MISSING: "此类文件缺少保管期限的起算日期，补齐之前一直保管"
        "（名单见 strongroom retention undated）：{subject}",
        Event.UNUSUAL_ACCESS: "异常访问：{subject}",
        Event.WEBHOOK_STOPPED: "Webhook 长时间无法送达，已停止：{subject}",
        Event.ACCESS_LAPSES: "访问权限即将失效，除非有人确认：{subject}",
        Event.REPORT_READY: "报告已生成：{subject}",
        Event.PACKAGE_READY: "年度文件包已存入保险库：{subject}",
        Event.LETTERS_WAIT: "有客户信等待批准（{step} 封）：{subject}",
        Event.ASK_ESCALATED: "客户未答复：{subject}",
        Event.IDENTITY_AWAITED: "您的账户将可通过身份提供方登录，如非您所愿请拒绝：{subject}",
        Event.IDENTITY_BOUND: "您的账户现可通过身份提供方登录：{subject}",
        Event.ACCOUNT_RESET: "您的密码与第二重验证已被重设，如非您本人要求，请立即告知主管：{subject}",
    },
}
