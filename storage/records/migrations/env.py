"""How Alembic runs our migrations: on the connection it is given, inside that connection's transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table=context.config.attributes["version_table"],
)
# No context.begin_transaction(): the caller's transaction takes in the whole upgrade, or nothing of it.
context.run_migrations()
