"""A year-end package as a folder: its files, written whole or not at all; its journal; and its verification."""

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from storage.durable import private_folder
from storage.package_file import PACKAGE
from storage.statement_file import verified
from strongroom.errors import BadSignature
from strongroom.package import MANIFEST, SIGNATURE, SUMS, Entry, from_line

JOURNAL: Final = ".journal"


class Entries:
    """The entries of some documents, read from the journal each time they are walked; of each the last counts."""

    def __init__(self, folder: Path, documents: Collection[str]) -> None:
        self._folder = folder
        last = {entry.document: number for number, entry in enumerate(journal(folder))}
        self._wanted = frozenset(number for document, number in last.items() if document in documents)

    def __iter__(self) -> Iterator[Entry]:
        return (entry for number, entry in enumerate(journal(self._folder)) if number in self._wanted)


def check_package(folder: Path, public_key: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What a package says of itself, and what in it is changed, missing or too much, by its path.

    Raises:
        BadSignature: it is none, is not whole, was changed, or another key signed it.
    """
    said = verified(PACKAGE, _text(folder / SIGNATURE), public_key=public_key)
    for name, digest in ((MANIFEST, said["manifest_sha256"]), (SUMS, said["sums_sha256"])):
        if _digest_of(folder / name) != digest:
            raise BadSignature(problem=f"{name} is not the one that was signed")
    listed: dict[str, str] = {}
    for one in json.loads(_text(folder / MANIFEST))["documents"]:
        listed |= {one["file"]: one["sha256"]} | ({one["words"]: one["words_sha256"]} if one["words"] else {})
    wrong = [place for place, digest in listed.items() if _digest_of(folder / place) != digest]
    there = (path for path in (folder / "documents").rglob("*") if not path.is_dir())
    more = [place for path in there if (place := path.relative_to(folder).as_posix()) not in listed]
    return said, tuple(sorted([*wrong, *more]))


def journal(folder: Path) -> Iterator[Entry]:
    """The entries of the papers that were written, in that order; one that was written again comes twice."""
    path = folder / JOURNAL
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.endswith("}\n"):  # a cut leaves half a line
                yield from_line(line)


def is_whole(folder: Path, place: str, size: int) -> bool:
    """Whether a file of this size is there: each is written whole or not at all."""
    path = folder / place
    return path.is_file() and path.stat().st_size == size


def append(path: Path, line: str) -> None:
    """Add a line to a journal, durably. A half line of a run that was cut off is ended, and passed over later."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(size - 1)
        torn = size > 0 and file.read(1) != b"\n"
        file.write(b"\n" * torn + line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def write_text(path: Path, pieces: Iterable[str]) -> str:
    """Write a text file as ``write_bytes`` does; return its SHA-256."""
    return write_bytes(path, (piece.encode() for piece in pieces))[1]


def write_bytes(path: Path, pieces: Iterable[bytes]) -> tuple[int, str]:
    """Write a file (0600) whole or not at all, in the place of an older one; return its size and SHA-256."""
    private_folder(path.parent)
    digest, size = hashlib.sha256(), 0
    half = path.with_name(f".{path.name[:40]}.half")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        for piece in pieces:
            digest.update(piece)
            size += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    return size, digest.hexdigest()


def _digest_of(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadSignature(problem="it is no package, or is not whole") from None
