"""Whether the confinement of reading processes holds on this machine: one is started, and tries."""

import json
import time
from multiprocessing import Pipe
from pathlib import Path
from typing import Final

from extractors.sandbox import trial
from flows.stages.places import Places
from flows.stages.reading_start import Start, launch
from flows.stages.wire import Wire
from strongroom.errors import EngineUnavailable
from strongroom.settings import Settings

_SECONDS: Final = 60.0
_LONGEST: Final = 2**20


def try_reader(settings: Settings) -> tuple[str, ...]:
    """What a reading process that was taken over could still do, in words; nothing, where the kernel helps.

    Raises:
        EngineUnavailable: it does not start.
    """
    ours, theirs = Pipe()
    told = Start.of(settings, module=trial.__name__, name=trial.serve.__name__)
    with theirs:
        process = launch(ours, told, theirs)
    wire = Wire.over(ours)
    try:
        asked = {"secret": str(Places(settings).keys), "home": str(Path.home())}
        wire.send(json.dumps(asked).encode(), seconds=_SECONDS)
        return tuple(json.loads(wire.receive(until=time.monotonic() + _SECONDS, most=_LONGEST)))
    except (EOFError, OSError):
        raise EngineUnavailable from None
    finally:
        process.kill()
        process.wait()
        wire.close()
