"""A year-end package as a ZIP, piece by piece: first the papers, then the lists of them, and the signature last.

One paper is in memory at a time, and of a long file one part. What the lists say of each paper is kept meanwhile,
compressed, for all of them come after the last paper; it is never on disk, for names of papers stand in it.
"""

import datetime as dt
import hashlib
import json
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Final

from flows.stages.zip_pieces import ZipPieces
from storage.crypto.package_seal import PackageSeal
from storage.crypto.signing import Signer
from storage.package_file import PACKAGE
from storage.statement_file import signed
from strongroom.ids import DocumentId
from strongroom.package import (
    FORMAT,
    INDEX,
    KEY,
    MANIFEST,
    NOTE,
    SIGNATURE,
    SUMS,
    TABLE,
    Entry,
    Leaf,
    LeftOut,
    Part,
    from_line,
    path_for,
    sealed_path,
    to_line,
)
from strongroom.package_text import index, manifest, note, sums, table

_LINES: Final = 200
"""Entries that are compressed together."""
_PRIVATE: Final = 0o100600 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a paper: which part it is, the ending of its name, and its bytes, fetched piece by piece."""

    part: Part
    ending: str
    pieces: Iterable[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper as it goes in; ``entry`` has no leaves yet. ``sealed`` is whether its files are."""

    entry: Entry
    files: Iterable[File]
    sealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Binder:
    """Puts packages together. Without ``seal`` nothing sealed is put in.

    ``request`` is the id of what was asked for and approved; empty for the package that is made each year unasked.
    """

    year: int
    request: str = ""
    made_at: dt.datetime
    signer: Signer
    seal: PackageSeal | None = None

    def pieces(self, papers: Iterable[Paper], left_out: tuple[LeftOut, ...]) -> Iterator[bytes]:
        """The pieces of the ZIP, in order. Without the last of them it does not open."""
        sink, entries = ZipPieces(), _Entries()
        with zipfile.ZipFile(sink, "w") as archive:
            for paper in papers:
                entries.add((yield from self._paper(archive, sink, paper)))
            yield from self._lists(archive, sink, entries, left_out)
        yield sink.taken()

    def _paper(self, archive: zipfile.ZipFile, sink: ZipPieces, paper: Paper) -> Generator[bytes, None, Entry]:
        leaves: tuple[Leaf, ...] = ()
        for file in paper.files:
            leaf = yield from self._leaf(archive, sink, paper, file)
            leaves = (*leaves, leaf)
        return replace(paper.entry, leaves=leaves)

    def _leaf(
        self, archive: zipfile.ZipFile, sink: ZipPieces, paper: Paper, file: File
    ) -> Generator[bytes, None, Leaf]:
        path, pieces = path_for(paper.entry, file.part, file.ending), file.pieces
        if paper.sealed:
            if self.seal is None:
                raise ValueError("a sealed paper needs a seal")
            path = sealed_path(paper.entry, file.part)
            pieces = self.seal.pieces(pieces, DocumentId(paper.entry.document), file.part)
        # Originals are pictures and PDFs, which are packed already, and envelopes give nothing either.
        is_text = file.part in (Part.WORDS, Part.READINGS) and not paper.sealed
        size, digest = yield from self._write(archive, sink, path, pieces, is_text=is_text)
        return Leaf(part=file.part, path=path, bytes=size, sha256=digest, sealed=paper.sealed)

    def _lists(
        self, archive: zipfile.ZipFile, sink: ZipPieces, entries: "_Entries", left_out: tuple[LeftOut, ...]
    ) -> Iterator[bytes]:
        head: Mapping[str, object] = {
            "format": FORMAT,
            "year": self.year,
            "request": self.request,
            "count": entries.count,
            "made_at": self.made_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
            "software": f"strongroom {version('strongroom')}",
        }
        lists: dict[str, Iterable[str]] = {
            MANIFEST: manifest(head, entries, left_out),
            TABLE: table(entries, left_out),
            INDEX: index(head, entries, left_out),
            NOTE: [note(self.signer.public_key.hex())],
        }
        if self.seal is not None:
            lists[KEY] = [json.dumps(self.seal.terms, indent=1) + "\n"]
        digests = {}
        for path, text in lists.items():
            digests[path] = yield from self._text(archive, sink, path, text)
        of_sums = yield from self._text(archive, sink, SUMS, sums(entries, digests))
        said = {**head, "manifest_sha256": digests[MANIFEST], "sums_sha256": of_sums}
        yield from self._text(archive, sink, SIGNATURE, [signed(PACKAGE, said, self.signer)])

    def _text(
        self, archive: zipfile.ZipFile, sink: ZipPieces, path: str, text: Iterable[str]
    ) -> Generator[bytes, None, str]:
        encoded = (piece.encode() for piece in text)
        _, digest = yield from self._write(archive, sink, path, encoded, is_text=True)
        return digest

    def _write(
        self, archive: zipfile.ZipFile, sink: ZipPieces, path: str, pieces: Iterable[bytes], *, is_text: bool
    ) -> Generator[bytes, None, tuple[int, str]]:
        entry = zipfile.ZipInfo(path, self.made_at.astimezone(dt.UTC).timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
        entry.external_attr = _PRIVATE
        digest, size = hashlib.sha256(), 0
        with archive.open(entry, "w", force_zip64=True) as file:
            for piece in pieces:
                digest.update(piece)
                size += file.write(piece)
                yield sink.taken()
        return size, digest.hexdigest()


class _Entries:
    """The entries of a package, kept compressed; walked as often as there are lists."""

    def __init__(self) -> None:
        self.count = 0
        self._packed: list[bytes] = []
        self._lines: list[str] = []

    def add(self, entry: Entry) -> None:
        """Keep one more."""
        self.count += 1
        self._lines.append(to_line(entry))
        if len(self._lines) == _LINES:
            self._packed.append(zlib.compress("\n".join(self._lines).encode()))
            self._lines = []

    def __iter__(self) -> Iterator[Entry]:
        for packed in self._packed:
            yield from map(from_line, zlib.decompress(packed).decode().split("\n"))
        yield from map(from_line, self._lines)
