"""A sample paper: its file, and what it says, so that reading it can be checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

_TELLING = 6
"""Shorter texts (a sex, an amount) turn up anywhere by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePaper:
    """One file below an inbox. ``fields`` holds the printed values by the field names of ``kind``.

    ``error`` is the code with which a bad file has to be refused; such a file has no fields.
    """

    path: PurePosixPath
    content: bytes
    kind: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    error: str = ""

    @property
    def texts(self) -> frozenset[str]:
        """Texts that must not lie in the clear anywhere once the paper is in the vault: values, and the file's name."""
        return frozenset(text for text in (*self.fields.values(), self.path.stem) if len(text.encode()) >= _TELLING)

    def write(self, folder: Path) -> Path:
        """Write the file below a folder, as a person would drop it; returns where it is."""
        path = folder / self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.content)
        return path
