"""``read --show``: one page that shows what was read, where, how sure, and why.

The page stands alone: pictures are inside it, nothing is fetched and no script runs, which it also forbids itself.
Everything that a document says is text of a stranger and is escaped.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Final

from cli.seen import Seen
from flows.stages.paper import Paper
from strongroom.kind import Field, Kind
from strongroom.messages import Language, explain
from strongroom.page import Box, Page, Word
from strongroom.reading import Finding, Reading, Reason

_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
_TEMPLATE: Final = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>What was read</title>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head><body>
<p class="warning"><b>Not encrypted.</b> This file shows whole papers to whoever opens it. Delete it when you have
looked at it.</p>
{papers}
</body></html>
"""
_UNCHECKED: Final = """<p class="unchecked">Not checked here, for it takes the records of a house: that the paper is
not of a day after it came (V7), that it concerns one of the house's companies (V8), and that it is not here already
(V9). A paper that would be filed straight through may wait for a person because of them.</p>"""


def show_page(seen: Sequence[Seen], language: Language, kinds: Mapping[str, Kind]) -> bytes:
    """The page, as UTF-8."""
    papers = "\n".join(_paper(f"n{place}", one, language, kinds) for place, one in enumerate(seen, start=1))
    style = files("cli").joinpath("show_page.css").read_text("utf-8")
    return _TEMPLATE.format(language=language, policy=_POLICY, style=style, papers=papers).encode()


def _paper(anchor: str, seen: Seen, language: Language, kinds: Mapping[str, Kind]) -> str:
    title = escape(f"{seen.file}: {seen.part}" if seen.part else seen.file)
    if seen.paper is None:
        code, facts = (seen.refused.code, seen.refused.facts) if seen.refused else ("refused", {})
        said = _reasons([Reason(code=code, facts=facts)], language)
        return f'<section id="{anchor}"><h1>{title}</h1><p class="verdict ask">Not read</p>{said}</section>'
    paper = seen.paper
    kind = kinds.get(paper.classification.kind)
    facts_column = "".join(
        (
            _verdict(paper, kind, language),
            _reasons(paper.decision.reasons, language),
            _readings(anchor, paper, kind),
            _findings(paper.extraction.findings),
            "".join(_table(name, rows) for name, rows in paper.extraction.tables.items()),
            _classified(paper),
        )
    )
    pages = "".join(_page(anchor, page, seen, kind) for page in _worth_showing(paper)) or "<p>There are no pages.</p>"
    return (
        f'<section id="{anchor}"><h1>{title}</h1><div class="sides">'
        f'<div class="facts">{facts_column}</div><div class="pages">{pages}</div></div></section>'
    )


def _verdict(paper: Paper, kind: Kind | None, language: Language) -> str:
    title = (kind.title_zh if language == "zh-CN" else kind.title) if kind else paper.classification.kind
    through = paper.decision.straight_through
    subkind = (
        f' <span class="sub">{escape(paper.classification.subkind)}</span>' if paper.classification.subkind else ""
    )
    return (
        f"<h2>{escape(title)}{subkind} {_bar(paper.classification.confidence)}</h2>"
        f'<p class="verdict {"through" if through else "ask"}">'
        f"{'Would be filed straight through' if through else 'Would wait for a person'}</p>"
    )


def _reasons(reasons: Sequence[Reason], language: Language) -> str:
    told = [explain(reason.code, reason.facts, language) for reason in reasons]
    items = "".join(f"<li>{escape(message.sentence)} <span>{escape(message.way_out)}</span></li>" for message in told)
    return f'<ul class="reasons">{items}</ul>' if items else ""


def _readings(anchor: str, paper: Paper, kind: Kind | None) -> str:
    found = paper.extraction.readings
    fields = kind.by_name if kind else {}
    order = [*(name for name in fields if name in found), *(name for name in found if name not in fields)]
    rows = "".join(_row(anchor, found[name], fields.get(name)) for name in order)
    missing = [field for field in (kind.required if kind else ()) if field.name not in found]
    rows += "".join(
        f'<tr class="missing"><th>{escape(field.name)}</th><td colspan="3">not found</td></tr>' for field in missing
    )
    head = "<tr><th>field</th><th>value</th><th>sure</th><th>seen</th></tr>"
    return f'<table class="readings">{head}{rows}</table>' if rows else ""


def _row(anchor: str, reading: Reading, field: Field | None) -> str:
    source = reading.source
    place = f"{source.origin.value}{f', page {source.page}' if source.page else ''}"
    if source.box and source.page:
        place = f'<a href="#{anchor}-box-{escape(reading.field)}">{place}</a>'
    sort = _sort(reading, field)
    proven = ' <b class="proven" title="confirmed by arithmetic, a check digit or a second source">✓</b>'
    return (
        f'<tr class="{sort}" id="{anchor}-row-{escape(reading.field)}"><th>{escape(reading.field)}</th>'
        f"<td>{escape(reading.text)}{proven if reading.proven else ''}</td>"
        f"<td>{_bar(reading.confidence)}</td><td>{place}</td></tr>"
    )


def _sort(reading: Reading, field: Field | None) -> str:
    if field is not None and reading.confidence < field.threshold:
        return "low"
    return "proven" if reading.proven else "sure"


def _findings(findings: Sequence[Finding]) -> str:
    items = "".join(
        f'<li class="{"passed" if finding.passed else "warns" if finding.warning else "failed"}">'
        f"{escape(finding.check.replace('_', ' '))} <span>{escape(', '.join(finding.fields))}</span></li>"
        for finding in findings
    )
    return f"<h3>Checks</h3><ul class='checks'>{items}</ul>{_UNCHECKED}" if items else _UNCHECKED


def _table(name: str, rows: Sequence[object]) -> str:
    cells = [row for row in rows if isinstance(row, dict)]
    columns = list(dict.fromkeys(column for row in cells for column in row))
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(row.get(column, '')))}</td>" for column in columns) + "</tr>"
        for row in cells
    )
    return f'<h3>{escape(name)}</h3><table class="cells"><tr>{head}</tr>{body}</table>'


def _classified(paper: Paper) -> str:
    why = "".join(f"<li>{escape(reason)}</li>" for reason in paper.classification.reasons)
    others = "".join(f"<li>{escape(kind)} {_bar(share)}</li>" for kind, share in paper.classification.runners_up)
    runners_up = f"<h3>Others</h3><ul>{others}</ul>" if others else ""
    return (
        f"<details><summary>Why this kind</summary><ul>{why}</ul>{runners_up}"
        f"<p>{paper.seconds:.2f} CPU seconds, {escape(paper.media)}</p></details>"
    )


def _worth_showing(paper: Paper) -> tuple[Page, ...]:
    """The pages without blank ones, which stay in the original; all of them where nothing else is there."""
    return tuple(page for page in paper.pages if not page.blank) or paper.pages


def _page(anchor: str, page: Page, seen: Seen, kind: Kind | None) -> str:
    picture = seen.pictures[page.number - 1] if page.number <= len(seen.pictures) else b""
    readings = seen.paper.extraction.readings if seen.paper else {}
    here = [reading for reading in readings.values() if reading.source.page == page.number and reading.source.box]
    fields = kind.by_name if kind else {}
    sheet = f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(picture).decode()}">' if picture else ""
    words = "".join(_word(word, printed=not picture) for word in page.words)
    boxes = "".join(_box(anchor, reading, _sort(reading, fields.get(reading.field))) for reading in here)
    about = ", ".join(_about(page))
    return (
        f"<figure><figcaption>Page {page.number}: {escape(about)}</figcaption>"
        f'<div class="sheet" style="aspect-ratio:{max(page.width, 1):.0f}/{max(page.height, 1):.0f}">'
        f"{sheet}{words}{boxes}</div>"
        f"<details><summary>Text</summary><pre>{escape(page.text)}</pre></details></figure>"
    )


def _about(page: Page) -> Iterator[str]:
    yield f"{len(page.words)} words by {page.source}"
    if page.turned:
        yield f"turned {page.turned}°"
    if page.blank:
        yield "blank"
    for code in page.codes:
        yield f"code {code[:60]}"


def _word(word: Word, *, printed: bool) -> str:
    style, title = _place(word.box), escape(f"{word.text}  {word.confidence:.2f}", quote=True)
    if printed:
        size = 80 * word.box.height
        return f'<span class="word printed" style="{style};font-size:{size:.2f}cqh">{escape(word.text)}</span>'
    return f'<span class="word" style="{style};--doubt:{1 - word.confidence:.2f}" title="{title}"></span>'


def _box(anchor: str, reading: Reading, sort: str) -> str:
    box = reading.source.box
    if box is None:
        return ""
    name = escape(reading.field)
    title = escape(f"{reading.field}: {reading.text}  {reading.confidence:.2f}", quote=True)
    return (
        f'<a class="box {sort}" id="{anchor}-box-{name}" href="#{anchor}-row-{name}" style="{_place(box)}" '
        f'title="{title}"><span>{name}</span></a>'
    )


def _place(box: Box) -> str:
    return (
        f"left:{100 * box.left:.2f}%;top:{100 * box.top:.2f}%;"
        f"width:{100 * box.width:.2f}%;height:{100 * box.height:.2f}%"
    )


def _bar(share: float) -> str:
    return f'<span class="bar" style="--share:{100 * share:.0f}%">{share:.2f}</span>'
