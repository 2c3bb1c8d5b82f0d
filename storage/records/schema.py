"""Bringing a database's schema up to date, with Alembic.

Alembic is imported where it is used: that takes 0.4 CPU seconds, which most commands have no reason to spend.
"""

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, MetaData, func, select

from storage.records.database import Database
from strongroom.errors import NewerVersion

if TYPE_CHECKING:
    from alembic.config import Config

RECORDS: Final = "versions"
KEYS: Final = "key_versions"
"""Folders of migrations: the records and the data keys are two databases with two histories."""
_ADVISORY_LOCK: Final = 0x5374726F6E67
"""Any number that nobody else locks in these databases; the letters "Strong"."""


def migrate(database: Database, versions: str, *, to: str = "head") -> None:
    """Run the migrations that the database has not had; of several processes at once, the others wait.

    ``to`` is a revision to stop at: data of an older version is loaded into tables as they were, and migrated then.
    """
    database.write(lambda connection: migrate_within(connection, versions, to=to))


def migrate_within(connection: Connection, versions: str, *, to: str = "head") -> None:
    """The same inside a transaction that does more.

    Raises:
        NewerVersion: the database has had a migration that this version does not know.
    """
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
    if not _is_known(connection, versions):
        raise NewerVersion
    command.upgrade(_config(versions, connection), to)


def is_current(connection: Connection, versions: str) -> bool:
    """Whether the database has had all migrations, and none that this version of the product does not know."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(_config(versions, connection)).get_current_head()
    context = MigrationContext.configure(connection, opts={"version_table": version_table(versions)})
    return context.get_current_revision() == head


def revision(connection: Connection, versions: str) -> str | None:
    """The last migration that the database has had; None before the first."""
    from alembic.runtime.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"version_table": version_table(versions)})
    return context.get_current_revision()


def _is_known(connection: Connection, versions: str) -> bool:
    from alembic.script import ScriptDirectory

    known = {one.revision for one in ScriptDirectory.from_config(_config(versions, connection)).walk_revisions()}
    return revision(connection, versions) in known | {None}


def version_table(versions: str) -> str:
    """Where the history is kept: two tables, for both histories may share one PostgreSQL database."""
    return "schema_version" if versions == RECORDS else "key_schema_version"


def differences(connection: Connection, metadata: MetaData, versions: str) -> list[object]:
    """What the tables in the code have that the migrated database has not, and the other way round."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    known = set(metadata.tables)
    context = MigrationContext.configure(
        connection,
        opts={
            "version_table": version_table(versions),
            "include_name": lambda name, kind, _: kind != "table" or name in known,
            "compare_type": True,
        },
    )
    return list(compare_metadata(context, metadata))


def _config(versions: str, connection: Connection) -> "Config":
    from alembic.config import Config

    folder = files("storage.records").joinpath("migrations")
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("version_locations", str(folder.joinpath(versions)))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = version_table(versions)
    return config
