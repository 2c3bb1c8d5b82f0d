"""Whether the confinement of reading processes holds on this machine: one is started, and tries."""

import json
from multiprocessing import Pipe
from pathlib import Path
from typing import Final

from extractors.sandbox import trial
from flows.stages.places import Places
from flows.stages.reading_start import Start, launch
from strongroom.errors import EngineUnavailable
from strongroom.settings import Settings

_SECONDS: Final = 60.0


def try_reader(settings: Settings) -> tuple[str, ...]:
    """What a reading process that was taken over could still do, in words; nothing, where the kernel helps.

    Raises:
        EngineUnavailable: it does not start.
    """
    ours, theirs = Pipe()
    told = Start.of(settings, module=trial.__name__, name=trial.serve.__name__)
    with ours:
        with theirs:
            process = launch(ours, told, theirs)
        try:
            ours.send_bytes(json.dumps({"secret": str(Places(settings).keys), "home": str(Path.home())}).encode())
            if not ours.poll(_SECONDS):
                raise EngineUnavailable
            return tuple(json.loads(ours.recv_bytes()))
        except (EOFError, OSError):
            raise EngineUnavailable from None
        finally:
            process.kill()
            process.wait()
