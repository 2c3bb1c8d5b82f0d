"""What ``doctor`` says of the processes that read strangers' files."""

from collections.abc import Iterator

from extractors.sandbox import landlock
from flows.stages.reader_trial import try_reader
from strongroom.errors import StrongroomError
from strongroom.settings import Settings


def told_open_ends(settings: Settings) -> Iterator[str]:
    """What such a process could still do here if a hostile file took it over, as sentences; none if nothing."""
    try:
        found = try_reader(settings)
    except StrongroomError:
        yield "A reading process does not start; the log of the intake says why."
        return
    if found:
        yield (
            f"A reader that a hostile file took over could {', '.join(found)}: this kernel offers no "
            f"{'seccomp' if landlock.version() else 'Landlock'}. Use Linux 6.12 or later, and allow both to containers."
        )
