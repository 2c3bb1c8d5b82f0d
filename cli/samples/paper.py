"""A sample paper: its file, and what it says, so that reading it can be checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

_TELLING = 6
"""Shorter texts (a sex, an amount) turn up anywhere by chance."""
_RANGES = frozenset({"date", "due_date", "valid_from", "expiry"})
_AMOUNT = re.compile(r"\d+\.\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePaper:
    """One file below an inbox. ``fields`` holds the printed values by the field names of ``kind``.

    ``says`` holds further texts that are printed on it and are no field.
    ``error`` is the code with which a bad file has to be refused; such a file has no fields.
    """

    path: PurePosixPath
    content: bytes
    kind: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    error: str = ""

    @property
    def texts(self) -> frozenset[str]:
        """Texts that must not lie in the clear anywhere once the paper is in the vault: its own, and its file's name.

        The dates and amounts that may be searched by range are left out: records may keep them in the clear.
        """
        values = (value for name, value in self.fields.items() if name not in _RANGES)
        texts = (*values, *self.says, self.path.stem)
        return frozenset(text for text in texts if len(text.encode()) >= _TELLING and not _AMOUNT.fullmatch(text))

    def write(self, folder: Path) -> Path:
        """Write the file below a folder, as a person would drop it; returns where it is."""
        path = folder / self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.content)
        return path
