"""Which papers the year-end packages in the vault hold: a package is a copy of each of them."""

from sqlalchemy import Column, ForeignKey, Index, Table

from storage.records.tables import Number, metadata

packaged = Table(
    "packaged",
    metadata,
    Column("package", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("document", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Index(None, "document"),
)
