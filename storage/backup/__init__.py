"""Backups: taken, kept for a time, restored, and proved by drills. ``docs/backup-format.md`` specifies the format."""
