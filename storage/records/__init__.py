"""What we remember: tables, queries, migrations."""
