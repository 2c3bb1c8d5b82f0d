"""A reading process as in production, but for its engine, which reads nothing."""

from multiprocessing.connection import Connection

from extractors.engines.scripted import ScriptedEngine
from flows.stages.paper import Reader
from flows.stages.reading_process import serve
from strongroom.kind import catalogue
from strongroom.settings import Settings


def serve_scripted(wire: Connection, settings: Settings) -> None:
    """What the pool runs."""
    serve(wire, settings, _open)


def _open(settings: Settings) -> Reader:
    return Reader(engine=ScriptedEngine([()]), kinds=catalogue(), limits=settings.limits, filing=settings.filing)
