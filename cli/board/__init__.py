"""``status --watch``: gathered into a snapshot, drawn from nothing but that, and shown until Ctrl-C."""
