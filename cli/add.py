"""``add``: take files into the vault from the command line."""

import getpass
import hashlib
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from cli.faces import ExitCode, workroom
from flows.bench import utc_now
from flows.stages.inbox import Claim, ignored
from flows.stages.reader_pool import ReaderPool
from flows.stages.take_in import TakeIn, Taken
from strongroom.ids import new_id
from strongroom.messages import explain
from strongroom.permissions import local_owner


def run(paths: list[Path]) -> ExitCode:
    """Take in every file; the files stay, and what is refused is told."""
    files = [file for path in paths for file in files_under(path)]
    console = Console(stderr=True)
    refused = 0
    with workroom() as work, Progress(console=console) as progress:
        inspector = ReaderPool(work.settings, size=1)
        actor = local_owner(getpass.getuser()).id
        stage = TakeIn(work=work, inspector=inspector, inbox=work.settings.inbox, now=utc_now, actor=actor)
        try:
            for root, file in progress.track(files, description="taking in"):
                taken = _take(stage, root, file)
                refused += taken.quarantine is not None
                progress.console.print(_told(file, taken), highlight=False)
            work.store.flush()
        finally:
            inspector.close()
    console.print(f"{len(files) - refused} taken in, {refused} refused and kept in quarantine", highlight=False)
    return ExitCode.REFUSED if refused else ExitCode.FINE


def files_under(path: Path) -> Iterator[tuple[Path, Path]]:
    """The regular files of a path, each with the folder that its own folders are counted from."""
    if path.is_file():
        yield path.parent, path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not file.is_symlink() and not any(ignored(part) for part in file.relative_to(path).parts):
            yield path, file


def _take(stage: TakeIn, root: Path, file: Path) -> Taken:
    claim = Claim(arrival=new_id(utc_now()), path=file, folders=file.relative_to(root).parent.parts)
    data = file.read_bytes()
    return stage.take_bytes(claim, data, hashlib.sha256(data).hexdigest())


def _told(file: Path, taken: Taken) -> str:
    if taken.quarantine:
        return f"{file.name}: {explain(taken.quarantine.code, taken.quarantine.facts).sentence}"
    return f"{file.name}: {taken.document}{' (already there)' if taken.duplicate else ''}"
