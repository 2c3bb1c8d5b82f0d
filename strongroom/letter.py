"""What a customer is written: which paper is asked for, why, until when, and the link to hand it in by. Pure.

A letter travels through the mailboxes of others. It names a sort of paper and a code, and neither a person nor a
number nor a date of any paper; whoever reads it can hand something in and see nothing.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlsplit

from strongroom.asking import Why, has_expired
from strongroom.errors import BadForm
from strongroom.messages import Language
from strongroom.notice import Message, checked_address

_MAIL: Final = frozenset({"mailto", "mailtos"})


def written(
    *, why: Why, step: int, kinds: str, house: str, code: str, link: str, until: dt.date, language: Language
) -> Message:
    """The letter. ``kinds`` are the titles of what is asked for, ``house`` is who asks, empty where nobody has said."""
    texts = _TEXTS[language]
    reason = "expired" if has_expired(why, step) else why.value
    said = texts[reason].format(kinds=kinds, days=step)
    lines = (
        texts["greeting"],
        said,
        texts["how"].format(link=link, until=until.isoformat(), code=code),
        texts["safe"],
        texts["end"].format(house=house or "Strongroom"),
    )
    return Message(title=texts["title"].format(code=code), body="\n\n".join(lines))


def address_for(house: str, mail: str) -> str:
    """The address of Apprise by which the house's mail account (``mailtos://user:password@host``) writes to somebody.

    Raises:
        BadForm: it is no mail account, already has a recipient, or would travel in the clear beyond this machine.
    """
    parts = urlsplit(checked_address(house))
    if (
        parts.scheme not in _MAIL
        or any(name in parts.query for name in ("to=", "cc=", "bcc="))
        or parts.path.strip("/")
    ):
        raise BadForm(field="mail")
    return f"{house.strip()}{'&' if parts.query else '?'}to={quote(mail, safe='@')}"


_TEXTS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "title": "We need a document from you ({code})",
        "greeting": "Dear customer,",
        "renewal": "a document that you gave us expires within {days} days: {kinds}. Please send us the new one as "
        "soon as you have it.",
        "expired": "a document that you gave us has expired: {kinds}. Please send us the new one.",
        "missing": "we need a document for your file: {kinds}. Please send us a copy.",
        "copy": "we cannot use the copy of a document that you gave us: {kinds}. Please send us a new one: sharp, "
        "bright, all corners on it.",
        "how": "Hand it in here, with a phone or a computer, until {until}:\n{link}\nReference: {code}",
        "safe": "The link takes files and shows none. We do not ask for passwords. If you doubt that this letter is "
        "from us, call us at the number that you know and name the reference.",
        "end": "Thank you.\n{house}",
    },
    "zh-CN": {
        "title": "请提供文件（{code}）",
        "greeting": "尊敬的客户：",
        "renewal": "您提供给我们的文件将在 {days} 天内到期：{kinds}。请在取得新文件后尽快提交。",
        "expired": "您提供给我们的文件已过期：{kinds}。请提交新的文件。",
        "missing": "您的档案还需要一份文件：{kinds}。请提交一份复印件。",
        "copy": "您提供的文件副本无法使用：{kinds}。请重新提交一份清晰、明亮、四角完整的副本。",
        "how": "请在 {until} 之前用手机或电脑在此提交：\n{link}\n编号：{code}",
        "safe": "该链接只能提交文件，不会显示任何文件。我们不会索要密码。"
        "如怀疑此信真伪，请拨打您已知的我方电话并报上编号。",
        "end": "谢谢。\n{house}",
    },
}
