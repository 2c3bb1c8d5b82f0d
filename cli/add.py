"""``add``: take files into the vault from the command line."""

import getpass
import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rich.progress import Progress

from cli.faces import ExitCode, plain, printer, sentence, workroom
from flows.bench import utc_now
from flows.stages.inbox import Claim, ignored, legible
from flows.stages.reader_pool import ReaderPool
from flows.stages.take_in import TakeIn
from strongroom.errors import NotReadable, Refused, TooLarge
from strongroom.ids import new_id
from strongroom.permissions import local_owner
from strongroom.settings import Limits

_NEW: Final = "taken in"
_KNOWN: Final = "already there"
_ASIDE: Final = "refused and kept in quarantine"
_LEFT: Final = "refused and left where they are"
_OUTCOMES: Final = (_NEW, _KNOWN, _ASIDE, _LEFT)


def run(paths: list[Path]) -> ExitCode:
    """Take in every file; the files stay, and what is refused is told."""
    files = [file for path in paths for file in files_under(path)]
    console = printer(to_errors=True)
    told: Counter[str] = Counter()
    with workroom() as work, Progress(console=console) as progress:
        inspector = ReaderPool(work.settings, size=1)
        actor = local_owner(getpass.getuser()).id
        stage = TakeIn(work=work, inspector=inspector, inbox=work.settings.inbox, now=utc_now, actor=actor)
        try:
            for root, file in progress.track(files, description="taking in"):
                outcome, line = _take(stage, root, file)
                told[outcome] += 1
                progress.console.print(plain(f"{legible(file.name)}: {line}"), soft_wrap=True)
        finally:
            inspector.close()
            work.store.flush()
    console.print(
        ", ".join(f"{told[outcome]} {outcome}" for outcome in _OUTCOMES if told[outcome]) or "nothing to take in"
    )
    return ExitCode.REFUSED if told[_ASIDE] or told[_LEFT] else ExitCode.FINE


def files_under(path: Path) -> Iterator[tuple[Path, Path]]:
    """The regular files of a path, each with the folder that its own folders are counted from."""
    if path.is_file():
        yield path.parent, path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not file.is_symlink() and not any(ignored(part) for part in file.relative_to(path).parts):
            yield path, file


def contents(file: Path, limits: Limits) -> bytes:
    """The bytes of a file that somebody named.

    Raises:
        TooLarge: it has more than ``limits.max_bytes``.
        NotReadable: it cannot be read.
    """
    try:
        size = file.stat().st_size
        if size > limits.max_bytes:
            raise TooLarge(bytes=size, limit=limits.max_bytes)
        return file.read_bytes()
    except OSError:
        raise NotReadable from None


def _take(stage: TakeIn, root: Path, file: Path) -> tuple[str, str]:
    """The outcome, and what is said of it."""
    settings = stage.work.settings
    claim = Claim(arrival=new_id(utc_now()), path=file, folders=file.relative_to(root).parent.parts)
    try:
        data = contents(file, settings.limits)
    except Refused as error:
        return _LEFT, sentence(error.code, error.facts, settings.language)
    taken = stage.take_bytes(claim, data, hashlib.sha256(data).hexdigest())
    if taken.quarantine:
        return _ASIDE, f"{taken.document} {sentence(taken.quarantine.code, taken.quarantine.facts, settings.language)}"
    return (_KNOWN, f"{taken.document} (already there)") if taken.duplicate else (_NEW, taken.document)
