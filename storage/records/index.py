"""The token index, in the way of each database: which documents have all of some hashed tokens.

SQLite: a contentless FTS5 table whose words are the hashes in hexadecimal. It keeps no positions and no columns.
PostgreSQL: one array of hashes a document, under GIN.
"""

from collections.abc import Collection, Iterable
from typing import Protocol

from sqlalchemy import BigInteger, ColumnElement, Connection, bindparam, column, literal, select, table, text
from sqlalchemy.dialects.postgresql import ARRAY

from storage.records.tables import documents


class TokenIndex(Protocol):
    """Which documents have which tokens; documents are known by their row numbers."""

    def add(self, connection: Connection, document: int, tokens: Collection[int]) -> None:
        """Enter a document that is not in the index."""

    def remove(self, connection: Connection, document: int, tokens: Collection[int]) -> None:
        """Take a document out; ``tokens`` are exactly those it was entered with."""

    def having(self, tokens: Collection[int]) -> ColumnElement[bool]:
        """The condition on ``documents`` that they have all of these tokens (at least one)."""


class SqliteIndex:
    """The index as an FTS5 table."""

    def add(self, connection: Connection, document: int, tokens: Collection[int]) -> None:
        """Enter a document."""
        connection.execute(
            text("INSERT INTO search_index (rowid, tokens) VALUES (:document, :tokens)"),
            {"document": document, "tokens": _words(tokens)},
        )

    def remove(self, connection: Connection, document: int, tokens: Collection[int]) -> None:
        """Take a document out. A contentless table cannot look up what it holds: it has to be told."""
        connection.execute(
            text("INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', :document, :tokens)"),
            {"document": document, "tokens": _words(tokens)},
        )

    def having(self, tokens: Collection[int]) -> ColumnElement[bool]:
        """A full-text match: words side by side mean AND."""
        index = table("search_index", column("rowid"))
        match = text("search_index MATCH :words").bindparams(bindparam("words", _words(tokens), unique=True))
        return documents.c.number.in_(select(index.c.rowid).where(match))


class PostgresIndex:
    """The index as arrays."""

    def add(self, connection: Connection, document: int, tokens: Collection[int]) -> None:
        """Enter a document."""
        connection.execute(
            text("INSERT INTO search_index (document, tokens) VALUES (:document, :tokens)"),
            {"document": document, "tokens": list(tokens)},
        )

    def remove(self, connection: Connection, document: int, tokens: Collection[int]) -> None:  # noqa: ARG002 - SQLite needs them
        """Take a document out."""
        connection.execute(text("DELETE FROM search_index WHERE document = :document"), {"document": document})

    def having(self, tokens: Collection[int]) -> ColumnElement[bool]:
        """The array contains all."""
        index = table("search_index", column("document"), column("tokens", ARRAY(BigInteger)))
        wanted = literal(list(tokens), ARRAY(BigInteger))
        return documents.c.number.in_(select(index.c.document).where(index.c.tokens.contains(wanted)))


def _words(tokens: Iterable[int]) -> str:
    return " ".join(f"{token & 0xFFFF_FFFF_FFFF_FFFF:016x}" for token in tokens)
