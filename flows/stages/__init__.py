"""Plain functions that compose the rooms; no Prefect in here."""
