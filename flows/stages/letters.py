"""Letters to customers: written in their language, with a fresh link each, and sent from the house's mail account.

A run that is killed between sending and recording it sends the letter once more, with another link; both links work
until the ask is closed. At least once, and never not at all.
"""

import datetime as dt

from flows.stages.messenger import Messenger
from flows.stages.workroom import Workroom
from storage.records.ask_links import AskLinks
from storage.records.asking import Ask, Way
from storage.records.letters import Letters
from storage.records.profiles import Profiles
from strongroom.contact import Contact
from strongroom.errors import BadForm, BadSettings
from strongroom.letter import address_for, written
from strongroom.messages import Language
from strongroom.notice import Message

_ACTOR = "schedule"


def send_letters(work: Workroom, messenger: Messenger, now: dt.datetime) -> tuple[int, int]:
    """Send the letters that were allowed; return how many went and how many did not.

    Those to customers without an address wait, and so do all while the settings name no mail account or no desk.

    Raises:
        BadSettings: ``asks.mail`` is no mail account that may be used.
    """
    if not can_send(work):
        return 0, 0
    letters, sent, failed = Letters(work.records.transactions), 0, 0
    for ask in letters.to_send(now):
        contact = Profiles(work.records.transactions).of(ask.customer).contact
        if ask.letter is None or not contact.mail:
            continue
        if messenger.send(_address(work, contact), letter_of(work, ask, contact.language, actor=_ACTOR, now=now)):
            letters.sent(ask.id, ask.letter.step, Way.MAIL, actor=_ACTOR, now=now)
            sent += 1
        else:
            letters.not_sent(ask.id, ask.letter, actor=_ACTOR, now=now)
            failed += 1
    return sent, failed


def can_send(work: Workroom) -> bool:
    """Whether the settings name a mail account to send from, and where the desk is reached from outside."""
    return bool(work.settings.asks.mail.get_secret_value() and work.settings.notices.link)


def letter_of(work: Workroom, ask: Ask, language: Language, *, actor: str, now: dt.datetime, desk: str = "") -> Message:
    """The newest letter of an ask with a link of its own; ``desk`` is where the desk is reached, unless settings say.

    Raises:
        NotFound: nobody is asked for it any more.
    """
    until = now + dt.timedelta(days=work.settings.asks.link_days)
    token = AskLinks(work.records.transactions).make(ask.id, until=until, actor=actor, now=now)
    address = (work.settings.notices.link or desk).rstrip("/")
    return written(
        why=ask.why,
        step=ask.letter.step if ask.letter else 0,
        kinds=kinds_said(work, ask.kinds, language),
        house=next(iter(work.settings.filing.companies), ""),
        code=ask.code,
        link=f"{address}/u/{token}",
        until=until.date(),
        language=language,
    )


def kinds_said(work: Workroom, kinds: tuple[str, ...], language: Language) -> str:
    """The titles of kinds of which one is enough."""
    known = [work.kind(kind) for kind in kinds]
    return " / ".join(kind.title_zh if language == "zh-CN" else kind.title for kind in known)


def _address(work: Workroom, contact: Contact) -> str:
    try:
        return address_for(work.settings.asks.mail.get_secret_value(), contact.mail)
    except BadForm:
        raise BadSettings(setting="asks.mail", problem="it is no mail account that letters can be sent from") from None
