"""Showing the board until Ctrl-C: redrawn in place on a terminal, printed time after time where there is none.

Looking takes as long as what is looked at takes to answer, so it is done beside: the picture follows the size of the
terminal, and Ctrl-C is heard, while a server does not answer.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Final

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from cli.board.drawing import Size, draw
from cli.board.gathering import Gatherer
from cli.board.snapshot import Snapshot
from cli.board.words import word
from cli.faces import ExitCode
from cli.status import existing_workroom
from flows.bench import utc_now
from strongroom.messages import Language
from strongroom.settings import read_settings

_REDRAW_SECONDS: Final = 0.25
"""How soon the picture follows the size of the terminal."""
_PLAIN_WIDTH: Final = 100


def watch(*, seconds: float) -> ExitCode:
    """Show the board until Ctrl-C, looking anew so many seconds after each look."""
    settings, console = read_settings(), Console()
    with _ended_by_signals(), existing_workroom(settings) as work:
        gather = Gatherer(settings, work, now=utc_now, watch=time.monotonic)
        show = on_terminal if console.is_terminal else as_text
        show(gather, console, settings.language, seconds)
    return ExitCode.FINE


def on_terminal(gather: Callable[[], Snapshot], console: Console, language: Language, seconds: float) -> None:
    """Redraw it in place. The other screen of the terminal is used, so that what stood there before is there again."""
    looker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="look")
    try:
        with Live(console=console, screen=True, auto_refresh=False) as live:
            look, due = looker.submit(gather), 0.0
            newest: Snapshot | None = None
            shown: object = None
            while True:
                if look.done() and newest is not (found := look.result()):
                    newest, due = found, time.monotonic() + seconds
                elif look.done() and time.monotonic() >= due:
                    look = looker.submit(gather)
                if shown != (wanted := (newest, console.size)):
                    live.update(_picture(newest, console, language), refresh=True)
                    shown = wanted
                time.sleep(_REDRAW_SECONDS)
    finally:
        looker.shutdown(wait=False, cancel_futures=True)


def as_text(gather: Callable[[], Snapshot], console: Console, language: Language, seconds: float) -> None:
    """Print it, time after time, with an empty line between, until nobody reads."""
    plain = Console(file=console.file, width=_PLAIN_WIDTH, no_color=True, highlight=False)
    try:
        while True:
            plain.print(draw(gather(), language, Size(width=_PLAIN_WIDTH, height=None)))
            plain.print()
            console.file.flush()
            time.sleep(seconds)
    except BrokenPipeError:
        # Whoever read has gone; Python would say so once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _picture(newest: Snapshot | None, console: Console, language: Language) -> RenderableType:
    if newest is None:
        return Text(word("looking", language))
    return draw(newest, language, Size(width=console.width, height=console.height))


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Have the end of a session, and a kill, end it as Ctrl-C does: with the terminal as it was."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
