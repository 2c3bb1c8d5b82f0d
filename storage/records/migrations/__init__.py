"""Migrations of the records and of the data keys. They are history: one that was released is never edited."""
