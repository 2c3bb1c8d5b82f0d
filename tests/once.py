"""What is the same for all tests of a process, worked out once and not for each test's rooms.

SQLAlchemy keeps compiled statements with an engine, and boto3 keeps Amazon's descriptions of S3 with a client. The
product has one of each for as long as a process lives. Tests open thousands, and a third of their time went into
compiling the same statements and reading the same descriptions.
"""

from functools import cache
from typing import Any

from botocore.loaders import JSONFileLoader
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache

from storage.records import database

_STATEMENTS = 5000


class SharedStatements:
    """Makes engines that share what they compiled with all earlier ones for the same sort of database."""

    def __init__(self) -> None:
        self._dialects: dict[str, Dialect] = {}
        self._compiled: LRUCache[Any, Any] = LRUCache(_STATEMENTS)

    def engine(self, url: Any, **options: Any) -> Engine:
        """As ``create_engine``."""
        made = create_engine(url, **options)
        own = made.dialect
        # What a dialect knows of its server it learns at the first connection, so it is shared from then on.
        event.listen(made, "first_connect", lambda *_: self._dialects.setdefault(own.name, own))
        made.dialect = self._dialects.get(own.name, own)
        made._compiled_cache = self._compiled
        return made


def share_for_this_process() -> None:
    """From now on, in this process and those it forks."""
    database.create_engine = SharedStatements().engine  # type: ignore[attr-defined]
    read = cache(JSONFileLoader().load_file)
    JSONFileLoader.load_file = lambda _self, path: read(path)  # type: ignore[method-assign, assignment]
