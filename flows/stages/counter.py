"""The counter: a paper that somebody hands in at the desk goes the way of every paper, through take-in."""

import hashlib
import unicodedata
from pathlib import Path

from flows.stages.inbox import Claim
from flows.stages.office import Office
from flows.stages.take_in import Inspector, TakeIn, Taken
from strongroom.errors import TooLarge
from strongroom.ids import new_id
from strongroom.naming import clean_tag
from strongroom.permissions import Action

_LONGEST_NAME = 200


def hand_in(
    office: Office, inspector: Inspector, data: bytes, *, name: str, folder: str = "", quoted: str = ""
) -> Taken:
    """Take the bytes in; on return they are safe, or were refused and lie in quarantine with the reason.

    ``folder`` stands for the folder a file would have lain in: a customer. ``quoted`` is a code that came with it.

    Raises:
        Denied: the person may not hand in.
        TooLarge: more bytes than are taken in.
    """
    office.ask_at_large(Action.ADD)
    limit = office.work.settings.limits.max_bytes
    if len(data) > limit:
        raise TooLarge(bytes=len(data), limit=limit)
    stage = TakeIn(
        work=office.work,
        inspector=inspector,
        inbox=office.work.settings.inbox,
        now=office.now,
        actor=office.actor.id,
        quoted=quoted,
    )
    folders = (folder.strip(),) if clean_tag(folder) else ()
    claim = Claim(arrival=new_id(office.now()), path=Path(_plain_name(name)), folders=folders)
    taken = stage.take_bytes(claim, data, hashlib.sha256(data).hexdigest())
    office.work.store.flush()
    return taken


def _plain_name(name: str) -> str:
    # Browsers send the bare name, some a whole path; whatever it is, it is kept as a text and never used as a path.
    bare = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(character for character in bare if unicodedata.category(character)[0] != "C")
    return shown[-_LONGEST_NAME:].strip() or "paper"
