"""The inbox: what lies in it, what has settled, and how a file is claimed.

A file has settled when its size and time stood still for a while and nobody has it open for writing. The second half
is asked of the kernel: a read lease is granted only on a file without writers, whoever they are, so a copy that
stalls half-way for minutes is not mistaken for a whole file. Where leases are not to be had (network shares, files of
another owner), the file must stand still much longer.
"""

import errno
import fcntl
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from strongroom.ids import is_id

CLAIMS: Final = ".strongroom"
"""Where claimed files wait, inside the inbox: a rename is atomic only within one file system."""

REFUSED: Final = "_refused"
"""Where notes about refused files are left, beside the people who dropped them."""

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC

_PARTIAL: Final = re.compile(
    r"""(?ix)
    ^\. | ^~\$ | ^_refused$ | \.(part|partial|crdownload|download|filepart|opdownload|tmp|temp|swp|!ut|aria2)$
    | ^(thumbs\.db|desktop\.ini)$ | ~$
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A directory entry as it was at one moment."""

    path: Path
    regular: bool
    size: int
    changed_ns: int
    inode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Since when an entry has stood unchanged (seconds on the caller's clock)."""

    seen: Seen
    since: float


def ignored(name: str) -> bool:
    """Whether a name is hidden, ours, litter of a desktop, or that of an unfinished download."""
    return bool(_PARTIAL.search(name))


def scan(inbox: Path) -> Iterator[Seen]:
    """Every entry of the inbox that is not a folder and not ignored. Links are seen and never followed."""
    for folder, folders, names in os.walk(inbox, followlinks=False):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        folders[:] = sorted(name for name in folders if name not in links and not ignored(name))
        for name in sorted([*names, *links]):
            entry = None if ignored(name) else _look(Path(folder, name))
            if entry is not None:
                yield entry


def _look(path: Path) -> Seen | None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return Seen(
        path=path,
        regular=stat.S_ISREG(found.st_mode),
        size=found.st_size,
        changed_ns=found.st_mtime_ns,
        inode=found.st_ino,
    )


def standing(before: Mapping[Path, Standing], seen: Iterator[Seen], now: float) -> dict[Path, Standing]:
    """Carry on the clocks: an entry that is exactly as before keeps its start, any other starts now."""
    after = {}
    for entry in seen:
        old = before.get(entry.path)
        after[entry.path] = old if old and old.seen == entry else Standing(seen=entry, since=now)
    return after


def settled(entry: Standing, *, now: float, quiet: float, unleased_quiet: float) -> bool:
    """Whether a file may be claimed: it stood still for ``quiet`` seconds and has no writer.

    Where the kernel cannot say whether there is one, ``unleased_quiet`` seconds are asked for instead.
    """
    stood = now - entry.since
    if stood < quiet:
        return False
    if not entry.seen.regular:
        return True
    written = has_writer(entry.seen.path)
    return stood >= unleased_quiet if written is None else not written


def has_writer(path: Path) -> bool | None:
    """Whether any process has the file open for writing; None where that cannot be known."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    finally:
        os.close(handle)
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A file taken out of the inbox's sight under an arrival id. Its name and folders are kept in its path."""

    arrival: str
    path: Path
    folders: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name under which it was dropped, legible."""
        return legible(self.path.name)


def legible(name: str) -> str:
    """A file name as text that can be written down: names are bytes, and not all of them are UTF-8.

    Bytes that are none are read as GB 18030, which is what old archives made in China hold; what is neither gets
    replacement characters.
    """
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def own_folder(inbox: Path, name: str) -> Path:
    """One of our two folders in the inbox, made if it is not there; who may enter the inbox may enter it.

    A link under its name goes away: whoever may write to the inbox could point it at a place that only we may write to.
    """
    folder = inbox / name
    if folder.is_symlink():
        folder.unlink()
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        folder.chmod(stat.S_IMODE(inbox.stat().st_mode))
    return folder


def claim(inbox: Path, path: Path, arrival: str) -> Claim | None:
    """Take a file by one atomic rename; None if somebody else took it first, or its folder is no folder any more.

    Raises:
        OSError: it cannot be renamed; it lies where it lay.

    The place it goes to spells the arrival id and the old relative path, so that a claim that a crash left behind
    says by itself what it was: no other record exists yet.
    """
    folders = path.relative_to(inbox).parent.parts
    place = (own_folder(inbox, CLAIMS) / arrival).joinpath(*folders, path.name)
    try:
        place.parent.mkdir(parents=True)
        move_out(inbox, path, place)
    except OSError as error:
        discard_room(inbox, arrival)
        if isinstance(error, FileNotFoundError):
            return None
        raise
    return Claim(arrival=arrival, path=place, folders=folders)


def move_out(inbox: Path, path: Path, place: Path) -> None:
    """Rename an entry of the inbox, which is moved as it is and never opened.

    Raises:
        FileNotFoundError: it is gone, or a folder on the way to it is a link now: whoever may write to the inbox could
            swap one in after we looked, and have us move files of a place that only we may write to.
        OSError: it cannot be renamed.
    """
    with folder_below(inbox, path.relative_to(inbox).parent.parts) as folder:
        os.rename(path.name, place, src_dir_fd=folder)


@contextmanager
def folder_below(inbox: Path, names: tuple[str, ...]) -> Iterator[int]:
    """A handle of a folder below the inbox, gone down to one name at a time and through no link (FileNotFoundError).

    What the handle is of stays what it is, whatever is put under its name. The inbox itself may be a link: its owner
    chose it.
    """
    handle = os.open(inbox, _FOLDER)
    try:
        for name in names:
            try:
                below = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=handle)
            except NotADirectoryError:  # which is also what a link is to O_DIRECTORY
                raise FileNotFoundError(errno.ENOENT, "no folder any more") from None
            os.close(handle)
            handle = below
        yield handle
    finally:
        os.close(handle)


def claims(inbox: Path) -> Iterator[Claim]:
    """Every claimed file that still waits, oldest first; empty rooms that a crash left are cleared away."""
    rooms = inbox / CLAIMS
    if rooms.is_symlink() or not rooms.is_dir():
        return
    for room in sorted(room for room in rooms.iterdir() if is_id(room.name)):
        files = [Path(folder, name) for folder, _, names in os.walk(room) for name in names]
        for file in files:
            yield Claim(arrival=room.name, path=file, folders=file.relative_to(room).parent.parts)
        if not files:
            discard_room(inbox, room.name)


def discard_room(inbox: Path, arrival: str) -> None:
    """Remove the folders of a claim. Only empty folders go: ``rmdir`` refuses where a file is left."""
    room = inbox / CLAIMS / arrival
    for folder, _, _ in os.walk(room, topdown=False):
        try:
            Path(folder).rmdir()
        except OSError:
            return
