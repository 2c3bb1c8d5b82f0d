"""How pages are made: templates, and how values are said in them. Everything is escaped, nothing styled inline."""

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Final, cast

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from desk.qr import qr_path
from desk.visit import Visit
from desk.words import Words
from strongroom.checklist import Sort
from strongroom.errors import Fact, StrongroomError
from strongroom.kind import MADE_HERE, UNKNOWN, Kind
from strongroom.messages import Message, explain
from strongroom.permissions import StaffRole
from strongroom.reading import Reason

_ADDRESS: Final = re.compile(r"(\b(?:href|action|src|hx-get|hx-post)=\")/(?!static/|practice\")")
"""An address of a page of the desk, as templates write it: what people wrote has no bare quotation mark in a page."""
_FIELDS_OF_FACTS: Final = ("field", "fields")
_PAPERS_OF_FACTS: Final = ("document", "documents", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Particular:
    """One fact of an event in words. ``papers`` says that its values are ids of documents."""

    title: str
    values: tuple[str, ...]
    papers: bool


@cache
def _templates() -> Environment:
    # One for the process: a template is compiled when it is first drawn, which takes longer than all else on a page,
    # and the desk of practice draws the same ones.
    templates = Environment(
        loader=PackageLoader("desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    macros: Any = templates.get_template("macros.html").module
    templates.globals |= {"icon": macros.icon, "complaint": macros.complaint, "hidden": macros.hidden}
    return templates


class Face:
    """The templates, ready to be filled; it holds nothing of any visit."""

    def __init__(self) -> None:
        self._templates = _templates()

    def page(self, here: Visit, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
        """A page for this visit."""
        return HTMLResponse(self.text(here, template, **facts), status_code=status)

    def text(self, here: Visit, template: str, **facts: Any) -> str:
        """The same as text."""
        words = Spoken(here.words, here.desk.now(), here.desk.work.kinds)
        token = Markup('<input type="hidden" name="form_token" value="{}">').format(here.form_token)
        known = {"here": here, "say": here.words.say, "words": words, "token": lambda: token}
        drawn = self._templates.get_template(template).render(known | facts)
        return _ADDRESS.sub(rf"\1{here.desk.root}/", drawn) if here.desk.root else drawn

    def told(self, here: Visit, code: str, facts: Mapping[str, Fact]) -> Message:
        """A message of the catalogue in the visitor's language."""
        return Spoken(here.words, here.desk.now(), here.desk.work.kinds).message(code, facts)

    def message(self, here: Visit, error: StrongroomError) -> Message:
        """One of our errors in the visitor's language."""
        return self.told(here, error.code, error.facts)


class Spoken:
    """How values are said in one language, at one moment."""

    def __init__(self, words: Words, now: dt.datetime, kinds: Mapping[str, Kind]) -> None:
        self._words = words
        self._now = now
        self._kinds = kinds

    def kind(self, kind: str | None) -> str:
        """The title of a kind."""
        known = self._kinds.get(kind or UNKNOWN)
        return self.kind_title(known) if known else str(kind)

    def kind_title(self, kind: Kind) -> str:
        """The title of a kind in this language."""
        return kind.title if self._words.language == "en" else kind.title_zh

    def any_kind(self, kinds: Iterable[str]) -> str:
        """Kinds of which one is enough."""
        return " / ".join(self.kind(kind) for kind in kinds)

    def sort(self, sorts: Mapping[str, Sort], sort: str | None) -> str:
        """The title of a sort of customer; the id of one that is no longer on the lists."""
        known = sorts.get(sort or "")
        return known.titled(self._words.language) if known else sort or ""

    def kinds(self) -> list[tuple[str, str]]:
        """All kinds that a paper can be, as id and title, by title."""
        papers = (kind for kind in self._kinds.values() if kind.id not in MADE_HERE)
        return sorted(((kind.id, self.kind_title(kind)) for kind in papers), key=lambda pair: pair[1])

    def field(self, name: str) -> str:
        """The title of a field."""
        return self._words.named("field", name)

    def fields(self, names: Iterable[str]) -> str:
        """The titles of fields."""
        return ", ".join(self.field(name) for name in names)

    def part(self, name: str) -> str:
        """The title of what a version changes: a field, or a part of the document itself."""
        section, _, rest = name.rpartition(".")
        return self.field(rest) if section else self._words.named("part", rest)

    def check(self, name: str) -> str:
        """A check as a sentence."""
        return self._words.named("check", name)

    def basis(self, text: str) -> str:
        """The law or rule by which a kind is kept; as it was written where a house has one of its own."""
        return self._words.texts.get(f"basis.{text}", text)

    def component(self, name: str) -> str:
        """The title of a part of this installation, or of one of its schedules."""
        return self._words.named("component", name.replace(" ", "_").replace("-", "_"))

    def subkind(self, subkind: str) -> str:
        """The title of a sort within a kind."""
        return self._words.named("subkind", subkind)

    def state(self, state: str) -> str:
        """The title of a document's state."""
        return self._words.named("state", state)

    def role(self, role: StaffRole) -> str:
        """The title of a role."""
        return self._words.named("role", role.value)

    def scope(self, scope: str) -> str:
        """What an API token is for."""
        return self._words.named("scope", scope)

    def act(self, action: str) -> str:
        """What an audit event says was done."""
        return self._words.named("act", action)

    def reason(self, reason: Reason) -> str:
        """Why a document asks for a person, as a line of a list says it."""
        return self._reason("short", reason)

    def why(self, reason: Reason) -> str:
        """Why a field asks for a person, said beside the field."""
        return self._reason("why", reason)

    def message(self, code: str, facts: Mapping[str, Fact]) -> Message:
        """A message of the catalogue, its fields and checks in words, with a way out that people at the desk have."""
        found = explain(code, self._in_words(facts), self._words.language)
        here = self._words.texts.get(f"way_out.{code}")
        return found if here is None else replace(found, way_out=here)

    def doing(self, action: str) -> str:
        """What a person does with a document, as a request for access names it."""
        return self._words.named("doing", action)

    def acts(self) -> list[str]:
        """All acts that have words."""
        return [key.removeprefix("act.") for key in self._words.texts if key.startswith("act.")]

    def facts(self, facts: Mapping[str, object]) -> list[Particular]:
        """The particulars of an event that say something: ids, counts and codes."""
        return [
            Particular(
                title=self._words.named("fact", name),
                values=tuple(self._code(one) for one in (value if isinstance(value, list) else [value])),
                papers=name in _PAPERS_OF_FACTS,
            )
            for name, value in facts.items()
            if value not in ("", [])
        ]

    def _code(self, value: object) -> str:
        return self._words.texts.get(f"code.{value}", str(value))

    def purpose(self, purpose: object) -> str:
        """Why something was looked at: what a person said, or what they were doing."""
        return self._code(purpose)

    def origin(self, origin: str) -> str:
        """Where a reading comes from."""
        return self._words.named("origin", origin)

    def time(self, at: dt.datetime | None) -> str:
        """A moment in the time zone of this machine."""
        return at.astimezone().strftime("%Y-%m-%d %H:%M") if at else ""

    def ago(self, at: dt.datetime) -> str:
        """How long ago, or how long until."""
        seconds = (self._now - at).total_seconds()
        if 0 <= seconds < 30:
            return self._words.say("time.just_now")
        key = "time.ago" if seconds >= 0 else "time.ahead"
        return self._words.say(key, span=self._span(abs(seconds)))

    def age(self, since: dt.datetime) -> str:
        """How long something has lasted."""
        return self._span(abs((self._now - since).total_seconds()))

    def span(self, length: dt.timedelta) -> str:
        """A length of time."""
        return self._span(length.total_seconds())

    def overdue(self, at: dt.datetime) -> bool:
        """Whether a moment has passed."""
        return at <= self._now

    def past(self, day: dt.date) -> bool:
        """Whether a day has come."""
        return day <= self._now.astimezone().date()

    def size(self, count: int) -> str:
        """Bytes as people say them."""
        return f"{round(count / 2**20, 1):g} MB" if count >= 2**20 else f"{max(1, round(count / 2**10))} KB"

    def qr(self, text: str) -> tuple[int, str]:
        """A QR code as the width and the path of a drawing."""
        return qr_path(text)

    def _reason(self, section: str, reason: Reason) -> str:
        key = f"{section}.{reason.code}"
        if key not in self._words.texts:
            return self.message(reason.code, reason.facts).sentence
        told = self._in_words(reason.facts)
        # Down, and never up: 0.899 is not the 90 % that were asked for.
        told["sure"] = math.floor(round(100 * float(told.get("confidence", 0)), 6))
        told["asked"] = f"{100 * float(told.get('threshold', 0)):g}"
        return self._words.say(key, **told)

    def _in_words(self, facts: Mapping[str, Fact]) -> dict[str, Fact]:
        told: dict[str, Fact] = dict(facts)
        for name in _FIELDS_OF_FACTS:
            if name in told:
                told[name] = ", ".join(self.field(part) for part in str(told[name]).split(", "))
        if "check" in told:
            told["check"] = self.check(str(told["check"]))
        if "old" in told:
            told["old"] = self.state(str(told["old"]))
        return told

    def _span(self, seconds: float) -> str:
        if seconds < 90 * 60:
            return self._words.say("time.minutes", n=round(seconds / 60))
        if seconds < 36 * 3600:
            return self._words.say("time.hours", n=round(seconds / 3600))
        return self._words.say("time.days", n=round(seconds / 86400))


def _face(request: Request) -> Face:
    return cast("Face", request.app.state.face)


Pages = Annotated[Face, Depends(_face)]
"""The templates, for a route."""
