"""Databases for a while: what a drill restores into, beside the real ones and of their sort."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url, text

from storage.records.database import Database
from strongroom.errors import RecordsUnavailable
from strongroom.ids import is_id


@contextmanager
def scratch_database(url: str, *, folder: Path, name: str) -> Iterator[str]:
    """The URL of an empty database: a file in the folder, or a schema of the same PostgreSQL, dropped at the end.

    ``name`` is a ULID: it becomes part of a statement.
    """
    if not is_id(name):
        raise ValueError("the name of a scratch database is a ULID")
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        yield f"sqlite:///{folder / f'{name}.db'}"
        return
    schema = f"drill_{name.lower()}"
    database = Database(url, RecordsUnavailable)
    try:
        database.alone(lambda connection: connection.execute(text(f"CREATE SCHEMA {schema}")))
        given = parsed.query.get("options", "")
        options = f"{given if isinstance(given, str) else ' '.join(given)} -c search_path={schema}".strip()
        yield parsed.update_query_dict({"options": options}).render_as_string(hide_password=False)
    finally:
        database.alone(lambda connection: connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE")))
        database.close()
