"""Migrations of the data keys."""
