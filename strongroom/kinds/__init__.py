"""The catalogue: one file is one kind, found by its being here."""
