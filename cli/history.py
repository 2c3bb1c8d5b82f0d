"""``history``: what was done with a document, what each version changed, and an earlier one back."""

import json
from collections.abc import Mapping, Sequence

import typer

from cli.access import names
from cli.faces import document_id, office, plain
from desk.words import Words, all_words
from flows.stages.history import Edition, History, Step
from storage.records.versioning import Restoration
from strongroom.differences import Difference, Part


def told(document: str, *, reason: str, as_json: bool) -> None:
    """Print everything that was done with a document, oldest first."""
    with office() as desk:
        history = History(desk)
        steps = history.steps(document_id(document), purpose=reason)
        succession = history.succession(document_id(document))
        titles, words = names(desk), all_words()[desk.work.settings.language]
    if as_json:
        typer.echo(json.dumps([_as_dict(one) for one in steps], ensure_ascii=False, indent=1))
        return
    for step in steps:
        typer.echo(_sentence(step, titles, words))
        for change in step.edition.changes if step.edition else ():
            typer.echo(f"    {_change(change, words)}")
    if succession.predecessor:
        typer.echo(words.say("history.renews", document=succession.predecessor))
    if succession.successor:
        typer.echo(words.say("history.renewed", document=succession.successor))


def compared(document: str, one: int, other: int, *, reason: str, as_json: bool) -> None:
    """Print what differs between two versions."""
    with office() as desk:
        found = History(desk).compare(document_id(document), one, other, purpose=reason)
        words = all_words()[desk.work.settings.language]
    if as_json:
        typer.echo(json.dumps([_change_as_dict(change) for change in found], ensure_ascii=False, indent=1))
        return
    for change in found:
        typer.echo(_change(change, words))
    if not found:
        typer.echo(words.say("history.same"))


def restored(document: str, version: int, *, reason: str) -> None:
    """Bring an earlier version back."""
    with office() as desk:
        history = History(desk)
        newest = history.editions(document_id(document))
        wanted = Restoration(version=version, seen=newest[0].number if newest else 0, reason=reason)
        made = history.restore(document_id(document), wanted)
    typer.echo(f"version {version} is back as version {made}")


def _sentence(step: Step, titles: Mapping[str, str], words: Words) -> str:
    who = titles.get(step.actor, step.actor)
    version = f" [{words.say('document.version', n=step.edition.number)}]" if step.edition else ""
    said = f" ({step.said})" if step.said else ""
    return plain(f"{step.at:%Y-%m-%d %H:%M:%S} UTC  {who}  {words.named('act', step.action)}{said}{version}")


def _change(change: Difference, words: Words) -> str:
    what = words.named("field", change.name) if change.part is Part.FIELD else words.say(f"history.{change.part.value}")
    return plain(f"{what}: {change.before or '–'} → {change.after or '–'}")


def _as_dict(step: Step) -> dict[str, object]:
    return {
        "at": step.at.isoformat(),
        "who": step.actor,
        "what": step.action,
        "facts": dict(step.facts),
        "said": step.said,
        "version": step.edition.number if step.edition else None,
        "changes": _changes(step.edition),
    }


def _changes(edition: Edition | None) -> Sequence[dict[str, str | None]]:
    return [_change_as_dict(one) for one in edition.changes] if edition else []


def _change_as_dict(change: Difference) -> dict[str, str | None]:
    return {"part": change.part.value, "name": change.name, "before": change.before, "after": change.after}
