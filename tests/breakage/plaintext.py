"""A scan for texts that may not lie in the clear, in every byte of every file, however they may have been written."""

import base64
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A text that was seen, the file it was seen in (or whose name it is in), and how it was written there."""

    text: str
    file: Path
    form: str


def sightings(folders: Iterable[Path], texts: Iterable[str]) -> Iterator[Sighting]:
    """Every sighting of any of the texts in files below the folders, and in their names."""
    forms = {text: tuple(written(text)) for text in texts}
    for folder in folders:
        for file in _files(folder):
            # Read whole: a chunked search would miss what lies across two chunks.
            content = file.read_bytes()
            for text, ways in forms.items():
                for form, raw in ways:
                    if raw in content or (form == "utf-8" and raw in os.fsencode(file.relative_to(folder))):
                        yield Sighting(text=text, file=file, form=form)


def written(text: str) -> Iterator[tuple[str, bytes]]:
    """The ways in which programs write a text: encodings, JSON escapes, hexadecimal, and base64 at any offset."""
    raw = text.encode()
    yield "utf-8", raw
    yield "utf-16", text.encode("utf-16-le")
    yield "gb18030", text.encode("gb18030")
    yield "json", json.dumps(text)[1:-1].encode()
    yield "hex", raw.hex().encode()
    for offset in range(3):
        # What comes before shifts the grouping; the first and last groups mix with neighbours and are left out.
        code = base64.b64encode(bytes(offset) + raw)
        start, end = (4 if offset else 0), len(code) - (4 if code.endswith(b"=") else 0)
        if end - start >= 8:
            yield "base64", code[start:end]


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if path.is_file() and not path.is_symlink():
                yield path
