"""Whether a package is as it was signed: the ZIP, or the folder that it was unpacked to. Needs no vault."""

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, Protocol

from storage.package_file import PACKAGE
from storage.statement_file import verified
from strongroom.errors import BadSignature
from strongroom.package import MANIFEST, SIGNATURE, SUMS

_LONGEST: Final = 2**30
"""Bytes of a list that is read whole; far more than a million papers need."""


class _Place(Protocol):
    """Where the files of a package lie."""

    def paths(self) -> Iterator[str]:
        """All files, by their paths in the package; one that is there twice comes twice."""

    def open(self, path: str) -> IO[bytes]:
        """One of them (OSError, KeyError, BadZipFile: it is none, or cannot be read)."""


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def paths(self) -> Iterator[str]:
        return (path.relative_to(self._folder).as_posix() for path in self._folder.rglob("*") if not path.is_dir())

    def open(self, path: str) -> IO[bytes]:
        # A link may lead out of the package, to something that changes after it was looked at.
        if (self._folder / path).is_symlink():
            raise FileNotFoundError(path)
        return (self._folder / path).open("rb")


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def paths(self) -> Iterator[str]:
        return iter(self._archive.namelist())

    def open(self, path: str) -> IO[bytes]:
        return self._archive.open(path)


def check_package(package: Path, public_key: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What a package says of itself, and what in it is changed, missing or too much, by its path.

    Raises:
        BadSignature: it is none, is not whole, was changed, or another key signed it.
    """
    if package.is_dir():
        return _check(_Folder(package), public_key)
    try:
        with zipfile.ZipFile(package) as archive:
            return _check(_Zip(archive), public_key)
    except (OSError, zipfile.BadZipFile):
        raise BadSignature(problem="it is no package, or is not whole") from None


def _check(place: _Place, public_key: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    said = verified(PACKAGE, _text(place, SIGNATURE), public_key=public_key)
    for name, digest in ((MANIFEST, said["manifest_sha256"]), (SUMS, said["sums_sha256"])):
        if _digest_of(place, name) != digest:
            raise BadSignature(problem=f"{name} is not the one that was signed")
    lines = _text(place, SUMS).splitlines()
    listed = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    # The manifest says what each paper is: what it tells of has to be among the sums, or it would go unchecked.
    told = {leaf["path"] for one in json.loads(_text(place, MANIFEST))["documents"] for leaf in one["leaves"]}
    wrong = [path for path, digest in listed.items() if _digest_of(place, path) != digest]
    there = Counter(place.paths())
    more = there.keys() - listed.keys() - {SUMS, SIGNATURE}
    twice = {path for path, times in there.items() if times > 1}
    return said, tuple(sorted({*wrong, *more, *twice, *(told - listed.keys())}))


def _digest_of(place: _Place, path: str) -> str:
    try:
        with place.open(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    except (OSError, KeyError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return ""  # not there, or nothing that a package of ours has: packed or encrypted in another way


def _text(place: _Place, path: str) -> str:
    try:
        with place.open(path) as file:
            return file.read(_LONGEST).decode()
    except (OSError, KeyError, EOFError, UnicodeDecodeError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise BadSignature(problem="it is no package, or is not whole") from None
